"""Courses of any selection add up to the same hits, in local hours, days and weeks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.places import hand_out, places
from tracker.reports.breakdown import breakdown, breakdown_of_all
from tracker.reports.course import by_batch_and_day, by_clock, by_day, course, first_day
from tracker.reports.days import scans_by_day
from tracker.reports.figures import ClassCounts, batch_figures
from tracker.reports.reading import read
from tracker.reports.selection import Selection, Shown, Unit
from tracker.scans.words import Device, Entry, HitClass

Mint = Callable[..., Minted]
Count = Callable[..., None]
BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2026, 10, 20), date(2026, 11, 3)
NOW = datetime(2026, 11, 3, 14, 20, tzinfo=BERLIN)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=BERLIN)


@pytest.fixture
def whole(db: Database, mint_batch: Mint, count_hits: Count) -> Selection:
    """Two batches; one with two places, one that is not handed out; hits of every class."""
    minted = mint_batch(copies=10), mint_batch(copies=5, name="two")
    first, codes = minted[0].batch, {number: one.codes for number, one in enumerate(minted, 1)}
    hand_out(db, first, "Mitte", date(2026, 10, 22), first=1, last=4)
    hand_out(db, first, "Nord", date(2026, 10, 26), first=5, last=10)
    for day in range(15):
        count_hits(codes[1][day % 10], at(FIRST + timedelta(days=day), 8 + day % 12), times=1 + day % 3)
    count_hits(codes[1][0], at(date(2026, 10, 25), 2))  # the hour that there is twice
    count_hits(codes[1][0], at(date(2026, 10, 24)), entry=Entry.TYPED, device=Device.TABLET)
    count_hits(codes[1][0], at(date(2026, 10, 24)), staff=True)
    for cls in HitClass:
        if cls is not HitClass.PERSON:
            count_hits(codes[1][1], at(date(2026, 10, 27)), cls)
    count_hits(codes[2][0], at(date(2026, 10, 30)), times=4)
    return Selection(read(db, None, 1, today=LAST), FIRST, LAST)


def test_every_unit_has_the_same_sum(db: Database, whole: Selection) -> None:
    for shown in Shown:
        meant = whole.of(shown)
        sums = {sum(point.number for point in course(db, meant, unit, NOW)) for unit in Unit}
        assert len(sums) == 1, shown
        assert sums == {sum(one.people for one in by_clock(db, meant))}, shown


def test_scans_are_those_of_the_figures(db: Database, whole: Selection) -> None:
    assert by_day(db, whole) == tuple(day.scans for day in scans_by_day(db, None, 15, until=LAST))
    each = by_batch_and_day(db, whole)
    assert {one.batch: one.scans for one in batch_figures(db, today=LAST)} == {
        batch: sum(days) for batch, days in each.items()
    }
    tests = sum(by_day(db, whole.of(Shown.TESTS)))
    assert tests == sum(one.tests for one in batch_figures(db, today=LAST)) > 0


def test_a_place_has_the_scans_made_there(db: Database, whole: Selection) -> None:
    every = {place.name: place.id for place in places(db)}
    by_place = {
        name: sum(by_day(db, Selection(whole.reading, FIRST, LAST, number))) for name, number in every.items()
    }
    nowhere = sum(by_day(db, Selection(read(db, 2, 1), FIRST, LAST)))
    assert nowhere == 4
    assert sum(by_place.values()) + nowhere == sum(by_day(db, whole))
    assert all(by_place.values())


def test_a_breakdown_divides_scans(db: Database, whole: Selection) -> None:
    found = breakdown(db, whole)
    assert found.scans == sum(by_day(db, whole))
    assert found.tests == sum(by_day(db, whole.of(Shown.TESTS)))
    assert sum(one.scans for one in found.devices) == sum(one.scans for one in found.entries) == found.scans
    assert {one.word: one.scans for one in found.entries}["typed"] == 1
    assert found.classes == ClassCounts(found.scans + found.tests, 1, 1, 1, 1, 1)


def test_weeks_begin_on_monday_and_the_last_is_not_over(db: Database, whole: Selection) -> None:
    weeks = course(db, whole, Unit.WEEK, NOW)
    assert [point.day for point in weeks] == [date(2026, 10, 19), date(2026, 10, 26), date(2026, 11, 2)]
    assert [point.over for point in weeks] == [True, True, False]
    assert [point.over for point in course(db, whole, Unit.DAY, NOW)][-2:] == [True, False]


def test_hours_of_a_long_day_are_25_and_today_ends_now(db: Database, whole: Selection) -> None:
    long_day = Selection(whole.reading, date(2026, 10, 25), date(2026, 10, 25))
    assert len(course(db, long_day, Unit.HOUR, NOW)) == 25
    today = course(db, Selection(whole.reading, LAST, LAST), Unit.HOUR, NOW)
    assert (len(today), today[-1].begins.hour, today[-1].over) == (15, 14, False)


def test_the_first_day_is_that_of_a_hit(db: Database, whole: Selection) -> None:
    assert first_day(db, whole.of(Shown.HITS)) == FIRST
    assert first_day(db, whole) == date(2026, 10, 22)
    assert first_day(db, Selection(whole.reading, FIRST, LAST, 999)) is None


def test_sums_since_the_beginning_say_the_same(db: Database, whole: Selection) -> None:
    figures = batch_figures(db, today=LAST)
    assert breakdown_of_all(db, whole.reading, figures) == breakdown(db, whole)
