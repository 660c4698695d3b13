"""A row of small bars, drawn on the server: one bar a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PITCH, BAR, HEIGHT = 3.5, 2.75, 32.0
LEAST = 1.5
"""Units of the picture: from bar to bar, a bar's width, the highest bar, the lowest that is not zero."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in units of the picture, y downwards from its top."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A picture of counts; days without any have no bar."""

    width: float
    height: float
    bar_width: float
    bars: tuple[Bar, ...]


def draw(counts: Sequence[int], highest: int) -> Sparkline:
    """Return bars for counts.

    Args:
        counts: One for each day, the oldest first.
        highest: The count whose bar has the full height, so that several pictures share a scale.
    """
    bars = tuple(
        Bar(round(number * PITCH, 2), round(HEIGHT - tall, 2), round(tall, 2))
        for number, count in enumerate(counts)
        if (tall := max(LEAST, HEIGHT * count / highest) if count else 0.0)
    )
    return Sparkline(len(counts) * PITCH - (PITCH - BAR), HEIGHT, BAR, bars)
