"""Where a text may break, and the best breaks for a width: even lines, few hyphens."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from printkit.design.typesetting.fonts import Face
from printkit.design.typesetting.glue import DASHES, belong_together
from printkit.design.typesetting.hyphens import IN_WORD, Hyphenation

SOFT_HYPHEN, WORD_JOINER = "\u00ad", "\u2060"
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060]")
_WORD = re.compile(r"[^\W\d_]+")
_REPEAT_COST, _SHORT_WORD_COST, _STUB_COST = 0.25, 0.01, 0.15
_MOST_HYPHENS = 2  # one below the other


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
        cost: What it costs to end a line with that hyphen.
    """

    text: str
    joint: str
    ending: str
    cost: float = 0.0

    @property
    def hyphened(self) -> bool:
        """Whether a line that ends here shows a hyphen."""
        return bool(self.ending) or self.text.endswith(("-", "\u2010"))


_Best = tuple[int, float, int, int]  # lines, cost, where the last one begins, hyphens above it


class Paragraph:
    """A text without line breaks, measured once, broken at any width.

    Args:
        text: The text; soft hyphens and no-break spaces are honoured.
        face: Its face.
        tracking: Added to each advance, in thousandths of the size.
        hyphens: The language's hyphenation, ``None`` for none but soft hyphens.
        glued: Whether words that belong together stay on one line where the width allows it.
    """

    def __init__(
        self, text: str, face: Face, tracking: float, hyphens: Hyphenation | None, *, glued: bool = True
    ) -> None:
        self._face = face
        self._tracking = tracking
        words = _words(text, glued=glued)
        apart = _words(text, glued=False)
        self._loose = Paragraph(text, face, tracking, hyphens, glued=False) if words != apart else None
        self._pieces = _pieces(words, hyphens)
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
        if self._loose is not None:
            return self._loose.widest
        return max(self.line(index, index).width for index in range(len(self._pieces)))

    def break_at(self, width: float) -> tuple[Line, ...] | None:
        """Return the best lines for a width in thousandths of the size; ``None`` if a piece is wider.

        Never more than two hyphens stand one below the other, unless there is no other way.
        """
        hyphened = sum(piece.hyphened for piece in self._pieces)
        found = self._break(width, _MOST_HYPHENS)
        if found is None and hyphened > _MOST_HYPHENS:
            found = self._break(width, hyphened)
        return self._loose.break_at(width) if found is None and self._loose is not None else found

    def _break(self, width: float, most: int) -> tuple[Line, ...] | None:
        count = len(self._pieces)
        # best[i]: how to set pieces 0 … i - 1, by the number of hyphens that end up one below the other
        best: list[dict[int, _Best]] = [{0: (0, 0.0, 0, 0)}, *({} for _ in range(count))]
        for end in range(1, count + 1):
            hyphened = end < count and self._pieces[end - 1].hyphened
            for start in range(end - 1, -1, -1):
                if self._rough(start, end - 1) > width * 1.02 + 60:
                    break
                if not best[start] or self.line(start, end - 1).width > width + 1e-6:
                    continue
                cost = self._cost(start, end - 1, width)
                for above, before in best[start].items():
                    row = above + 1 if hyphened else 0
                    repeat = _REPEAT_COST if above and hyphened else 0.0
                    way = (before[0] + 1, before[1] + cost + repeat, start, above)
                    if row <= most and (row not in best[end] or way[:2] < best[end][row][:2]):
                        best[end][row] = way
        return self._collect(best)

    def _collect(self, best: Sequence[Mapping[int, _Best]]) -> tuple[Line, ...] | None:
        lines: list[Line] = []
        end = len(self._pieces)
        if not best[end]:
            return None
        row = min(best[end], key=lambda hyphens: best[end][hyphens][:2])
        while end:
            _, _, start, row = best[end][row]
            lines.append(self.line(start, end - 1))
            end = start
        return tuple(reversed(lines))

    def _cost(self, start: int, last: int, width: float) -> float:
        slack = max(width - self.line(start, last).width, 0.0) / width
        piece = self._pieces[last]
        if last == len(self._pieces) - 1:
            stub = start == last and start > 0 and bool(self._pieces[start - 1].ending)
            return 0.35 * slack**2 + (_STUB_COST if stub else 0.0)
        if piece.ending:
            return slack**2 + piece.cost
        return slack**2 + (_SHORT_WORD_COST if len(piece.text) <= 2 else 0.0)


def line_width(face: Face, text: str, tracking: float) -> float:
    """Return the width of a line in thousandths of the size; tracking after the last letter left out."""
    shaped = face.shape(text)
    return sum(shaped.advances) + sum(shaped.adjust) + tracking * max(len(text) - 1, 0)


def visible(text: str) -> str:
    """Return a text without the characters that only steer its breaks."""
    return _UNSEEN.sub("", text.replace(SOFT_HYPHEN, ""))


def _pieces(words: Sequence[str], hyphens: Hyphenation | None) -> tuple[_Piece, ...]:
    pieces: list[_Piece] = []
    for index, word in enumerate(words):
        joint = " " if index + 1 < len(words) else ""
        pieces += _word_pieces(word, joint, hyphens)
    return tuple(pieces) or (_Piece("", "", ""),)


def _words(text: str, *, glued: bool) -> list[str]:
    """Split at spaces, but never before a dash that stands alone, nor between words that belong together."""
    words: list[str] = []
    for word in text.split(" "):
        last = words[-1].rpartition("\u00a0")[2] if words else ""
        if last and (word in DASHES or (glued and belong_together(last, word))):
            words[-1] += "\u00a0" + word
        elif word:
            words.append(word)
    return words


def _word_pieces(word: str, joint: str, hyphens: Hyphenation | None) -> list[_Piece]:
    pieces: list[_Piece] = []
    rest = 0
    for place, (ending, cost) in _breaks(word, hyphens):
        pieces.append(_Piece(visible(word[rest:place]), "", ending, cost))
        rest = place
    return [*pieces, _Piece(visible(word[rest:]), joint, "")]


def _breaks(word: str, hyphens: Hyphenation | None) -> list[tuple[int, tuple[str, float]]]:
    """Return the places inside a word where a line may end, what is added there, and what it costs."""
    places: dict[int, tuple[str, float]] = {}
    for index in range(1, len(word)):
        before, after = word[index - 1], word[index]
        if before == "\u200b":
            places[index] = "", 0.0
        elif before == SOFT_HYPHEN:
            places[index] = "-", IN_WORD
        elif (
            before in "-\u2010/"
            and word[max(index - 3, 0) : index - 1].isalpha()
            and index > 2
            and after.isalpha()
        ):
            places[index] = "", 0.0  # two letters or more: E-Book and U-Bahn stay whole
    if hyphens and SOFT_HYPHEN not in word and not re.search(r"[@./\d]\w", word):
        for match in _WORD.finditer(word):
            for place, cost in hyphens.places(match[0]).items():
                places.setdefault(match.start() + place, ("-", cost))
    return sorted(places.items())
