from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.statistics.holding import SMALL, held_back, held_back_within

DAYS = st.lists(st.integers(0, 9), max_size=60)


def test_what_is_small_waits_for_more() -> None:
    assert held_back([3, 1, 0, 1, 7, 4]) == (0, 0, 0, 5, 7, 0)


@given(DAYS)
def test_no_day_tells_a_small_figure_and_little_is_held_back(daily: list[int]) -> None:
    told = held_back(daily)
    assert all(number == 0 or number >= SMALL for number in told)
    assert 0 <= sum(daily) - sum(told) < SMALL


@given(DAYS, DAYS)
def test_what_was_told_is_never_told_otherwise(daily: list[int], later: list[int]) -> None:
    assert held_back(daily + later)[: len(daily)] == held_back(daily)


@given(st.lists(DAYS, min_size=1, max_size=5), st.data())
def test_no_difference_of_sums_over_any_parts_and_days_is_small(
    parts: list[list[int]], data: st.DataObject
) -> None:
    """Whoever looks on two days, at any selection of parts, sees them grow by nothing or by enough."""
    chosen = data.draw(st.sets(st.integers(0, len(parts) - 1)))
    first, last = sorted((data.draw(st.integers(0, 60)), data.draw(st.integers(0, 60))))
    told = [held_back(part) for part in parts]
    grown = sum(sum(told[part][:last]) - sum(told[part][:first]) for part in chosen)
    assert grown == 0 or grown >= SMALL


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40), min_size=1, max_size=4)
)
def test_pieces_never_tell_more_than_scans_do(places: list[list[tuple[int, int]]]) -> None:
    """Whatever is told of pieces, nothing held back of scans has to be there because of it."""
    length = max(map(len, places))
    parts = [[*place, *[(0, 0)] * (length - len(place))] for place in places]
    scans = [held_back([one + more for one, more in part]) for part in parts]
    together = [sum(day) for day in zip(*scans, strict=True)]
    pieces = [sum(one for one, _ in day) for day in zip(*parts, strict=True)]
    told = held_back_within(pieces, together)
    assert all(number == 0 or number >= SMALL for number in told)
    assert all(sum(told[:day]) <= sum(together[:day]) for day in range(length + 1))
    assert sum(told) <= sum(pieces)


def test_thirteen_pieces_do_not_give_four_scans_away() -> None:
    """9 scans at one place, of which 5 are told, and 4 at another: 13 pieces would need all of them."""
    one, other = held_back([5, 4]), held_back([0, 4])
    assert held_back_within([5, 8], [one[0] + other[0], one[1] + other[1]]) == (5, 0)
