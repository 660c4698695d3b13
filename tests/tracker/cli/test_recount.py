import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from printkit.store.places import hand_out
from tracker.reports.export import VERSION
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict


@pytest.fixture
def minted(config, mint_batch, run):
    """A batch with a counted scan of today and one of forty days ago."""
    minted, spool = mint_batch(), Spool(config.spool_folder)
    for days in (0, 40):
        at_ms = int(time.time() * 1000) - days * 86_400_000
        verdict = Verdict(HitClass.PERSON, "browser", Device.PHONE)
        spool.add(Hit(at_ms, minted.codes[0], Entry.SCANNED, verdict))
    spool.close()
    run("stats")
    return minted


def test_counts_that_are_right_stay(run, minted):
    assert "All counts are what the events say." in run("recount").stdout
    assert json.loads(run("recount", "1", "--json").stdout) == {"applied": False, "differences": []}
    assert "9" in run("recount", "9", code=1).stderr


def test_difference_is_shown_and_put_right_only_if_wanted(run, db, minted):
    db.execute("UPDATE hit_hour SET hits = 7 WHERE hour = (SELECT max(hour) FROM hit_hour)")
    for _ in range(2):
        shown = run("recount").stdout
        assert "1 count to put right with --apply." in shown
        assert shown.splitlines()[1].split()[-2:] == ["7", "1"]
    result = json.loads(run("recount", "--apply", "--json").stdout)
    assert [(one["before"], one["after"]) for one in result["differences"]] == [(7, 1)]
    assert "All counts" in run("recount").stdout


def test_retention_is_shown_and_set(run, minted):
    assert "Events are kept for 30 days: 2 events since" in run("retention").stdout
    assert json.loads(run("retention", "--days", "30", "--json").stdout) == {
        "days": 30, "events": 1, "since": str(datetime.now(UTC).date()), "deleted": 1,
    }  # fmt: skip
    assert "No events are kept" in run("retention", "--days", "0").stdout
    assert "0<=x<=3650" in run("retention", "--days", "-1", code=2).stderr


def test_stats_move_a_hand_out_that_was_noted_late(run, db, minted):
    hand_out(db, minted.batch, "Mitte", datetime.now(UTC).date() - timedelta(days=2))
    (batch,) = json.loads(run("stats", "--json").stdout)["batches"]
    assert (batch["hits"], batch["scans"], batch["tests"]) == (2, 1, 1)


def test_export_into_a_folder_names_the_file(run, minted, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    run("export", "--of", "pieces", "--german", "-o", str(out))
    (file,) = out.iterdir()
    assert file.name.startswith(f"signet-pieces-v{VERSION}-")
    assert file.read_bytes().startswith(b"\xef\xbb\xbfbatch;position;code;")
    assert "--german is for CSV" in run("export", "--german", "--format", "jsonl", code=2).stderr
