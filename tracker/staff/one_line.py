"""A line of text as somebody means it, whatever was sent."""

from __future__ import annotations

import unicodedata

_TURNS = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""They turn round what stands behind them, also in the rest of the page (Unicode, annex 9)."""


def one_line(text: str | None) -> str:
    """Return a text in its one spelling: NFC, single spaces, no control characters. A filter for fields."""
    kept = (
        letter
        for letter in unicodedata.normalize("NFC", text or "")
        if letter.isspace() or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _TURNS)
    )
    return " ".join("".join(kept).split())
