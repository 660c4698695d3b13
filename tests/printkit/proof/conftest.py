"""Sheets of real codes with faults put in one by one; drawn with reportlab and qrcode, not with our press."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import pytest
import qrcode
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printkit.manifest import Row, manifest_path, write_manifest

PITCH, MARGIN = 45.0, 15.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A slot: where its code belongs (the box, mm from the top left) and what is drawn there."""

    page: int
    slot: int
    link: str
    x: float
    y: float
    size: float = 20.0
    drawn: str | None = None
    turn: int = 0
    blob: float = 0.0
    ink: str = "black"
    panel: str = "white"
    mirror: bool = False


@dataclass(frozen=True, slots=True)
class Sheets:
    """A small job: ``cells`` in order of page and slot; every change makes a new one."""

    cells: tuple[Cell, ...]
    art: str = ""
    width: float = 210.0
    height: float = 297.0
    strays: tuple[tuple[int, Cell], ...] = field(default=())

    def change(self, index: int, **faults: object) -> Sheets:
        """Change what is drawn in a slot; the manifest keeps what belongs there."""
        cells = list(self.cells)
        cells[index] = replace(cells[index], **faults)  # type: ignore[arg-type]
        return replace(self, cells=tuple(cells))

    def stray(self, cell: Cell) -> Sheets:
        """Draw one more code that no manifest knows."""
        return replace(self, strays=(*self.strays, (cell.page, cell)))

    def rows(self, name: str, positions: bool = True) -> list[Row]:
        return [
            Row(
                name,
                c.page,
                c.page,
                c.slot,
                "front",
                number if positions else None,
                c.link[-6:],
                c.link,
                c.x,
                c.y,
                c.size,
            )
            for number, c in enumerate(self.cells, start=1)
        ]

    def write(self, pdf: Path, manifest: bool = True, pages: int = 0, positions: bool = True) -> Path:
        """Draw the PDF (``pages`` of it, 0 for all) and its manifest beside it."""
        canvas = Canvas(str(pdf), pagesize=(self.width * mm, self.height * mm))
        for page in range(1, (pages or max(c.page for c in self.cells)) + 1):
            if self.art:
                canvas.setFillColor(self.art)
                canvas.rect(0, 0, self.width * mm, self.height * mm, 0, 1)
            for cell in [c for c in self.cells if c.page == page] + [c for p, c in self.strays if p == page]:
                _draw(canvas, cell, self.height)
            canvas.showPage()
        canvas.save()
        if manifest:
            write_manifest(manifest_path(pdf), self.rows(pdf.name, positions))
        return pdf


def _draw(canvas: Canvas, cell: Cell, height: float) -> None:
    canvas.saveState()
    half = cell.size * mm / 2
    canvas.translate(cell.x * mm + half, (height - cell.y) * mm - half)
    canvas.rotate(-cell.turn)
    canvas.scale(-1 if cell.mirror else 1, 1)
    canvas.setFillColor(cell.panel)
    canvas.rect(-half, -half, 2 * half, 2 * half, 0, 1)
    canvas.setFillColor(cell.ink)
    text = cell.link if cell.drawn is None else cell.drawn
    if text:
        path = canvas.beginPath()
        for x, y, side in modules(text, cell.size * mm):
            path.rect(x - half, half - y - side, side, side)
        canvas.drawPath(path, stroke=0, fill=1)
    if cell.blob:
        canvas.circle(half * 0.1, half * 0.1, cell.blob * mm, 0, 1)
    canvas.restoreState()


def modules(text: str, size: float) -> Iterable[tuple[float, float, float]]:
    """Yield left, top and side of each dark module in a box of that size, quiet zone included."""
    matrix = _matrix(text)
    side = size / len(matrix)
    for row, cells in enumerate(matrix):
        for column, dark in enumerate(cells):
            if dark:
                yield column * side, row * side, side


@lru_cache(maxsize=2000)
def _matrix(text: str) -> list[list[bool]]:
    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_Q)
    code.add_data(text, optimize=0)
    return code.get_matrix()  # type: ignore[no-any-return]


def link(number: int) -> str:
    """Return the link with that number; a code has six places of the product's alphabet."""
    alphabet, places = "23456789BCDFGHJKMNPQRSTVWXYZ", ""
    number += 28**5
    for _ in range(6):
        number, digit = divmod(number, 28)
        places = alphabet[digit] + places
    return f"HTTPS://QR.EXAMPLE.DE/{places}"


@pytest.fixture(scope="session")
def make_sheets() -> Callable[..., Sheets]:
    """Return ``make(pages=2, columns=4, rows=6, first=0) -> Sheets``: a code per slot, 45 mm apart."""

    def make(pages: int = 2, columns: int = 4, rows: int = 6, first: int = 0) -> Sheets:
        per_page = columns * rows
        return Sheets(
            tuple(
                Cell(
                    page=number // per_page + 1,
                    slot=number % per_page + 1,
                    link=link(first + number),
                    x=MARGIN + number % columns * PITCH,
                    y=MARGIN + number % per_page // columns * PITCH,
                )
                for number in range(pages * per_page)
            )
        )

    return make
