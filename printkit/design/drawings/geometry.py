"""Outlines as plain numbers: shapes, path data, turning, extents."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path

from printkit.design.marks import Segment

Segments = tuple[Segment, ...]
Point = tuple[float, float]
_ARC = 4 * (math.sqrt(2) - 1) / 3  # a quarter of a circle as one cubic curve, off by 0.03 %
_PATH_DATA = re.compile(r"[\s,MmZzLlHhVvCcSsQqTtAa0-9eE.+-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Extent:
    """A box: its left, top, right and bottom edge."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def grown(self, by: float) -> Extent:
        """Return the box with each edge moved outwards."""
        return Extent(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlaps(self, other: Extent) -> bool:
        """Tell whether both share more than an edge."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > 1e-6
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 1e-6
        )


def extent(points: Iterable[Point]) -> Extent:
    """Return the box around some points; there must be one."""
    xs, ys = zip(*points, strict=True)
    return Extent(min(xs), min(ys), max(xs), max(ys))


def turn(point: Point, degrees: float, pivot: Point) -> Point:
    """Turn a point clockwise (y runs downwards) about a pivot."""
    if not degrees:
        return point
    angle = math.radians(degrees)
    x, y = point[0] - pivot[0], point[1] - pivot[1]
    return (
        pivot[0] + x * math.cos(angle) - y * math.sin(angle),
        pivot[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def turning(degrees: float, pivot: Point) -> Transform:
    """Return the transform that turns clockwise about a pivot."""
    if not degrees:
        return Identity
    return Identity.translate(*pivot).rotate(math.radians(degrees)).translate(-pivot[0], -pivot[1])


def rectangle(x: float, y: float, width: float, height: float, rx: float = 0.0, ry: float = 0.0) -> Segments:
    """Return a rectangle, its corners rounded by the radii."""
    rx, ry = min(rx, width / 2), min(ry, height / 2)
    right, bottom = x + width, y + height
    if rx <= 0 or ry <= 0:
        return (("M", x, y), ("L", right, y), ("L", right, bottom), ("L", x, bottom), ("Z",))
    a, b = rx * (1 - _ARC), ry * (1 - _ARC)
    return (
        ("M", x + rx, y),
        ("L", right - rx, y),
        ("C", right - a, y, right, y + b, right, y + ry),
        ("L", right, bottom - ry),
        ("C", right, bottom - b, right - a, bottom, right - rx, bottom),
        ("L", x + rx, bottom),
        ("C", x + a, bottom, x, bottom - b, x, bottom - ry),
        ("L", x, y + ry),
        ("C", x, y + b, x + a, y, x + rx, y),
        ("Z",),
    )


def ellipse(cx: float, cy: float, rx: float, ry: float) -> Segments:
    """Return an ellipse about its middle."""
    a, b = rx * _ARC, ry * _ARC
    return (
        ("M", cx + rx, cy),
        ("C", cx + rx, cy + b, cx + a, cy + ry, cx, cy + ry),
        ("C", cx - a, cy + ry, cx - rx, cy + b, cx - rx, cy),
        ("C", cx - rx, cy - b, cx - a, cy - ry, cx, cy - ry),
        ("C", cx + a, cy - ry, cx + rx, cy - b, cx + rx, cy),
        ("Z",),
    )


def polyline(points: Sequence[Point], closed: bool) -> Segments:
    """Return straight lines from point to point."""
    first: Segment = ("M", *points[0])
    lines: list[Segment] = [("L", x, y) for x, y in points[1:]]
    return (first, *lines, ("Z",)) if closed else (first, *lines)


class SegmentPen(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Takes curves of any kind and keeps straight lines and cubics. The names are those of fontTools."""

    def __init__(self) -> None:
        super().__init__()
        self.segments: list[Segment] = []

    def _moveTo(self, pt: Point) -> None:  # noqa: N802
        self.segments.append(("M", *pt))

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self.segments.append(("L", *pt))

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802
        self.segments.append(("C", *pt1, *pt2, *pt3))

    def _closePath(self) -> None:  # noqa: N802
        self.segments.append(("Z",))

    def _endPath(self) -> None:  # noqa: N802
        pass


def path(data: str) -> Segments:
    """Turn SVG path data into segments; arcs and quadratic curves become cubics.

    Raises:
        ValueError: With a sentence, if the data is broken or draws nothing.
    """
    if not _PATH_DATA.fullmatch(data):
        strange = next(c for c in data if not _PATH_DATA.fullmatch(c))
        raise ValueError(f"{strange!r} does not belong into path data.")
    pen = SegmentPen()
    try:
        parse_path(data, pen)
    except (ValueError, IndexError, ZeroDivisionError, OverflowError, AssertionError) as error:
        raise ValueError("The path data breaks off or has a number too few.") from error
    if not pen.segments:
        raise ValueError("The path data draws nothing.")
    if not all(math.isfinite(v) for s in pen.segments for v in numbers(s)):
        raise ValueError("The path data has a number that is too large.")
    return tuple(pen.segments)


def numbers(segment: Segment) -> tuple[float, ...]:
    """Return the coordinates of a segment: x, y, x, y …."""
    return tuple(v for v in segment[1:] if not isinstance(v, str))


def transformed(segments: Segments, matrix: Transform) -> Segments:
    """Return the segments with every point moved by a transform."""
    return segments if matrix == Identity else tuple(_moved(segment, matrix) for segment in segments)


def _moved(segment: Segment, matrix: Transform) -> Segment:
    match segment:
        case ("M", x, y):
            return ("M", *matrix.transformPoint((x, y)))
        case ("L", x, y):
            return ("L", *matrix.transformPoint((x, y)))
        case ("C", x1, y1, x2, y2, x3, y3):
            first, second, end = matrix.transformPoints(((x1, y1), (x2, y2), (x3, y3)))
            return ("C", *first, *second, *end)
    return ("Z",)


def segments_extent(segments: Segments) -> Extent:
    """Return the box around an outline, exact for curves."""
    points: list[Point] = []
    here = (0.0, 0.0)
    for segment in segments:
        match segment:
            case ("M" | "L", x, y):
                here = (x, y)
                points.append(here)
            case ("C", x1, y1, x2, y2, x3, y3):
                xs = _curve_reach(here[0], x1, x2, x3)
                ys = _curve_reach(here[1], y1, y2, y3)
                points += [(xs[0], ys[0]), (xs[1], ys[1])]
                here = (x3, y3)
    return extent(points or [here])


def _curve_reach(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Return least and greatest value of a cubic between its ends."""
    if min(a, d) <= min(b, c) and max(b, c) <= max(a, d):
        return min(a, d), max(a, d)
    values = [a, d]
    for t in _roots(d - 3 * c + 3 * b - a, 2 * (c - 2 * b + a), b - a):
        if 0 < t < 1:
            u = 1 - t
            values.append(u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d)
    return min(values), max(values)


def _roots(a: float, b: float, c: float) -> tuple[float, ...]:
    if abs(a) < 1e-12:
        return (-c / b,) if abs(b) > 1e-12 else ()
    inner = b * b - 4 * a * c
    if inner < 0:
        return ()
    root = math.sqrt(inner)
    return ((-b + root) / (2 * a), (-b - root) / (2 * a))


def flattened(segments: Segments, steps: int = 16) -> tuple[tuple[Point, ...], ...]:
    """Return the outline's parts as lines from point to point, each curve in some steps."""
    parts: list[list[Point]] = []
    for segment in segments:
        match segment:
            case ("M", x, y):
                parts.append([(x, y)])
            case ("L", x, y):
                parts[-1].append((x, y))
            case ("C", x1, y1, x2, y2, x3, y3):
                x0, y0 = parts[-1][-1]
                for step in range(1, steps + 1):
                    t = step / steps
                    u = 1 - t
                    a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
                    parts[-1].append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
            case ("Z",):
                parts[-1].append(parts[-1][0])
    return tuple(tuple(part) for part in parts)


def touches(parts: Sequence[Sequence[Point]], box: Extent, *, filled: bool, even_odd: bool = False) -> bool:
    """Tell whether lines, or the area inside them, reach into a box."""
    closed = [(*part, part[0]) for part in parts] if filled else parts
    if any(_crosses(a, b, box) for part in closed for a, b in pairwise(part)):
        return True
    if not filled:
        return False
    return holds(parts, ((box.left + box.right) / 2, (box.top + box.bottom) / 2), even_odd)


def holds(parts: Sequence[Sequence[Point]], point: Point, even_odd: bool = False) -> bool:
    """Tell whether a point lies in the area inside some lines."""
    winding = sum(_winding(a, b, point) for part in parts for a, b in pairwise((*part, part[0])))
    return bool(winding % 2 if even_odd else winding)


def _crosses(a: Point, b: Point, box: Extent) -> bool:
    """Tell whether a line runs through a box (Liang and Barsky)."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    enter, leave = 0.0, 1.0
    for step, room in (
        (-dx, a[0] - box.left),
        (dx, box.right - a[0]),
        (-dy, a[1] - box.top),
        (dy, box.bottom - a[1]),
    ):
        if step == 0:
            if room <= 0:
                return False
            continue
        at = room / step
        if step < 0:
            enter = max(enter, at)
        else:
            leave = min(leave, at)
    return enter < leave


def _winding(a: Point, b: Point, point: Point) -> int:
    """Return how an edge counts for the winding number about a point."""
    if (a[1] <= point[1]) == (b[1] <= point[1]):
        return 0
    x = a[0] + (point[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    if x <= point[0]:
        return 0
    return 1 if b[1] > a[1] else -1
