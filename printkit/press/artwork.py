"""The constant artwork of a piece, drawn by reportlab: a PDF with a page a side, like a designer's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from pikepdf import Pdf
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.ttfonts import ShapeData, ShapedStr
from reportlab.pdfgen.canvas import FILL_EVEN_ODD, FILL_NON_ZERO, Canvas

from printkit.design.marks import LaidOut, Mark, Outline, Paint, Picture, Segment, TextRun
from printkit.press.artfaces import ArtFaces, reportlab_faces
from printkit.press.colours import Colours, number
from printkit.press.drawing import text_matrix
from printkit.press.pictures import picture_reader

_ROUND = 1
_DECIMALS = 2
"""Of an outline's coordinates: 0.01 pt is a third of a dot at 2400 dpi. Files and proofs pay for more."""
_KEPT_OUTLINES = 2_000
"""Of a few designs; they are some megabytes."""


def draw_artwork(design: LaidOut, colours: Colours) -> Pdf:
    """Draw the constant marks of both sides.

    Returns:
        A PDF with a page for each side. Its MediaBox is the piece with its bleed, and nothing else is in it.

    Raises:
        SignetError: If a face lacks a character, a bitmap cannot be used, or a spot colour has a reserved
            name.
    """
    size = (design.width + 2 * design.bleed, design.height + 2 * design.bleed)
    pictures = {name: picture_reader(name, design.pictures[name], colours) for name in _pictures(design)}
    with reportlab_faces(design) as faces:
        file = BytesIO()
        canvas = Canvas(file, size, pageCompression=1, invariant=1, initialFontName=faces.initial)
        for side in design.sides:
            canvas.translate(design.bleed, design.bleed)
            _Painter(canvas, design.height, colours, faces, pictures).draw(side.marks)
            canvas.showPage()
        canvas.save()
    pdf = Pdf.open(file)
    spaces = colours.spaces(pdf)
    for page in pdf.pages:
        faces.name_fonts(page)
        if "/ColorSpace" in page.obj.Resources:
            page.obj.Resources.ColorSpace = spaces  # with the plates' real names
    return pdf


def _pictures(design: LaidOut) -> list[str]:
    marks = (mark for side in design.sides for mark in side.marks)
    return list(dict.fromkeys(mark.file for mark in marks if isinstance(mark, Picture)))


@dataclass(frozen=True, slots=True)
class _Path:
    """A path as operators; reportlab's own takes seven times as long to write its numbers."""

    code: str

    def getCode(self) -> str:  # noqa: N802  # reportlab asks for it
        return self.code


class _Painter:
    """Draws the marks of a side. Here the page is turned over: y counts upwards on the canvas."""

    def __init__(
        self,
        canvas: Canvas,
        height: float,
        colours: Colours,
        faces: ArtFaces,
        pictures: Mapping[str, ImageReader],
    ) -> None:
        self._canvas = canvas
        self._height = height
        self._colours = colours
        self._faces = faces
        self._pictures = pictures
        self._fill: Paint | None = None
        self._stroke: Paint | None = None

    def draw(self, marks: Iterable[Mark]) -> None:
        """Draw marks in their order."""
        self._canvas.setLineCap(_ROUND)
        self._canvas.setLineJoin(_ROUND)
        for mark in marks:
            if isinstance(mark, Outline):
                self._outline(mark)
            elif isinstance(mark, TextRun):
                self._text(mark)
            else:
                self._picture(mark)

    def _outline(self, mark: Outline) -> None:
        stroke = mark.stroke if mark.stroke_width > 0 else None
        if mark.fill is None and stroke is None:
            return
        if mark.fill is not None:
            self._fill_with(mark.fill)
        if stroke is not None:
            self._stroke_with(stroke)
            self._canvas.setLineWidth(round(mark.stroke_width, 4))
        path = _Path(_written(mark.segments, self._height))
        rule = FILL_EVEN_ODD if mark.even_odd else FILL_NON_ZERO
        self._canvas.drawPath(path, stroke=stroke is not None, fill=mark.fill is not None, fillMode=rule)

    def _text(self, run: TextRun) -> None:
        self._fill_with(run.ink)
        text = self._canvas.beginText()
        text.setFont(self._faces[run.font].fontName, round(run.size, 4))
        text.setTextTransform(*(round(value, 4) for value in text_matrix(run, self._height)))
        text.textOut(_spaced(run))
        self._canvas.drawText(text)

    def _picture(self, mark: Picture) -> None:
        canvas, (x, y, width, height) = self._canvas, mark.clip
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, self._height - y - height, width, height)
        canvas.clipPath(clip, stroke=0, fill=0, fillMode=FILL_NON_ZERO)
        bottom = self._height - mark.y - mark.height
        canvas.drawImage(self._pictures[mark.file], mark.x, bottom, mark.width, mark.height)
        canvas.restoreState()

    def _fill_with(self, paint: Paint) -> None:
        if paint != self._fill:
            self._canvas.setFillColor(self._colours.value(paint))
            self._fill = paint

    def _stroke_with(self, paint: Paint) -> None:
        if paint != self._stroke:
            self._canvas.setStrokeColor(self._colours.value(paint))
            self._stroke = paint


@lru_cache(maxsize=_KEPT_OUTLINES)
def _written(segments: tuple[Segment, ...], height: float) -> str:
    """Return the operators of an outline; those of one drawing are asked for again and again."""
    return " ".join(_operator(segment, height) for segment in segments)


def _operator(segment: Segment, height: float) -> str:
    if segment[0] == "Z":
        return "h"
    turned = (
        number(round(height - value if index % 2 else value, _DECIMALS))
        for index, value in enumerate(segment[1:])
    )
    return f"{' '.join(turned)} {segment[0].lower()}"


def _spaced(run: TextRun) -> str:
    """Return a text that reportlab sets with our adjustments, as it does one that it shaped itself."""
    if not any(run.adjust):
        return run.text
    # It adds what an advance (the second value) has more than the glyph's own width (the last).
    data = [ShapeData(0, adjust, 0, 0, 0, 0) for adjust in (*run.adjust, 0.0)]
    shaped: str = ShapedStr(run.text, data)
    return shaped
