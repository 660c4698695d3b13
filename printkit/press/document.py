"""A PDF while it is being written: pages and forms, compressed as they come, so that memory stays small."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from printkit.press.imposition import Box


class Document:
    """Collects pages. Its own list of pages is kept, since pikepdf's takes longer the longer it is."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self._pages: list[Object] = []

    def resources(self) -> Dictionary:
        """Return a resource dictionary that can be referred to now and filled later."""
        return self.pdf.make_indirect(Dictionary())

    def form(self, content: str, box: Sequence[float], resources: Dictionary) -> Object:
        """Return a form that is drawn as often as one likes and stored once.

        Args:
            content: Its operators.
            box: What it may cover: left, bottom, right, top.
            resources: What its operators name.
        """
        entries = Dictionary(
            Type=Name.XObject, Subtype=Name.Form, FormType=1, BBox=_array(box), Resources=resources
        )
        return self._stream(content, entries)

    def imported(self, page: Page, matrix: Sequence[float]) -> Object:
        """Return a page of another PDF as a form: all of its MediaBox, stored once.

        Args:
            page: The page, upright by itself; the other PDF may be forgotten afterwards.
            matrix: From the page to where the form is drawn.
        """
        source = page.as_form_xobject()
        form = self.pdf.copy_foreign(source)
        _fill(form, source.read_bytes())  # now, since `source` goes when the other PDF does
        form.BBox, form.Matrix = _array([float(value) for value in page.mediabox]), _array(matrix)
        return form

    def page(self, content: str, resources: Dictionary, *, media: Box, trim: Box, bleed: Box) -> None:
        """Add a page; its boxes are measured from the top left corner of ``media``."""
        height = media.height
        page = Dictionary(
            Type=Name.Page,
            Parent=self.pdf.Root.Pages,
            MediaBox=_box(media, height),
            BleedBox=_box(bleed, height),
            TrimBox=_box(trim, height),
            Resources=resources,
            Contents=self._stream(content, Dictionary()),
        )
        self._pages.append(self.pdf.make_indirect(page))

    def close(self) -> None:
        """Make the pages one list."""
        self.pdf.Root.Pages.Kids = Array(self._pages)
        self.pdf.Root.Pages.Count = len(self._pages)

    def _stream(self, content: str, entries: Dictionary) -> Object:
        stream = Stream(self.pdf, b"", entries)
        _fill(stream, content.encode("ascii"))
        return stream


def _fill(stream: Object, data: bytes) -> None:
    stream.write(zlib.compress(data, 6), filter=Name.FlateDecode)


def _box(box: Box, height: float) -> Array:
    return _array((box.x, height - box.bottom, box.right, height - box.y))


def _array(values: Sequence[float]) -> Array:
    return Array([round(value, 4) + 0.0 for value in values])
