"""How many rows a page of figures has: those that brought most, where there are too many to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

MOST = 30
"""More rows than this are no table that anybody reads, and no chart; all of them are a link away."""
Row = TypeVar("Row")


def most_of(rows: Sequence[Row], scans: Callable[[Row], int]) -> tuple[Row, ...]:
    """Return the rows with the most scans, in the order in which they are given."""
    if len(rows) <= MOST:
        return tuple(rows)
    best = set(sorted(range(len(rows)), key=lambda place: -scans(rows[place]))[:MOST])
    return tuple(row for place, row in enumerate(rows) if place in best)
