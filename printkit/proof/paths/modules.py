"""Rectangles become the modules of a symbol, and those become its text (ISO/IEC 18004:2015, 6 and 7.9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import zxingcpp

from printkit.proof.paths.boxes import Box
from printkit.proof.paths.lattice import Grids, Lattice, lattices
from printkit.proof.paths.patterns import FINDER, Grid, have_format, have_patterns
from printkit.proof.paths.shapes import Numbers

QUIET = 4
LEAST_RECTANGLES = 40
"""The smallest symbol has more, however few rectangles it is drawn with."""
GAP = 2.0
"""Between symbols there is at least so much room, in modules."""
MOST_GROUPS = 64
"""Groups that are read together; more would need memory and gain no time."""


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


def read_modules(groups: Sequence[Numbers]) -> list[Reading | None]:
    """Return what each group of rectangles (x0, y0, x1, y1) says; ``None`` for one that is no symbol."""
    readings: list[Reading | None] = [None] * len(groups)
    for first in range(0, len(groups), MOST_GROUPS):
        for lattice in lattices(groups[first : first + MOST_GROUPS]):
            for index, reading in zip(lattice.which, _readings(lattice), strict=True):
                readings[first + index] = reading
    return readings


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


def _readings(lattice: Lattice) -> Iterator[Reading | None]:
    grids, symbols = _upright(lattice.grids)
    forward, mirrored = have_format(grids), have_format(grids.transpose(0, 2, 1))
    grids[mirrored] = grids[mirrored].transpose(0, 2, 1)
    told = (forward != mirrored) & have_patterns(grids)  # else it is damaged, or cannot be told
    pictures = _pictures(grids)
    for index, box in enumerate(lattice.boxes):
        if not symbols[index]:
            yield None
            continue
        module = (box.right - box.left) / grids.shape[1]
        turned_over = bool(mirrored[index] and not forward[index])
        yield Reading(box, module, _decoded(pictures[index]) if told[index] else "", turned_over)


def _upright(grids: Grids) -> tuple[Grids, list[bool]]:
    """Turn symbols so that the corner without a finder pattern comes to lie at the lower right.

    Returns:
        The grids, those of symbols turned, and which of them are symbols.
    """
    corners = (grids[:, :7, :7], grids[:, :7, -7:], grids[:, -7:, -7:], grids[:, -7:, :7])
    lacking = np.array([(corner != FINDER).any(axis=(1, 2)) for corner in corners])
    symbols = lacking.sum(axis=0) == 1
    turned = grids.copy()
    for corner in range(4):
        if corner == 2:  # upright as it is
            continue
        which = np.flatnonzero(symbols & lacking[corner])
        if len(which):
            turned[which] = np.rot90(grids[which], corner - 2, axes=(1, 2))
    return turned, symbols.tolist()


def _pictures(grids: Grids) -> Grids:
    count, size, _ = grids.shape
    pictures = np.full((count, size + 2 * QUIET, size + 2 * QUIET), 255, np.uint8)
    pictures[:, QUIET:-QUIET, QUIET:-QUIET] -= grids * np.uint8(255)
    return pictures


def _decoded(picture: Grid) -> str:
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
