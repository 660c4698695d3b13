"""What every symbol shows whatever it says (ISO/IEC 18004:2015, 6.3, annex C and annex E)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from printkit.proof.paths.lattice import SIZES, Grids

Grid = NDArray[np.uint8]
"""Rows from the top, 1 for a dark module."""

FINDER: Grid = np.array(
    [[not 0 < min(r, c, 6 - r, 6 - c) < 2 for c in range(7)] for r in range(7)], dtype=np.uint8
)
_FORMAT_MASK, _FORMAT_DIVISOR = 0x5412, 0x537
_FORMAT = ((8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8),
           (7, 8), (5, 8), (4, 8), (3, 8), (2, 8), (1, 8), (0, 8))  # fmt: skip
_ROWS, _COLUMNS = map(list, zip(*_FORMAT, strict=True))
_WEIGHTS = 1 << np.arange(len(_FORMAT))[::-1]


def have_patterns(grids: Grids) -> NDArray[np.bool_]:
    """Tell of upright symbols whether nothing is wrong with their patterns."""
    where, dark = _patterns(grids.shape[1])
    flat = grids.reshape(len(grids), -1)
    same: NDArray[np.bool_] = (flat[:, where] == dark).all(axis=1)
    return same


def have_format(grids: Grids) -> NDArray[np.bool_]:
    """Tell of upright symbols whether their format information is one without fault."""
    faultless: NDArray[np.bool_] = _formats()[grids[:, _ROWS, _COLUMNS] @ _WEIGHTS]
    return faultless


@lru_cache(maxsize=1)
def _formats() -> NDArray[np.bool_]:
    """Return of every number of 15 bits whether it is a format: five bits and what is left of a division."""
    formats = np.zeros(1 << len(_FORMAT), dtype=bool)
    for told in range(32):
        rest = told << 10
        for shift in range(4, -1, -1):
            if rest >> (shift + 10) & 1:
                rest ^= _FORMAT_DIVISOR << shift
        formats[(told << 10 | rest) ^ _FORMAT_MASK] = True
    return formats


@lru_cache(maxsize=len(SIZES))
def _patterns(count: int) -> tuple[NDArray[np.intp], Grid]:
    """Return where the patterns of an upright symbol stand that say nothing, and what is dark there.

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
        dark[finder] = FINDER
    where[-8, 8], dark[-8, 8] = True, 1
    numbers = np.flatnonzero(where)
    return numbers, dark.ravel()[numbers]


def _alignment_centres(count: int) -> list[int]:
    version = (count - 17) // 4
    if version == 1:
        return []
    many = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + many * 2 + 1) // (many * 2 - 2) * 2
    return [6, *(count - 7 - step * index for index in range(many - 2, -1, -1))]
