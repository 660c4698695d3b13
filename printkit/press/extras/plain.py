"""PDFs that are no job: labels, calibration sheets, contact sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pikepdf import Dictionary

from printkit.files import replacing
from printkit.press.colours import PressColours
from printkit.press.drawing import BOLD, PLAIN, Kit
from printkit.press.faces import Faces, FontFiles, house_face
from printkit.press.imposing.imposition import Box
from printkit.press.output.document import Document
from printkit.press.output.finish import finish
from printkit.press.output.target import check_folder, unwritable


def plain_kit() -> Kit:
    """Return what to draw with: process colours and the house's own faces."""
    faces = Faces(FontFiles({PLAIN: house_face("Regular"), BOLD: house_face("Bold")}))
    return Kit(PressColours(), {}, faces)


@contextmanager
def plain_document(out: Path, title: str) -> Iterator[tuple[Document, Kit, Dictionary]]:
    """Give a document to be filled with pages, what to draw with, and the resources of its pages.

    The PDF appears whole or not at all.

    Args:
        out: The PDF.
        title: For document information.

    Raises:
        SignetError: If the file cannot be written.
    """
    check_folder(out)
    kit = plain_kit()
    try:
        with replacing(out) as (new,), new.open("wb") as file:
            document = Document(file)
            resources = document.resources()
            yield document, kit, resources
            kit.fill_resources(document.pdf, resources)
            finish(document.pdf, title, "")
            document.close()
    except OSError as error:
        raise unwritable(out, error) from error


def write_pages(
    out: Path, title: str, size: tuple[float, float], draw: Callable[[Kit], Iterable[str]]
) -> None:
    """Write a PDF, which appears whole or not at all.

    Args:
        out: The PDF.
        title: For document information.
        size: Width and height of the pages in points.
        draw: Returns the operators of each page; y counts upwards from the lower left corner.

    Raises:
        SignetError: If the file cannot be written.
    """
    page = Box(0, 0, *size)
    with plain_document(out, title) as (document, kit, resources):
        kind = document.kind_of_page(resources, media=page, trim=page, bleed=page)
        for content in draw(kit):
            document.page(kind, content.encode())
