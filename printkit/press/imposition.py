"""Imposition: which copy goes where on which sheet. Arithmetic only.

Coordinates are points from the top left corner of the page, as one looks at it: the front from above, the
back after the sheet was turned. Slots count row by row from the top left of the front.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from printkit.errors import SignetError
from printkit.press.qr import GRID
from printkit.press.sheet import Paper, Sheet
from printkit.units import mm_text

Turn = Literal[0, 90, 180, 270]
Axis = Literal["vertical", "horizontal"]

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """y of its lower edge."""
        return self.y + self.height

    def grown(self, by: float) -> Box:
        """Return it, larger by a length on each side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the trim of a piece lies on a page.

    Attributes:
        box: The trim as it lies.
        turn: How far the piece is turned clockwise, in degrees.
        ink: The room its bleed may take: the whole bleed at the rim, half the gap towards neighbours.
    """

    box: Box
    turn: Turn
    ink: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """Pieces in columns and rows, in the middle of a page.

    Attributes:
        cell_width: Width of a trim as it lies. ``cell_height`` likewise.
        turn: 0, or 90 where pieces lie turned clockwise on the front.
        axis: Direction of the line about which the sheet is turned to print its back.
        marks: Whether crop marks and slug line belong on the page.
    """

    page_width: float
    page_height: float
    columns: int
    rows: int
    cell_width: float
    cell_height: float
    gap: float
    bleed: float
    turn: Turn
    axis: Axis
    marks: bool

    @property
    def slots(self) -> int:
        """Pieces on a sheet."""
        return self.columns * self.rows

    @property
    def block(self) -> Box:
        """The rectangle around all trims; the same on both sides, since it is in the middle."""
        width = self.columns * (self.cell_width + self.gap) - self.gap
        height = self.rows * (self.cell_height + self.gap) - self.gap
        return Box((self.page_width - width) / 2, (self.page_height - height) / 2, width, height)

    def shows(self, page: int, slot: int) -> int:
        """Return which side (0 front, 1 back) of the piece on a slot a page (0 or 1) of the sheet shows."""
        return page

    def front(self, slot: int) -> Placement:
        """Return where a slot (from 0) lies on the front."""
        row, column = divmod(slot, self.columns)
        return self._place(row, column, self.turn)

    def back(self, slot: int) -> Placement:
        """Return where a slot (from 0) lies on the back.

        It is behind its own front, and the same way up when a cut piece is turned over like a page.
        """
        row, column = divmod(slot, self.columns)
        if self.axis == "vertical":
            return self._place(row, self.columns - 1 - column, 270 if self.turn else 0)
        return self._place(self.rows - 1 - row, column, 90 if self.turn else 180)

    def _place(self, row: int, column: int, turn: Turn) -> Placement:
        block = self.block
        x = block.x + column * (self.cell_width + self.gap)
        y = block.y + row * (self.cell_height + self.gap)
        inner = min(self.bleed, self.gap / 2)
        left = self.bleed if column == 0 else inner
        right = self.bleed if column == self.columns - 1 else inner
        top = self.bleed if row == 0 else inner
        bottom = self.bleed if row == self.rows - 1 else inner
        ink = Box(x - left, y - top, self.cell_width + left + right, self.cell_height + top + bottom)
        return Placement(Box(x, y, self.cell_width, self.cell_height), turn, ink)


@dataclass(frozen=True, slots=True)
class Stacks:
    """Cut-and-stack: cut, put the piles on each other, first slot on top, and all copies are in order."""

    copies: int
    slots: int

    @property
    def sheets(self) -> int:
        """Sheets that the copies need."""
        return -(-self.copies // self.slots)

    def copy_at(self, sheet: int, slot: int) -> int | None:
        """Return which copy (from 0) stands on a slot of a sheet, or ``None`` for a slot that stays blank."""
        copy = slot * self.sheets + sheet
        return copy if copy < self.copies else None


def impose(width: float, height: float, bleed: float, sheet: Sheet) -> Grid:
    """Lay out a piece on a sheet: as many as fit, turned by a quarter if more fit so.

    Args:
        width: Trim width of the piece in points. ``height`` and ``bleed`` likewise.
        sheet: The sheet.

    Raises:
        SignetError: If not even one piece fits.
    """
    if sheet.paper is None:
        page = (width + 2 * bleed, height + 2 * bleed)
        return Grid(*page, 1, 1, width, height, 0.0, bleed, 0, "vertical", False)
    paper = sheet.paper
    upright = _grid(width, height, bleed, paper, 0)
    turned = _grid(height, width, bleed, paper, 90)
    best = turned if turned.slots > upright.slots else upright
    if best.slots == 0:
        raise _too_large(width, height, bleed, sheet.title, paper)
    return best


def _grid(width: float, height: float, bleed: float, paper: Paper, turn: Turn) -> Grid:
    page_width, page_height = on_grid(paper.width), on_grid(paper.height)
    portrait = page_height >= page_width
    return Grid(
        page_width,
        page_height,
        _fitting(paper.width - 2 * (paper.margin + bleed), width, paper.gap),
        _fitting(paper.height - 2 * (paper.margin + bleed), height, paper.gap),
        width,
        height,
        paper.gap,
        bleed,
        turn,
        "vertical" if portrait == (paper.flip == "long-edge") else "horizontal",
        True,
    )


def on_grid(length: float) -> float:
    """Return a length rounded to the 0.24 pt grid.

    Paper sizes are rounded so (by 0.04 mm at most), because a renderer that turns the page over about its
    height keeps symbols on the grid only if the height is on it too.
    """
    return round(length / GRID) * GRID


def _fitting(room: float, size: float, gap: float) -> int:
    return max(0, math.floor((room + gap + _SLACK) / (size + gap)))


def _too_large(width: float, height: float, bleed: float, title: str, paper: Paper) -> SignetError:
    room = [max(0.0, side - 2 * (paper.margin + bleed)) for side in (paper.width, paper.height)]
    return SignetError.of(
        "piece-too-large",
        f"A piece of {mm_text(width)} × {mm_text(height)} does not fit on the sheet {title}, which has room "
        f"for {mm_text(room[0])} × {mm_text(room[1])} inside margins of {mm_text(paper.margin)} "
        f"and a bleed of {mm_text(bleed)}.",
        "Choose a larger sheet, or the sheet single.",
    )
