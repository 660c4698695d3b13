"""The pages of a job: each side's artwork once as a form; on every page what differs from piece to piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

from pikepdf import Dictionary

from printkit.design.marks import Side
from printkit.press.artwork import draw_artwork
from printkit.press.colours import PressColours
from printkit.press.document import Document
from printkit.press.drawing import BLACK, GRID_UNITS, Kit, draw_links, numbers, symbol_frame
from printkit.press.finish import finish
from printkit.press.imposition import STILL, Box, Grid
from printkit.press.job import Piece, PrintJob
from printkit.press.marks import (
    Slug,
    draw_crop_marks,
    draw_runs,
    page_words,
    slug_runs,
    strip_height,
    strip_runs,
)
from printkit.press.placing import SIDES, PlacedSide, move_matrix
from printkit.press.plan import Filled, Plan
from printkit.press.qr import LEAST_STEPS, Form, form_for, paths
from printkit.press.slips import CardForm, Words, draw_card, slip_card

Shown = Sequence[tuple[Filled, PlacedSide]]
"""What stands on a page: slots, and the side that each of them shows."""


class Pages:
    """Draws the sheets of a job one after the other.

    Attributes:
        sides: Front and, where there is one, back.
    """

    def __init__(self, job: PrintJob, grid: Grid, plan: Plan, file: BinaryIO) -> None:
        """Draw the artwork.

        Args:
            job: What is printed.
            grid: Where the slots are.
            plan: What stands on them.
            file: Where the pages go; open for writing, at its beginning.
        """
        self._job = job
        self._grid = grid
        self._plan = plan
        links = [
            piece.link
            for sheet in range(plan.sheets)
            for filled in plan.on_sheet(sheet)
            if (piece := self.piece(filled))
        ]
        self._document = Document(file)
        self._colours = PressColours()
        self._kit = Kit.of(self._colours, job.design)
        self._foot = 0.0 if grid.marks else strip_height(job, grid.page_width, self._kit)
        self._shared = self._document.resources()
        self._forms = Dictionary()
        self._symbols: dict[str, Form] = {}
        self._draw_artwork()
        self.sides = tuple(
            self._side(name, side, links) for name, side in zip(SIDES, job.design.sides, strict=False)
        )
        self._page_resources = self._document.resources()
        self._kinds = [self._kind_of_page(page) for page in range(plan.pages)]
        if grid.marks:
            marks = draw_crop_marks(grid, self._colours.registration())
            box = (0, 0, grid.page_width, grid.page_height)
            self._forms["/Marks"] = self._document.form(marks.encode(), box, self._shared)

    @property
    def _page_height(self) -> float:
        return self._grid.page_height + self._foot

    def _kind_of_page(self, page: int) -> bytes:
        grid, move = self._grid, self._grid.moves[page]
        media, bleed = Box(0, 0, grid.page_width, self._page_height), grid.block.grown(grid.bleed)
        return self._document.kind_of_page(
            self._page_resources, media=media, trim=move.box(grid.block), bleed=move.box(bleed)
        )

    def _draw_artwork(self) -> None:
        bleed = self._job.design.bleed
        artwork = draw_artwork(self._job.design, self._colours)
        for name, page in zip(SIDES, artwork.pages, strict=False):
            self._forms[_form(name)] = self._document.imported(page, (1, 0, 0, 1, -bleed, -bleed))

    def _side(self, name: str, side: Side, links: Sequence[str]) -> PlacedSide:
        modules = 0
        if side.symbol is not None:
            self._symbols[name] = form_for(links, side.symbol.level)
            modules = self._symbols[name].modules
        return PlacedSide.of(
            name,
            side,
            self._grid,
            self._job.design.height,
            modules=modules,
            foot=self._foot,
            least=LEAST_STEPS,
        )

    def add_sheet(self, sheet: int) -> None:
        """Draw a sheet (counted from 0), all its pages."""
        for page in range(self._plan.pages):
            self._add_page(sheet, page)

    def on_page(self, sheet: int, page: int) -> Shown:
        """Return what a page of a sheet shows."""
        return [
            (filled, self.sides[self._grid.shows(page, filled.slot)]) for filled in self._plan.on_sheet(sheet)
        ]

    def piece(self, filled: Filled) -> Piece | None:
        """Return the piece on a slot, as it is printed there; ``None`` if it is no piece."""
        if filled.copy is None:
            return None
        piece = self._job.pieces[filled.copy]
        return piece if self._job.copies is None else replace(piece, position=None)

    def close(self) -> None:
        """Write what the pages share, and the end of the file."""
        self._kit.fill_resources(self._document.pdf, self._shared)
        page = self._page_resources
        page.Font, page.ColorSpace, page.XObject = self._shared.Font, self._shared.ColorSpace, self._forms
        finish(self._document.pdf, self._job.label, self._job.minted_on)
        self._document.close()

    def _add_page(self, sheet: int, page: int) -> None:
        shown = self.on_page(sheet, page)
        parts = [self._ground(side, filled) for filled, side in shown]
        parts += [self._links(side, filled) for filled, side in shown if side.side.links]
        parts.append(self._page_marks(sheet, page))
        if any(side.has_symbol for _, side in shown):
            parts.append(self._all_symbols(shown))
        self._document.page(self._kinds[page], "\n".join(parts).encode())

    def _ground(self, side: PlacedSide, filled: Filled) -> str:
        """Return what lies under a slot's symbol and link lines: the artwork, or a slip."""
        if filled.bundle is None:
            return self._clipped(side, filled.slot, f"{_form(side.name)} Do")
        assert self._plan.series is not None
        card, design = slip_card(self._job, self._plan.series, filled.bundle), self._job.design
        form = CardForm(design.width, design.height, design.bleed, slip=True)
        drawn = draw_card(card, form, Words.of(self._job.language), self._kit)
        return self._clipped(side, filled.slot, drawn)

    def _clipped(self, side: PlacedSide, slot: int, drawn: str) -> str:
        clip, cut = side.clip(slot), ""
        if clip is not None:
            edges = numbers(clip.x, self._page_height - clip.bottom, clip.width, clip.height)
            cut = f"{edges} re W n "
        return f"q {cut}{numbers(*side.matrix(slot))} cm {drawn} Q"

    def _links(self, side: PlacedSide, filled: Filled) -> str:
        piece = self.piece(filled)
        if piece is None:
            return ""
        drawn = draw_links(side.side.links, piece, self._job.design.height, self._kit)
        return f"q {numbers(*side.matrix(filled.slot))} cm\n{drawn} Q"

    def _all_symbols(self, shown: Shown) -> str:
        black = self._kit.colours.operator(BLACK, stroke=False)
        drawn = [
            self._symbol(side, filled.slot, piece)
            for filled, side in shown
            if side.has_symbol and (piece := self.piece(filled))
        ]
        return f"q {black} {GRID_UNITS}\n" + "\n".join(drawn) + "\nQ"

    def _symbol(self, side: PlacedSide, slot: int, piece: Piece) -> str:
        before, after = symbol_frame(
            side.modules, side.steps, side.symbol_corner(slot), side.placement(slot).turn
        )
        (path,) = paths([piece.link], self._symbols[side.name])
        return before + path.decode() + after

    def _page_marks(self, sheet: int, page: int) -> str:
        if not self._grid.marks:
            runs = (
                strip_runs(self._job, self._grid.block.grown(self._grid.bleed), self._kit)
                if self._foot
                else ()
            )
            return draw_runs(runs, self._page_height, self._kit)
        pieces = (self.piece(filled) for filled in self._plan.on_sheet(sheet))
        positions = [piece.position for piece in pieces if piece and piece.position is not None]
        repeat = None if self._job.copies is None else self._plan.repeat
        side = page_words(self._grid, page, self._plan.pages)
        slug = Slug(sheet + 1, self._plan.sheets, side, positions, repeat)
        words = draw_runs(slug_runs(self._job, slug, self._grid, self._kit), self._page_height, self._kit)
        move = self._grid.moves[page]
        if move == STILL:
            return f"/Marks Do\n{words}"
        return f"q {numbers(*move_matrix(move, self._page_height))} cm /Marks Do\n{words} Q"


def _form(side: str) -> str:
    return f"/Art-{side}"
