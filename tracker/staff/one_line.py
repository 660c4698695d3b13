"""A line of text as somebody means it, whatever was sent."""

from __future__ import annotations

import unicodedata

from printkit.store.names import TURNS


def one_line(text: str | None) -> str:
    """Return a text in its one spelling: NFC, single spaces, no control characters. A filter for fields."""
    kept = (
        letter
        for letter in unicodedata.normalize("NFC", text or "")
        if letter.isspace() or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in TURNS)
    )
    return " ".join("".join(kept).split())
