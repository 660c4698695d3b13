"""How a piece will look: a picture of each side, with trim, bleed and safe area drawn as thin lines."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from pikepdf import Dictionary, Page
from PIL import Image

from printkit.design.marks import Ink, LaidOut, Paint, Side, TextRun
from printkit.errors import SignetError
from printkit.files import replacing
from printkit.press.artwork import draw_artwork
from printkit.press.colours import ScreenColours, number
from printkit.press.drawing import (
    BLACK,
    BOLD,
    GRID_UNITS,
    PLAIN,
    Kit,
    draw_links,
    draw_text,
    numbers,
    symbol_frame,
)
from printkit.press.imposing.imposition import Box, Grid, impose
from printkit.press.imposing.placing import PlacedSide
from printkit.press.imposing.sheet import Sheet
from printkit.press.job import Piece
from printkit.press.output.document import Document
from printkit.press.symbols.qr import form_for, paths
from printkit.units import MM, mm_text, to_mm

DPI = 300
LARGEST_PIXELS = 40_000_000
"""Larger pieces are drawn coarser, so that a banner does not fill the memory."""

_BORDER = 5 * MM
_SIZE = 7.0
_LINE = 10.0
_SWATCH = 12.0
_ARTWORK = "/Art"

_WHITE = Paint(Ink("white", (0, 0, 0, 0)))
_CYAN, _MAGENTA, _GREEN = (
    Paint(Ink(name, cmyk))
    for name, cmyk in (("cyan", (1, 0.2, 0, 0)), ("magenta", (0, 1, 0, 0)), ("green", (0.7, 0, 1, 0)))
)


@dataclass(frozen=True, slots=True)
class _Guide:
    """A line that is drawn over the artwork, ``inset`` points inside the trim."""

    label: str
    paint: Paint
    inset: float


def preview(design: LaidOut, piece: Piece, folder: Path) -> tuple[Path, ...]:
    """Draw both sides of a piece as ``<design>-front.png`` and ``-back.png``; existing files are replaced.

    Colours go through the profile of the press; spot colours show their look on screen.

    Args:
        design: The design.
        piece: What its code and link say.
        folder: Where the pictures go; made if it does not exist.

    Raises:
        SignetError: If the folder cannot be written, or the code does not fit.
    """
    paths = []
    artwork = draw_artwork(design, ScreenColours())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, side, page in zip(("front", "back"), design.sides, artwork.pages, strict=False):
            path = folder / f"{design.name}-{name}.png"
            _write(_picture(design, name, side, piece, page), path)
            paths.append(path)
    except OSError as error:
        raise SignetError.of(
            "output",
            f"The picture cannot be written ({error.strerror}).",
            "Name another folder.",
            file=str(folder),
        ) from error
    return tuple(paths)


def _picture(design: LaidOut, name: str, side: Side, piece: Piece, artwork: Page) -> Image.Image:
    """Return one side of a piece as a picture with its guides and a legend."""
    data = BytesIO()
    _draw(data, design, name, side, piece, artwork)
    with pypdfium2.PdfDocument(data.getvalue()) as pdf:
        drawn = pdf[0]
        width, height = drawn.get_size()
        scale = min(DPI / 72, (LARGEST_PIXELS / (width * height)) ** 0.5)
        seen: Image.Image = drawn.render(scale=scale).to_pil().convert("RGB")
    seen.info["dpi"] = (scale * 72, scale * 72)
    return seen


def _write(seen: Image.Image, path: Path) -> None:
    with replacing(path, durable=False) as (new,):
        seen.save(new, format="PNG", dpi=seen.info["dpi"])


def _draw(file: BinaryIO, design: LaidOut, name: str, side: Side, piece: Piece, artwork: Page) -> None:
    kit = Kit.of(ScreenColours(), design)
    grid = impose(design.width, design.height, design.bleed, Sheet("single", "", None))
    guides = _guides(design)
    legend = _legend(f"{design.title} – {name}", guides, _BORDER + grid.page_height)
    widest = max(run.x + kit.faces[run.font].width(run.text, run.size) for run in legend)
    media = Box(0, 0, max(grid.page_width + 2 * _BORDER, widest + _BORDER), legend[-1].baseline + _BORDER)
    parts = [
        f"{kit.colours.operator(_WHITE, stroke=False)} {numbers(0, 0, media.width, media.height)} re f",
        f"q 1 0 0 1 {numbers(_BORDER, media.height - _BORDER - grid.page_height)} cm",
        _piece(design, name, side, piece, grid, kit),
        *(_guide(guide, design, kit) for guide in guides),
        "Q",
        *(draw_text(run, media.height, kit) for run in legend),
        *(_swatch(guide, run, media.height, kit) for guide, run in zip(guides, legend[1:], strict=True)),
    ]
    document = Document(file)
    resources = document.resources()
    kit.fill_resources(document.pdf, resources)
    form = document.imported(artwork, (1, 0, 0, 1, -design.bleed, -design.bleed))
    resources.XObject = Dictionary({_ARTWORK: form})
    kind = document.kind_of_page(resources, media=media, trim=media, bleed=media)
    document.page(kind, "\n".join(parts).encode())
    document.close()


def _piece(design: LaidOut, name: str, side: Side, piece: Piece, grid: Grid, kit: Kit) -> str:
    form = form_for([piece.link], side.symbol.level) if side.symbol else None
    placed = PlacedSide.of(name, side, grid, design.height, modules=form.modules if form else 0)
    parts = [
        f"q {numbers(0, 0, grid.page_width, grid.page_height)} re W n {numbers(*placed.matrix(0))} cm",
        f"{_ARTWORK} Do",
        draw_links(side.links, piece, design.height, kit),
        "Q",
    ]
    if form:
        black = kit.colours.operator(BLACK, stroke=False)
        before, after = symbol_frame(form.modules, placed.steps, placed.symbol_corner(0), 0)
        path = next(paths([piece.link], form)).decode()
        parts.append(f"q {black} {GRID_UNITS} {before}{path}{after} Q")
    return "\n".join(parts)


def _guides(design: LaidOut) -> tuple[_Guide, ...]:
    size = f"{to_mm(design.width):.4g} × {mm_text(design.height)}"
    guides = [_Guide(f"Trim {size}", _MAGENTA, 0.0)]
    if design.bleed:
        guides.append(_Guide(f"Bleed {mm_text(design.bleed)}", _CYAN, -design.bleed))
    if design.safe:
        guides.append(_Guide(f"Safe area, {mm_text(design.safe)} inside", _GREEN, design.safe))
    return tuple(guides)


def _guide(guide: _Guide, design: LaidOut, kit: Kit) -> str:
    """Return a thin line in its colour on a white one, so that it shows on any artwork."""
    start = design.bleed + guide.inset
    box = numbers(start, start, design.width - 2 * guide.inset, design.height - 2 * guide.inset)
    white = kit.colours.operator(_WHITE, stroke=True)
    colour = kit.colours.operator(guide.paint, stroke=True)
    return f"0 J 0 j {white} 0.8 w {box} re S {colour} 0.4 w {box} re S"


def _legend(title: str, guides: tuple[_Guide, ...], top: float) -> tuple[TextRun, ...]:
    y = top + _BORDER
    runs = [TextRun(BOLD, _SIZE, _BORDER, y, title, BLACK)]
    for guide in guides:
        y += _LINE
        runs.append(TextRun(PLAIN, _SIZE, _BORDER + _SWATCH + 4, y, guide.label, BLACK))
    return tuple(runs)


def _swatch(guide: _Guide, run: TextRun, height: float, kit: Kit) -> str:
    y = number(height - run.baseline + _SIZE / 4)
    line = f"{number(_BORDER)} {y} m {number(_BORDER + _SWATCH)} {y} l S"
    return f"{kit.colours.operator(guide.paint, stroke=True)} 1 w {line}"
