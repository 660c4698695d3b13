"""Faces of the artwork: cut down to what is set in them, and known to reportlab while it draws."""

from __future__ import annotations

import contextlib
import struct
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Name, Object, Page
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as ReportlabFont

from printkit.design.marks import LaidOut, TextRun
from printkit.press.faces import FontFile, house_face, missing_glyph, subset_tag

_LOCK = threading.Lock()  # reportlab's settings and faces belong to the whole process: one drawing at a time

_TABLES = ("cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post")
"""What reportlab reads of a face; without ``OS/2`` and hints, which no press needs."""

_POSTSCRIPT_NAME = 6


@dataclass(frozen=True, slots=True)
class ArtFaces:
    """The faces in which artwork is being drawn.

    Attributes:
        initial: A face to begin a canvas with; otherwise it begins with Helvetica, which is not embedded.
    """

    initial: str
    _by_key: Mapping[str, ReportlabFont]
    _base_fonts: Mapping[str, str]

    def __getitem__(self, key: str) -> ReportlabFont:
        """Return the face that a key of `LaidOut.fonts` names."""
        return self._by_key[key]

    def name_fonts(self, page: Page) -> None:
        """Give the fonts of a page their names, and each subset a tag of its own.

        reportlab tags every first subset ``AAAAAA``: in a file with other subsets of the same face, readers
        may take one for the other.
        """
        for font in page.obj.Resources.Font.values():
            reportlab_tag, _, face = str(font.BaseFont)[1:].partition("+")
            if face in self._base_fonts:  # else it was named with another page
                _name(font, reportlab_tag, self._base_fonts[face])


@contextlib.contextmanager
def reportlab_faces(design: LaidOut) -> Iterator[ArtFaces]:
    """Let reportlab know the faces that the constant texts of a design are set in, for as long as it draws.

    Each face is handed over cut down to the characters that are set in it, under a name of its own: reportlab
    takes two faces with one PostScript name for the same. Afterwards it knows none of them any more, and its
    settings are what they were.

    Raises:
        SignetError: If a face lacks a character.
    """
    with _LOCK, contextlib.ExitStack() as undo:
        undo.callback(setattr, rl_config, "useA85", rl_config.useA85)
        rl_config.useA85 = 0  # streams stay as short as they are
        registered: dict[bytes, ReportlabFont] = {}
        base_fonts = {}
        for number, (data, characters) in enumerate(_characters(design).items()):
            name = f"signet-{number}"
            cut, postscript_name = _cut_down(data, characters, name)
            registered[data] = ReportlabFont(name, BytesIO(cut), asciiReadable=0)
            base_fonts[name] = f"{subset_tag(cut)}+{postscript_name}"
            undo.callback(registered[data].unregister)
            pdfmetrics.registerFont(registered[data])
        by_key = {key: registered[data] for key, data in design.fonts.items() if data in registered}
        yield ArtFaces("signet-0", by_key, base_fonts)


def _characters(design: LaidOut) -> dict[bytes, set[str]]:
    """Return what is set in each face, by its bytes: two keys may name the same face."""
    found: dict[bytes, set[str]] = {}
    for side in design.sides:
        for mark in side.marks:
            if isinstance(mark, TextRun):
                found.setdefault(design.fonts[mark.font], set()).update(mark.text)
    return found or {house_face("Regular"): {" "}}


def _cut_down(data: bytes, characters: set[str], name: str) -> tuple[bytes, str]:
    """Return a face with the glyphs of some characters, named ``name``, and its PostScript name."""
    whole = FontFile(data)
    for character in sorted(characters):
        if character not in whole.characters:
            raise missing_glyph(whole.name, character)
    cut = whole.with_characters(characters | {" "}, _TABLES)  # reportlab sets no-break spaces as spaces
    return _named(cut, name), whole.name.replace(" ", "")


def _named(font: bytes, name: str) -> bytes:
    """Return a TrueType file with another PostScript name, and no other names (OpenType 1.9, name).

    Sums of tables stay as they were: reportlab does not look at them, and embeds a file of its own making.
    """
    text = name.encode("utf-16-be")
    named = struct.pack(">9H", 0, 1, 18, 3, 1, 0x409, _POSTSCRIPT_NAME, len(text), 0) + text
    entries = [struct.unpack_from(">4s3I", font, 12 + 16 * index) for index in range(font[5])]
    at, directory, body = 12 + 16 * len(entries), [], []
    for tag, total, start, length in entries:
        table = named if tag == b"name" else font[start : start + length]
        directory.append(struct.pack(">4s3I", tag, total, at, len(table)))
        body.append(table + bytes(-len(table) % 4))
        at += len(body[-1])
    return b"".join((font[:12], *directory, *body))


def _name(font: Object, reportlab_tag: str, base_font: str) -> None:
    digest, _, postscript_name = base_font.partition("+")
    tag = subset_tag(f"{digest} {reportlab_tag}".encode())  # more than 255 glyphs: several subsets
    font.BaseFont = font.FontDescriptor.FontName = Name(f"/{tag}+{postscript_name}")
