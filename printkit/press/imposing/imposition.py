"""Imposition: where the slots of a sheet lie on both its pages. Geometry; `plan` says what stands there.

Coordinates are points from the top left corner of the page, as one looks at it: the first page from above,
the second after the sheet was turned. Slots count row by row from the top left of the first page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from printkit.press.imposing.printer import EXACT, Deviation
from printkit.press.imposing.refusals import off_the_paper, only_one_a_page, too_large, too_narrow
from printkit.press.imposing.sheet import Flip, Paper, Sheet
from printkit.press.symbols.qr import GRID

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
class Move:
    """What is done to a page so that it comes out right on a printer that does not print true.

    Attributes:
        x: Where the page's left edge goes. ``y`` likewise its upper edge.
        across: How much wider it becomes. ``down`` likewise how much higher.
    """

    x: float = 0.0
    y: float = 0.0
    across: float = 1.0
    down: float = 1.0

    @classmethod
    def against(cls, deviation: Deviation, width: float, height: float) -> Move:
        """Return the opposite of what a printer does to a page."""
        across, down = 1 / deviation.across, 1 / deviation.down
        return cls(
            width / 2 - (width / 2 + deviation.x) * across,
            height / 2 - (height / 2 + deviation.y) * down,
            across,
            down,
        )

    def box(self, box: Box) -> Box:
        """Return where a rectangle goes."""
        return Box(
            self.x + box.x * self.across,
            self.y + box.y * self.down,
            box.width * self.across,
            box.height * self.down,
        )


STILL = Move()


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
        work_and_turn: Whether fronts stand on the left half of both pages and backs on the right half.
        moves: What is done to the first and the second page; boxes and placements are those before it.
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
    work_and_turn: bool = False
    moves: tuple[Move, Move] = (STILL, STILL)

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

    @property
    def flip(self) -> Flip:
        """The edge about which the sheet is turned."""
        portrait = self.page_height >= self.page_width
        return "long-edge" if portrait == (self.axis == "vertical") else "short-edge"

    def halved(self) -> Grid:
        """Return it for work-and-turn: with an even number of columns, turned about the vertical axis."""
        return replace(self, columns=self.columns // 2 * 2, axis="vertical", work_and_turn=True)

    def shows(self, page: int, slot: int) -> int:
        """Return which side (0 front, 1 back) of the piece on a slot a page (0 or 1) of the sheet shows."""
        return page ^ self.face_down(slot)

    def page_of(self, side: int, slot: int) -> int:
        """Return the page (0 or 1) that shows a side (0 front, 1 back) of the piece on a slot."""
        return side ^ self.face_down(slot)

    def face_down(self, slot: int) -> bool:
        """Tell whether a piece lies with its back up while the first page is up."""
        return self.work_and_turn and slot % self.columns >= self.columns // 2

    def front(self, slot: int) -> Placement:
        """Return where the front of a slot (from 0) lies, on the page that shows it."""
        return self._place(self.page_of(0, slot), slot, self.turn)

    def back(self, slot: int) -> Placement:
        """Return where the back of a slot (from 0) lies, on the page that shows it.

        It is behind its own front, and the same way up when a cut piece is turned over like a page.
        """
        upright: Turn = 0 if self.axis == "vertical" else 180
        lying: Turn = 270 if self.axis == "vertical" else 90
        return self._place(self.page_of(1, slot), slot, lying if self.turn else upright)

    def _place(self, page: int, slot: int, turn: Turn) -> Placement:
        row, column = divmod(slot, self.columns)
        if page and self.axis == "vertical":
            column = self.columns - 1 - column
        elif page:
            row = self.rows - 1 - row
        return self._placed(row, column, turn)

    def _placed(self, row: int, column: int, turn: Turn) -> Placement:
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


def impose(
    width: float,
    height: float,
    bleed: float,
    sheet: Sheet,
    *,
    flip: Flip | None = None,
    work_and_turn: bool = False,
    deviations: tuple[Deviation, Deviation] = (EXACT, EXACT),
) -> Grid:
    """Lay out a piece on a sheet: as many as fit, turned by a quarter if more fit so.

    A sheet may have a least margin besides: it is used where it lets at least twice as many pieces fit.

    Args:
        width: Trim width of the piece in points. ``height`` and ``bleed`` likewise.
        sheet: The sheet.
        flip: The edge about which it is turned, if not the one that the sheet says.
        work_and_turn: Whether one form carries fronts and backs, mirrored about the vertical axis.
        deviations: What the printer does to the first and to the second page.

    Raises:
        SignetError: If not even one piece fits, or what was asked for cannot be had on this sheet.
    """
    if sheet.paper is None:
        asked = {"flip": flip, "work-and-turn": work_and_turn, "printer": deviations != (EXACT, EXACT)}
        if any(asked.values()):
            raise only_one_a_page(sheet.name, [what for what, is_asked in asked.items() if is_asked])
        page = (width + 2 * bleed, height + 2 * bleed)
        return Grid(*page, 1, 1, width, height, 0.0, bleed, 0, "vertical", False)
    paper = sheet.paper if flip is None else replace(sheet.paper, flip=flip)
    best = _best(width, height, bleed, paper, sheet.title, work_and_turn=work_and_turn)
    first, second = (Move.against(each, best.page_width, best.page_height) for each in deviations)
    moved = replace(best, moves=(first, second))
    _check_on_paper(moved)
    return moved


def _best(
    width: float, height: float, bleed: float, paper: Paper, title: str, *, work_and_turn: bool
) -> Grid:
    """Return the grid with the most pieces, at the least margin only if that doubles them."""
    kept = [replace(paper, margin=margin) for margin in paper.margins]
    if max(grid.slots for each in kept for grid in _both_ways(width, height, bleed, each)) == 0:
        raise too_large(width, height, bleed, title, kept[-1])
    best, *others = (
        max(_both_ways(width, height, bleed, each, even=work_and_turn), key=lambda grid: grid.slots)
        for each in kept
    )
    for other in others:
        if other.slots >= max(1, 2 * best.slots):
            best = other
    if best.slots == 0:
        raise too_narrow(width, height, title)
    return best


def _both_ways(
    width: float, height: float, bleed: float, paper: Paper, *, even: bool = False
) -> tuple[Grid, Grid]:
    """Return the grids of pieces upright and turned; ``even`` for work-and-turn."""
    upright, turned = _grid(width, height, bleed, paper, 0), _grid(height, width, bleed, paper, 90)
    return (upright.halved(), turned.halved()) if even else (upright, turned)


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


def _check_on_paper(grid: Grid) -> None:
    for name, move in zip(("first", "second"), grid.moves, strict=True):
        spill = move.box(grid.block.grown(grid.bleed))
        over = max(-spill.x, -spill.y, spill.right - grid.page_width, spill.bottom - grid.page_height)
        if move != STILL and over > GRID:
            raise off_the_paper(name, over)
