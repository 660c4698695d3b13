"""Sheets that all rivals share, by reportlab: artwork once as a form, crop marks, a slug line, link lines.

Frozen since its first commit. Their author knew reportlab's costly defaults: streams are compressed and not
written as ASCII85, one embedded face a file, nothing constant is drawn twice.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fontpkg_lato
from order import (
    BLEED,
    CODE,
    COLUMNS,
    LINK_BASELINE,
    LINK_SIZE,
    MM,
    PIECE,
    ROWS,
    SHEET,
    Order,
    corner,
    link,
    text,
)
from reportlab import rl_config
from reportlab.lib.colors import CMYKColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

BLACK = CMYKColor(0, 0, 0, 1)
PAPER = CMYKColor(0, 0, 0, 0)
GREEN = CMYKColor(0.85, 0.3, 0.65, 0.18)

DrawCode = Callable[[Canvas, str, float, float, float], None]
"""Draws the code that says a link into a square: left, bottom, side in points, quiet zone included."""


def write(order: Order, out: Path, draw_code: DrawCode) -> None:
    """Print an order, each code drawn by the rival."""
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont("Lato", _lato("Regular")))
    pdfmetrics.registerFont(TTFont("Lato-Bold", _lato("Bold")))
    canvas = Canvas(str(out), (SHEET[0] * MM, SHEET[1] * MM), pageCompression=1, initialFontName="Lato")
    _forms(canvas)
    codes = list(order.codes())
    for sheet in range(order.sheets):
        _front(canvas, order, sheet, codes, draw_code)
        _end(canvas, order, sheet, "front")
        for slot, _ in order.on_sheet(sheet):
            _place(canvas, "back", slot - slot % COLUMNS + COLUMNS - 1 - slot % COLUMNS)
        _end(canvas, order, sheet, "back")
    canvas.save()


def _front(canvas: Canvas, order: Order, sheet: int, codes: list[str], draw_code: DrawCode) -> None:
    left, top, side = (value * MM for value in CODE)
    for slot, piece in order.on_sheet(sheet):
        _place(canvas, "front", slot)
        x, y = corner(slot)
        canvas.setFillColor(BLACK)
        draw_code(canvas, link(codes[piece]), x + left, y + PIECE[1] * MM - top - side, side)
        canvas.setFont("Lato", LINK_SIZE)
        baseline = y + (PIECE[1] - LINK_BASELINE) * MM
        canvas.drawCentredString(x + PIECE[0] / 2 * MM, baseline, text(codes[piece]))


def _place(canvas: Canvas, form: str, slot: int) -> None:
    x, y = corner(slot)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(form)
    canvas.restoreState()


def _end(canvas: Canvas, order: Order, sheet: int, side: str) -> None:
    canvas.doForm("marks")
    canvas.setFillColor(BLACK)
    canvas.setFont("Lato", 6)
    canvas.drawString(30 * MM, 8 * MM, f"Benchmark · sheet {sheet + 1} of {order.sheets} · {side}")
    canvas.showPage()


def _forms(canvas: Canvas) -> None:
    """Draw what all pieces and all sheets share, once."""
    width, height = PIECE[0] * MM, PIECE[1] * MM
    bleed = BLEED * MM
    canvas.beginForm("front", -bleed, -bleed, width + bleed, height + bleed)
    canvas.setFillColor(GREEN)
    canvas.rect(-bleed, height - 70 * MM, width + 2 * bleed, 73 * MM, stroke=0, fill=1)
    canvas.setFillColor(PAPER)
    canvas.setFont("Lato-Bold", 8)
    canvas.drawString(5 * MM, height - 22 * MM, "Nine channels, one bookmark")
    canvas.rect(CODE[0] * MM, height - (CODE[1] + CODE[2]) * MM, CODE[2] * MM, CODE[2] * MM, stroke=0, fill=1)
    canvas.endForm()
    canvas.beginForm("back", -bleed, -bleed, width + bleed, height + bleed)
    canvas.setFillColor(GREEN)
    canvas.rect(-bleed, -bleed, width + 2 * bleed, height + 2 * bleed, stroke=0, fill=1)
    canvas.endForm()
    canvas.beginForm("marks", 0, 0, SHEET[0] * MM, SHEET[1] * MM)
    canvas.setStrokeColor(BLACK)
    canvas.setLineWidth(0.25)
    for slot in range(COLUMNS * ROWS):
        _crop_marks(canvas, slot)
    canvas.endForm()


def _crop_marks(canvas: Canvas, slot: int) -> None:
    left, bottom = corner(slot)
    right, top = left + PIECE[0] * MM, bottom + PIECE[1] * MM
    row, column = divmod(slot, COLUMNS)
    for x in (left, right):
        for start in ([top + 3 * MM] if row == 0 else []) + ([bottom - 8 * MM] if row == ROWS - 1 else []):
            canvas.line(x, start, x, start + 5 * MM)
    for y in (bottom, top):
        for start in ([left - 8 * MM] if column == 0 else []) + (
            [right + 3 * MM] if column == COLUMNS - 1 else []
        ):
            canvas.line(start, y, start + 5 * MM, y)


def _lato(style: str) -> str:
    return str(next(Path(fontpkg_lato.__file__).parent.rglob(f"Lato-{style}.ttf")))
