"""Looking for any of many words in a string, in a time that hardly depends on how many words there are.

A pattern of a thousand alternatives tries all of them at each place. Here the pieces of four letters that a
string consists of are looked up in a table of how words begin; a word is compared only where its beginning
stands, and a pattern tried only where a word does that nothing matches without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_PIECE = 4
_SPECIAL = re.compile(r"(?<!\\)[.^$*+?{}\[\]|()]|\\\w")
_CUT = "\0"
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]")
_GROUP = re.compile(r"(?<!\\)\((?:\\.|[^()\\])*\)")
_UNSURE = re.compile(r"(?:\\.|[^\\])(?:[?*]|\{\d*,?\d*\})|\\\w|(?<!\\)[.^$+]")


class WordList:
    """Words and patterns that are looked for in strings of small letters.

    Args:
        words: Found wherever they stand.
        patterns: For what is no mere word; without flags and references to groups.
    """

    def __init__(self, words: Iterable[str], patterns: Iterable[str] = ()) -> None:
        self._begun: dict[str, list[tuple[str, re.Pattern[str] | None]]] = {}
        self._short, others = [], []
        for word in dict.fromkeys(words):
            if len(word) < _PIECE:
                self._short.append(word)
            else:
                self._begun.setdefault(word[:_PIECE], []).append((word, None))
        for pattern in (one for joined in patterns for one in _alternatives(joined)):
            word = needed_word(pattern)
            if len(word) < _PIECE:
                others.append(pattern)
            else:
                tried = re.compile(pattern, re.IGNORECASE) if _SPECIAL.search(pattern) else None
                self._begun.setdefault(word[:_PIECE], []).append((word, tried))
        self._others = re.compile("|".join(others), re.IGNORECASE) if others else None

    def search(self, text: str) -> bool:
        """Return whether any of them is found in a string of small letters."""
        pieces = {text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1)}
        for piece in self._begun.keys() & pieces:
            for word, tried in self._begun[piece]:
                if word in text and (tried is None or tried.search(text)):
                    return True
        if any(word in text for word in self._short):
            return True
        return self._others is not None and self._others.search(text) is not None


def needed_word(pattern: str) -> str:
    """Return the longest word in small letters without which a pattern of one alternative finds nothing."""
    text = _CLASS.sub(_CUT, pattern)
    while _GROUP.search(text):
        text = _GROUP.sub(_CUT, text)
    sure = re.sub(r"\\(.)", r"\1", _UNSURE.sub(_CUT, text))
    return max(sure.split(_CUT), key=len).lower()


def _alternatives(pattern: str) -> Iterator[str]:
    """Yield the alternatives of a pattern, as far as they stand in no group."""
    depth, begun = 0, 0
    for sign in re.finditer(r"\\.|\[(?:\\.|[^\]\\])*\]|[()|]", pattern):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if sign[0] == "|" and depth == 0:
            yield pattern[begun : sign.start()]
            begun = sign.end()
    yield pattern[begun:]
