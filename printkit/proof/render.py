"""Pages of a PDF become grey pictures.

Measured: an imposed SRA3 sheet of flat artwork takes 5 ms at 150 dpi. PDFium is not thread-safe: a process
proves one job at a time, and only the thread that opened a PDF draws from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from printkit.errors import SignetError
from printkit.units import MM

MOST_PIXELS = 80_000_000
"""A page is drawn no larger than this (80 MB); a square metre at 150 dpi has 35 million."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, or a part of it, in grey.

    Attributes:
        dots_per_mm: Its resolution, which is lower than asked for on a huge page.
        left_mm: Where its left edge lies, from the left edge of the page's MediaBox; ``top_mm`` likewise.
    """

    image: Image.Image
    dots_per_mm: float
    left_mm: float
    top_mm: float


class Pdf:
    """An open PDF. Made by `open_pdf`.

    Attributes:
        pages: How many pages it has, 1 or more.
    """

    def __init__(self, path: Path, document: pdfium.PdfDocument) -> None:
        self.path = path
        self.pages: int = len(document)
        self._document = document

    def picture(
        self, page: int, dpi: float, box_mm: tuple[float, float, float, float] | None = None
    ) -> Picture:
        """Draw a page (from 1) as it prints, or the part of it in ``box_mm`` (left, top, width, height).

        Lengths are from the top left corner of the MediaBox, before any turning of the page by /Rotate. What
        lies outside the CropBox is not drawn.

        Raises:
            DamagedPageError: If the page cannot be drawn.
        """
        try:
            sheet = self._document[page - 1]
        except pdfium.PdfiumError as error:
            raise DamagedPageError(str(error)) from error
        try:
            return _draw(sheet, dpi, box_mm)
        except pdfium.PdfiumError as error:
            raise DamagedPageError(str(error)) from error
        finally:
            sheet.close()


class DamagedPageError(Exception):
    """A page of an otherwise sound PDF cannot be drawn."""


@contextmanager
def open_pdf(path: Path) -> Iterator[Pdf]:
    """Open a PDF and close it at the end.

    Raises:
        SignetError: If it is absent, not a PDF, encrypted, damaged or without a page.
    """
    document = _load(path)
    try:
        if not len(document):
            raise _diagnosis(path)
        yield Pdf(path, document)
    finally:
        document.close()


def _load(path: Path) -> pdfium.PdfDocument:
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        message = f"The file cannot be read ({error.strerror})."
        raise SignetError.of("no-file", message, "Check the path.", file=str(path)) from error
    if b"%PDF-" not in start:
        what = "is empty" if not start else "is not a PDF"
        raise SignetError.of("not-a-pdf", f"The file {what}.", "Name the PDF to be proved.", file=str(path))
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise _diagnosis(path) from error


def _diagnosis(path: Path) -> SignetError:
    """Say why a PDF cannot be opened. PDFium's own error code may be that of an earlier file."""
    file = str(path)
    try:
        with pikepdf.open(path) as pdf:
            empty = not pdf.pages
    except pikepdf.PasswordError:
        message, remedy = "The PDF is encrypted.", "Export it without a password; print shops refuse one."
        return SignetError.of("encrypted", message, remedy, file=file)
    except pikepdf.PdfError:
        empty = False
    if empty:
        return SignetError.of("no-page", "The PDF has no page.", "Print it again.", file=file)
    message, remedy = "The PDF is damaged or cut off.", "Copy it again, or print the batch again."
    return SignetError.of("damaged", message, remedy, file=file)


def _draw(page: pdfium.PdfPage, dpi: float, box_mm: tuple[float, float, float, float] | None) -> Picture:
    page.set_rotation(0)
    width, height = page.get_size()
    media, shown = page.get_mediabox(fallback_ok=False), page.get_bbox()
    cut = (shown[0] - media[0], media[3] - shown[3]) if media else (0.0, 0.0)
    left, top, right, bottom = 0.0, 0.0, width, height
    if box_mm:
        left, top = box_mm[0] * MM - cut[0], box_mm[1] * MM - cut[1]
        right, bottom = min(left + box_mm[2] * MM, width), min(top + box_mm[3] * MM, height)
        left, top = max(left, 0.0), max(top, 0.0)
    if right - left < 1 or bottom - top < 1:
        raise DamagedPageError("There is nothing of the page here.")
    scale = min(dpi / 72, math.sqrt(MOST_PIXELS / ((right - left) * (bottom - top))))
    crop = (left, height - bottom, width - right, top)
    bitmap = page.render(scale=scale, crop=crop, grayscale=True, optimize_mode="print")
    # pypdfium2 rounds each cut up to whole dots
    first_x, first_y = math.ceil(left * scale), math.ceil(top * scale)
    return Picture(
        bitmap.to_pil(),
        scale * MM,
        (first_x / scale + cut[0]) / MM,
        (first_y / scale + cut[1]) / MM,
    )
