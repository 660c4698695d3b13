"""The quiet zone of a symbol in a picture: how far the light around it reaches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

QUIET = 4
"""Modules of quiet zone on each side (ISO/IEC 18004:2015, 6.3.8)."""
FAST, FINE = (0.75, 1.5, 2.25, 3.0, 3.5), tuple(np.arange(0.5, 3.9, 0.1).round(2).tolist())
"""Where to look, in modules from the edge: at once, and where that showed something dark."""

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
    image: Image.Image,
    corners: Sequence[Point],
    modules: int,
    *,
    inverted: bool = False,
    steps: Sequence[float] = FAST,
) -> Ring:
    """Measure the light around a symbol, in modules: on the left, above, on the right, below, as it lies.

    4 means as much or more. What lies off the picture counts as light.

    Args:
        image: A grey picture.
        corners: From `corners_of`.
        modules: On each side of the symbol.
        inverted: Whether it is light on dark.
        steps: Distances from the edge at which to look, in modules, rising.
    """
    pixels = np.asarray(image)
    points = np.array(corners, dtype=float)
    middle = points.mean(axis=0)
    limit = _threshold(pixels, points)
    widths: dict[int, float] = {}
    for index in range(4):
        start, end = points[index], points[(index + 1) % 4]
        outward = (start + end) / 2 - middle
        outward = outward / max(np.hypot(*outward), 1) * np.hypot(*(end - start)) / modules
        along = start + (end - start) * ((np.arange(modules) + 0.5) / modules)[:, None]
        width = _light(pixels, along, outward, limit, inverted, steps)
        side = _side(outward)
        widths[side] = min(width, widths.get(side, QUIET))
    return tuple(widths.get(side, float(QUIET)) for side in range(4))  # type: ignore[return-value]


def _light(
    pixels: NDArray[np.uint8],
    along: NDArray[np.float64],
    outward: NDArray[np.float64],
    limit: float,
    inverted: bool,
    steps: Sequence[float],
) -> float:
    before = 0.0
    for step in steps:
        seen = _shades(pixels, along + outward * step)
        if ((seen > limit) if inverted else (seen < limit)).any():
            return before
        before = step
    return QUIET


def _side(outward: NDArray[np.float64]) -> int:
    """Return on which side of the page an edge lies: 0 left, 1 above, 2 right, 3 below."""
    x, y = outward
    if abs(x) > abs(y):
        return 0 if x < 0 else 2
    return 1 if y < 0 else 3


def _threshold(pixels: NDArray[np.uint8], points: NDArray[np.float64]) -> float:
    """Return the shade in the middle between the darkest and the lightest within the symbol."""
    (left, top), (right, bottom) = points.min(axis=0).clip(0), points.max(axis=0).clip(0) + 1
    inner = pixels[int(top) : int(bottom) + 1, int(left) : int(right) + 1]
    return float((int(inner.min()) + int(inner.max())) / 2) if inner.size else 127.0


def _shades(pixels: NDArray[np.uint8], points: NDArray[np.float64]) -> NDArray[np.int_]:
    x, y = np.rint(points).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < pixels.shape[1]) & (y < pixels.shape[0])
    shades: NDArray[np.int_] = pixels[y[inside], x[inside]].astype(int)
    return shades
