from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.statistics.hiding import SMALL
from tracker.reports.statistics.holding import held_back

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
