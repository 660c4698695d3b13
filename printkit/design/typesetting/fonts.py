"""Faces: the shipped Lato and TrueType files beside a design, their glyphs, kerning and heights."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import fontpkg_lato
import uharfbuzz as hb

from printkit.design.drawings import geometry
from printkit.design.drawings.geometry import SegmentPen
from printkit.design.source import FONT_FOLDER
from printkit.errors import SignetError

# Spaces and hyphens that a face may lack are set with the plain ones; the width of the space is made up for.
# Widths in thousandths of the size after the Unicode Standard, 6.2; None: as wide as the plain character.
STAND_INS: Mapping[str, tuple[str, float | None]] = {
    "\u00a0": (" ", None),
    "\u2002": (" ", 500.0),
    "\u2003": (" ", 1000.0),
    "\u2007": (" ", None),
    "\u2009": (" ", 200.0),
    "\u200a": (" ", 100.0),
    "\u202f": (" ", 200.0),
    "\u2010": ("-", None),
    "\u2011": ("-", None),
}
# The styles of Lato 2.15 are written down here, so that a frozen design asks no package for its fonts.
_WEIGHTS = ("Thin", "ExtraLight", "Light", "Regular", "Medium", "SemiBold", "Bold", "ExtraBold", "Black")
STYLES = (
    *(f"Lato {weight}" for weight in _WEIGHTS),
    *(f"Lato {weight} Italic" for weight in _WEIGHTS if weight != "Regular"),
    "Lato Italic",
)
# One glyph for each character: the press writes characters, not glyphs.
_FEATURES = {
    "kern": True,
    **dict.fromkeys(("liga", "clig", "dlig", "rlig", "calt", "ccmp", "locl", "hlig", "rclt"), False),
}


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text in a face, measured in thousandths of the size.

    Attributes:
        text: What to draw: the text with stand-ins for spaces and hyphens that the face lacks.
        advances: The glyph's own advance of each character.
        adjust: What kerning and stand-ins add to it.
    """

    text: str
    advances: tuple[float, ...]
    adjust: tuple[float, ...]


class Face:
    """A TrueType face. Measures in thousandths of the size.

    Args:
        data: The bytes of a static TrueType file.

    Raises:
        ValueError: With what is wrong and what to do, if this is no static TrueType file.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        _require_truetype(data)
        _require_whole(data)
        try:
            face = hb.Face(data)
            tags, self._scale = set(face.table_tags), 1000 / face.upem
            self._characters = frozenset(face.unicodes)
        except Exception as error:  # HarfBuzz raises many kinds for broken tables
            raise ValueError("The font file is broken. Export it again.") from error
        _require_tables(tags)
        if not self._characters:
            raise ValueError("The font file has no Unicode characters. Use another file.")
        self._font = hb.Font(face)
        self._advances: dict[str, float] = {}
        self._pairs: dict[str, float] = {}
        self.cap_height = self._metric(hb.OTMetricsTag.CAP_HEIGHT, "H")
        self.x_height = self._metric(hb.OTMetricsTag.X_HEIGHT, "x")

    def _metric(self, tag: hb.OTMetricsTag, character: str) -> float:
        value = self._font.get_metric_position(tag)
        if not value:
            value = self._extents(character)[0] / self._scale
        return (value * self._scale) or 700.0

    def has(self, character: str) -> bool:
        """Tell whether a character can be set, itself or by a stand-in."""
        if ord(character) in self._characters:
            return True
        return character in STAND_INS and ord(STAND_INS[character][0]) in self._characters

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters of a text that this face cannot set, each once, in order."""
        return tuple(dict.fromkeys(c for c in text if not self.has(c)))

    def extents(self, text: str) -> tuple[float, float]:
        """Return how far the glyphs of a text reach above and below the baseline."""
        pairs = [self._extents(character) for character in set(text)]
        return max((p[0] for p in pairs), default=0.0), max((p[1] for p in pairs), default=0.0)

    def _extents(self, character: str) -> tuple[float, float]:
        glyph = self._font.get_nominal_glyph(ord(character))
        box = self._font.get_glyph_extents(glyph) if glyph else None
        if box is None:
            return 0.0, 0.0
        return box.y_bearing * self._scale, -(box.y_bearing + box.height) * self._scale

    def sides(self, character: str) -> tuple[float, float, float]:
        """Return the room before a character's ink, the width of its ink, and the room behind it."""
        before, width = self._reach(character, above_baseline=False)
        return before, width, self._advance(character) - before - width

    def stance(self, character: str) -> tuple[float, float, float]:
        """Return the same for what stands on the baseline: the tail of a "j" reaches out below it."""
        before, width = self._reach(character, above_baseline=True)
        return before, width, self._advance(character) - before - width

    def _reach(self, character: str, *, above_baseline: bool) -> tuple[float, float]:
        """Return where a character's ink begins, and its width; without ink its advance."""
        glyph = self._font.get_nominal_glyph(ord(character))
        box = self._font.get_glyph_extents(glyph) if glyph else None
        if glyph is None or box is None or not box.width:
            return 0.0, self._advance(character)
        left, width = float(box.x_bearing), float(box.width)
        if above_baseline and box.y_bearing + box.height < 0 < box.y_bearing:
            left, width = self._above_baseline(glyph)
        return left * self._scale, width * self._scale

    def _above_baseline(self, glyph: int) -> tuple[float, float]:
        pen = SegmentPen()
        self._font.draw_glyph_with_pen(glyph, pen)
        parts = geometry.flattened(tuple(pen.segments))
        inside = [x for part in parts for x, y in part if y >= 0]
        return min(inside), max(inside) - min(inside)

    def _advance(self, character: str) -> float:
        known = self._advances.get(character)
        if known is None:
            glyph = self._font.get_nominal_glyph(ord(character)) or 0
            known = self._font.get_glyph_h_advance(glyph) * self._scale
            self._advances[character] = known
        return known

    def shape(self, text: str) -> Shaped:
        """Measure a text with kerning, one glyph per character."""
        drawn, widen = [], []
        for character in text:
            stand_in, width = character, None
            if ord(character) not in self._characters and character in STAND_INS:
                stand_in, width = STAND_INS[character]
            drawn.append(stand_in)
            widen.append(0.0 if width is None else width - self._advance(stand_in))
        plain = "".join(drawn)
        kerning = self._kerning(plain)
        adjust = tuple(k + w for k, w in zip(kerning, widen, strict=True))
        return Shaped(plain, tuple(self._advance(c) for c in plain), adjust)

    def _kerning(self, text: str) -> list[float]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction, buffer.language = "ltr", "en"  # never that of the machine
        buffer.cluster_level = hb.BufferClusterLevel.CHARACTERS
        hb.shape(self._font, buffer, _FEATURES)
        positions = buffer.glyph_positions
        if positions is None or len(positions) != len(text):
            return [0.0] * len(text)  # a script that needs more glyphs is refused by `unsettable`
        return [p.x_advance * self._scale - self._advance(c) for p, c in zip(positions, text, strict=True)]

    def shape_by_pairs(self, text: str) -> Shaped:
        """Measure a line as `shape` does, from pairs of letters that are known: for lines by the thousand."""
        if any(ord(character) not in self._characters for character in text):
            return self.shape(text)
        kerning = [self._pair(a + b) for a, b in pairwise(text)]
        return Shaped(text, tuple(self._advance(c) for c in text), (*kerning, 0.0))

    def _pair(self, pair: str) -> float:
        known = self._pairs.get(pair)
        if known is None:
            known = self._kerning(pair)[0]
            self._pairs[pair] = known
        return known


