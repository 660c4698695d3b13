"""Small figures held back over time: what is told grows by nothing, or by at least `SMALL`.

To blank the small cells of a table would not do. Totals give them back, and whoever looks again tomorrow sees
two tables, whose difference may be small: 53 scans yesterday and 56 today are 3 scans. So each count is told
as it was when it had last grown by at least so many, and what came since is held back until there are enough.
All sums over such counts and all differences between two of their days are then sums of nothings and of
figures that are not small; no view, filter or comparison of days can tell a smaller one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

SMALL = 5
"""Figures from 1 to below this are small: one person might be told from them. A 0 tells of nobody."""


def held_back(daily: Sequence[int], small: int = SMALL) -> tuple[int, ...]:
    """Return what is told of a count, day by day: 0, or at least ``small``.

    What is held back is told on a later day, with what came until then. What is told of a day depends on that
    day and those before it, so it never changes.

    Args:
        daily: What each day brought, at least 0.
        small: Less than so many are held back.
    """
    told, waiting = [], 0
    for number in daily:
        waiting += number
        enough = waiting >= small
        told.append(waiting if enough else 0)
        waiting = 0 if enough else waiting
    return tuple(told)


def held_back_within(daily: Sequence[int], told: Sequence[int], small: int = SMALL) -> tuple[int, ...]:
    """Return what is told, day by day, of a count that never exceeds another one, such as pieces below scans.

    Told by itself it would give away what is held back of the other: 13 pieces are at least 13 scans,
    whatever is told of them. So of the smaller count no more is told than was told of the larger.

    Args:
        daily: What each day brought.
        told: What is told of the larger count on each of the same days, by `held_back` or as a sum of such.
        small: As for `held_back`.
    """
    most = (min(pair) for pair in zip(accumulate(daily), accumulate(told), strict=True))
    return held_back([after - before for before, after in pairwise((0, *most))], small)
