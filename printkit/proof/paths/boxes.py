"""Boxes and matrices of PDF: points, y upwards."""

from __future__ import annotations

from typing import NamedTuple

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

STRAIGHT = 1e-6
"""What a matrix may be off the right angle, as a share of its scale."""


class Box(NamedTuple):
    """An upright rectangle: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies in it."""
        return self.right <= self.left or self.top <= self.bottom

    def meets(self, other: Box) -> bool:
        """Tell whether both share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, other: Box) -> bool:
        """Tell whether the other lies within this one."""
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and self.right >= other.right
            and self.top >= other.top
        )

    def cut(self, other: Box) -> Box:
        """Return what both share; it may be empty."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def grown(self, by: float) -> Box:
        """Return it with that much more on each side."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)


NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does the one and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def inverse(matrix: Matrix) -> Matrix | None:
    """Return the way back, or ``None`` if there is none."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    if not area:
        return None
    return (d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)


def is_upright(matrix: Matrix) -> bool:
    """Tell whether rectangles stay rectangles: turned by quarters, mirrored and scaled at most."""
    a, b, c, d, _, _ = matrix
    least = STRAIGHT * max(abs(a), abs(b), abs(c), abs(d))
    return (abs(b) <= least and abs(c) <= least) or (abs(a) <= least and abs(d) <= least)


def is_even(matrix: Matrix) -> bool:
    """Tell of an upright matrix whether squares stay squares."""
    a, b, c, d, _, _ = (*map(abs, matrix),)
    return abs(a - d) + abs(b - c) <= STRAIGHT * (a + b)


def moved(box: Box, matrix: Matrix) -> Box:
    """Return the smallest box around what a matrix makes of a box."""
    a, b, c, d, e, f = matrix
    xs = (a * box.left, a * box.right), (c * box.bottom, c * box.top)
    ys = (b * box.left, b * box.right), (d * box.bottom, d * box.top)
    return Box(
        min(xs[0]) + min(xs[1]) + e,
        min(ys[0]) + min(ys[1]) + f,
        max(xs[0]) + max(xs[1]) + e,
        max(ys[0]) + max(ys[1]) + f,
    )


def scale_of(matrix: Matrix) -> float:
    """Return how much larger a length becomes at most."""
    a, b, c, d, _, _ = matrix
    return max(abs(a) + abs(c), abs(b) + abs(d))
