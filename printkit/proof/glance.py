"""A first look at a PDF: what do its codes say? Enough to know whose they are before a proof."""

from __future__ import annotations

from pathlib import Path

from printkit.proof.render import DamagedPageError, open_pdf
from printkit.proof.symbols import read_thoroughly

DPI = 200


def first_links(file: Path) -> tuple[str, ...]:
    """Return what the codes of the first page that has any say; none if no page has a readable one.

    Raises:
        SignetError: The file cannot be read as a PDF.
    """
    with open_pdf(file) as pdf:
        for page in range(1, pdf.pages + 1):
            try:
                found = read_thoroughly(pdf.picture(page, DPI))
            except DamagedPageError:
                continue
            links = tuple(symbol.text for symbol in found if symbol.readable)
            if links:
                return links
    return ()
