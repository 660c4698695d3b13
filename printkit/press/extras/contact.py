"""A contact sheet: pieces beside each other in their true size, as they leave the guillotine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from pikepdf import Dictionary, Object, Pdf

from printkit.design.marks import Ink, LaidOut, Paint, TextRun
from printkit.press.drawing import BLACK, BOLD, PLAIN, Kit, draw_text, numbers
from printkit.press.extras.plain import plain_document
from printkit.press.imposing.imposition import Box
from printkit.press.imposing.sheet import Sheet
from printkit.press.job import Piece, PrintJob
from printkit.press.output.document import Document
from printkit.press.pdf import print_job
from printkit.units import MM, mm_text, to_mm

WIDEST = 520 * MM
"""Pages grow no wider unless a single pair of sides needs it; it holds four pairs of bookmarks."""

_MARGIN = 14 * MM
_BETWEEN_SIDES = 4 * MM
_BETWEEN_PIECES = 14 * MM
_HEAD, _FOOT = 18 * MM, 9 * MM
_RULER = 50 * MM
_EDGE = Paint(Ink("grey", (0.0, 0.0, 0.0, 0.35)))
_GROUND = Paint(Ink("ground", (0.0, 0.0, 0.0, 0.08)))


@dataclass(frozen=True, slots=True)
class Specimen:
    """A piece to be shown.

    Attributes:
        heading: Specimens of one heading share a page, if they fit.
        caption: What stands below it.
        design: Its design with its texts.
    """

    heading: str
    caption: str
    design: LaidOut

    @property
    def width(self) -> float:
        """All sides beside each other."""
        return len(self.design.sides) * (self.design.width + _BETWEEN_SIDES) - _BETWEEN_SIDES


@dataclass(frozen=True, slots=True)
class _Printed:
    """A specimen and its printed sides."""

    specimen: Specimen
    forms: tuple[str, ...]


def contact_sheet(specimens: Sequence[Specimen], piece: Piece, out: Path) -> None:
    """Show designs in their true size, cut to the trim, on a light ground. An existing file is replaced.

    Args:
        specimens: What is shown, those of one heading after each other.
        piece: What their codes and links say.
        out: The PDF.

    Raises:
        SignetError: If it cannot be written, or a design cannot be printed.
    """
    with (
        plain_document(out, "Signet: contact sheet") as (document, kit, resources),
        TemporaryDirectory() as folder,
    ):
        _Sheets(document, kit, resources).draw(specimens, piece, Path(folder))


class _Sheets:
    """Draws the pages of a contact sheet."""

    def __init__(self, document: Document, kit: Kit, resources: Dictionary) -> None:
        self._document, self._kit, self._resources = document, kit, resources
        self._forms: dict[str, Object] = {}

    def draw(self, specimens: Sequence[Specimen], piece: Piece, folder: Path) -> None:
        printed = [self._print(specimen, piece, folder) for specimen in specimens]
        for _, group in groupby(printed, key=lambda one: one.specimen.heading):
            for page in _pages(list(group)):
                self._page(page)
        self._resources.XObject = Dictionary(self._forms)

    def _print(self, specimen: Specimen, piece: Piece, folder: Path) -> _Printed:
        """Print one piece as for a print shop that imposes itself, and take its sides as forms."""
        path = folder / f"{len(self._forms)}.pdf"
        print_job(PrintJob("", specimen.design, [piece]), Sheet("single", "", None), path)
        bleed, names = specimen.design.bleed, []
        with Pdf.open(path) as pdf:
            for page in pdf.pages:
                names.append(f"/Piece{len(self._forms)}")
                self._forms[names[-1]] = self._document.imported(page, (1, 0, 0, 1, -bleed, -bleed))
        return _Printed(specimen, tuple(names))

    def _page(self, row: Sequence[_Printed]) -> None:
        first = row[0].specimen
        tallest = max(one.specimen.design.height for one in row)
        inner = sum(one.specimen.width + _BETWEEN_PIECES for one in row) - _BETWEEN_PIECES
        media = Box(0, 0, max(inner, 2 * _RULER) + 2 * _MARGIN, tallest + _HEAD + _FOOT + 2 * _MARGIN)
        top = _MARGIN + _HEAD
        ground = self._kit.colours.operator(_GROUND, stroke=False)
        parts = [f"{ground} {numbers(0, 0, media.width, media.height)} re f", *self._head(first, media)]
        x = _MARGIN
        for one in row:
            parts += self._specimen(one, Box(x, top, one.specimen.width, tallest), media.height)
            x += one.specimen.width + _BETWEEN_PIECES
        kind = self._document.kind_of_page(self._resources, media=media, trim=media, bleed=media)
        self._document.page(kind, "\n".join(parts).encode())

    def _head(self, specimen: Specimen, media: Box) -> Iterator[str]:
        design = specimen.design
        size = f"{to_mm(design.width):.4g} × {mm_text(design.height)}"
        yield self._text(BOLD, 14, _MARGIN, _MARGIN + 4 * MM, specimen.heading, media.height)
        yield self._text(PLAIN, 8, _MARGIN, _MARGIN + 9 * MM, size, media.height)
        left, y = media.width - _MARGIN - _RULER, media.height - _MARGIN - 9 * MM
        ticks = [
            f"{numbers(left + _RULER * end, y - 3)} m {numbers(left + _RULER * end, y + 3)} l"
            for end in (0, 1)
        ]
        line = f"{numbers(left, y)} m {numbers(left + _RULER, y)} l"
        yield f"{self._kit.colours.operator(BLACK, stroke=True)} 0.5 w {line} {' '.join(ticks)} S"
        said = f"{mm_text(_RULER)} at 100 %"
        yield self._text(PLAIN, 7, left + 2 * MM, _MARGIN + 7.5 * MM, said, media.height)

    def _specimen(self, one: _Printed, box: Box, height: float) -> Iterator[str]:
        design, x = one.specimen.design, box.x
        edge = self._kit.colours.operator(_EDGE, stroke=True)
        for form in one.forms:
            corner = numbers(x, height - box.y - design.height)
            trim = numbers(0, 0, design.width, design.height)
            yield f"q 1 0 0 1 {corner} cm q {trim} re W n {form} Do Q {edge} 0.25 w {trim} re S Q"
            x += design.width + _BETWEEN_SIDES
        yield self._text(PLAIN, 8, box.x, box.y + design.height + 5 * MM, one.specimen.caption, height)

    def _text(self, face: str, size: float, x: float, baseline: float, text: str, height: float) -> str:
        settable = self._kit.faces[face].settable(text)
        return draw_text(TextRun(face, size, x, baseline, settable, BLACK), height, self._kit)


def _pages(row: Sequence[_Printed]) -> Iterator[Sequence[_Printed]]:
    """Part what belongs together into pages that are not wider than `WIDEST`."""
    page: list[_Printed] = []
    for one in row:
        width = sum(other.specimen.width + _BETWEEN_PIECES for other in page) + one.specimen.width
        if page and width > WIDEST - 2 * _MARGIN:
            yield page
            page = []
        page.append(one)
    yield page
