"""Marks → PDF operators. Here, and only here, the page is turned over: y counts upwards from now on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pikepdf import Dictionary, Pdf

from printkit.design.fonts import Face as DesignFace
from printkit.design.fonts import open_faces
from printkit.design.marks import Ink, LaidOut, LinkLine, Mark, Outline, Paint, Picture, Segment, TextRun
from printkit.design.text import set_link
from printkit.press.colours import Colours, number
from printkit.press.faces import Face, Faces, house_face
from printkit.press.imposition import Placement, Turn
from printkit.press.job import Piece
from printkit.press.pictures import Pictures
from printkit.press.qr import GRID, Symbol

BLACK = Paint(Ink("black", (0.0, 0.0, 0.0, 1.0)))

PLAIN, BOLD = "@plain", "@bold"
"""Keys of the faces of slug lines and legends; no key of a design begins so."""

Matrix = tuple[float, float, float, float, float, float]

_RUN = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True)
class Kit:
    """What all pages of one file share: colours, faces and bitmaps.

    Attributes:
        measures: The faces of the design, to set link lines with.
    """

    colours: Colours
    measures: Mapping[str, DesignFace]
    faces: Faces
    pictures: Pictures

    @classmethod
    def of(cls, colours: Colours, design: LaidOut) -> Kit:
        """Return a kit for the fonts and bitmaps of a design and the marks around it."""
        fonts = {**design.fonts, PLAIN: house_face("Regular"), BOLD: house_face("Bold")}
        return cls(colours, open_faces(design.fonts), Faces(fonts), Pictures(design.pictures, colours))

    def fill_resources(self, pdf: Pdf, resources: Dictionary) -> None:
        """Put all that was drawn with into a resource dictionary; call it when everything is drawn."""
        resources.Font = Dictionary()
        self.faces.embed(pdf, resources.Font)
        resources.ColorSpace = self.colours.spaces(pdf)
        resources.XObject = self.pictures.embed(pdf)


def numbers(*values: float) -> str:
    """Write numbers for a content stream."""
    return " ".join(map(number, values))


def draw_marks(marks: Iterable[Mark], height: float, kit: Kit) -> str:
    """Return the operators for marks in their order, on a side whose trim is ``height`` points high."""
    lines = ["1 j 1 J"]
    for mark in marks:
        if isinstance(mark, Outline):
            lines.append(_outline(mark, height, kit))
        elif isinstance(mark, TextRun):
            lines.append(draw_text(mark, height, kit))
        else:
            lines.append(_picture(mark, height, kit))
    return "\n".join(lines)


def draw_links(links: Iterable[LinkLine], piece: Piece, height: float, kit: Kit) -> str:
    """Return the operators for the lines that show one piece's short link."""
    runs = (set_link(link, piece.text, kit.measures, piece.code) for link in links)
    return "\n".join(draw_text(run, height, kit) for run in runs)


def draw_text(run: TextRun, height: float, kit: Kit) -> str:
    """Return the operators for a line of text."""
    face = kit.faces[run.font]
    colour = kit.colours.operator(run.ink, stroke=False)
    matrix = numbers(*_text_matrix(run, height))
    return f"{colour} BT /{face.resource} {number(run.size)} Tf {matrix} Tm {_show(run, face)} ET"


def draw_symbol(symbol: Symbol, steps: int, corner: tuple[float, float], turn: Turn) -> str:
    """Return the operators for a symbol: its dark runs as one path with one fill.

    The caller has chosen black and units of `GRID` points, in which everything here counts; so all numbers
    are whole, and every edge meets the pixels of a 300, 600 or 1200 dpi device.

    Args:
        symbol: The symbol.
        steps: Side of a module.
        corner: Left and lower edge of the symbol as it lies.
        turn: How far it is turned clockwise.
    """
    count = symbol.modules
    matrix = quarter_turn((steps * count, steps * count), turn, corner, scale=steps)
    rows = []
    for y, row in enumerate(reversed(symbol.rows)):
        rows += [f"{run.start()} {y} {run.end() - run.start()} 1 re" for run in _RUN.finditer(row)]
    return f"q {numbers(*matrix)} cm\n" + "\n".join(rows) + "\nf Q"


