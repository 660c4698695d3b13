"""The pages of a job: each side's artwork once as a form; on every page what differs from piece to piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from pikepdf import Dictionary, Pdf

from printkit.design.marks import Side
from printkit.press.artwork import draw_artwork
from printkit.press.colours import PressColours
from printkit.press.document import Document
from printkit.press.drawing import BLACK, GRID_UNITS, Kit, draw_links, draw_symbol, numbers
from printkit.press.imposition import Box, Grid
from printkit.press.job import Piece, PrintJob
from printkit.press.marks import (
    Slug,
    draw_crop_marks,
    draw_runs,
    slug_runs,
    strip_height,
    strip_runs,
)
from printkit.press.placing import PlacedSide
from printkit.press.qr import LEAST_STEPS, Symbol, symbols

Placed = Sequence[tuple[int, Piece]]
"""Slots and the pieces on them."""

SIDES = ("front", "back")


class Pages:
    """Draws the sheets of a job one after the other.

    Attributes:
        sides: Front and, where there is one, back.
    """

    def __init__(
        self, job: PrintJob, grid: Grid, links: Sequence[str], sheets: int, repeat: int | None
    ) -> None:
        """Draw the artwork.

        Args:
            job: What is printed.
            grid: Where the slots are.
            links: What the symbols say, in the order in which they will be drawn.
            sheets: Sheets in the file.
            repeat: How many times each sheet is printed, if the slug line is to say so.
        """
        self._job = job
        self._grid = grid
        self._sheets = sheets
        self._repeat = repeat
        self._document = Document()
        self._colours = PressColours()
        self._kit = Kit.of(self._colours, job.design)
        self._foot = 0.0 if grid.marks else strip_height(job, grid.page_width, self._kit)
        self._shared = self._document.resources()
        self._forms = Dictionary()
        self._symbols: dict[str, Iterator[Symbol]] = {}
        self._draw_artwork()
        self.sides = tuple(
            self._side(name, side, links) for name, side in zip(SIDES, job.design.sides, strict=False)
        )
        self._page_resources = self._document.resources()
        if grid.marks:
            marks = draw_crop_marks(grid, self._colours.registration())
            box = (0, 0, grid.page_width, grid.page_height)
            self._forms["/Marks"] = self._document.form(marks, box, self._shared)

    @property
    def _page_height(self) -> float:
        return self._grid.page_height + self._foot

    def _draw_artwork(self) -> None:
        bleed = self._job.design.bleed
        artwork = draw_artwork(self._job.design, self._colours)
        for name, page in zip(SIDES, artwork.pages, strict=False):
            self._forms[_form(name)] = self._document.imported(page, (1, 0, 0, 1, -bleed, -bleed))

    def _side(self, name: str, side: Side, links: Sequence[str]) -> PlacedSide:
        modules = 0
        if side.symbol is not None:
            made = symbols(links, side.symbol.level)
            first = next(made)
            self._symbols[name] = chain((first,), made)
            modules = first.modules
        return PlacedSide.of(
            name,
            side,
            self._grid,
            self._job.design.height,
            modules=modules,
            foot=self._foot,
            least=LEAST_STEPS,
        )

    def add_sheet(self, index: int, placed: Placed) -> None:
        """Draw a sheet (counted from 0): a page for each side."""
        for side in self.sides:
            self._add_page(side, index, placed)

    def close(self) -> Pdf:
        """Return the document, complete but for what the last step adds."""
        self._kit.fill_resources(self._document.pdf, self._shared)
        page = self._page_resources
        page.Font, page.ColorSpace, page.XObject = self._shared.Font, self._shared.ColorSpace, self._forms
        self._document.close()
        return self._document.pdf

    def _add_page(self, side: PlacedSide, index: int, placed: Placed) -> None:
        parts = [self._artwork(side, slot) for slot, _ in placed]
        parts += [self._links(side, slot, piece) for slot, piece in placed if side.side.links]
        parts.append(self._page_marks(side, index, placed))
        if side.has_symbol:
            parts.append(self._all_symbols(side, placed))
        grid = self._grid
        media = Box(0, 0, grid.page_width, self._page_height)
        bleed = grid.block.grown(grid.bleed)
        self._document.page("\n".join(parts), self._page_resources, media=media, trim=grid.block, bleed=bleed)

    def _artwork(self, side: PlacedSide, slot: int) -> str:
        ink = side.placement(slot).ink
        clip = numbers(ink.x, self._page_height - ink.bottom, ink.width, ink.height)
        whole = ink == side.placement(slot).box.grown(self._grid.bleed)
        cut = "" if whole else f"{clip} re W n "
        return f"q {cut}{numbers(*side.matrix(slot))} cm {_form(side.name)} Do Q"

    def _links(self, side: PlacedSide, slot: int, piece: Piece) -> str:
        drawn = draw_links(side.side.links, piece, self._job.design.height, self._kit)
        return f"q {numbers(*side.matrix(slot))} cm\n{drawn} Q"

    def _all_symbols(self, side: PlacedSide, placed: Placed) -> str:
        black = self._kit.colours.operator(BLACK, stroke=False)
        drawn = [
            draw_symbol(symbol, side.steps, side.symbol_corner(slot), side.placement(slot).turn)
            for (slot, _), symbol in zip(placed, self._symbols[side.name], strict=False)
        ]
        return f"q {black} {GRID_UNITS}\n" + "\n".join(drawn) + "\nQ"

    def _page_marks(self, side: PlacedSide, index: int, placed: Placed) -> str:
        if not self._grid.marks:
            runs = (
                strip_runs(self._job, self._grid.block.grown(self._grid.bleed), self._kit)
                if self._foot
                else ()
            )
            return draw_runs(runs, self._page_height, self._kit)
        positions = [piece.position for _, piece in placed if piece.position is not None]
        slug = Slug(index + 1, self._sheets, side.name, positions, self._repeat)
        runs = slug_runs(self._job, slug, self._grid, self._kit)
        return "/Marks Do\n" + draw_runs(runs, self._page_height, self._kit)


def _form(side: str) -> str:
    return f"/Art-{side}"
