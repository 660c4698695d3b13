from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from printkit.errors import SignetError
from printkit.store.batches import find_batch
from printkit.store.destinations import retire
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.reports.days import scans_by_day, scans_by_hour
from tracker.reports.export import Kind, daily_rows, rows_of
from tracker.reports.figures import ClassCounts, batch_figures
from tracker.reports.pieces import devices, entries, live_tail, place_figures
from tracker.scans.calendar import Calendar, day_number
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.events import forget_events
from tracker.scans.recount import recount_due
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def count(db):
    """A function that counts hits: ``count(code, at, cls=…, entry=…)``."""
    numbers = iter(range(10_000))

    def counted(code, at, cls=HitClass.PERSON, entry=Entry.SCANNED, times=1):
        hit = Hit(int(at.timestamp() * 1000), code, entry, Verdict(cls, "test", Device.PHONE))
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, [hit] * times, 0)])

    return counted


def noon(day=date(2026, 11, 20)):
    return datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN)


def test_batch_without_a_hit_has_zeros(db, mint_batch):
    mint_batch(copies=7)
    (figures,) = batch_figures(db)
    assert (figures.batch, figures.copies, figures.handed_out) == (1, 7, 0)
    assert (figures.hits, figures.scans, figures.pieces_scanned) == (0, 0, 0)
    assert figures.classes == ClassCounts()
    assert figures.first_scan_at is figures.last_scan_at is figures.scan_rate is None


def test_only_people_are_scans(db, mint_batch, count):
    codes = mint_batch(copies=4).codes
    count(codes[0], noon(), times=3)
    count(codes[0], noon() + timedelta(hours=2), entry=Entry.TYPED)
    for cls in HitClass:
        if cls is not HitClass.PERSON:
            count(codes[1], noon() - timedelta(days=9), cls)
    (figures,) = batch_figures(db)
    assert (figures.hits, figures.scans, figures.pieces_scanned) == (9, 4, 1)
    assert figures.classes == ClassCounts(4, 1, 1, 1, 1, 1)
    assert (figures.entries.scanned, figures.entries.typed) == (3, 1)
    assert figures.first_scan_at == noon().astimezone(UTC)
    assert figures.last_scan_at == (noon() + timedelta(hours=2)).astimezone(UTC)


def test_scan_rate_is_of_pieces_handed_out(db, mint_batch, count):
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Mitte", date(2026, 11, 1), first=1, last=4)
    hand_out(db, minted.batch, "Nord", date(2026, 11, 2), first=6, last=8)
    for position in (1, 2, 2, 7, 5, 10):  # 5 and 10 are not handed out: somebody tries them in the office
        count(minted.codes[position - 1], noon())
    (figures,) = batch_figures(db)
    assert (figures.handed_out, figures.pieces_scanned, figures.tests) == (7, 3, 2)
    assert (figures.scan_rate.counted, figures.scan_rate.of) == (3, 7)
    assert figures.scan_rate.percent == pytest.approx(300 / 7)
    assert figures.scan_rate.basis == "pieces handed out"


def test_one_code_gives_scans_per_hundred_copies(db, mint_batch, count):
    minted = mint_batch(copies=200, kind=BatchKind.ONE_CODE)
    count(minted.codes[0], noon(), times=50)
    (before,) = batch_figures(db)
    assert before.scan_rate is None
    hand_out(db, minted.batch, "Mitte", date(2026, 11, 1))
    recount_due(db)
    (figures,) = batch_figures(db)
    assert (figures.handed_out, figures.pieces_scanned) == (200, None)
    assert (figures.scan_rate.percent, figures.scan_rate.basis) == (25, "copies")


def test_one_batch_is_asked_for_and_retired_ones_stay(db, mint_batch, count):
    first, second = mint_batch(name="a"), mint_batch(name="b")
    count(first.codes[0], noon())
    retire(db, find_batch(db, first.batch.id))
    assert [figures.scans for figures in batch_figures(db)] == [1, 0]
    (alone,) = batch_figures(db, second.batch.id)
    assert (alone.name, alone.scans) == ("b", 0)
    with pytest.raises(SignetError, match="9"):
        batch_figures(db, 9)


def test_days_are_local_and_without_gaps(db, mint_batch, count):
    minted = mint_batch()
    other = mint_batch(name="other")
    count(minted.codes[0], datetime(2026, 7, 1, 21, 59, tzinfo=UTC))  # still 1 July in Berlin
    count(minted.codes[0], datetime(2026, 7, 1, 22, 0, tzinfo=UTC))  # midnight
    count(minted.codes[0], datetime(2026, 7, 2, 21, 0, tzinfo=UTC), HitClass.ROBOT)
    count(other.codes[0], datetime(2026, 7, 3, 10, 0, tzinfo=UTC))
    count(minted.codes[0], datetime(2026, 7, 3, 22, 0, tzinfo=UTC))  # after the last day
    days = scans_by_day(db, None, 4, until=date(2026, 7, 3))
    assert [(day.day.day, day.hits, day.scans) for day in days] == [
        (30, 0, 0),
        (1, 1, 1),
        (2, 2, 1),
        (3, 1, 1),
    ]
    only = scans_by_day(db, minted.batch.id, 2, until=date(2026, 7, 3))
    assert [(day.hits, day.scans) for day in only] == [(2, 1), (0, 0)]


