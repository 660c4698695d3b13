"""Names that people give: campaigns, batches, places, organisations."""

from __future__ import annotations

import unicodedata

from printkit.errors import SignetError

LONGEST_NAME = 120
TURNS = frozenset(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Unseen characters that turn round what stands behind them, also what is no part of the name (Unicode, annex
9). Nobody types them, but they come along with pasted text."""


def checked_name(text: str, what: str) -> str:
    """Return a name in its one spelling: NFC, no white space around it, single spaces inside, no `TURNS`.

    Args:
        text: What somebody gave.
        what: What it names, for the message: ``name of the campaign``.

    Raises:
        SignetError: It is empty, too long or holds control characters.
    """
    straight = "".join(letter for letter in unicodedata.normalize("NFC", text) if letter not in TURNS)
    name = " ".join(straight.split())
    if not name:
        raise SignetError.of("name", f"The {what} is empty.", "Write one.", key=what)
    if len(name) > LONGEST_NAME:
        raise SignetError.of(
            "name",
            f"The {what} has {len(name)} characters; {LONGEST_NAME} are possible.",
            "Shorten it.",
            key=what,
            value=name,
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise SignetError.of(
            "name", f"The {what} holds a control character.", "Type it anew.", key=what, value=name
        )
    return name
