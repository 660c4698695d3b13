"""Notes on a time axis: a numbered flag above the day, a line above the days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.reports.charts.drawing import Anchor, Dot, Ink, Mark, Stroke, Text

_RADIUS = 8.5
_LEVEL = 2 * _RADIUS + 3
_TYPE = 11.0
MOST_ROWS = 4
"""What has no room in so many rows is one more flag with dots; the list beside the chart has all."""

Place = Callable[["Flag"], tuple[float, float]]
"""From where to where on the axis a note lies."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A note: its number in the list beside the chart, and its first and last day."""

    number: int
    first: date
    last: date


def height_of_flags(flags: Sequence[Flag], place: Place) -> float:
    """Return how much room flags need above the bars."""
    return 4 + _LEVEL * (1 + max(level for _, level in _levels(flags, place))) if flags else 0.0


def draw_flags(
    flags: Sequence[Flag], place: Place, top: float, floor: Callable[[Flag], float]
) -> Iterator[Mark]:
    """Yield the marks of flags.

    Args:
        flags: Some.
        place: Where they lie.
        top: Where their room begins.
        floor: Where the pole of a flag ends, above its bar.
    """
    for flag, level in _levels(flags, place):
        x, end = place(flag)
        y = top + level * _LEVEL + _RADIUS
        yield Stroke(((x, y), (x, max(y, floor(flag)))), Ink.MARK, dashed=True)
        if end > x:
            yield Stroke(((x, y), (end, y)), Ink.MARK, 2)
        yield Dot(x, y, _RADIUS, Ink.MARK)
        said = str(flag.number) if level < MOST_ROWS else "…"
        yield Text(x, y + _TYPE * 0.36, said, _TYPE, Ink.LEAF, Anchor.MIDDLE, bold=True)


def _levels(flags: Sequence[Flag], place: Place) -> Iterator[tuple[Flag, int]]:
    """Yield flags with their rows: the first in which nothing is in their way; the last takes the rest."""
    ends: list[float] = []
    for flag in sorted(flags, key=lambda flag: (flag.first, flag.number)):
        first, last = place(flag)
        level = next((row for row, end in enumerate(ends) if end < first - _RADIUS - 2), len(ends))
        if level < MOST_ROWS:
            ends[level : level + 1] = [last + _RADIUS]
        yield flag, min(level, MOST_ROWS)
