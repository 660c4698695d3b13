"""A drawing as PDF, and as PNG. Only for processes that may draw: reportlab and pdfium are heavy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import fontpkg_lato
import pypdfium2
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tracker.reports.charts.drawing import Anchor, Area, Box, Dot, Drawing, Ink, Mark, Stroke, Text
from tracker.reports.charts.passing import Form, unpack

SCALE = 2
"""Pixels of a PNG for each unit: sharp on a projector."""
_STYLES = Path(__file__).parents[2] / "static"
_COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6});")
_FACES = {False: "Lato-Regular", True: "Lato-Bold"}


def draw(payload: bytes) -> bytes:
    """Draw what `tracker.reports.charts.passing.pack` packed: a kind of the studio."""
    drawing, form, title = unpack(payload)
    pdf = to_pdf(drawing, title)
    return to_png(pdf) if form is Form.PNG else pdf


def to_pdf(drawing: Drawing, title: str = "") -> bytes:
    """Return a PDF with one page, as large as the drawing; a unit is a point."""
    file = BytesIO()
    canvas = Canvas(file, (drawing.width, drawing.height), initialFontName=_face(bold=False))
    canvas.setTitle(title)
    canvas.setCreator("Signet")
    canvas.translate(0, drawing.height)
    for mark in drawing.marks:
        _draw(canvas, mark)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def to_png(pdf: bytes) -> bytes:
    """Return the first page of a PDF as a PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=SCALE).to_pil().convert("RGB")
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


@cache
def colours() -> Mapping[Ink, str]:
    """Return the colours of the pages in daylight, on white paper: they are named in the style sheet."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(_STYLES.glob("*.css")))
    found: dict[str, str] = {}
    for name, colour in _COLOUR.findall(text):
        found.setdefault(name, colour)
    return {ink: "#ffffff" if ink is Ink.LEAF else found[ink] for ink in Ink}


@cache
def _face(*, bold: bool) -> str:
    """Let reportlab know a face once for the whole process, under a name that nobody else uses."""
    name = f"signet-chart-{_FACES[bold]}"
    path = Path(fontpkg_lato.ROOT) / "files" / f"{_FACES[bold]}.ttf"
    pdfmetrics.registerFont(TTFont(name, str(path), asciiReadable=0))
    return name


def _colour(ink: Ink, strength: float = 1.0) -> Color:
    return HexColor(colours()[ink]).clone(alpha=strength)


def _draw(canvas: Canvas, mark: Mark) -> None:
    match mark:
        case Box():
            canvas.setFillColor(_colour(mark.ink, mark.strength))
            canvas.setStrokeColor(_colour(mark.ink))
            canvas.setLineWidth(1)
            canvas.rect(
                mark.x, -mark.y - mark.height, mark.width, mark.height, stroke=int(mark.edged), fill=1
            )
        case Dot():
            canvas.setFillColor(_colour(mark.ink))
            canvas.circle(mark.x, -mark.y, mark.radius, stroke=0, fill=1)
        case Area():
            canvas.setFillColor(_colour(mark.ink, mark.strength))
            _path(canvas, mark, fill=True)
        case Stroke():
            canvas.setStrokeColor(_colour(mark.ink))
            canvas.setLineWidth(mark.width)
            canvas.setDash((3, 3) if mark.dashed else ())
            _path(canvas, mark, fill=False)
            canvas.setDash()
        case Text():
            _text(canvas, mark)


def _path(canvas: Canvas, mark: Area | Stroke, *, fill: bool) -> None:
    path = canvas.beginPath()
    (x, y), *others = mark.points
    path.moveTo(x, -y)
    for x, y in others:
        path.lineTo(x, -y)
    if fill:
        path.close()
    canvas.drawPath(path, stroke=int(not fill), fill=int(fill))


def _text(canvas: Canvas, mark: Text) -> None:
    canvas.setFont(_face(bold=mark.bold), mark.size)
    canvas.setFillColor(_colour(mark.ink))
    place = {
        Anchor.START: canvas.drawString,
        Anchor.MIDDLE: canvas.drawCentredString,
        Anchor.END: canvas.drawRightString,
    }
    place[mark.anchor](mark.x, -mark.y, mark.text)
