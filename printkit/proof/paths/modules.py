"""Rectangles become the modules of a symbol, and those become its text (ISO/IEC 18004:2015, 6 and 7.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from printkit.proof.paths.boxes import Box
from printkit.proof.paths.shapes import Numbers

Grid = NDArray[np.uint8]
"""Rows from the top, 1 for a dark module."""

QUIET = 4
SIZES = range(21, 178, 4)
LEAST_RECTANGLES = 40
"""The smallest symbol has more, however few rectangles it is drawn with."""
OFF = 0.1
"""How far an edge may lie from where the modules meet, in modules."""
GAP = 2.0
"""Between symbols there is at least so much room, in modules."""

_FINDER = np.array(
    [[0 < min(r, c, 6 - r, 6 - c) < 2 for c in range(7)] for r in range(7)], dtype=bool
)  # light ring
_PATTERN = (~_FINDER).astype(np.uint8).tobytes()
_FORMAT_MASK, _FORMAT_DIVISOR = 0x5412, 0x537
_FORMAT = ((8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8),
           (7, 8), (5, 8), (4, 8), (3, 8), (2, 8), (1, 8), (0, 8))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What rectangles say as a symbol.

    Attributes:
        box: The symbol without its quiet zone.
        module: Side of a module.
        text: What it says; ``""`` if it looks like a symbol but cannot be read, or only with corrections.
        mirrored: Whether it is seen as in a mirror.
    """

    box: Box
    module: float
    text: str
    mirrored: bool = False


def read_modules(rows: Numbers) -> Reading | None:
    """Return what rectangles (x0, y0, x1, y1) say together, or ``None`` if they are no symbol."""
    found = _grid(rows)
    if found is None:
        return None
    box, grid = found
    upright = _upright(grid)
    if upright is None:
        return None
    module = (box.right - box.left) / len(grid)
    forward, mirrored = _has_format(upright), _has_format(upright.T)
    if forward == mirrored:  # damaged, or it cannot be told
        return Reading(box, module, "")
    plain = upright.T if mirrored else upright
    return Reading(box, module, _decoded(plain) if _has_patterns(plain) else "", mirrored)


def clusters(rows: Numbers) -> Iterator[Numbers]:
    """Divide rectangles where there is room between them, again and again."""
    todo = [rows]
    while todo:
        part = todo.pop()
        gap = GAP * float(min((part[:, 2] - part[:, 0]).min(), (part[:, 3] - part[:, 1]).min()))
        for axis in (0, 1):
            pieces = _divided(part, axis, gap)
            if len(pieces) > 1:
                todo += pieces
                break
        else:
            yield part


def _divided(rows: Numbers, axis: int, gap: float) -> list[Numbers]:
    order = rows[np.argsort(rows[:, axis], kind="stable")]
    ends = np.maximum.accumulate(order[:, axis + 2])
    cuts = np.flatnonzero(order[1:, axis] - ends[:-1] > gap) + 1
    return np.split(order, cuts)


def _grid(rows: Numbers) -> tuple[Box, Grid] | None:
    low, high = rows[:, :2].min(axis=0), rows[:, 2:].max(axis=0)
    width, height = (high - low).tolist()
    least = float((rows[:, 2:] - rows[:, :2]).min())
    side = max(width, height)
    if least <= 0 or abs(width - height) > least * OFF or side > least * (SIZES[-1] + 1):
        return None
    count = round((side / least - 17) / 4) * 4 + 17
    if count not in SIZES:
        return None
    exact = (rows - np.concatenate((low, low))) * (count / side)
    whole = np.rint(exact)
    if np.abs(exact - whole).max() > OFF:
        return None
    grid = _painted(whole.astype(np.intp), count)
    if grid.max() > 1:  # overlaps: what they come to depends on the rule of filling
        return None
    left, bottom = low.tolist()
    return Box(left, bottom, left + width, bottom + height), grid[::-1]


