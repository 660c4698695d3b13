"""Upgrades: what an older Signet left is taken over and counted once; a newer one's is left as it is."""

import json
import sqlite3
from contextlib import closing
from zlib import crc32

import pytest

from printkit.store import database as store
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.schema import PRINTKIT
from tracker.database import connect
from tracker.reports.figures import batch_figures
from tracker.scans.schema import TRACKER
from tracker.scans.snapshot.head import Target
from tracker.serve import running_server, wait_until_folded

AT = 1_790_000_000_000
VERDICT = "person\tbrowser\tscanned\tphone\tios\tsafari\tde"


def line(version: str, number: int, code: str, end: str = "") -> bytes:
    fields = f"{version}\t{AT + number * 100_000}\t{code}\t{VERDICT}".encode()
    return b"%08x\t%b%b\n" % (crc32(fields), fields, end.encode())


@pytest.fixture
def old_codes(config):
    """A database of the first version, and segments of the versions since, as services left them."""
    base, files = BaseUrl.parse("https://qr.example.de"), {"a": b""}
    order = MintOrder("C", BatchKind.PER_PIECE, 5, "d", {}, files, base, "https://www.example.org/")
    with store.connect(config.database, (PRINTKIT,)) as db:
        TRACKER.apply(db, stop_before="0002_what_is_kept_how_long")
        codes = mint(db, order).codes
    config.spool_folder.mkdir(parents=True)
    first = b"".join(line("1", number, code) for number, code in enumerate(codes))
    second = b"".join(line("2", number + 9, code, f"\t{'0' * 16}") for number, code in enumerate(codes))
    torn = line("2", 20, codes[0], f"\t{'-' * 16}")[:40]
    for number, content in enumerate((first, second + torn)):
        (config.spool_folder / f"{AT + number}-17-0000000{number}.spool").write_bytes(content)
    return codes


def test_segments_of_older_versions_are_counted_once(config, old_codes, fetch):
    with running_server(config) as url:
        for code in old_codes:
            assert fetch(url, f"/{code}").status == 302
        wait_until_folded(config)
    with connect(config, create=False) as db:
        (figures,) = batch_figures(db)
        assert (figures.hits, figures.pieces_scanned) == (5 + 5 + 5, 5)
        assert db.execute("SELECT faults FROM spool_total").fetchone() == (1,)


def migrate(config, sql):
    with closing(sqlite3.connect(config.database)) as db:
        db.execute(sql)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.slow
def test_a_database_of_a_newer_signet_is_left_as_it_is(config, mint_batch, db, fetch, capfd, until):
    codes = mint_batch().codes
    db.close()
    with running_server(config) as url:
        fetch(url, f"/{codes[0]}")
    migrate(config, "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('tracker', '0999_the_future', '2030-01-01')")  # fmt: skip
    before = config.database.read_bytes()
    with running_server(config) as url:
        for code in codes:
            assert fetch(url, f"/{code}").status == 302
        until(lambda: fetch(url, "/healthz").status == 503)
        said = json.loads(fetch(url, "/healthz").body)["checks"]["database"]
        assert said["says"] == "A newer Signet has written this database."
        assert "or restore the backup from before the upgrade" in said["do"]
    assert config.database.read_bytes() == before
    assert "it knows 0999_the_future" in capfd.readouterr().err
    migrate(config, "DELETE FROM _sqlite_migrations WHERE name = '0999_the_future'")
    with running_server(config):
        wait_until_folded(config)
    with connect(config, create=False) as again:
        assert [one.hits for one in batch_figures(again)] == [1 + len(codes)]


@pytest.mark.slow
def test_an_upgrade_that_cannot_be_done_stops_no_redirect(
    config, old_codes, write_snapshot, fetch, capfd, until
):
    """Nor does one that takes long: the service begins without its database."""
    target = Target(1, "url", "https://www.example.org/", retired=False)
    write_snapshot(config.snapshot_file, dict.fromkeys(old_codes, target))
    with closing(sqlite3.connect(config.database)) as db:  # a row that refers to no batch
        db.execute("INSERT INTO hit_hour VALUES (99, 500000, 'person', 'phone', 'scanned', 5)")
        db.commit()
    with running_server(config) as url:
        assert [fetch(url, f"/{code}").status for code in old_codes] == [302] * 5
        # The background process may not have said anything yet.
        until(
            lambda: not json.loads(fetch(url, "/healthz").body)["checks"].get("database", {"ok": True})["ok"]
        )
    assert "Traceback" not in capfd.readouterr().err
    migrate(config, "DELETE FROM hit_hour WHERE batch_id = 99")
    with running_server(config):
        wait_until_folded(config)
    with connect(config, create=False) as again:
        assert [one.hits for one in batch_figures(again)] == [5 + 5 + 5]
