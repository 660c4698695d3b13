"""Pieces that came back: what a rate is told of, and whose their scans are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import count as numbers_from
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.booked import Booked
from printkit.store.bookings import bookings
from printkit.store.corrections import cancel
from printkit.store.denominators import denominator
from printkit.store.links import BaseUrl
from printkit.store.losses import give_back
from printkit.store.mint import Minted, MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.places import ensure_place, hand_out, places
from tracker.config import make_config
from tracker.database import connect
from tracker.reports.figures import BatchFigures, batch_figures
from tracker.reports.pieces import place_figures
from tracker.reports.samples import measure_for, samples_of
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.recount import differences, recount_due
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

Mint = Callable[..., Minted]
Count = Callable[..., None]
BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime.now(BERLIN).date() - timedelta(days=20)


def at(day: int, hour: int = 12) -> datetime:
    on = FIRST + timedelta(days=day)
    return datetime(on.year, on.month, on.day, hour, tzinfo=BERLIN)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def figures(db: Database) -> BatchFigures:
    recount_due(db)
    (found,) = batch_figures(db)
    return found


def test_what_came_back_and_was_given_again_on_the_same_day(
    db: Database, mint_batch: Mint, count_hits: Count
) -> None:
    minted = mint_batch(copies=10)
    for position in (1, 6, 10):
        count_hits(minted.codes[position - 1], at(3))
    hand_out(db, minted.batch, "Nord", on(3), first=1, last=8)  # noted late, so that scans are counted anew
    give_back(db, minted.batch, ensure_place(db, "Nord"), on(3), positions=[(1, 4)])
    hand_out(db, minted.batch, "West", on(3), first=1, last=4)
    found = figures(db)
    assert (found.scans, found.tests, found.handed_out, found.returned) == (2, 1, 12, 4)
    assert {one.place: one.pieces_scanned for one in place_figures(db)} == {"Nord": 1, "West": 1}


def test_what_came_back_is_in_neither_part_of_the_rate(
    db: Database, mint_batch: Mint, count_hits: Count
) -> None:
    minted = mint_batch(copies=10)
    hand_out(db, minted.batch, "Nord", on(0), first=1, last=8)
    for position in (1, 2, 7):
        count_hits(minted.codes[position - 1], at(2))
    before = figures(db)
    assert before.scan_rate is not None
    assert (before.scan_rate.counted, before.scan_rate.of, before.returned) == (3, 8, 0)
    give_back(db, minted.batch, ensure_place(db, "Nord"), on(5), positions=[(5, 7)])
    after = figures(db)
    assert after.scan_rate is not None
    assert (after.scan_rate.counted, after.scan_rate.of, after.returned) == (2, 5, 3)
    assert (after.scans, after.tests, after.handed_out) == (3, 0, 8)  # no scan is taken away
    (place,) = place_figures(db)
    assert (place.handed_out, place.returned, place.pieces, place.pieces_scanned) == (8, 3, 5, 2)
    (sample,) = samples_of(db, [minted.batch], measure_for([minted.batch]), on(20))
    assert [(one.copies, sum(one.daily)) for one in sample.cohorts] == [(5, 2)]


def test_scans_in_the_stock_are_tests_until_the_piece_is_given_again(
    db: Database, mint_batch: Mint, count_hits: Count
) -> None:
    minted = mint_batch(copies=3)
    ensure_place(db, "West")  # older than the place that has the pieces first
    hand_out(db, minted.batch, "Nord", on(0))
    give_back(db, minted.batch, ensure_place(db, "Nord"), on(5), positions=[(1, 1)])
    for day in (2, 5, 7, 12):
        count_hits(minted.codes[0], at(day))
    assert (figures(db).scans, figures(db).tests, figures(db).pieces_scanned) == (1, 3, 0)
    hand_out(db, minted.batch, "West", on(9), first=1, last=1)
    assert (figures(db).scans, figures(db).tests, figures(db).pieces_scanned) == (2, 2, 1)
    assert [(one.place, one.scans, one.pieces) for one in place_figures(db)] == [
        ("Nord", 1, 2),
        ("West", 1, 1),
    ]
    cancel(db, next(one for one in bookings(db, 1) if one.place == "West"))
    cancel(db, next(one for one in bookings(db, 1) if one.what is Booked.RETURN))
    assert (figures(db).scans, figures(db).tests, figures(db).pieces_scanned) == (4, 0, 1)


def test_copies_with_one_code_are_told_of_those_that_stayed(
    db: Database, mint_batch: Mint, count_hits: Count
) -> None:
    minted = mint_batch(copies=100, kind=BatchKind.ONE_CODE)
    hand_out(db, minted.batch, "Nord", on(0), copies=60)
    hand_out(db, minted.batch, "Nord", on(3), copies=20)
    give_back(db, minted.batch, ensure_place(db, "Nord"), on(8), pieces=30)
    count_hits(minted.codes[0], at(2), times=10)
    count_hits(minted.codes[0], at(10), times=5)
    rate = figures(db).scan_rate
    assert rate is not None
    assert (rate.counted, rate.of, rate.percent) == (15, 50, 30)
    give_back(db, minted.batch, ensure_place(db, "Nord"), on(9))
    assert (figures(db).scan_rate, figures(db).scans, figures(db).tests) == (None, 10, 5)


ACTS = st.lists(
    st.tuples(st.sampled_from("hhrrcsssss"), st.integers(1, 12), st.integers(0, 6), st.integers(0, 15)),
    max_size=25,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_figures_are_what_the_bookings_say(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, int, int]]
) -> None:
    """Whatever is booked, taken back and scanned in whatever order: against a list of what happened."""
    folder: Path = tmp_path_factory.mktemp("returns")
    with connect(make_config(folder / "campaigns.db", port=0)) as db:
        base, files = BaseUrl.parse("https://qr.example.de"), {"design.toml": b"format = 1\n"}
        order = MintOrder("K", BatchKind.PER_PIECE, 12, "plain", {}, files, base, "https://www.example.org/")
        minted, scans = mint(db, order), list[tuple[int, int]]()
        spools = numbers_from()
        for act, first, more, day in acts:
            last = min(12, first + more)
            if act == "s":
                verdict = Verdict(HitClass.PERSON, "test", Device.PHONE)
                hit = Hit(int(at(day).timestamp() * 1000), minted.codes[first - 1], Entry.SCANNED, verdict)
                SqliteCounts(db).add([Portion(f"0-{next(spools)}-x.spool", 0, 1, [hit], 0)])
                scans.append((first, day))
            else:
                with suppress(SignetError):
                    _book(db, minted, act, (first, last), day)
        recount_due(db)
        assert differences(db, 1) == ()
        _check(db, scans)


def _book(db: Database, minted: Minted, act: str, span: tuple[int, int], day: int) -> None:
    name = ("Nord", "West")[day % 2]
    if act == "h":
        hand_out(db, minted.batch, name, on(day), first=span[0], last=span[1])
    elif act == "r":
        give_back(db, minted.batch, ensure_place(db, name), on(day), positions=[span])
    elif holding := [one for one in bookings(db, 1) if one.cancelled_at is None]:
        cancel(db, holding[day % len(holding)])


def _check(db: Database, scans: list[tuple[int, int]]) -> None:
    rows = db.execute("SELECT first, last, sign, on_day, place_id FROM given").fetchall()

    def where(position: int, day: date) -> int:
        there = {place: 0 for *_, place in rows}
        for first, last, sign, booked, place in rows:
            there[place] += sign if first <= position <= last and booked <= day.isoformat() else 0
        return next((place for place, number in there.items() if number), 0)

    (found,) = batch_figures(db)
    real = [(position, where(position, on(day))) for position, day in scans]
    given_at_all = bool(rows)
    assert found.scans == sum(1 for _, place in real if place or not given_at_all)
    assert found.tests == len(scans) - found.scans
    today = on(20)
    out = {position for position in range(1, 13) if where(position, today)}
    scanned = {position for position, place in real if place}
    if given_at_all:
        assert found.pieces_scanned == len(out & scanned)
        assert (found.scan_rate.of if found.scan_rate else 0) == len(out)
        assert denominator(db, 1, today=today).counted == len(out)
    names = {place.id: place.name for place in places(db)}
    for one in place_figures(db):
        assert one.scans == sum(1 for _, place in real if names.get(place) == one.place)
        assert one.pieces == sum(1 for position in out if names[where(position, today)] == one.place)
