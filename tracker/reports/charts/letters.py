"""How wide a text is in the face of the pages, well enough to keep labels apart. No font is opened."""

from __future__ import annotations

import unicodedata

_WIDTHS = (
    (0.21, "'’"),
    (0.24, ",.ijl:| "),
    (0.27, "!();I·[]{}"),
    (0.36, '-frt/\\"„“”'),
    (0.45, "*?cjszJ_`"),
    (0.515, "Laegkvxy"),
    (0.57, "bdhnopquß"),
    (0.58, "0123456789#$+<=>^~–×≈€EF"),
    (0.63, "PRTYZSB"),
    (0.68, "ACKVX"),
    (0.75, "DGHNU&…"),
    (0.80, "OQ—%w@m"),
    (0.93, "M"),
    (1.04, "W"),
)
"""Advance widths of Lato Regular in em, rounded up to classes."""
_OTHER = 0.75
_BOLD = 1.03
_BY_LETTER = {letter: width for width, letters in reversed(_WIDTHS) for letter in letters}


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text of a size is at most, in the unit of the size."""
    bare = (one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return sum(_BY_LETTER.get(one, _OTHER) for one in bare) * size * (_BOLD if bold else 1.0)


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return a text that fits, its end replaced by an ellipsis if it must be."""
    if width_of(text, size, bold=bold) <= room:
        return text
    while text and width_of(f"{text}…", size, bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
