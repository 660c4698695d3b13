"""Paths as shapes: does a filled or stroked path cover a box, touch it, or miss it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from printkit.proof.paths.boxes import NOWHERE, Box, Matrix
from printkit.proof.paths.doubt import DoubtError

Numbers = NDArray[np.float64]

CURVE_STEPS = 24
"""Straight pieces of a curve: a circle of 10 mm radius is met within 0.02 mm."""
BY_LINES = re.compile(rb"(?:mlllh?)+|(?:mllllh?)+")
_LETTERS = re.compile(rb"[a-z]+")
_STEP = re.compile(rb"([-+.\d\s]*+)([mlcvyh])")


class Cover(Enum):
    """How much of a box a paint covers."""

    NONE = 0
    PART = 1
    WHOLE = 2


@dataclass(frozen=True, slots=True)
class Edges:
    """The straight pieces of a path: a row (x0, y0, x1, y1) for each."""

    rows: Numbers
    even_odd: bool = False

    def touch(self, box: Box) -> bool:
        """Tell whether any piece passes through a box (the slab method)."""
        x0, y0, x1, y1 = self.rows.T
        near = (
            (np.minimum(x0, x1) < box.right)
            & (np.maximum(x0, x1) > box.left)
            & (np.minimum(y0, y1) < box.top)
            & (np.maximum(y0, y1) > box.bottom)
        )
        if not near.any():
            return False
        x0, y0, x1, y1 = self.rows[near].T
        dx, dy = x1 - x0, y1 - y0
        corners = ((box.left, box.bottom), (box.right, box.bottom), (box.left, box.top), (box.right, box.top))
        sides = np.array([dx * (y - y0) - dy * (x - x0) for x, y in corners])
        return bool(((sides.min(axis=0) <= 0) & (sides.max(axis=0) >= 0)).any())

    def surround(self, x: float, y: float) -> bool:
        """Tell whether a point lies within the path when it is filled."""
        x0, y0, x1, y1 = self.rows.T
        side = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
        up = (y0 <= y) & (y1 > y) & (side > 0)
        down = (y0 > y) & (y1 <= y) & (side < 0)
        if self.even_odd:
            return bool((up.sum() + down.sum()) % 2)
        return bool(up.sum() != down.sum())

    def cover(self, box: Box) -> Cover:
        """Tell how much of a box the filled path covers."""
        if self.touch(box):
            return Cover.PART
        middle = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        return Cover.WHOLE if self.surround(*middle) else Cover.NONE

    @property
    def is_upright(self) -> bool:
        """Whether all pieces run along the axes."""
        x0, y0, x1, y1 = self.rows.T
        return bool(((x0 == x1) | (y0 == y1)).all())


def bounds(points: Numbers) -> Box:
    """Return the smallest box around points (rows of x, y)."""
    if not len(points):
        return NOWHERE
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    return Box(float(left), float(bottom), float(right), float(top))


def transformed(points: Numbers, matrix: Matrix) -> Numbers:
    """Return points after a matrix."""
    a, b, c, d, e, f = matrix
    moved: Numbers = points @ np.array(((a, b), (c, d))) + np.array((e, f))
    return moved


def turned(rows: Sequence[Numbers], matrices: Sequence[Matrix]) -> Numbers:
    """Return rectangles (x0, y0, x1, y1), each group after a matrix of its own that keeps them upright."""
    a, b, c, d, e, f = np.array(matrices).T
    lengths = [len(group) for group in rows]
    edges = np.concatenate(rows).T
    lying = np.abs(a) + np.abs(d) >= np.abs(b) + np.abs(c)
    scale = np.repeat(np.array((np.where(lying, a, c), np.where(lying, d, b), e, f)), lengths, axis=1)
    xs, ys = edges[::2], edges[1::2]
    if not lying.all():
        turned = ~np.repeat(lying, lengths)
        xs, ys = np.where(turned, ys, xs), np.where(turned, xs, ys)
    xs, ys = xs * scale[0] + scale[2], ys * scale[1] + scale[3]
    return np.array((np.minimum(*xs), np.minimum(*ys), np.maximum(*xs), np.maximum(*ys))).T


def points_of(lines: bytes) -> Numbers:
    """Return every point, also the control points, of a stretch of m l c v y h."""
    try:
        numbers = np.array([*map(float, _LETTERS.sub(b" ", lines).split())], dtype=np.float64)
        return numbers.reshape(-1, 2)
    except ValueError as error:
        raise DoubtError("A path is not well formed.") from error


def rectangles_of(lines: bytes) -> Numbers | None:
    """Return the upright rectangles that a stretch of m l h draws (x0, y0, x1, y1), if it draws only such."""
    letters = b"".join(_LETTERS.findall(lines))
    if not BY_LINES.fullmatch(letters):
        return None
    corners = 5 if letters.startswith(b"mllll") else 4
    rings = points_of(lines).reshape(-1, corners, 2)
    if corners == 5:
        if (rings[:, 0] != rings[:, 4]).any():
            return None
        rings = rings[:, :4]
    flat_first = (rings[:, 0, 1] == rings[:, 1, 1]) & (rings[:, 2, 1] == rings[:, 3, 1])
    steep_then = (rings[:, 1, 0] == rings[:, 2, 0]) & (rings[:, 3, 0] == rings[:, 0, 0])
    steep_first = (rings[:, 0, 0] == rings[:, 1, 0]) & (rings[:, 2, 0] == rings[:, 3, 0])
    flat_then = (rings[:, 1, 1] == rings[:, 2, 1]) & (rings[:, 3, 1] == rings[:, 0, 1])
    if not ((flat_first & steep_then) | (steep_first & flat_then)).all():
        return None
    return np.concatenate((rings.min(axis=1), rings.max(axis=1)), axis=1)


def subpaths(lines: bytes) -> list[Numbers]:
    """Return the points of each part of a stretch of m l c v y h, curves as many straight pieces."""
    parts: list[list[tuple[float, float]]] = []
    for numbers, letter in _STEP.findall(lines):
        given = [*map(float, numbers.split())]
        pairs = list(zip(given[::2], given[1::2], strict=True))
        if letter == b"m":
            parts.append(pairs[:1])
            continue
        if not parts or not parts[-1]:
            raise DoubtError("A path begins nowhere.")
        here = parts[-1]
        if letter == b"l":
            here += pairs
        elif letter == b"h":
            here.append(here[0])
            parts.append([here[0]])
        else:
            here += _curve(here[-1], letter, pairs)
    return [np.array(part) for part in parts if len(part) > 1]


def edges_of(parts: list[Numbers], *, even_odd: bool = False) -> Edges:
    """Return the pieces of a path, every part closed."""
    rows = []
    for part in parts:
        points = np.concatenate((part, part[:1]))
        rows.append(np.concatenate((points[:-1], points[1:]), axis=1))
    return Edges(np.concatenate(rows) if rows else np.empty((0, 4)), even_odd)


def ring(rectangles: Numbers) -> list[Numbers]:
    """Return rectangles (x0, y0, x1, y1) as parts of a path."""
    return [np.array(((a, b), (c, b), (c, d), (a, d), (a, b))) for a, b, c, d in rectangles]


def _curve(
    start: tuple[float, float], letter: bytes, pairs: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    if letter == b"v":
        pairs = [start, *pairs]
    elif letter == b"y":
        pairs = [*pairs, pairs[-1]]
    points = np.array([start, *pairs])
    if points.shape != (4, 2):
        raise DoubtError("A curve is not well formed.")
    t = np.linspace(0, 1, CURVE_STEPS + 1)[1:, None]
    u = 1 - t
    on = u**3 * points[0] + 3 * u * u * t * points[1] + 3 * u * t * t * points[2] + t**3 * points[3]
    return [(float(x), float(y)) for x, y in on]
