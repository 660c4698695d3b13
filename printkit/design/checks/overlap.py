"""Texts that run into each other: boxes too near, and a text grew longer than whoever drew them thought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from printkit.design.checks.placement import corners
from printkit.design.design import Design
from printkit.design.drawings.geometry import Point
from printkit.design.layout import Placed
from printkit.design.marks import TextRun
from printkit.design.tables import Report
from printkit.units import MM

_SLACK = 0.2 * MM  # a descender may reach so far between the accents below it
_Box = tuple[Placed, tuple[Point, ...], str]


def check_overlaps(
    design: Design, placed: tuple[Placed, ...], lines: tuple[tuple[Placed, TextRun], ...], report: Report
) -> None:
    """Note each two texts of a side that overlap; arguments as for `check_placement`."""
    texts = [(part, run) for part in placed for run in part.marks if isinstance(run, TextRun)]
    boxes = [(part, corners(run, design.faces[run.font]), run.text) for part, run in (*texts, *lines)]
    said: set[tuple[str, str]] = set()
    for one, other in combinations(boxes, 2):
        keys = one[0].element.key, other[0].element.key
        if keys not in said and keys[0] != keys[1] and _collide(one, other):
            said.add(keys)
            message = f"The text runs into that of {keys[0]}."
            remedy = "Shorten one of them, or give them boxes that stand apart."
            report.add("text-overlap", keys[1], message, remedy, other[2], severity="warning")


def _collide(one: _Box, other: _Box) -> bool:
    if one[0].side != other[0].side:
        return False
    return all(_overlap_along(axis, one[1], other[1]) for quad in (one[1], other[1]) for axis in _axes(quad))


def _axes(quad: Sequence[Point]) -> Iterator[Point]:
    """Yield the directions of the sides of a rectangle, turned or not, each of length 1."""
    (x0, y0), (x1, y1) = quad[:2]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    if length:
        yield (x1 - x0) / length, (y1 - y0) / length
        yield (y0 - y1) / length, (x1 - x0) / length


def _overlap_along(axis: Point, one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Tell whether the shadows of two rectangles on an axis overlap; if not, the rectangles do not either."""
    first, second = ([x * axis[0] + y * axis[1] for x, y in quad] for quad in (one, other))
    return min(max(first), max(second)) - max(min(first), min(second)) > _SLACK
