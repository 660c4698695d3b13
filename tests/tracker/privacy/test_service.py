"""What a real service leaves behind: nothing of who it was, and after the day not even the pseudonym."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from printkit.store.organisations import set_organisation
from printkit.store.places import hand_out
from tracker.background import Background
from tracker.database import connect
from tracker.privacy.salt import SALT_FILE, Salt
from tracker.reports.device_days import device_days
from tracker.reports.export import daily_rows
from tracker.scans.spool import Spool
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict
from tracker.serve import running_server, wait_until_folded
from tracker.survival.backup import back_up


def in_files(folder, text):
    return [file.name for file in folder.rglob("*") if file.is_file() and text in file.read_bytes()]


def test_reload_is_a_repeat_whichever_worker_answers(config, mint_batch, fetch):
    code = mint_batch().codes[0]
    with running_server(config) as url:
        for _ in range(12):  # a connection each
            assert fetch(url, f"/{code}").status == 302
        wait_until_folded(config)
    with connect(config, create=False) as db:
        rows = db.execute(
            "SELECT word, sum(hits) FROM hit_total JOIN hit_word ON hit_word.id = class GROUP BY 1"
        )
        assert rows.fetchall() == [("person", 1), ("repeat", 11)]


def test_background_moves_a_hand_out_and_deletes_old_events(config, db, mint_batch, fetch, capfd):
    minted = mint_batch()
    with running_server(replace(config, workers=1)) as url:
        fetch(url, f"/{minted.codes[0]}")
        wait_until_folded(config)
        hand_out(db, minted.batch, "Mitte", datetime.now(UTC).date() - timedelta(days=1))
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if db.execute("SELECT count(*) FROM hit_total WHERE place_id = 1").fetchone() == (1,):
                break
            time.sleep(0.05)
        else:
            pytest.fail("the hit was not moved to its place")
    for seconds, left in ((32 * 86_400, 1), (33 * 86_400 + 60, 0)):
        later = Background(config, lambda ahead=seconds: time.time() + ahead)
        later.step()
        later.close()
        # The service seems to have been away for a month; or the clock is wrong. So there is a day of grace.
        assert db.execute("SELECT count(*) FROM event").fetchone() == (left,)
    assert "1 events were old and are deleted" in capfd.readouterr().err


def test_day_follows_the_organisations_zone(config, db):
    set_organisation(db, time_zone="Asia/Kathmandu")
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
    background = Background(config, lambda: noon)
    background.step()
    background.close()
    day = Salt.from_bytes((config.run_folder / SALT_FILE).read_bytes()).day
    assert day.zone == "Asia/Kathmandu"
    assert datetime.fromtimestamp(day.begins, UTC) == datetime(2026, 11, 21, 18, 15, tzinfo=UTC)


def test_backup_has_no_keys(config, db, mint_batch, fetch, tmp_path):
    code = mint_batch().codes[0]
    with running_server(replace(config, workers=1)) as url:
        fetch(url, f"/{code}")
        wait_until_folded(config)
        assert db.execute("SELECT count(*) FROM day_key").fetchone() == (3,)
        key = db.execute("SELECT DISTINCT key FROM day_key").fetchone()[0].to_bytes(8, signed=True)
        file = back_up(config, tmp_path / "backup.db").file
    assert key in config.database.read_bytes() + config.database.with_name("campaigns.db-wal").read_bytes()
    assert key not in file.read_bytes()


def test_service_that_was_off_for_ten_days_counts_what_waits_and_forgets_whose_it_was(config, db, mint_batch):
    code, key = mint_batch().codes[0], 0xFEEDFACECAFEBEEF
    then = datetime(2026, 11, 12, 11, tzinfo=UTC)
    spool, verdict = Spool(config.spool_folder), Verdict(HitClass.PERSON, "browser", Device.PHONE)
    for seconds in (0, 5, 90):
        at_ms = int((then + timedelta(seconds=seconds)).timestamp() * 1000)
        spool.add(Hit(at_ms, code, Entry.SCANNED, verdict, key))
    spool.close()
    background = Background(config, (then + timedelta(days=10)).timestamp)
    background.step()
    background.close()
    (row,) = daily_rows(db)
    assert (row.day, row.scans, row.repeat) == (then.date(), 2, 1)
    (devices,) = (one.devices for one in device_days(db, 1, 1, until=then.date()))
    assert devices == 1
    assert db.execute("SELECT count(*) FROM event").fetchone() == (3,)
    for form in (b"%016x" % key, key.to_bytes(8)):
        assert in_files(config.database.parent, form) == []
