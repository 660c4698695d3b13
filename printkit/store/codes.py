"""The short keys on the pieces: how they look, how people's typing is read, how new ones are made."""

from __future__ import annotations

import re
import secrets
import unicodedata

from printkit.store import deny

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No vowels (fewer words), no 0 O 1 I L (no doubts), all in the QR code's alphanumeric mode."""

SHORTEST, LONGEST = 6, 16
VOUCHER_LENGTH = 8
"""Shortest code of a piece that is worth something."""

SPARSENESS = 10_000
"""Of this many possible codes of a length, at most one is issued: a guess nearly always misses."""

_LETTERS = frozenset(ALPHABET) - frozenset("23456789")
_CODE = re.compile(rf"[{ALPHABET}]{{{SHORTEST},{LONGEST}}}")
_IGNORED = re.compile(r"[\s.,:;_'\"()<>*\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff-]")
_DENIED = deny.sequences()
_DENIED_LENGTHS = sorted({len(text) for text in _DENIED})
# A random byte modulo 32 picks a character; the four values beyond the alphabet are dropped, so that
# every character is equally likely.
_PICK = bytes(ord(ALPHABET[byte % 32]) if byte % 32 < len(ALPHABET) else 0 for byte in range(256))
_DROP = bytes(byte for byte in range(256) if byte % 32 >= len(ALPHABET))


def is_code(text: str) -> bool:
    """Whether a text has the exact form of a code: capitals, and at least two letters among them."""
    return _CODE.fullmatch(text) is not None and sum(letter in _LETTERS for letter in text) >= 2


def normalise(text: str) -> str | None:
    """Read what a person typed or pasted: any case, with spaces, hyphens, dots, or the whole link.

    Returns:
        The code in capitals, or ``None`` if the text cannot be a code. Whether it was issued is not asked.
    """
    if len(text) > 2_000:
        return None
    text = unicodedata.normalize("NFKC", text).strip()
    if "/" in text:  # a link: what follows its last slash
        text = re.split(r"[?#]", text, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
    text = _IGNORED.sub("", text)
    if not text.isascii():  # "ß" must not become "SS"
        return None
    return text.upper() if is_code(text.upper()) else None


def is_denied(code: str) -> bool:
    """Whether a code spells something that must not be printed (see `printkit.store.deny`)."""
    return any(
        code[start : start + length] in _DENIED
        for length in _DENIED_LENGTHS
        for start in range(len(code) - length + 1)
    )


def length_for(issued: int, wanted: int, minimum: int = SHORTEST) -> int:
    """Return the length of new codes: as short as it can be while a guess misses 9,999 times of 10,000.

    Args:
        issued: How many codes there are already, of any length and organisation.
        wanted: How many are to be added.
        minimum: Shortest length allowed, such as `VOUCHER_LENGTH`.
    """
    length = max(minimum, SHORTEST)
    while (issued + wanted) * SPARSENESS > len(ALPHABET) ** length:
        length += 1
    return length


def random_codes(count: int, length: int) -> list[str]:
    """Return about ``count`` random codes, never more, from the system's secure source.

    Every code is printable (two letters, nothing denied) and there once. There are fewer than asked for
    where the dice showed something else: ask again for the rest.
    """
    letters = secrets.token_bytes(count * length * 32 // len(ALPHABET) + 64).translate(_PICK, _DROP).decode()
    pieces = (letters[start : start + length] for start in range(0, len(letters) - length + 1, length))
    fresh = dict.fromkeys(piece for piece in pieces if is_code(piece) and not is_denied(piece))
    return list(fresh)[:count]
