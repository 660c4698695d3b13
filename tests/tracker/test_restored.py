"""An older database under a real service: no printed code is lost, and somebody is told."""

import json
import shutil

import pytest
from click.testing import CliRunner

from tracker.cli.main import cli
from tracker.database import connect
from tracker.serve import running_server, wait_until_folded
from tracker.survival.backup import back_up


def strangers(url, fetch):
    return json.loads(fetch(url, "/healthz").body)["checks"]["strangers"]


@pytest.mark.slow
def test_codes_minted_after_the_backup_go_on_leading_to_where_they_led(config, db, mint_batch, fetch, until):
    kept = mint_batch(5).codes
    backup = config.database.with_name("backup.db")
    with running_server(config) as url:
        back_up(config, backup)
        lost = mint_batch(5, to="https://lost.example/").codes
        until(lambda: fetch(url, f"/{lost[0]}").status == 302)
        assert strangers(url, fetch)["ok"]
    db.close()
    for path in config.database.parent.glob("campaigns.db*"):
        path.unlink()
    shutil.copy(backup, config.database)
    with running_server(config) as url:
        until(lambda: not strangers(url, fetch)["ok"])
        assert fetch(url, "/healthz").status == 503
        assert strangers(url, fetch)["says"].startswith("5 codes on paper are not in this database")
        assert {fetch(url, f"/{code}").headers["location"] for code in lost} == {"https://lost.example/"}
        assert {fetch(url, f"/{code}").status for code in kept} == {302}
        result = CliRunner().invoke(cli, ["strangers", "--accept", "--database", str(config.database)])
        assert "Accepted 5 codes" in result.output
        until(lambda: fetch(url, "/healthz").status == 200)
        assert fetch(url, f"/{lost[-1]}").status == 302
    wait_until_folded(config)
    with connect(config) as again:
        hits, unknown = again.execute("SELECT hits, strangers FROM spool_total").fetchone()
        assert (hits, unknown) == (len(kept), 1 + len(lost) + 1)  # the first one from before the restore


@pytest.mark.slow
def test_a_service_over_a_database_that_is_restored_while_it_runs(config, db, mint_batch, fetch, until):
    mint_batch(5)
    backup = config.database.with_name("backup.db")
    with running_server(config) as url:
        back_up(config, backup)
        lost = mint_batch(5, to="https://lost.example/").codes
        asked = lost * 6  # as many connections meet both workers
        until(lambda: all(fetch(url, f"/{code}").status == 302 for code in asked))
        db.close()
        for path in config.database.parent.glob("campaigns.db*"):
            path.unlink()
        shutil.copy(backup, config.database)
        statuses = set()

        def is_said():
            statuses.add(fetch(url, f"/{lost[1]}").status)
            return not strangers(url, fetch)["ok"]

        until(is_said)
        assert statuses == {302}
