"""Bundles, returns, waste: what is where, whatever is booked and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.booked import Booked, Booking
from printkit.store.bookings import bookings, find_booking
from printkit.store.bundles import bundles, equal_sizes, make_bundles
from printkit.store.corrections import cancel, change_hand_out
from printkit.store.database import connect
from printkit.store.denominators import Denominator, denominator
from printkit.store.losses import give_back, note_waste
from printkit.store.mint import MintOrder, mint
from printkit.store.model import Batch, BatchKind, Place
from printkit.store.places import ensure_place, hand_out, hand_outs, places
from printkit.store.spans import Span, common, joined, pieces_in, without
from printkit.store.stock import read_stock, returns, still_out, waste

Order = Callable[..., MintOrder]
DAY, LATER, LAST = date(2026, 3, 14), date(2026, 4, 2), date(2026, 5, 1)


@pytest.fixture
def batch(db: Database, order: Order) -> Batch:
    return mint(db, order()).batch


@pytest.fixture
def flyers(db: Database, order: Order) -> Batch:
    return mint(db, order(kind=BatchKind.ONE_CODE, name="Flyer")).batch


@pytest.fixture
def nord(db: Database) -> Place:
    return ensure_place(db, "Nord")


def only(db: Database, batch: Batch, what: Booked) -> Booking:
    (found,) = (one for one in bookings(db, batch.id) if one.what is what and one.cancelled_at is None)
    return found


def test_bundles_before_anybody_knows_where_they_go(db: Database, batch: Batch) -> None:
    made = make_bundles(db, batch, equal_sizes(20, 6))
    assert [(one.number, one.of, one.first, one.last) for one in made] == [
        (1, 4, 1, 6), (2, 4, 7, 12), (3, 4, 13, 18), (4, 4, 19, 20),
    ]  # fmt: skip
    assert make_bundles(db, batch, (5, 3)) == bundles(db, batch.id)
    assert [one.pieces for one in bundles(db, batch.id)] == [5, 3]
    for sizes in ((21,), (0, 3), (10, 11)):
        with pytest.raises(SignetError, match="do not fit the batch of 20 copies"):
            make_bundles(db, batch, sizes)
    assert make_bundles(db, batch, ()) == ()


def test_a_return_lowers_what_the_rate_is_told_of_from_its_day_on(
    db: Database, batch: Batch, nord: Place
) -> None:
    hand_out(db, batch, "Nord", DAY, first=1, last=10)
    hand_out(db, batch, "West", DAY, first=11, last=15)
    give_back(db, batch, nord, LATER, positions=[(4, 6), (9, 9)])
    note_waste(db, batch, LATER, positions=[(20, 20)])
    assert denominator(db, batch.id, today=LATER - timedelta(days=1)) == Denominator(20, 15, 0, 1, 15)
    now = denominator(db, batch.id, today=LATER)
    assert now == Denominator(20, 15, 4, 1, 11)
    assert now.in_stock == read_stock(db, batch).left == 8
    assert denominator(db, batch.id, nord.id, today=LATER) == Denominator(10, 10, 4, 0, 6)
    assert denominator(db, batch.id, today=DAY - timedelta(days=1)).counted == 0


def test_what_came_back_can_be_given_again_but_not_before(db: Database, batch: Batch, nord: Place) -> None:
    hand_out(db, batch, "Nord", DAY)
    (back,) = give_back(db, batch, nord, LATER, positions=[(1, 5)])
    with pytest.raises(SignetError, match="came back on 2026-04-02; before that they were elsewhere"):
        hand_out(db, batch, "West", DAY, first=2, last=3)
    hand_out(db, batch, "West", LATER, first=2, last=3)
    assert read_stock(db, batch).free == ((1, 1), (4, 5))
    with pytest.raises(SignetError, match="handed out again to West"):
        cancel(db, only(db, batch, Booked.RETURN))
    assert returns(db, batch.id) == (back,)
    assert denominator(db, batch.id, today=LATER) == Denominator(20, 22, 5, 0, 17)


@pytest.mark.parametrize(
    ("positions", "pieces", "on", "message"),
    [
        ([(8, 12)], None, LATER, "positions 11-12 were not at Nord"),
        ([(1, 2)], None, DAY - timedelta(days=1), "positions 1-2 were not at Nord on that day"),
        ((), 11, LATER, "11 pieces are not there: 10 are left"),
        ((), 0, LATER, "0 pieces are not there"),
        ((), 3, DAY - timedelta(days=1), "No piece of this batch was at Nord"),
        ((), 3, date(1999, 1, 1), "not a likely date"),
    ],
)
def test_what_was_not_there_cannot_come_back(
    db: Database, batch: Batch, nord: Place, positions: list[Span], pieces: int | None, on: date, message: str
) -> None:
    hand_out(db, batch, "Nord", DAY, first=1, last=10)
    hand_out(db, batch, "West", DAY, first=11, last=15)
    with pytest.raises(SignetError, match=message):
        give_back(db, batch, nord, on, positions=positions, pieces=pieces)
    assert returns(db, batch.id) == ()


def test_only_the_number_is_known(db: Database, batch: Batch, nord: Place) -> None:
    hand_out(db, batch, "Nord", DAY, first=1, last=10)
    hand_out(db, batch, "Nord", LATER, first=11, last=14)
    first, second = give_back(db, batch, nord, LAST, pieces=6)
    assert [(one.pieces, one.first) for one in (first, second)] == [(4, None), (2, None)]
    assert read_stock(db, batch).free == ((15, 20),)  # nobody knows which: they cannot be given again
    note_waste(db, batch, LAST, pieces=2)
    stock = read_stock(db, batch)
    assert (stock.out, stock.spoilt, stock.left) == (8, 2, 10)
    with pytest.raises(SignetError, match="were not handed out can be spoilt"):
        note_waste(db, batch, LAST, positions=[(14, 15)])
    with pytest.raises(SignetError, match="10 are left"):
        note_waste(db, batch, LAST, pieces=11)


def test_all_of_a_place_comes_back_by_position(db: Database, batch: Batch, nord: Place) -> None:
    hand_out(db, batch, "Nord", DAY, first=1, last=10)
    give_back(db, batch, nord, LATER, positions=[(3, 4)])
    assert [(one.first, one.last) for one in give_back(db, batch, nord, LAST)] == [(1, 2), (5, 10)]
    assert read_stock(db, batch).free == ((1, 20),)


def test_spoilt_pieces_are_never_given(db: Database, batch: Batch) -> None:
    note_waste(db, batch, DAY, positions=[(5, 6)])
    with pytest.raises(
        SignetError, match=r"Positions 5-6 are noted as spoilt. Left are the positions 1-4,7-20"
    ):
        hand_out(db, batch, "Nord", DAY, first=1, last=10)
    note_waste(db, batch, DAY, pieces=3)
    cancel(db, next(one for one in bookings(db, batch.id) if one.first == 5))
    with pytest.raises(SignetError, match="18 pieces are not there: 17 are left"):
        hand_out(db, batch, "Nord", DAY, first=1, last=18)


def test_the_history_keeps_what_was_taken_back(db: Database, batch: Batch, nord: Place) -> None:
    hand_out(
        db, batch, "Nord", DAY, first=1, last=10, by="Frau Berg", at=datetime(2026, 3, 14, 9, tzinfo=UTC)
    )
    booked = only(db, batch, Booked.HAND_OUT)
    give_back(db, batch, nord, LATER, pieces=2)
    with pytest.raises(SignetError, match="Pieces of this hand-out came back"):
        cancel(db, booked)
    cancel(db, only(db, batch, Booked.RETURN), by="Herr Tal")
    cancel(db, booked, by="Herr Tal")
    assert hand_outs(db, batch.id) == ()
    assert read_stock(db, batch).free == ((1, 20),)
    assert [(one.what, one.cancelled_by) for one in bookings(db, batch.id)] == [
        (Booked.RETURN, "Herr Tal"),
        (Booked.HAND_OUT, "Herr Tal"),
    ]
    assert bookings(db, batch.id)[-1].by == "Frau Berg"
    with pytest.raises(SignetError, match="changed meanwhile"):
        cancel(db, booked)


def test_a_hand_out_is_put_right(db: Database, batch: Batch, nord: Place) -> None:
    hand_out(db, batch, "Nord", LATER, first=1, last=10)
    west = ensure_place(db, "West")
    assert change_hand_out(db, only(db, batch, Booked.HAND_OUT), west, DAY, by="Frau Berg")
    assert not change_hand_out(db, only(db, batch, Booked.HAND_OUT), west, DAY)
    assert [(one.place, one.on, one.by) for one in hand_outs(db, batch.id)] == [("West", DAY, "Frau Berg")]
    kept = bookings(db, batch.id)
    assert sorted((one.place, one.changed) for one in kept) == [("Nord", True), ("West", False)]
    give_back(db, batch, west, LATER, positions=[(1, 3)])
    with pytest.raises(SignetError, match="came back on 2026-04-02 already"):
        change_hand_out(db, only(db, batch, Booked.HAND_OUT), nord, LAST)
    hand_out(db, batch, "Nord", LAST, first=1, last=3)
    again = next(one for one in bookings(db, batch.id) if one.last == 3 and one.what is Booked.HAND_OUT)
    with pytest.raises(SignetError, match="before that they were elsewhere"):
        change_hand_out(db, again, nord, DAY)


def test_copies_with_one_code_go_to_one_place_at_a_time(db: Database, flyers: Batch, nord: Place) -> None:
    hand_out(db, flyers, "Nord", DAY, copies=5)
    hand_out(db, flyers, "Nord", LATER, copies=7)
    assert denominator(db, flyers.id, today=DAY).counted == 5
    with pytest.raises(SignetError, match="9 pieces are not there: 8 are left"):
        hand_out(db, flyers, "Nord", LATER, copies=9)
    with pytest.raises(SignetError, match="Mint a batch for each place"):
        hand_out(db, flyers, "West", LATER, copies=1)
    give_back(db, flyers, nord, LAST)
    hand_out(db, flyers, "West", LAST)
    assert [(one.place, one.pieces, one.back) for one in hand_outs(db, flyers.id)] == [
        ("Nord", 5, 5), ("Nord", 7, 7), ("West", 20, 0),
    ]  # fmt: skip
    with pytest.raises(SignetError, match="handed out again to West"):
        cancel(db, next(one for one in bookings(db, flyers.id) if one.what is Booked.RETURN))


ACTS = st.lists(
    st.tuples(st.sampled_from("hhhrrwcm"), st.integers(1, 30), st.integers(0, 12), st.integers(0, 9)),
    max_size=25,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_no_piece_is_in_two_places_and_sums_fit(
    tmp_path_factory: pytest.TempPathFactory, order: Order, acts: list[tuple[str, int, int, int]]
) -> None:
    with connect(tmp_path_factory.mktemp("handing") / "campaigns.db") as db:
        batch = mint(db, order(copies=30)).batch
        where = [ensure_place(db, name) for name in ("Nord", "West", "Süd")]
        for act, first, more, number in acts:
            with suppress(SignetError):
                _do(db, batch, where, act, (first, min(30, first + more)), number)
            _check(db, batch)


def _do(db: Database, batch: Batch, where: list[Place], act: str, span: Span, number: int) -> None:
    place, on = where[number % 3], DAY + timedelta(days=number)
    booked = [one for one in bookings(db, batch.id) if one.cancelled_at is None]
    if act == "h":
        hand_out(db, batch, place.name, on, first=span[0], last=span[1])
    elif act == "r":
        some = (number + 1, ()) if number % 2 else (None, (span,))
        give_back(db, batch, place, on, pieces=some[0], positions=some[1])
    elif act == "w":
        some = (number, ()) if number % 2 else (None, (span,))
        note_waste(db, batch, on, pieces=some[0], positions=some[1])
    elif booked:
        one = booked[number % len(booked)]
        if act == "c":
            cancel(db, one)
        elif one.what is Booked.HAND_OUT:
            change_hand_out(db, one, place, on)


def _check(db: Database, batch: Batch) -> None:
    given, back, spoilt = hand_outs(db, batch.id), returns(db, batch.id), waste(db, batch.id)
    spans = [span for _, there in still_out(given, back) for span in there]
    spans += [(one.first, one.last) for one in spoilt if one.first and one.last]
    assert pieces_in(spans) == pieces_in(joined(spans)), "a piece is in two places"
    stock = read_stock(db, batch)
    assert stock.left >= 0
    assert stock.left + stock.out + stock.spoilt == batch.copies
    assert not common(stock.free, spans)
    whole = denominator(db, batch.id, today=LAST)
    assert whole.counted == whole.handed_out - whole.returned == stock.out
    parts = [denominator(db, batch.id, place.id, today=LAST) for place in places(db)]
    assert sum(one.counted for one in parts) == whole.counted
    for day in range(12):
        _check_day(db, batch, DAY + timedelta(days=day))


def _check_day(db: Database, batch: Batch, on: date) -> None:
    """On every day each piece is at one place at most."""
    rows = db.execute(
        "SELECT first, last, sign FROM given WHERE batch_id = ? AND on_day <= ? AND first IS NOT NULL",
        [batch.id, on.isoformat()],
    ).fetchall()
    for position in range(1, 31):
        assert sum(sign for first, last, sign in rows if first <= position <= last) in (0, 1)


SPANS = st.lists(
    st.tuples(st.integers(1, 30), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair))), max_size=6
)


@given(SPANS, SPANS)
def test_ranges_are_sets(some: list[Span], others: list[Span]) -> None:
    def members(spans: Iterator[Span] | list[Span] | tuple[Span, ...]) -> set[int]:
        return {position for first, last in spans for position in range(first, last + 1)}

    assert members(without(some, others)) == members(some) - members(others)
    assert members(common(some, others)) == members(some) & members(others)
    assert pieces_in(joined(some)) == len(members(some))


def test_a_booking_of_another_batch_is_not_found(db: Database, batch: Batch, order: Order) -> None:
    hand_out(db, batch, "Nord", DAY)
    other = mint(db, order(name="zweite")).batch
    assert find_booking(db, other.id, Booked.HAND_OUT, 1) is None
    assert find_booking(db, batch.id, Booked.HAND_OUT, 1) is not None
