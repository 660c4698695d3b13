"""By how much days differ more than chance alone would let them: scans come in groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WEEK = 7


@dataclass(frozen=True, slots=True)
class Spread:
    """By how much days differ more than chance alone would let them.

    Attributes:
        factor: The variance, as a multiple of what single scans that know nothing of each other would have;
            at least 1.
        freedom: Degrees of freedom of that estimate: how much days can tell about it.
    """

    factor: float
    freedom: float


def spread(daily: Sequence[float]) -> Spread | None:
    """Return how much days differ, from the differences between each day and the next.

    Neighbours have nearly the same to expect, so a slow rise or decline counts for nothing: only what jumps
    from day to day does, be it a school class, rain or a closed library. By chance alone the squared
    difference of two days is on average their sum. Source of the differences: J. von Neumann and others, The
    mean square successive difference, Annals of Mathematical Statistics 12 (1941), 153–162.

    Returns:
        ``None`` for fewer than two days, or without a scan: then nothing can be said about days.
    """
    pairs = [(one, other) for one, other in pairwise(daily) if one + other]
    if not pairs:
        return None
    sums = [one + other for one, other in pairs]
    factor = sum((one - other) ** 2 for one, other in pairs) / sum(sums)
    days = sum(sums) ** 2 / sum(one * one for one in sums)  # many, if scans are not those of a few days
    return Spread(max(1.0, factor), max(1.0, 2 / 3 * days))


def spread_without_weekdays(daily: Sequence[float]) -> float:
    """Return the factor of `spread`, without what weekdays and weeks do: a closed Sunday is no group.

    From two whole weeks on, each day is held against what its week and its weekday let expect (the product of
    their shares); the smaller of the two factors holds. Without enough to tell it is 1.
    """
    found = spread(daily)
    factor = found.factor if found else 1.0
    weeks = len(daily) // WEEK
    rows = [daily[WEEK * week : WEEK * (week + 1)] for week in range(weeks)]
    total = sum(map(sum, rows))
    if weeks < 2 or not total:
        return factor
    columns = [sum(column) / total for column in zip(*rows, strict=True)]
    squares = expected = 0.0
    for row in rows:
        share = sum(row) / total
        for scans, column in zip(row, columns, strict=True):
            squares += (scans - total * share * column) ** 2
            expected += total * share * column * (1 - share) * (1 - column)
    return min(factor, max(1.0, squares / expected)) if expected else factor