@pytest.mark.parametrize(
    ("day", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_days_of_the_change_of_clocks_have_all_their_hours(day, length):
    start = int(datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp()) // 900
    calendar = Calendar("Europe/Berlin")
    hours = {calendar.of_quarter(quarter) for quarter in range(start - 120, start + 240)}
    assert sum(hour.day == day_number(day) for hour in hours) == length


def test_every_hour_of_a_long_day_is_counted(db, mint_batch, count):
    code = mint_batch().codes[0]
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    for hour in range(25):
        count(code, start + timedelta(hours=hour))
    (day,) = scans_by_day(db, None, 1, until=date(2026, 10, 25))
    assert day.scans == 25


def test_default_is_until_today(db, mint_batch, count):
    count(mint_batch().codes[0], datetime.now(UTC))
    days = scans_by_day(db, None, 7)
    assert len(days) == 7
    assert days[-1].scans == 1


def test_places_are_compared_by_what_they_were_given(db, mint_batch, count):
    pieces, flyer = mint_batch(copies=10), mint_batch(copies=50, kind=BatchKind.ONE_CODE, name="flyer")
    hand_out(db, pieces.batch, "Mitte", date(2026, 11, 1), first=1, last=4)
    hand_out(db, pieces.batch, "Nord", date(2026, 11, 1), first=5, last=10)
    hand_out(db, flyer.batch, "Nord", date(2026, 11, 3))
    for position in (1, 1, 3, 10):
        count(pieces.codes[position - 1], noon())
    count(flyer.codes[0], noon(), times=7)
    mitte, nord = place_figures(db)
    assert (mitte.place, mitte.handed_out, mitte.scans, mitte.pieces_scanned, mitte.pieces) == (
        "Mitte",
        4,
        3,
        2,
        4,
    )
    assert (nord.place, nord.handed_out, nord.scans, nord.pieces_scanned, nord.pieces) == (
        "Nord",
        56,
        8,
        1,
        6,
    )


def test_every_class_device_and_entry_can_be_stored(db):
    for kind, words in (("class", HitClass), ("device", Device), ("entry", Entry)):
        found = db.execute("SELECT word FROM hit_word WHERE kind = ?", [kind])
        assert {row[0] for row in found} == {word.value for word in words}
    assert tuple(ClassCounts.__slots__) == tuple(word.value for word in HitClass)


def test_hits_with_a_staff_pass_are_tests_everywhere(db, mint_batch):
    minted = mint_batch(copies=4)
    verdict = Verdict(HitClass.PERSON, "test", Device.PHONE)
    at_ms = int(noon().timestamp() * 1000)
    hits = [
        Hit(at_ms + number, minted.codes[number], Entry.TYPED, verdict, number, staff=number < 2)
        for number in range(3)
    ]
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, hits, 0)])
    for handed_out in (False, True):
        if handed_out:
            hand_out(db, minted.batch, "Mitte", date(2026, 11, 1))
            recount_due(db)
        (figures,) = batch_figures(db)
        assert (figures.hits, figures.scans, figures.tests, figures.pieces_scanned) == (3, 1, 2, 1)
        assert (figures.entries.typed, figures.classes.person) == (1, 3)
        (day,) = scans_by_day(db, None, 1, until=noon().date())
        assert (day.hits, day.scans, day.tests) == (3, 1, 2)
        assert sum(hour.scans for hour in scans_by_hour(db, 1, noon().date())) == 1
        assert sum(hour.tests for hour in scans_by_hour(db, 1, noon().date())) == 2
        assert [(one.word, one.scans) for one in devices(db)] == [("phone", 1)]
        (row,) = daily_rows(db)
        assert (row.scans, row.tests, row.typed) == (1, 2, 1)
        (row,) = rows_of(db, Kind.HOURS)
        assert (row.hits, row.tests) == (3, 2)
        assert [hit.staff for hit in live_tail(db)] == [False, True, True]
    (place,) = place_figures(db)
    assert (place.scans, place.pieces_scanned) == (1, 1)


def test_ways_in_are_those_of_scans_even_where_places_are_not_known(db, mint_batch, count):
    minted = mint_batch(copies=4)
    count(minted.codes[0], noon(date(2026, 9, 1)), entry=Entry.TYPED)  # before the hand-out: a test
    count(minted.codes[0], noon(date(2026, 9, 10)), entry=Entry.TYPED)
    count(minted.codes[0], noon(date(2026, 9, 11)), entry=Entry.SCANNED)
    forget_events(db, int(noon().timestamp() * 1000))
    hand_out(db, minted.batch, "Mitte", date(2026, 9, 5))
    recount_due(db)
    (figures,) = batch_figures(db)
    assert (figures.scans, figures.tests) == (2, 1)
    assert (figures.entries.scanned, figures.entries.typed) == (1, 1)
    assert [(one.word, one.scans) for one in entries(db)] == [("scanned", 1), ("typed", 1)]