GRID_UNITS = f"{number(GRID)} 0 0 {number(GRID)} 0 0 cm"


def quarter_turn(
    size: tuple[float, float], turn: Turn, corner: tuple[float, float], scale: float = 1
) -> Matrix:
    """Return the matrix that scales a box, turns it clockwise by quarters and puts its lower left corner.

    Args:
        size: Width and height of the box when scaled; it begins at (0, 0).
        turn: How far it is turned.
        corner: Where its lower left corner, as it then lies, comes to stand.
        scale: How much larger it becomes.
    """
    across, up = size
    left, bottom = corner
    if turn == 0:
        return scale, 0, 0, scale, left, bottom
    if turn == 90:
        return 0, -scale, scale, 0, left, bottom + across
    if turn == 180:
        return -scale, 0, 0, -scale, left + across, bottom + up
    return 0, scale, -scale, 0, left + up, bottom


def piece_matrix(placement: Placement, page_height: float) -> Matrix:
    """Return the matrix from a piece (origin at the lower left corner of its trim) to its page."""
    box = placement.box
    lying = placement.turn in (90, 270)
    size = (box.height, box.width) if lying else (box.width, box.height)
    return quarter_turn(size, placement.turn, (box.x, page_height - box.bottom))


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def translated(matrix: Matrix, x: float, y: float) -> Matrix:
    """Return a matrix that moves everything a little further."""
    a, b, c, d, e, f = matrix
    return a, b, c, d, e + x, f + y


def _show(run: TextRun, face: Face) -> str:
    codes = face.codes(run.text)
    if not any(run.adjust):
        return f"<{''.join(codes)}> Tj"
    adjusts = (*run.adjust, 0.0)
    parts = [
        f"{code}> {number(-adjust)} <" if adjust else code
        for code, adjust in zip(codes, adjusts, strict=True)
    ]
    return f"[<{''.join(parts)}>] TJ"


def _text_matrix(run: TextRun, height: float) -> Matrix:
    turned = math.radians(run.angle)
    cos, sin = math.cos(turned), math.sin(turned)
    x, y = run.x - run.pivot_x, run.baseline - run.pivot_y
    placed_x = run.pivot_x + x * cos - y * sin
    placed_y = run.pivot_y + x * sin + y * cos
    return cos, -sin, sin, cos, placed_x, height - placed_y


def _outline(mark: Outline, height: float, kit: Kit) -> str:
    parts = []
    if mark.fill:
        parts.append(kit.colours.operator(mark.fill, stroke=False))
    stroked = mark.stroke is not None and mark.stroke_width > 0
    if mark.stroke is not None and stroked:
        parts.append(f"{kit.colours.operator(mark.stroke, stroke=True)} {number(mark.stroke_width)} w")
    if not parts:
        return ""
    parts += [_segment(segment, height) for segment in mark.segments]
    rule = "*" if mark.even_odd and mark.fill else ""
    parts.append(("B" if stroked else "f") + rule if mark.fill else "S")
    return "\n".join(parts)


def _segment(segment: Segment, height: float) -> str:
    if segment[0] == "Z":
        return "h"
    turned = [height - value if index % 2 else value for index, value in enumerate(segment[1:])]
    return f"{numbers(*turned)} {'m' if segment[0] == 'M' else 'l' if segment[0] == 'L' else 'c'}"


def _picture(mark: Picture, height: float, kit: Kit) -> str:
    x, y, width, high = mark.clip
    clip = f"{numbers(x, height - y - high, width, high)} re W n"
    matrix = numbers(mark.width, 0, 0, mark.height, mark.x, height - mark.y - mark.height)
    return f"q {clip} {matrix} cm /{kit.pictures.name(mark.file)} Do Q"
