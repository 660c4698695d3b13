"""The pages of one file: each side's artwork once as a form; on every page what differs by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import BinaryIO, TextIO

from pikepdf import Dictionary

from printkit.manifest import ManifestWriter, Spot
from printkit.press.crew.run import Part
from printkit.press.drawing import BLACK, GRID_UNITS, numbers
from printkit.press.extras.slips import CardForm, Words, draw_card, slip_card
from printkit.press.imposing.imposition import STILL
from printkit.press.imposing.placing import SIDES, move_matrix
from printkit.press.imposing.plan import Filled
from printkit.press.job import Piece
from printkit.press.linesetter import LineSetter
from printkit.press.marks import Slug, draw_runs, page_words, slug_runs, strip_runs
from printkit.press.output.document import Document
from printkit.press.output.finish import finish
from printkit.press.plates import Plates, SlotPlate, form_name
from printkit.press.symbols.qr import paths

AT_ONCE = 1000
"""Pieces whose symbols are made together, about."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands on a slot of a sheet: a piece with the paths of its symbol for each side, or a slip."""

    filled: Filled
    piece: Piece | None
    paths: tuple[bytes, ...]


class Pages:
    """Draws the pages of one file, and writes its manifest.

    Args:
        plates: What all files of the run have in common.
        part: The file's sheets and name.
        file: Where the pages go; ``manifest`` likewise. Both at their beginning.
    """

    def __init__(self, plates: Plates, part: Part, file: BinaryIO, manifest: TextIO) -> None:
        self._plates = plates
        self._run = plates.run
        self._part = part
        self._kit = plates.kit.fresh()
        self._document = Document(file)
        self._manifest = ManifestWriter(manifest, part.name)
        self._shared = self._document.resources()
        self._page_resources = self._document.resources()
        self._forms = self._make_forms()
        self._kinds = [self._kind_of_page(page) for page in range(self._run.plan.pages)]
        design = self._run.job.design
        self._setters = [
            [LineSetter(line, design.height, self._kit) for line in side.links] for side in design.sides
        ]
        self._black = f"q {self._kit.colours.operator(BLACK, stroke=False)} {GRID_UNITS}\n".encode()

    def draw(self, drawn: Callable[[], None]) -> None:
        """Draw all sheets, and end the file.

        Args:
            drawn: Called after each sheet.

        Raises:
            SignetError: If a link line does not fit.
            OSError: If there is no room on the disk.
        """
        sheets, step = self._part.sheets, max(1, AT_ONCE // self._run.grid.slots)
        number = 1
        for start in range(0, len(sheets), step):
            for sheet, shown in self._filled(sheets[start : start + step]):
                for page in range(self._run.plan.pages):
                    self._add_page(sheet, page, number, shown)
                    number += 1
                drawn()
        self._close()

    def _make_forms(self) -> Dictionary:
        bleed, media = self._run.job.design.bleed, self._plates.media
        forms = Dictionary()
        for name, page in zip(SIDES, self._plates.artwork.pages, strict=False):
            forms[form_name(name)] = self._document.imported(page, (1, 0, 0, 1, -bleed, -bleed))
        if self._plates.marks:
            box = (0, 0, media.width, media.height)
            forms["/Marks"] = self._document.form(self._plates.marks, box, self._shared)
        return forms

    def _kind_of_page(self, page: int) -> bytes:
        grid = self._run.grid
        move, bleed = grid.moves[page], grid.block.grown(grid.bleed)
        return self._document.kind_of_page(
            self._page_resources, media=self._plates.media, trim=move.box(grid.block), bleed=move.box(bleed)
        )

    def _filled(self, sheets: Sequence[int]) -> Iterator[tuple[int, Sequence[_Shown]]]:
        """Yield some sheets with all that stands on them."""
        filled = [self._run.plan.on_sheet(sheet) for sheet in sheets]
        pieces = [[self._piece(one) for one in sheet] for sheet in filled]
        links = [piece.link for sheet in pieces for piece in sheet if piece]
        made = [paths(links, form) if form else repeat(b"") for form in self._run.forms]
        for sheet, slots, shown in zip(sheets, filled, pieces, strict=True):
            yield (
                sheet,
                [
                    _Shown(one, piece, tuple(map(next, made)) if piece else ())
                    for one, piece in zip(slots, shown, strict=True)
                ],
            )

    def _piece(self, filled: Filled) -> Piece | None:
        """Return the piece on a slot, as it is printed there; ``None`` if it is no piece."""
        if filled.copy is None:
            return None
        piece = self._run.job.pieces[filled.copy]
        return piece if self._run.job.copies is None else replace(piece, position=None)

    def _close(self) -> None:
        self._kit.fill_resources(self._document.pdf, self._shared)
        page = self._page_resources
        page.Font, page.ColorSpace, page.XObject = self._shared.Font, self._shared.ColorSpace, self._forms
        finish(self._document.pdf, self._run.job.label, self._run.job.minted_on)
        self._document.close()

    def _add_page(self, sheet: int, page: int, number: int, shown: Sequence[_Shown]) -> None:
        slots = self._plates.pages[page]
        parts = [self._ground(slots[one.filled.slot], one.filled) for one in shown]
        parts += [
            self._links(slots[one.filled.slot], one.piece)
            for one in shown
            if one.piece and self._setters[slots[one.filled.slot].side]
        ]
        parts.append(self._page_marks(sheet, page, shown).encode())
        parts += self._symbols(slots, shown)
        self._document.page(self._kinds[page], b"\n".join(parts))
        self._manifest.write(number, sheet + 1, _places(slots, shown))

    def _ground(self, slot: SlotPlate, filled: Filled) -> bytes:
        """Return what lies under a slot's symbol and link lines: the artwork, or a slip."""
        if filled.bundle is None:
            return slot.artwork
        job, series = self._run.job, self._run.plan.series
        assert series is not None
        form = CardForm(job.design.width, job.design.height, job.design.bleed, slip=True)
        card = slip_card(job, series, filled.bundle)
        drawn = draw_card(card, form, Words.of(job.language), self._kit)
        return b"%b%b %b Q" % (slot.clip, slot.matrix, drawn.encode())

    def _links(self, slot: SlotPlate, piece: Piece) -> bytes:
        lines = b"\n".join(setter.draw(piece) for setter in self._setters[slot.side])
        return b"q %b\n%b Q" % (slot.matrix, lines)

    def _symbols(self, slots: Sequence[SlotPlate], shown: Sequence[_Shown]) -> list[bytes]:
        drawn = [
            b"%b%b%b" % (slot.before, one.paths[slot.side], slot.after)
            for one in shown
            if one.piece and (slot := slots[one.filled.slot]).spot
        ]
        return [self._black + b"\n".join(drawn) + b"\nQ"] if drawn else []

    def _page_marks(self, sheet: int, page: int, shown: Sequence[_Shown]) -> str:
        job, grid, height = self._run.job, self._run.grid, self._plates.media.height
        if not grid.marks:
            runs = strip_runs(job, grid.block.grown(grid.bleed), self._kit) if self._plates.foot else ()
            return draw_runs(runs, height, self._kit)
        positions = [one.piece.position for one in shown if one.piece and one.piece.position is not None]
        plan = self._run.plan
        slug = Slug(
            sheet + 1,
            plan.sheets,
            page_words(grid, page, plan.pages),
            positions,
            None if job.copies is None else plan.repeat,
            self._part.number,
            self._part.parts,
            sheet // plan.depth + 1,
            plan.stacks,
        )
        words = draw_runs(slug_runs(job, slug, grid, self._kit), height, self._kit)
        move = grid.moves[page]
        if move == STILL:
            return f"/Marks Do\n{words}"
        return f"q {numbers(*move_matrix(move, height))} cm /Marks Do\n{words} Q"


def _places(
    slots: Sequence[SlotPlate], shown: Sequence[_Shown]
) -> Iterator[tuple[Spot, int | None, str, str]]:
    """Yield the manifest's rows of a page."""
    for one in shown:
        spot, piece = slots[one.filled.slot].spot, one.piece
        if spot and piece:
            yield spot, piece.position, piece.code, piece.link
