"""Rectangles become grids of modules: many groups at once, since numpy takes hardly longer than for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from printkit.proof.paths.boxes import Box
from printkit.proof.paths.shapes import Numbers

Grids = NDArray[np.uint8]
"""Several of one size; each in rows from the top, 1 for a dark module."""

SIZES = range(21, 178, 4)
OFF = 0.1
"""How far an edge may lie from where the modules meet, in modules."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Groups of rectangles that make square grids with the same number of modules.

    Attributes:
        which: The numbers of these groups among all that were given.
        boxes: What each covers.
        grids: Their modules.
    """

    which: list[int]
    boxes: list[Box]
    grids: Grids


@dataclass(frozen=True, slots=True)
class _Groups:
    """Rectangles of several groups, one after the other.

    Attributes:
        edges: Their left, lower, right and upper edges.
        starts: Where each group begins.
        of: The group of each rectangle.
        low: Left and lower edge of each group; ``high`` right and upper.
        least: The shortest side in each group.
    """

    edges: Numbers
    starts: NDArray[np.intp]
    of: NDArray[np.intp]
    low: Numbers
    high: Numbers
    least: Numbers


def lattices(groups: Sequence[Numbers]) -> Iterator[Lattice]:
    """Yield the grids that groups of rectangles (rows of x0, y0, x1, y1) make; other groups are left out."""
    if not groups:
        return
    found = _groups(groups)
    counts = _counts(found)
    which = np.flatnonzero(counts)
    if len(which) < len(groups):
        if not len(which):
            return
        counts, found = counts[which], _groups([groups[index] for index in which.tolist()])
    side = (found.high - found.low).max(axis=0)
    lengths = np.diff(found.starts, append=len(found.of))
    exact = found.edges - np.repeat(np.tile(found.low, (2, 1)), lengths, axis=1)
    exact *= np.repeat(counts / side, lengths)
    whole = np.rint(exact)
    np.subtract(exact, whole, out=exact)
    off = np.maximum.reduceat(np.abs(exact, out=exact).max(axis=0), found.starts) > OFF
    for count in sorted({*counts[~off].tolist()}):
        fit = np.flatnonzero(~off & (counts == count))
        grids = _painted(whole.astype(np.int32), found.of, fit, len(counts), count)
        once = grids.max(axis=(1, 2)) <= 1  # what overlaps come to depends on the rule of filling
        boxes = [Box(*edges) for edges in np.concatenate((found.low, found.high))[:, fit[once]].T.tolist()]
        yield Lattice(which[fit[once]].tolist(), boxes, grids[once].astype(np.uint8)[:, ::-1])


def _groups(groups: Sequence[Numbers]) -> _Groups:
    lengths = np.array([len(rows) for rows in groups])
    edges = np.concatenate([rows.T for rows in groups], axis=1)
    starts = np.cumsum(lengths) - lengths
    return _Groups(
        edges,
        starts,
        np.repeat(np.arange(len(groups)), lengths),
        np.minimum.reduceat(edges[:2], starts, axis=1),
        np.maximum.reduceat(edges[2:], starts, axis=1),
        np.minimum.reduceat((edges[2:] - edges[:2]).min(axis=0), starts),
    )


def _counts(groups: _Groups) -> NDArray[np.intp]:
    """Return how many modules each group would have on a side; 0 for one that cannot be a symbol."""
    width, height = groups.high - groups.low
    side = np.maximum(width, height)
    least = np.where(groups.least > 0, groups.least, np.inf)
    lengths = np.diff(groups.starts, append=len(groups.of))
    fits = (np.abs(width - height) <= least * OFF) & (side <= least * (SIZES[-1] + 1)) & (groups.least > 0)
    counts = np.rint((side / least - SIZES[0] + 4) / 4) * 4 + SIZES[0] - 4
    return np.where(
        fits & (counts >= SIZES[0]) & (counts <= SIZES[-1]) & (lengths <= counts**2), counts, 0
    ).astype(np.intp)


def _painted(
    whole: NDArray[np.int32], of: NDArray[np.intp], fit: NDArray[np.intp], groups: int, count: int
) -> NDArray[np.int16]:
    """Count how many rectangles cover each module: marks at their corners, summed up both ways.

    Rows of all groups lie side by side, so that numpy sums up long stretches; each row of marks comes to 0.
    """
    wide = count + 1
    if len(fit) < groups:
        place = np.full(groups, -1)
        place[fit] = np.arange(len(fit))
        kept = place[of] >= 0
        whole, of = whole[:, kept], place[of[kept]]
    row = len(fit) * wide
    first = (of * wide).astype(np.int32)
    x0, y0, x1, y1 = whole
    left, right, low, high = first + x0, first + x1, y0 * row, y1 * row
    marks = np.bincount(np.concatenate((low + left, high + right)), minlength=wide * row)
    marks -= np.bincount(np.concatenate((low + right, high + left)), minlength=wide * row)
    cells = marks.astype(np.int16).reshape(wide, row)  # no more rectangles than modules: no overflow
    np.add.accumulate(cells, axis=0, out=cells)
    summed: NDArray[np.int16] = np.add.accumulate(cells.ravel()).reshape(wide, len(fit), wide)
    return summed.transpose(1, 0, 2)[:, :count, :count]
