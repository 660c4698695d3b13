"""Devices of a day are a lower bound of those that scanned, whatever tests were made beside them."""

from datetime import UTC, date, datetime

from printkit.store.places import hand_out
from tracker.reports.device_days import device_days
from tracker.reports.export import Kind, rows_of
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, Hit, HitClass, Verdict

DAY = date(2026, 11, 21)
NOON = int(datetime(2026, 11, 21, 11, tzinfo=UTC).timestamp() * 1000)


def count(db, *asked):
    """Count hits by people, each a code and the key of a device, two minutes after one another."""
    hits = [
        Hit(NOON + n * 120_000, code, Entry.SCANNED, Verdict(HitClass.PERSON, "test"), key)
        for n, (code, key) in enumerate(asked)
    ]
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, hits, 0)])


def told(db, batch=None):
    (found,) = device_days(db, batch, 1, until=DAY)
    return found.devices


def test_devices_that_only_made_tests_are_no_devices_that_scanned(db, mint_batch):
    given, kept = mint_batch(name="a"), mint_batch(name="b")
    hand_out(db, given.batch, "Mitte", date(2026, 11, 20), first=1, last=3)
    hand_out(db, kept.batch, "Mitte", date(2026, 11, 23))
    scans = [(given.codes[0], 1), (given.codes[1], 2), (given.codes[2], 2)]
    tests = [(given.codes[5], 3), (kept.codes[0], 4), (kept.codes[1], 5)]
    count(db, *scans, *tests)
    assert told(db, given.batch.id) == 2  # of three devices one asked for a piece that is nowhere
    assert told(db, kept.batch.id) == 0
    assert told(db) == 2
    rows = [(row.of, row.name, row.devices) for row in rows_of(db, Kind.DEVICES)]
    assert rows == [("batch", "a", 2), ("campaign", "Lesezeichen 2026", 2), ("organisation", "Bibliothek", 2)]


def test_one_device_that_scanned_and_tried_remains_one(db, mint_batch):
    given = mint_batch()
    hand_out(db, given.batch, "Mitte", date(2026, 11, 20), first=1, last=3)
    count(db, (given.codes[0], 1), (given.codes[5], 1), (given.codes[6], 1))
    assert told(db) == 1


def test_a_hand_out_that_is_noted_later_changes_what_is_told(db, mint_batch):
    given = mint_batch()
    count(db, (given.codes[0], 1), (given.codes[5], 2))
    assert told(db) == 2
    hand_out(db, given.batch, "Mitte", date(2026, 11, 22))
    assert told(db) == 0
