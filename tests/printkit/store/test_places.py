from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printkit.errors import SignetError
from printkit.store.batches import find_batch
from printkit.store.database import connect
from printkit.store.mint import mint
from printkit.store.model import BatchKind, BatchState
from printkit.store.places import ensure_place, hand_out, hand_outs, places

DAY = date(2026, 3, 14)


def test_handing_out_bundles(db, order) -> None:
    batch = mint(db, order()).batch
    second = hand_out(db, batch, "Nord", DAY, first=11, last=15)
    first = hand_out(db, batch, "Stadtmitte", date(2026, 3, 10), first=1, last=10)
    assert hand_outs(db, 1) == (first, second)
    assert (first.place, first.on, first.first, first.last) == ("Stadtmitte", date(2026, 3, 10), 1, 10)
    rest = hand_out(db, batch, "nord", DAY)
    assert (rest.place, rest.first, rest.last) == ("Nord", 16, 20)
    assert [place.name for place in places(db)] == ["Nord", "Stadtmitte"]
    after = find_batch(db, 1)
    assert after.handed_out_on == date(2026, 3, 10)
    assert after.state is BatchState.HANDED_OUT


def test_single_position(db, order) -> None:
    batch = mint(db, order()).batch
    assert hand_out(db, batch, "Nord", DAY, first=3).last == 3
    assert hand_out(db, batch, "Nord", DAY, last=4).first == 4


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        (5, 12, r"Positions 10-15 were handed out to Nord on 2026-03-14. Left are the positions 1-9,16-20"),
        (12, 13, "Positions 10-15 were handed out"),
        (1, 20, "Positions 10-15 were handed out"),
        (15, 15, "Positions 10-15 were handed out"),
        (0, 3, "has no positions 0-3"),
        (18, 21, "has no positions 18-21"),
        (9, 3, "has no positions 9-3"),
        (None, None, r"left are not one bundle. Left are the positions 1-9,16-20"),
    ],
)
def test_wrong_bundles_leave_nothing(db, order, first: int | None, last: int | None, message: str) -> None:
    batch = mint(db, order()).batch
    hand_out(db, batch, "Nord", DAY, first=10, last=15)
    dump = list(db.conn.iterdump())
    with pytest.raises(SignetError, match=message):
        hand_out(db, batch, "Neu", DAY, first=first, last=last)
    assert list(db.conn.iterdump()) == dump


def test_nothing_left(db, order) -> None:
    batch = mint(db, order()).batch
    hand_out(db, batch, "Nord", DAY)
    with pytest.raises(SignetError, match="All pieces of batch 1 are handed out"):
        hand_out(db, batch, "Nord", DAY)


def test_one_code_goes_to_one_place(db, order) -> None:
    batch = mint(db, order(kind=BatchKind.ONE_CODE)).batch
    with pytest.raises(SignetError, match="has no positions"):
        hand_out(db, batch, "Nord", DAY, first=1, last=2)
    done = hand_out(db, batch, "Nord", DAY)
    assert (done.first, done.last) == (None, None)
    with pytest.raises(
        SignetError, match=r"Batch 1 was handed out to Nord on 2026-03-14. Mint a batch for each"
    ):
        hand_out(db, batch, "Stadtmitte", DAY)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2028, 11, 30), date(26, 3, 1)])
def test_unlikely_dates(db, order, day: date) -> None:
    batch = mint(db, order()).batch
    with pytest.raises(
        SignetError, match=r"not a likely date of a hand-out. Use a day from 2000-01-01 to 2028-"
    ):
        hand_out(db, batch, "Nord", day, at=datetime(2026, 11, 22, tzinfo=UTC))


def test_dates_are_free_otherwise(db, order) -> None:
    batch = mint(db, order()).batch
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert hand_out(db, batch, "Nord", date(2019, 1, 1), first=1, at=now).on == date(2019, 1, 1)
    assert hand_out(db, batch, "Nord", date(2027, 5, 1), first=2, at=now).on == date(2027, 5, 1)


def test_places_of_an_organisation(db) -> None:
    first = ensure_place(db, "  Größe   Nord ")
    assert first.name == "Größe Nord"
    assert ensure_place(db, "GRÖSSE NORD") == first
    with pytest.raises(SignetError, match="name of the place is empty"):
        ensure_place(db, " ")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=12))
def test_no_piece_is_handed_out_twice(tmp_path_factory, order, wanted: list[tuple[int, int]]) -> None:
    with connect(tmp_path_factory.mktemp("places") / "campaigns.db") as db:
        batch = mint(db, order(copies=30)).batch
        gone: set[int] = set()
        for first, last in wanted:
            pieces = set(range(first, last + 1))
            free = bool(pieces) and not pieces & gone
            try:
                hand_out(db, batch, "Nord", DAY, first=first, last=last)
            except SignetError:
                assert not free
            else:
                assert free
                gone |= pieces
        assert sum(one.last - one.first + 1 for one in hand_outs(db, 1)) == len(gone)
