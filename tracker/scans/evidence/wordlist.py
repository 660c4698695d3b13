"""Looking for any of many words in a string, in a time that hardly depends on how many words there are.

A pattern of a thousand alternatives tries all of them at each place. Here the pieces of four letters that a
string consists of are looked up in a table of how words begin; a word is compared only where its beginning
stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ESCAPED = re.compile(r"\\([^\w\s])|\\(\s)")
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")

_PIECE = 4


class WordList:
    """Words and patterns that are looked for in strings of small letters.

    Args:
        words: Found wherever they stand.
        patterns: For what is no mere word.
    """

    def __init__(self, words: Iterable[str], patterns: Iterable[str] = ()) -> None:
        self._begun: dict[str, list[str]] = {}
        self._short = []
        for word in dict.fromkeys(words):
            if len(word) < _PIECE:
                self._short.append(word)
            else:
                self._begun.setdefault(word[:_PIECE], []).append(word)
        joined = "|".join(patterns)
        self._pattern = re.compile(joined, re.IGNORECASE) if joined else None

    def search(self, text: str) -> bool:
        """Return whether any of them is found in a string of small letters."""
        pieces = {text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1)}
        if any(word in text for piece in self._begun.keys() & pieces for word in self._begun[piece]):
            return True
        if any(word in text for word in self._short):
            return True
        return self._pattern is not None and self._pattern.search(text) is not None


class PatternList:
    """Patterns of which most are mere words, or begin with one, or hold at the beginning only.

    Args:
        patterns: Patterns without groups that are referred to.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        words, first, others = [], [], []
        for pattern in patterns:
            if not _SPECIAL.search(_ESCAPED.sub("", pattern)):
                words.append(_plain(pattern))
            elif pattern.startswith("^") and "|" not in pattern:
                first.append(pattern)
            else:
                others.append(pattern)
        self._words, self._first = WordList(words), re.compile("|".join(first) or r"(?!)", re.IGNORECASE)
        self._others = re.compile("|".join(others) or r"(?!)", re.IGNORECASE)

    def search(self, text: str) -> bool:
        """Return whether any of them is found in a string of small letters."""
        return self._words.search(text) or bool(self._first.match(text) or self._others.search(text))


def _plain(pattern: str) -> str:
    """Return the word that a pattern without special signs finds, in small letters."""
    return _ESCAPED.sub(r"\1\2", pattern).lower()
