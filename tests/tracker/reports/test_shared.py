from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.reports.shared import SharedFigures, shared_figures
from tracker.reports.statistics.intervals import wilson
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, Hit, HitClass, Verdict

ZONE = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 23)
PERSON = Verdict(HitClass.PERSON, "browser")


@pytest.fixture
def scanned(db: Database) -> Callable[..., None]:
    """Return ``scanned(day, codes)``: each of the codes was scanned once at noon of that day."""
    portions = 0

    def scan(day: date, codes: Sequence[str]) -> None:
        nonlocal portions
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
        at = int(noon.timestamp() * 1000)
        hits = tuple(
            Hit(at + 90_000 * number, code, Entry.SCANNED, PERSON, number + 1)
            for number, code in enumerate(codes)
        )
        SqliteCounts(db).add([Portion(f"{portions}-1-x.spool", 0, 1, hits, 0)])
        portions += 1

    return scan


def told(db: Database, minted: Minted, today: date = TODAY) -> SharedFigures:
    return shared_figures(db, minted.batch.campaign_id, 1, today)


def test_small_parts_are_held_back_and_all_sums_agree(
    db: Database, mint_batch: Callable[..., Minted], scanned: Callable[..., None]
) -> None:
    one, other = mint_batch(copies=60), mint_batch(copies=60, name="andere")
    hand_out(db, one.batch, "Zentrale", date(2026, 11, 1), first=1, last=30)
    hand_out(db, one.batch, "Nord", date(2026, 11, 1), first=31, last=60)
    scanned(date(2026, 11, 4), [*one.codes[:7], *one.codes[30:33]])
    scanned(date(2026, 11, 11), [*one.codes[7:9], *one.codes[33:35], *other.codes[:4]])
    scanned(TODAY, one.codes[9:20])  # not over yet
    figures = told(db, one)
    first, second = figures.batches
    assert (first.scans, first.pieces_scanned) == (7 + 5, 12)
    assert (second.scans, second.pieces_scanned) == (0, 0)  # 4 are too few
    assert [(place.name, place.scans) for place in figures.places] == [("Zentrale", 7), ("Nord", 5)]
    assert [(week.monday.day, week.scans) for week in figures.weeks] == [(2, 7), (9, 5), (16, 0)]
    assert figures.scans == 12
    assert figures.last_day == date(2026, 11, 22)


def test_two_looks_never_differ_by_a_small_figure(
    db: Database, mint_batch: Callable[..., Minted], scanned: Callable[..., None]
) -> None:
    minted = mint_batch(copies=60)
    hand_out(db, minted.batch, "Zentrale", date(2026, 11, 1), first=1, last=60)
    for day in range(20):
        scanned(date(2026, 11, 2) + timedelta(days=day), minted.codes[day * 3 : day * 3 + day % 4])
    looks = [told(db, minted, date(2026, 11, 3) + timedelta(days=day)) for day in range(22)]
    for before, after in itertools.pairwise(looks):
        for grown in (
            after.scans - before.scans,
            _of_places(after) - _of_places(before),
            (after.batches[0].pieces_scanned or 0) - (before.batches[0].pieces_scanned or 0),
            sum(week.scans for week in after.weeks) - sum(week.scans for week in before.weeks),
        ):
            assert grown == 0 or grown >= 5
    assert looks[-1].scans > 20


def test_the_true_rate_lies_between_whatever_is_held_back(
    db: Database, mint_batch: Callable[..., Minted], scanned: Callable[..., None]
) -> None:
    minted = mint_batch(copies=20)
    for place, first in (("Zentrale", 1), ("Nord", 11)):
        hand_out(db, minted.batch, place, date(2026, 11, 1), first=first, last=first + 9)
    scanned(date(2026, 11, 4), [*minted.codes[:4], *minted.codes[10:14]])  # 8 of 20: all held back
    (batch,) = told(db, minted).batches
    assert (batch.pieces_scanned, batch.rate) == (0, 0)
    assert batch.interval is not None
    assert batch.interval.low == 0
    assert batch.interval.high is not None
    assert batch.interval.high > 100 * (wilson(8, 20).high or 0)


def test_no_place_appears_because_somebody_scanned_there(
    db: Database, mint_batch: Callable[..., Minted], scanned: Callable[..., None]
) -> None:
    minted = mint_batch(copies=60)
    hand_out(db, minted.batch, "Zentrale", date(2026, 11, 1), first=1, last=30)
    hand_out(db, minted.batch, "Nord", date(2026, 11, 1), first=31, last=60)
    before = told(db, minted)
    scanned(date(2026, 11, 4), minted.codes[:1])
    scanned(TODAY, minted.codes[30:40])
    assert told(db, minted) == before
    assert [(place.name, place.scans) for place in before.places] == [("Nord", 0), ("Zentrale", 0)]


def test_one_code_for_all_has_scans_of_100(
    db: Database, mint_batch: Callable[..., Minted], scanned: Callable[..., None]
) -> None:
    minted = mint_batch(copies=200, kind=BatchKind.ONE_CODE)
    scanned(date(2026, 11, 4), [minted.codes[0]] * 10)
    (before,) = told(db, minted).batches
    assert (before.scans, before.rate, before.pieces_scanned) == (10, None, None)
    hand_out(db, minted.batch, "Zentrale", date(2026, 11, 1))
    (after,) = told(db, minted).batches
    assert after.handed_out == 200
    assert after.interval is None


def test_nothing_of_another_campaign(
    db: Database, mint_batch: Callable[..., Minted], scanned: Callable[..., None]
) -> None:
    mine, other = mint_batch(copies=20), mint_batch(copies=20, campaign="Herbst")
    scanned(date(2026, 11, 4), [*mine.codes[:6], *other.codes[:9]])
    assert told(db, mine).scans == 6
    assert told(db, other).scans == 9


def _of_places(figures: SharedFigures) -> int:
    return sum(place.scans for place in figures.places)
