"""What a chart is made of: boxes, strokes, areas, dots and texts. Top-left origin, y downwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Ink(StrEnum):
    """What a colour is for. Pages name it by a class, so that it follows light and dark."""

    INK = "ink"
    SOFT = "soft"
    LINE = "line"
    BAR = "bar"
    MARK = "ribbon"
    LEAF = "leaf"


class Anchor(StrEnum):
    """Which point of a text lies at its place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle.

    Attributes:
        strength: From 0, nothing, to 1, the whole ink.
        edged: Whether it has an edge of its ink.
        tip: What is said of it when somebody points at it.
    """

    x: float
    y: float
    width: float
    height: float
    ink: Ink
    strength: float = 1.0
    edged: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    ink: Ink
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon."""

    points: tuple[Point, ...]
    ink: Ink
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle around ``x``, ``y``."""

    x: float
    y: float
    radius: float
    ink: Ink
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text whose baseline is at ``y``."""

    x: float
    y: float
    text: str
    size: float
    ink: Ink = Ink.INK
    anchor: Anchor = Anchor.START
    bold: bool = False


Mark = Box | Stroke | Area | Dot | Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of so many units; a unit is about a pixel of a page, and a point on paper."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def moved(mark: Mark, x: float, y: float) -> Mark:
    """Return a mark moved to the right and down."""
    if isinstance(mark, Stroke | Area):
        return replace(mark, points=tuple((one + x, other + y) for one, other in mark.points))
    return replace(mark, x=mark.x + x, y=mark.y + y)
