"""A piece as it will lie on the table: a picture of each side, cut at the trim, for pages that show designs.

The code of such a picture is a sample and says so in words.
"""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from pikepdf import Dictionary
from PIL import Image

from printkit.design.marks import Ink, LaidOut, Paint, Side, TextRun
from printkit.press.artwork import draw_artwork
from printkit.press.colours import ScreenColours, number
from printkit.press.drawing import BLACK, BOLD, GRID_UNITS, Kit, draw_links, draw_text, numbers, symbol_frame
from printkit.press.imposing.imposition import Box, impose
from printkit.press.imposing.placing import PlacedSide
from printkit.press.imposing.sheet import Sheet
from printkit.press.job import Piece
from printkit.press.output.document import Document
from printkit.press.symbols.qr import form_for, paths

_FORM = "/Art%d"
_WHITE = Paint(Ink("white", (0, 0, 0, 0)))
_BAND, _WORD = 0.24, 0.13
"""Height of the band across a sample code, and of the word on it, as shares of the symbol's box."""


def draw_sides(
    design: LaidOut, piece: Piece, longest: int, colours: ScreenColours, sample: str = ""
) -> tuple[Image.Image, ...]:
    """Draw the sides of a piece in sRGB, cut at the trim.

    Args:
        design: The design with its texts.
        piece: What its code and link say.
        longest: Pixels of the longer edge.
        colours: May be kept from picture to picture.
        sample: Word on a band across the code; ``""`` for none.

    Raises:
        SignetError: If the code does not fit, or a face lacks a character.
    """
    data = BytesIO()
    _write(data, design, piece, colours, sample)
    with pypdfium2.PdfDocument(data.getvalue()) as pdf:
        return tuple(_seen(page, longest) for page in pdf)


def _seen(page: pypdfium2.PdfPage, longest: int) -> Image.Image:
    picture: Image.Image = page.render(scale=longest / max(page.get_size())).to_pil().convert("RGB")
    return picture


def _write(data: BytesIO, design: LaidOut, piece: Piece, colours: ScreenColours, sample: str) -> None:
    kit = Kit.of(colours, design)
    document = Document(data)
    resources = document.resources()
    trim = Box(0, 0, design.width, design.height)
    kind = document.kind_of_page(resources, media=trim, trim=trim, bleed=trim)
    forms = Dictionary()
    artwork = draw_artwork(design, colours)
    for index, (side, page) in enumerate(zip(design.sides, artwork.pages, strict=True)):
        forms[_FORM % index] = document.imported(page, (1, 0, 0, 1, -design.bleed, -design.bleed))
        document.page(kind, _content(index, side, design, piece, kit, sample).encode())
    kit.fill_resources(document.pdf, resources)
    resources.XObject = forms
    document.close()


def _content(index: int, side: Side, design: LaidOut, piece: Piece, kit: Kit, sample: str) -> str:
    parts = [f"{_FORM % index} Do", draw_links(side.links, piece, design.height, kit)]
    if side.symbol is not None:
        parts.append(_symbol(index, side, design, piece, kit))
        if sample:
            parts.append(_band(side, design, kit, sample))
    return "\n".join(parts)


def _symbol(index: int, side: Side, design: LaidOut, piece: Piece, kit: Kit) -> str:
    assert side.symbol is not None
    form = form_for([piece.link], side.symbol.level)
    grid = impose(design.width, design.height, 0, Sheet("single", "", None))
    placed = PlacedSide.of(("front", "back")[index], side, grid, design.height, modules=form.modules)
    black = kit.colours.operator(BLACK, stroke=False)
    before, after = symbol_frame(form.modules, placed.steps, placed.symbol_corner(0), 0)
    return f"q {black} {GRID_UNITS} {before}{next(paths([piece.link], form)).decode()}{after} Q"


def _band(side: Side, design: LaidOut, kit: Kit, word: str) -> str:
    """Return the operators for a white band with a word across the symbol."""
    box = side.symbol
    assert box is not None
    height, size = box.size * _BAND, box.size * _WORD
    top = box.y + (box.size - height) / 2
    width = kit.faces[BOLD].width(word, size)
    baseline = top + height / 2 + size * 0.36
    run = TextRun(BOLD, size, box.x + (box.size - width) / 2, baseline, word, BLACK)
    white = kit.colours.operator(_WHITE, stroke=False)
    bottom = number(design.height - top - height)
    return (
        f"{white} {number(box.x)} {bottom} {numbers(box.size, height)} re f\n"
        f"{draw_text(run, design.height, kit)}"
    )