def _painted(rows: NDArray[np.intp], count: int) -> Grid:
    """Count how many rectangles cover each module: marks at their corners, summed up both ways."""
    wide = count + 1
    x0, y0, x1, y1 = rows.T
    x0, x1 = x0.copy(), x1.copy()
    low, high = y0 * wide, y1 * wide
    plus = np.bincount(np.concatenate((low + x0, high + x1)), minlength=wide * wide)
    minus = np.bincount(np.concatenate((low + x1, high + x0)), minlength=wide * wide)
    return (plus - minus).reshape(wide, wide).cumsum(axis=0).cumsum(axis=1)[:count, :count].astype(np.uint8)


def _upright(grid: Grid) -> Grid | None:
    """Turn a symbol so that the corner without a finder pattern comes to lie at the lower right."""
    corners = (grid[:7, :7], grid[:7, -7:], grid[-7:, -7:], grid[-7:, :7])
    lacking = [index for index, corner in enumerate(corners) if corner.tobytes() != _PATTERN]
    if len(lacking) != 1:
        return None
    turns = {2: 0, 3: 1, 0: 2, 1: 3}[lacking[0]]
    return (grid, grid.T[::-1], grid[::-1, ::-1], grid[::-1].T)[turns]


@lru_cache(maxsize=len(SIZES))
def _patterns(count: int) -> tuple[NDArray[np.bool_], Grid]:
    """Return where the patterns of an upright symbol stand that say nothing, and what they look like.

    Finder patterns with their separators, timing patterns, alignment patterns and the module that is always
    dark (ISO/IEC 18004:2015, 6.3 and annex E).
    """
    where, dark = np.zeros((count, count), dtype=bool), np.zeros((count, count), dtype=np.uint8)
    where[6, :] = where[:, 6] = True
    dark[6, ::2] = dark[::2, 6] = 1
    centres = _alignment_centres(count)
    corners = {(6, 6), (6, centres[-1]), (centres[-1], 6)} if centres else set()
    for row, column in {(row, column) for row in centres for column in centres} - corners:
        spot = slice(row - 2, row + 3), slice(column - 2, column + 3)
        where[spot], dark[spot] = True, 1
        dark[row - 1 : row + 2, column - 1 : column + 2] = 0
        dark[row, column] = 1
    for down, across in ((1, 1), (1, -1), (-1, 1)):
        finder, around = (
            (
                slice(size) if down > 0 else slice(-size, None),
                slice(size) if across > 0 else slice(-size, None),
            )
            for size in (7, 8)
        )
        where[around], dark[around] = True, 0
        dark[finder] = (~_FINDER).astype(np.uint8)
    where[-8, 8], dark[-8, 8] = True, 1
    return where, dark


def _alignment_centres(count: int) -> list[int]:
    version = (count - 17) // 4
    if version == 1:
        return []
    many = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + many * 2 + 1) // (many * 2 - 2) * 2
    return [6, *(count - 7 - step * index for index in range(many - 2, -1, -1))]


def _has_patterns(grid: Grid) -> bool:
    where, dark = _patterns(len(grid))
    return bool((grid[where] == dark[where]).all())


def _has_format(grid: Grid) -> bool:
    """Tell whether the format information is one without fault (ISO/IEC 18004:2015, annex C)."""
    value = 0
    for row, column in _FORMAT:
        value = value << 1 | int(grid[row, column])
    value ^= _FORMAT_MASK
    for shift in range(4, -1, -1):
        if value >> (shift + 10) & 1:
            value ^= _FORMAT_DIVISOR << shift
    return value == 0


def _decoded(grid: Grid) -> str:
    size = len(grid) + 2 * QUIET
    picture = np.full((size, size), 255, np.uint8)
    picture[QUIET:-QUIET, QUIET:-QUIET] -= grid * np.uint8(255)
    found = zxingcpp.read_barcodes(
        picture,
        formats=_QR,
        is_pure=True,
        try_rotate=False,
        try_invert=False,
        try_downscale=False,
        binarizer=zxingcpp.Binarizer.BoolCast,
        text_mode=zxingcpp.TextMode.Plain,
    )
    if len(found) != 1 or not found[0].valid:
        return ""
    told: object = found[0].extra
    if not isinstance(told, dict) or told.get("UEC") != 1:  # read only with corrections
        return ""
    return str(found[0].text)


_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
