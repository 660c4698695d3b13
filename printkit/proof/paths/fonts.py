"""How far a shown text may reach: never less than its ink does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Object, Stream

from printkit.proof.paths.boxes import Box
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.outlines import reach_of

LEAST_REACH = Box(-0.5, -0.5, 1.5, 1.2)
"""Around a glyph's origin, in em: at least so much, if only the font says how far it reaches."""
SLACK = 0.02
"""Em around the outlines, for what a renderer does to them."""


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """What the extent of a text depends on; lengths in em.

    Attributes:
        two_bytes: Whether each glyph takes two bytes.
        reach: The box around the origin of any glyph that holds its ink.
    """

    widths: Mapping[int, float]
    usual: float
    two_bytes: bool
    reach: Box

    def glyphs(self, text: bytes) -> list[int]:
        """Return the codes in a text."""
        if not self.two_bytes:
            return list(text)
        if len(text) % 2:
            raise DoubtError("A text is not well formed.")
        return [high << 8 | low for high, low in zip(text[::2], text[1::2], strict=True)]

    def width(self, code: int) -> float:
        """Return the advance of a glyph."""
        return self.widths.get(code, self.usual)


def font_of(found: Object | None) -> Font:
    """Return what matters of a font.

    Raises:
        DoubtError: If its texts can look like anything (Type 3) or run in a way that is not followed.
    """
    if not isinstance(found, Dictionary):
        raise DoubtError("A text is set in no font.")
    kind = str(found.get("/Subtype"))
    if kind == "/Type0":
        return _composite(found)
    if kind not in ("/Type1", "/MMType1", "/TrueType"):
        raise DoubtError("A font is drawn by the page itself.")
    first = int(found.get("/FirstChar", 0))
    widths = found.get("/Widths")
    if not isinstance(widths, Array):
        return Font({}, 1.2, False, LEAST_REACH)
    table = {first + index: float(width) / 1000 for index, width in enumerate(widths)}
    return Font(table, max(table.values(), default=1.2), False, _reach(found.get("/FontDescriptor")))


def _composite(found: Dictionary) -> Font:
    if str(found.get("/Encoding")) != "/Identity-H":
        raise DoubtError("A font has a coding of its own.")
    below = found["/DescendantFonts"][0]
    usual = float(below.get("/DW", 1000)) / 1000
    return Font(_wide(below.get("/W")), usual, True, _reach(below.get("/FontDescriptor")))


def _wide(found: Object | None) -> dict[int, float]:
    """Read a /W array: ``first [w w …]`` and ``first last w`` (ISO 32000-1, 9.7.4.3)."""
    table: dict[int, float] = {}
    items = list(found) if isinstance(found, Array) else []
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], Array):
            table |= {first + n: float(width) / 1000 for n, width in enumerate(items[at + 1])}
            at += 2
            continue
        last = int(items[at + 1])
        if last - first > 65535:
            raise DoubtError("A font is not well formed.")
        table |= dict.fromkeys(range(first, last + 1), float(items[at + 2]) / 1000)
        at += 3
    return table


def _reach(descriptor: Object | None) -> Box:
    """Return what holds the ink of every glyph: by the outlines, or else by what the font says of itself."""
    embedded = descriptor.get("/FontFile2") if isinstance(descriptor, Dictionary) else None
    exact = reach_of(embedded.read_bytes()) if isinstance(embedded, Stream) else None
    if exact is not None:
        return exact.grown(SLACK)
    box = descriptor.get("/FontBBox") if isinstance(descriptor, Dictionary) else None
    if not isinstance(box, Array) or len(box) != 4:
        return Box(-2, -2, 3, 2)
    left, bottom, right, top = (float(value) / 1000 for value in box)
    least = LEAST_REACH
    return Box(min(left, least.left), min(bottom, least.bottom), max(right, least.right), max(top, least.top))
