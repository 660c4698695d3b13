"""Where a text may break, and the best breaks for a width: even lines, few hyphens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyphen

from printkit.design.fonts import Face

SOFT_HYPHEN, WORD_JOINER = "\u00ad", "\u2060"
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060]")
_WORD = re.compile(r"[^\W\d_]{6,}")
_HYPHEN_COST, _REPEAT_COST, _SHORT_WORD_COST = 0.08, 0.25, 0.01
_LEAST_SYLLABLE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what is drawn, and its width in thousandths of the size."""

    text: str
    width: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two places where a line may end.

    Attributes:
        text: The piece without the space or hyphen at its end.
        joint: What follows if the line goes on: a space or nothing.
        ending: What is added if the line ends here: a hyphen or nothing.
    """

    text: str
    joint: str
    ending: str


class Paragraph:
    """A text without line breaks, measured once, broken at any width.

    Args:
        text: The text; soft hyphens and no-break spaces are honoured.
        face: Its face.
        tracking: Added to each advance, in thousandths of the size.
        hyphens: The language's hyphenation, ``None`` for none but soft hyphens.
    """

    def __init__(self, text: str, face: Face, tracking: float, hyphens: pyphen.Pyphen | None) -> None:
        self._face = face
        self._tracking = tracking
        self._pieces = _pieces(text, hyphens)
        self._widths: dict[tuple[int, int], Line] = {}
        self._starts = [0]
        joined = "".join(piece.text + piece.joint for piece in self._pieces)
        shaped = face.shape(joined)
        self._sums = [0.0]
        for advance, adjust in zip(shaped.advances, shaped.adjust, strict=True):
            self._sums.append(self._sums[-1] + advance + adjust + tracking)
        for piece in self._pieces:
            self._starts.append(self._starts[-1] + len(piece.text) + len(piece.joint))
        self._hyphen = face.shape("-").advances[0] + tracking

    def _rough(self, first: int, last: int) -> float:
        """Width of pieces first … last from prefix sums; kerning across the joints included."""
        start = self._starts[first]
        end = self._starts[last] + len(self._pieces[last].text)
        extra = self._hyphen if self._pieces[last].ending else 0.0
        return self._sums[end] - self._sums[start] - self._tracking + extra

    def line(self, first: int, last: int) -> Line:
        """Return pieces first … last as one line, measured exactly."""
        known = self._widths.get((first, last))
        if known is None:
            inner = "".join(p.text + p.joint for p in self._pieces[first:last])
            text = inner + self._pieces[last].text + self._pieces[last].ending
            known = Line(text, line_width(self._face, text, self._tracking))
            self._widths[first, last] = known
        return known

    @property
    def widest(self) -> float:
        """Width of the widest part that cannot be broken, in thousandths of the size."""
        return max(self.line(index, index).width for index in range(len(self._pieces)))

    def break_at(self, width: float) -> tuple[Line, ...] | None:
        """Return the best lines for a width in thousandths of the size; ``None`` if a piece is wider."""
        count = len(self._pieces)
        # best[i]: fewest lines and least cost to set pieces 0 … i - 1, and where the last line begins
        best: list[tuple[int, float, int] | None] = [(0, 0.0, 0), *([None] * count)]
        for end in range(1, count + 1):
            for start in range(end - 1, -1, -1):
                before = best[start]
                rough = self._rough(start, end - 1)
                if rough > width * 1.02 + 60:
                    break
                if before is None or self.line(start, end - 1).width > width + 1e-6:
                    continue
                cost = before[1] + self._cost(start, end - 1, width)
                lines = before[0] + 1
                known = best[end]
                if known is None or (lines, cost) < known[:2]:
                    best[end] = (lines, cost, start)
        return self._collect(best)

    def _collect(self, best: Sequence[tuple[int, float, int] | None]) -> tuple[Line, ...] | None:
        lines: list[Line] = []
        end = len(self._pieces)
        while end:
            entry = best[end]
            if entry is None:
                return None
            lines.append(self.line(entry[2], end - 1))
            end = entry[2]
        return tuple(reversed(lines))

    def _cost(self, start: int, last: int, width: float) -> float:
        slack = max(width - self.line(start, last).width, 0.0) / width
        piece = self._pieces[last]
        if last == len(self._pieces) - 1:
            return 0.35 * slack**2
        cost = slack**2
        if piece.ending:
            cost += _HYPHEN_COST
            if start and self._pieces[start - 1].ending:
                cost += _REPEAT_COST
        elif len(piece.text) <= 2:
            cost += _SHORT_WORD_COST
        return cost


def line_width(face: Face, text: str, tracking: float) -> float:
    """Return the width of a line in thousandths of the size; tracking after the last letter left out."""
    shaped = face.shape(text)
    return sum(shaped.advances) + sum(shaped.adjust) + tracking * max(len(text) - 1, 0)


def hyphenation(language: str) -> pyphen.Pyphen:
    """Return the hyphenation of a language that `pyphen.language_fallback` knows."""
    return pyphen.Pyphen(lang=language, left=_LEAST_SYLLABLE, right=_LEAST_SYLLABLE)


def visible(text: str) -> str:
    """Return a text without the characters that only steer its breaks."""
    return _UNSEEN.sub("", text.replace(SOFT_HYPHEN, ""))


def _pieces(text: str, hyphens: pyphen.Pyphen | None) -> tuple[_Piece, ...]:
    words = _words(text)
    pieces: list[_Piece] = []
    for index, word in enumerate(words):
        joint = " " if index + 1 < len(words) else ""
        pieces += _word_pieces(word, joint, hyphens)
    return tuple(pieces) or (_Piece("", "", ""),)


def _words(text: str) -> list[str]:
    """Split at spaces, but never before a dash that stands alone: it must not begin a line."""
    words: list[str] = []
    for word in text.split(" "):
        if not word:
            continue
        if words and word in ("–", "—", "-", "·", "/", "|", "&"):
            words[-1] += "\u00a0" + word
        else:
            words.append(word)
    return words


def _word_pieces(word: str, joint: str, hyphens: pyphen.Pyphen | None) -> list[_Piece]:
    pieces: list[_Piece] = []
    rest = 0
    for place, ending in _breaks(word, hyphens):
        pieces.append(_Piece(visible(word[rest:place]), "", ending))
        rest = place
    return [*pieces, _Piece(visible(word[rest:]), joint, "")]


def _breaks(word: str, hyphens: pyphen.Pyphen | None) -> list[tuple[int, str]]:
    """Return the places inside a word where a line may end, and what is added there."""
    places: dict[int, str] = {}
    for index in range(1, len(word)):
        before, after = word[index - 1], word[index]
        if before == "\u200b":
            places[index] = ""
        elif before == SOFT_HYPHEN:
            places[index] = "-"
        elif before in "-\u2010/" and index > 1 and word[index - 2].isalpha() and after.isalpha():
            places[index] = ""
    if hyphens and SOFT_HYPHEN not in word and not re.search(r"[@./\d]\w", word):
        for match in _WORD.finditer(word):
            for position in hyphens.positions(match[0]):
                if not position.data:
                    places.setdefault(match.start() + position, "-")
    return sorted(places.items())
