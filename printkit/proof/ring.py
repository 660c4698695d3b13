"""The quiet zone of a symbol in a picture: how far the light around it reaches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import zxingcpp
from numpy.typing import NDArray

QUIET = 4
"""Modules of quiet zone on each side (ISO/IEC 18004:2015, 6.3.8)."""


class Reach(NamedTuple):
    """Where light is looked for: every dot between two distances from the edge, in modules.

    Attributes:
        share: Of the contrast of the symbol; what is darker by more than that is not light.
    """

    first: float
    last: float
    share: float


FAST, FINE = Reach(0.5, 3.4, 0.25), Reach(0.3, 3.6, 0.5)
"""At once, where a thin line is no more than grey; and enlarged, where that showed something."""
STEP = 0.8
"""Dots from one look to the next, so that none is left out."""

Ring = tuple[float, float, float, float]
Point = tuple[float, float]


def modules_of(barcode: zxingcpp.Barcode) -> int:
    """Return the modules on each side of a QR code."""
    return 17 + 4 * int(barcode.extra["Version"])  # type: ignore[index]


def corners_of(barcode: zxingcpp.Barcode) -> tuple[Point, Point, Point, Point]:
    """Return the corners of a symbol: upper left as it reads, then clockwise."""
    place = barcode.position
    return tuple(  # type: ignore[return-value]
        (corner.x, corner.y)
        for corner in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    )


def is_mirrored(corners: Sequence[Point]) -> bool:
    """Tell whether corners run against the clock (in a picture, where y counts downwards)."""
    (x0, y0), (x1, y1), _, (x3, y3) = corners
    return (x1 - x0) * (y3 - y0) - (y1 - y0) * (x3 - x0) < 0


def ring_of(
    pixels: NDArray[np.uint8],
    corners: Sequence[Point],
    modules: int,
    *,
    inverted: bool = False,
    reach: Reach = FAST,
) -> Ring:
    """Measure the light around a symbol, in modules: on the left, above, on the right, below, as it lies.

    4 means as much or more. What lies off the picture counts as light.

    Args:
        pixels: Of a grey picture.
        corners: From `corners_of`.
        modules: On each side of the symbol.
        inverted: Whether it is light on dark.
        reach: Where to look.
    """
    points = np.array(corners, dtype=float)
    middle = points.mean(axis=0)
    limit = _threshold(pixels, points, 1 - reach.share if inverted else reach.share)
    widths: dict[int, float] = {}
    for index in range(4):
        start, end = points[index], points[(index + 1) % 4]
        outward = (start + end) / 2 - middle
        outward = outward / max(np.hypot(*outward), 1) * np.hypot(*(end - start)) / modules
        width = _light(pixels, (start, end), outward, limit, inverted, reach)
        side = _side(outward)
        widths[side] = min(width, widths.get(side, QUIET))
    return tuple(widths.get(side, float(QUIET)) for side in range(4))  # type: ignore[return-value]


def _light(
    pixels: NDArray[np.uint8],
    edge: tuple[NDArray[np.float64], NDArray[np.float64]],
    outward: NDArray[np.float64],
    limit: float,
    inverted: bool,
    reach: Reach,
) -> float:
    """Return how many modules from an edge everything is light; ``outward`` is one module long."""
    (start, end), module = edge, max(float(np.hypot(*outward)), 1.0)
    along = np.linspace(0, 1, max(2, math.ceil(float(np.hypot(*(end - start))) / STEP)))[1:-1]
    away = np.linspace(reach.first, reach.last, math.ceil((reach.last - reach.first) * module / STEP) + 1)
    spots = start + (end - start) * along[:, None] + (outward * away[:, None])[:, None]
    x, y = np.rint(spots).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < pixels.shape[1]) & (y < pixels.shape[0])
    shades = pixels[np.where(inside, y, 0), np.where(inside, x, 0)]
    dark = (((shades > limit) if inverted else (shades < limit)) & inside).any(axis=0)
    if not dark.any():
        return QUIET
    first = int(dark.argmax())
    return float(away[first - 1]) if first else 0.0


def _side(outward: NDArray[np.float64]) -> int:
    """Return on which side of the page an edge lies: 0 left, 1 above, 2 right, 3 below."""
    x, y = outward
    if abs(x) > abs(y):
        return 0 if x < 0 else 2
    return 1 if y < 0 else 3


def _threshold(pixels: NDArray[np.uint8], points: NDArray[np.float64], share: float) -> float:
    """Return the shade that is darker than the lightest within the symbol by a share of its contrast."""
    (left, top), (right, bottom) = points.min(axis=0).clip(0), points.max(axis=0).clip(0) + 1
    inner = pixels[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
    if not inner.size:
        return 127.0
    light, dark = int(inner.max()), int(inner.min())
    return light - (light - dark) * share