def unsettable(text: str) -> tuple[str, ...]:
    """Return characters that need more than one glyph for each: combining marks, right-to-left scripts."""
    found = (
        c
        for c in text
        if unicodedata.category(c) in ("Mn", "Me", "Mc") or unicodedata.bidirectional(c) in ("R", "AL", "AN")
    )
    return tuple(dict.fromkeys(found))


def open_faces(fonts: Mapping[str, bytes]) -> dict[str, Face]:
    """Open the faces of a `LaidOut`, once for a whole run, for `printkit.design.shortlink.set_link`."""
    return {key: Face(data) for key, data in fonts.items()}


def shipped_style(name: str) -> str | None:
    """Return the style that is meant, such as ``Lato SemiBold`` for ``lato semi bold``, or ``None``."""
    return next((style for style in STYLES if _plain(style) == _plain(name)), None)


def shipped_path(style: str) -> str:
    """Return the path of a shipped style inside a frozen design, such as ``@fonts/Lato-Bold.ttf``."""
    return f"{FONT_FOLDER}/{_file_name(style)}"


def shipped_file(style: str) -> Path:
    """Return the file of a shipped style in the font package."""
    return Path(fontpkg_lato.ROOT) / "files" / _file_name(style)


def _file_name(style: str) -> str:
    return f"{style.replace(' ', '-', 1).replace(' ', '')}.ttf"


def _plain(name: str) -> str:
    return "".join(name.split()).lower()


def open_face(data: bytes, value: str) -> Face:
    """Open a face from a design's file.

    Raises:
        SignetError: If the file is no static TrueType font.
    """
    try:
        return Face(data)
    except ValueError as error:
        message, _, remedy = str(error).partition(". ")
        raise SignetError.of("font-file", f"{message}.", remedy, value=value) from error


def _require_truetype(data: bytes) -> None:
    kind = data[:4]
    if kind == b"OTTO":
        raise ValueError(
            "The font has PostScript (CFF) outlines. Use the TrueType file (.ttf) of the same family."
        )
    if kind in (b"wOFF", b"wOF2"):
        raise ValueError("This is a web font. Use the TrueType file (.ttf) of the same family.")
    if kind == b"ttcf":
        raise ValueError("This is a collection of fonts. Use a single TrueType file (.ttf).")
    if kind not in (b"\0\1\0\0", b"true"):
        raise ValueError("This is not a TrueType font. Use a .ttf file.")


def _require_whole(data: bytes) -> None:
    """Require that every table of the directory lies in the file: HarfBuzz makes do with what is there."""
    count = int.from_bytes(data[4:6], "big")
    for record in (data[start : start + 16] for start in range(12, 12 + 16 * count, 16)):
        offset, length = (int.from_bytes(record[at : at + 4], "big") for at in (8, 12))
        if len(record) < 16 or offset + length > len(data):
            raise ValueError("The font file is cut short. Copy or export it again.")


def _require_tables(tags: set[str]) -> None:
    if "fvar" in tags:
        raise ValueError(
            "This is a variable font. Use the static file (.ttf) of the style you want, such as Bold."
        )
    lacking = sorted({"glyf", "loca", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post"} - tags)
    if lacking:
        raise ValueError(f"The font file lacks the tables {', '.join(lacking)}. Export it again.")
