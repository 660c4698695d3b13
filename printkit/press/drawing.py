"""What differs from piece to piece → PDF operators: link lines and symbols. y counts upwards from now on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from operator import add

from pikepdf import Dictionary, Pdf

from printkit.design.marks import Ink, LaidOut, LinkLine, Paint, TextRun
from printkit.design.typesetting.fonts import Face as DesignFace
from printkit.design.typesetting.fonts import open_faces
from printkit.design.typesetting.shortlink import set_link
from printkit.press.colours import Colours, number
from printkit.press.faces import Face, Faces, FontFiles, house_face
from printkit.press.imposing.imposition import Placement, Turn
from printkit.press.job import Piece
from printkit.press.symbols.qr import GRID

BLACK = Paint(Ink("black", (0.0, 0.0, 0.0, 1.0)))

PLAIN, BOLD = "@plain", "@bold"
"""Keys of the faces of slug lines and legends; no key of a design begins so."""

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Kit:
    """What all pages of one file share: colours and faces.

    Attributes:
        measures: The faces of the design, to set link lines with.
    """

    colours: Colours
    measures: Mapping[str, DesignFace]
    faces: Faces

    @classmethod
    def of(cls, colours: Colours, design: LaidOut) -> Kit:
        """Return a kit for the fonts of a design and of the marks around it."""
        fonts = {**design.fonts, PLAIN: house_face("Regular"), BOLD: house_face("Bold")}
        return cls(colours, open_faces(design.fonts), Faces(FontFiles(fonts)))

    def fresh(self) -> Kit:
        """Return a kit for one more file, in whose faces nothing was set yet."""
        return Kit(self.colours, self.measures, Faces(self.faces.files))

    def fill_resources(self, pdf: Pdf, resources: Dictionary) -> None:
        """Put all that was drawn with into a resource dictionary; call it when everything is drawn."""
        resources.Font = Dictionary()
        self.faces.embed(pdf, resources.Font)
        resources.ColorSpace = self.colours.spaces(pdf)


def numbers(*values: float) -> str:
    """Write numbers for a content stream."""
    return " ".join(map(number, values))


def draw_links(links: Iterable[LinkLine], piece: Piece, height: float, kit: Kit) -> str:
    """Return the operators for the lines that show one piece's short link."""
    lines = (set_link(link, piece.text, kit.measures, piece.code) for link in links)
    return "\n".join(draw_text(run, height, kit) for runs in lines for run in runs)


def draw_text(run: TextRun, height: float, kit: Kit) -> str:
    """Return the operators for a line of text."""
    return f"{text_start(run, height, kit)}{_show(run, kit.faces[run.font])} ET"


def text_start(run: TextRun, height: float, kit: Kit) -> str:
    """Return the operators of a line of text that stand before its glyphs."""
    face = kit.faces[run.font]
    colour = kit.colours.operator(run.ink, stroke=False)
    matrix = numbers(*text_matrix(run, height))
    return f"{colour} BT /{face.resource} {number(run.size)} Tf {matrix} Tm "


def show_text(glyphs: str) -> str:
    """Return the operator that shows glyphs: hexadecimal, with ``> 12.5 <`` between two that are adjusted."""
    return f"[<{glyphs}>] TJ" if ">" in glyphs else f"<{glyphs}> Tj"


def symbol_frame(modules: int, steps: int, corner: tuple[float, float], turn: Turn) -> tuple[str, str]:
    """Return what stands before and after the path of a symbol (`printkit.press.qr.paths`) on a page.

    They are the same for all symbols of a slot. The caller has chosen black and units of `GRID` points, in
    which everything here counts; so all numbers are whole, and every edge meets the pixels of a 300, 600 or
    1200 dpi device.

    Args:
        modules: Modules on each side.
        steps: Side of a module.
        corner: Left and lower edge of the symbol as it lies.
        turn: How far it is turned clockwise.
    """
    matrix = quarter_turn((steps * modules, steps * modules), turn, corner, scale=steps)
    return f"q {numbers(*matrix)} cm\n", "f Q"


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
    if run.adjust:
        codes = list(map(add, codes, chain(map(adjusted, run.adjust), repeat(""))))
    return show_text("".join(codes))


def adjusted(adjust: float) -> str:
    """Return what follows a glyph whose advance is adjusted, in thousandths of the size."""
    return f"> {number(-adjust)} <" if adjust else ""


def text_matrix(run: TextRun, height: float) -> Matrix:
    """Return the matrix from a line's own place to a side ``height`` points high."""
    turned = math.radians(run.angle)
    cos, sin = math.cos(turned), math.sin(turned)
    x, y = run.x - run.pivot_x, run.baseline - run.pivot_y
    placed_x = run.pivot_x + x * cos - y * sin
    placed_y = run.pivot_y + x * sin + y * cos
    return cos, -sin, sin, cos, placed_x, height - placed_y
