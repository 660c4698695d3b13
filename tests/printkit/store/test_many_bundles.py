"""Many bundles at once: what is refused, and that it costs as much more as there are more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from time import process_time

import pytest
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.bookings import bookings, count_bookings
from printkit.store.database import transaction
from printkit.store.losses import give_back, note_waste
from printkit.store.mint import MintOrder, mint
from printkit.store.model import Batch, BatchKind
from printkit.store.places import ensure_place, hand_out, hand_out_bundles, hand_outs, places
from printkit.store.spans import Span
from printkit.store.stock import read_stock

Order = Callable[..., MintOrder]
DAY = date(2026, 3, 14)


@pytest.fixture
def batch(db: Database, order: Order) -> Batch:
    return mint(db, order()).batch


@pytest.mark.parametrize(
    ("bundles", "words"),
    [
        ([(1, 3), (3, 5)], "named twice"),
        ([(1, 3), (11, 12)], "Positions 10-15 were handed out to West"),
        ([(1, 3), (20, 20)], "20 are noted as spoilt"),
        ([(1, 3), (19, 21)], "no positions 19-21"),
        ([(3, 1)], "no positions 3-1"),
        ([5], "have a code each"),
        ([(1, 9), (16, 17)], "11 pieces are not there: 10 are left"),
    ],
)
def test_all_or_none_are_handed_out(
    db: Database, batch: Batch, bundles: list[Span | int], words: str
) -> None:
    hand_out(db, batch, "West", DAY, first=10, last=15)
    note_waste(db, batch, DAY, positions=[(20, 20)])
    note_waste(db, batch, DAY, pieces=3)
    with pytest.raises(SignetError, match=words):
        hand_out_bundles(db, batch, "Nord", DAY, bundles)
    assert [place.name for place in places(db)] == ["West"]
    assert read_stock(db, batch).left == 10


def test_numbers_of_copies_with_one_code(db: Database, order: Order) -> None:
    flyers = mint(db, order(kind=BatchKind.ONE_CODE)).batch
    for bundles, words in (
        ([12, 9], "21 pieces are not there: 20"),
        ([3, 0], "not there"),
        ([(1, 2)], "no pos"),
    ):
        with pytest.raises(SignetError, match=words):
            hand_out_bundles(db, flyers, "Nord", DAY, bundles)
    done = hand_out_bundles(db, flyers, "Nord", DAY, [12, 8])
    assert [(one.pieces, one.first, one.place) for one in done] == [(12, None, "Nord"), (8, None, "Nord")]


def test_what_came_back_from_one_of_many_is_not_given_before(db: Database, batch: Batch) -> None:
    hand_out(db, batch, "West", DAY, first=1, last=10)
    for number in (3, 1, 7):
        on = DAY + timedelta(days=number)
        give_back(db, batch, ensure_place(db, "West"), on, positions=[(number, number)])
    with pytest.raises(SignetError, match=f"came back on {DAY + timedelta(days=7)}"):
        hand_out_bundles(db, batch, "Nord", DAY, [(1, 1), (7, 7), (11, 12)])
    hand_out_bundles(db, batch, "Nord", DAY + timedelta(days=3), [(1, 1), (3, 3), (11, 12)])


def test_a_thousand_bundles_and_their_history(db: Database, order: Order) -> None:
    batch = mint(db, order(copies=2000)).batch
    begun = process_time()
    with transaction(db):
        hand_out_bundles(db, batch, "Nord", DAY, [(first, first) for first in range(1, 2001, 2)])
        hand_out_bundles(db, batch, "West", DAY, [(first, first) for first in range(2, 2001, 2)])
    assert process_time() - begun < 2  # a look at all of them for each took five times as long
    assert len(hand_outs(db, batch.id)) == count_bookings(db, batch.id) == 2000
    assert bookings(db, batch.id, 30) == bookings(db, batch.id)[:30]
