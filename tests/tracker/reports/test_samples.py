from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from printkit.errors import SignetError
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.reports.samples import measure_for, samples_of
from tracker.reports.statistics.samples import Cohort, Measure, Sample
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.recount import recount_due
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

BERLIN = ZoneInfo("Europe/Berlin")
OUT = date(2026, 11, 2)
PIECES, SCANS = Measure.PIECES, Measure.SCANS


@pytest.fixture
def count(db):
    """A function that counts hits: ``count(code, day, hour=…, cls=…)``; days count from `OUT`."""
    numbers = iter(range(10_000))

    def counted(code, day, hour=12, cls=HitClass.PERSON, times=1):
        at = datetime(OUT.year, OUT.month, OUT.day, hour, tzinfo=BERLIN) + timedelta(days=day)
        hit = Hit(int(at.timestamp() * 1000), code, Entry.SCANNED, Verdict(cls, "test", Device.PHONE))
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, [hit] * times, 0)])

    return counted


def read(db, measure, days, *batches):
    recount_due(db)
    return samples_of(db, batches, measure, OUT + timedelta(days=days))


def test_pieces_count_on_the_day_they_were_scanned_first(db, mint_batch, count):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", OUT)
    count(minted.codes[0], 0)
    count(minted.codes[0], 2)  # again: it was scanned before
    count(minted.codes[1], 1, hour=0)
    count(minted.codes[2], 1, hour=23)
    count(minted.codes[3], 3)  # today: the day is not over
    count(minted.codes[4], 1, cls=HitClass.ROBOT)
    assert read(db, PIECES, 3, minted.batch) == (Sample(1, (Cohort(10, (1, 2, 0)),)),)


def test_a_piece_tried_before_the_hand_out_counts_from_its_first_scan_after_it(db, mint_batch, count):
    minted = mint_batch(copies=10)
    count(minted.codes[0], -3)
    count(minted.codes[1], -2)
    hand_out(db, minted.batch, "Mitte", OUT)
    recount_due(db)
    count(minted.codes[0], 1)
    assert read(db, PIECES, 3, minted.batch) == (Sample(1, (Cohort(10, (0, 1, 0)),)),)


def test_each_day_of_hand_out_is_a_cohort_of_its_own(db, mint_batch, count):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", OUT, first=1, last=4)
    hand_out(db, minted.batch, "Nord", OUT + timedelta(days=2), first=5, last=7)
    hand_out(db, minted.batch, "Süd", OUT + timedelta(days=2), first=8, last=8)
    recount_due(db)
    count(minted.codes[0], 1)
    count(minted.codes[4], 2)
    count(minted.codes[9], 2)  # is nowhere
    assert read(db, PIECES, 4, minted.batch) == (Sample(1, (Cohort(4, (0, 1, 0, 0)), Cohort(4, (1, 0)))),)


def test_hand_outs_to_come_do_not_count_and_those_of_today_have_no_day_yet(db, mint_batch, count):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", OUT, first=1, last=4)
    hand_out(db, minted.batch, "Nord", OUT + timedelta(days=1), first=5, last=7)
    assert read(db, PIECES, 0, minted.batch) == (Sample(1, (Cohort(4, ()),)),)
    one = mint_batch(copies=5, kind=BatchKind.ONE_CODE, name="one")
    hand_out(db, one.batch, "Mitte", OUT)
    assert read(db, SCANS, 0, one.batch) == (Sample(2, (Cohort(5, ()),)),)


def test_one_code_gives_scans_a_day_without_tests(db, mint_batch, count):
    minted = mint_batch(copies=200, kind=BatchKind.ONE_CODE)
    count(minted.codes[0], -1, times=7)
    hand_out(db, minted.batch, "Mitte", OUT)
    recount_due(db)
    count(minted.codes[0], 0, times=3)
    count(minted.codes[0], 2, times=2)
    count(minted.codes[0], 2, cls=HitClass.PREVIEW)
    count(minted.codes[0], 3)
    assert read(db, SCANS, 3, minted.batch) == (Sample(1, (Cohort(200, (3, 0, 2)),)),)


def test_scans_of_pieces_are_those_of_each_place_since_it_has_them(db, mint_batch, count):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", OUT, first=1, last=4)
    hand_out(db, minted.batch, "Nord", OUT + timedelta(days=2), first=5, last=7)
    recount_due(db)
    count(minted.codes[0], 1, times=2)
    count(minted.codes[4], 1)  # before it was handed out
    count(minted.codes[4], 3, times=4)
    count(minted.codes[9], 3)
    assert read(db, SCANS, 4, minted.batch) == (Sample(1, (Cohort(4, (0, 2, 0, 0)), Cohort(3, (0, 4)))),)


def test_all_handed_out_on_one_day_to_several_places_is_one_cohort(db, mint_batch, count):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", OUT, first=1, last=4)
    hand_out(db, minted.batch, "Nord", OUT, first=5, last=7)
    recount_due(db)
    count(minted.codes[0], 1, times=2)
    count(minted.codes[5], 1)
    assert read(db, SCANS, 2, minted.batch) == (Sample(1, (Cohort(7, (0, 3)),)),)


def test_copies_that_a_place_gets_later_join_those_it_has(db, mint_batch, count):
    minted = mint_batch(copies=200, kind=BatchKind.ONE_CODE)
    hand_out(db, minted.batch, "Rathaus", OUT, copies=50)
    hand_out(db, minted.batch, "Rathaus", OUT + timedelta(days=2), copies=100)
    recount_due(db)
    count(minted.codes[0], 0, times=2)
    count(minted.codes[0], 3, times=6)
    cohort = Cohort(50, (2, 0, 0, 6), ((2, 100),))
    assert read(db, SCANS, 4, minted.batch) == (Sample(1, (cohort,)),)


def test_measure_is_that_which_all_batches_have(db, mint_batch):
    pieces, one = mint_batch().batch, mint_batch(kind=BatchKind.ONE_CODE, name="one").batch
    assert measure_for([pieces, pieces]) is PIECES
    assert measure_for([pieces, one]) is measure_for([one]) is SCANS


def test_batches_that_were_not_handed_out_are_all_named(db, mint_batch):
    first, second, third = (mint_batch(name=name) for name in "abc")
    hand_out(db, second.batch, "Mitte", OUT)
    with pytest.raises(SignetError) as caught:
        read(db, PIECES, 5, first.batch, second.batch, third.batch)
    assert [problem.key for problem in caught.value.problems] == ["batch 1", "batch 3"]
    assert "tracker hand-out 3 " in caught.value.problems[1].remedy
