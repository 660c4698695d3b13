"""How far a shown text may reach: never less than its ink does."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from pikepdf import Array, Dictionary, Object, Stream

from printkit.proof.paths.boxes import Box
from printkit.proof.paths.doubt import DoubtError
from printkit.proof.paths.outlines import reach_of

LEAST_REACH = Box(-0.5, -0.5, 1.5, 1.2)
"""Around a glyph's origin, in em: at least so much, if only the font says how far it reaches."""
SPACE = 32
"""The code that word spacing belongs to, where codes are single bytes (ISO 32000-1, 9.3.3)."""
MOST_KNOWN = 1000
"""Texts whose length is kept."""
SLACK = 0.02
"""Em around the outlines, for what a renderer does to them."""


Stride = tuple[float, float, float]
"""How far a text goes back and ahead from where it begins, and where it ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """What the extent of a text depends on; lengths in em.

    Attributes:
        two_bytes: Whether each glyph takes two bytes.
        known: Strides of texts, as far as they were asked for.
        reach: The box around the origin of any glyph that holds its ink.
    """

    widths: Mapping[int, float]
    usual: float
    two_bytes: bool
    reach: Box
    known: dict[bytes, Stride] = field(default_factory=dict)

    def glyphs(self, text: bytes) -> list[int]:
        """Return the codes in a text."""
        if not self.two_bytes:
            return list(text)
        if len(text) % 2:
            raise DoubtError("A text is not well formed.")
        return [*struct.unpack(f">{len(text) // 2}H", text)]

    def stride(self, text: bytes, size: float = 1, spacing: float = 0, word_spacing: float = 0) -> Stride:
        """Return how far the origins of glyphs reach to both sides, and where the next one goes."""
        codes, widths = self.glyphs(text), self.widths
        steps = [widths.get(code, self.usual) * size + spacing for code in codes]
        if word_spacing and not self.two_bytes:
            steps = [step + word_spacing * (code == SPACE) for step, code in zip(steps, codes, strict=True)]
        places = [0.0, *accumulate(steps)]
        return min(places), max(places), places[-1]

    def measured(self, text: bytes) -> Stride:
        """Return the stride of a text, without spacing, in em."""
        if text not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[text] = self.stride(text)
        return self.known[text]


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
