"""A PDF while it is being written: pages go to the file as they come, what they share follows at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from printkit.press.colours import number
from printkit.press.imposing.imposition import Box
from printkit.press.output.objects import Objects
from printkit.press.output.writer import Writer, deflated

_RECENT = 4
"""Pages whose content is kept in mind, in case that the next one has the same."""


class Document:
    """Writes pages; a million of them take no more memory than a few numbers each.

    Args:
        file: Open for writing, at its beginning.

    Attributes:
        pdf: Holds what pages share (fonts, forms, document information) until it is written by `close`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.pdf = Pdf.new()
        self._writer = Writer(file)
        self._objects = Objects(self._writer)
        self._tree = self._writer.reserve()
        self._pages: list[int] = []
        self._recent: dict[bytes, int] = {}

    def resources(self) -> Dictionary:
        """Return a resource dictionary that can be referred to now and filled later."""
        return self.pdf.make_indirect(Dictionary())

    def form(self, content: bytes, box: Sequence[float], resources: Dictionary) -> Object:
        """Return a form that is drawn as often as one likes and stored once.

        Args:
            content: Its operators.
            box: What it may cover: left, bottom, right, top.
            resources: What its operators name.
        """
        entries = Dictionary(
            Type=Name.XObject, Subtype=Name.Form, FormType=1, BBox=_array(box), Resources=resources
        )
        return Stream(self.pdf, content, entries)

    def imported(self, page: Page, matrix: Sequence[float]) -> Object:
        """Return a page of another PDF as a form: all of its MediaBox, stored once.

        Args:
            page: The page, upright by itself; the other PDF may be forgotten afterwards.
            matrix: From the page to where the form is drawn.
        """
        source = page.as_form_xobject()
        form = self.pdf.copy_foreign(source)
        form.write(source.read_bytes())  # now, since `source` goes when the other PDF does
        form.BBox, form.Matrix = _array([float(value) for value in page.mediabox]), _array(matrix)
        return form

    def kind_of_page(self, resources: Dictionary, *, media: Box, trim: Box, bleed: Box) -> bytes:
        """Return what many pages have in common, for `page`.

        Args:
            resources: What their operators name.
            media: The page; the other boxes are measured from its top left corner.
            trim: The block of pieces.
            bleed: The same with its bleed.
        """
        boxes = {"MediaBox": media, "BleedBox": bleed, "TrimBox": trim}
        written = (f"/{name}{_box(box, media.height)}".encode() for name, box in boxes.items())
        shared = self._objects.reference(resources)
        return b"<</Type/Page/Parent %d 0 R%b/Resources %b" % (self._tree, b"".join(written), shared)

    def page(self, kind: bytes, content: bytes) -> None:
        """Add a page of a kind, and write it at once."""
        page = self._writer.reserve()
        self._writer.put(page, b"%b/Contents %d 0 R>>" % (kind, self._content(content)))
        self._pages.append(page)

    def _content(self, content: bytes) -> int:
        """Write what is on a page, unless a page shortly before had the same: backs may all be alike."""
        stream = self._recent.pop(content, 0)
        if not stream:
            stream = self._writer.reserve()
            self._writer.put_stream(stream, b"/Filter/FlateDecode", deflated(content))
        self._recent[content] = stream
        if len(self._recent) > _RECENT:
            del self._recent[next(iter(self._recent))]
        return stream

    def close(self) -> None:
        """Write what the pages share, and the end of the file."""
        root, info = self._writer.reserve(), self._writer.reserve()
        entries = self._objects.entries(self.pdf.Root, without=("/Pages",))
        self._writer.put(root, b"<<%b/Pages %d 0 R>>" % (entries, self._tree))
        self._writer.put(info, self._objects.body(self.pdf.docinfo))
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._writer.put(self._tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self._pages), kids))
        self._objects.write()
        self._writer.close(root, info)


def _box(box: Box, height: float) -> str:
    values = (box.x, height - box.bottom, box.right, height - box.y)
    return f"[{' '.join(map(number, values))}]"


def _array(values: Sequence[float]) -> Array:
    return Array([round(value, 4) + 0.0 for value in values])
