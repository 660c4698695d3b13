"""Link lines by the thousand: the operators of `draw_links`, put together from pairs of letters.

Setting and writing a line takes 50 µs, most of it for what is the same on every piece: the host, the face,
the kerning of one letter with the next. Here all of that is asked for once; what is drawn is the same to the
byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from operator import add

from printkit.design.fields import fill
from printkit.design.marks import LinkLine, TextRun
from printkit.design.typesetting.shortlink import part_link, place_link, set_part
from printkit.press.colours import number
from printkit.press.drawing import Kit, adjusted, draw_links, draw_text, show_text, text_start
from printkit.press.job import Piece

_MOST_KNOWN = 10_000
"""Heads of lines kept in mind; links of many hosts have new ones all the time."""


_Kind = tuple[str, int, bool]


@dataclass(frozen=True, slots=True)
class _Known:
    """What all links have in common that have the same head, and a tail of a kind.

    Attributes:
        line: The line on which the tail stands.
        before: Operators of the head's own line if the link is parted, else ``""``.
        glyphs: The head's glyphs if it stands before the tail.
        units: How long it then is, in thousandths of the size.
        letters: How many letters stand on the tail's line.
    """

    line: LinkLine
    before: str
    glyphs: str
    units: float
    letters: int


class LineSetter:
    """Draws one link line of a design for piece after piece.

    A line is its head, up to the last slash, and its tail, which is the code.

    Args:
        line: The line of the design.
        height: Height of the side in points.
        kit: Colours and faces of the file.
    """

    def __init__(self, line: LinkLine, height: float, kit: Kit) -> None:
        self._line = line
        self._height = height
        self._kit = kit
        self._measure = kit.measures[line.font]
        self._face = kit.faces[line.font]
        self._shows_code = "{code}" in line.template
        self._pairs: dict[str, str] = {}
        self._units: dict[str, float] = {}
        self._glyphs: dict[str, str] = {}
        self._heads: dict[_Kind, _Known] = {}
        self._at = (0.0, 0.0)
        self._before = self._after = ""

    def draw(self, piece: Piece) -> bytes:
        """Return the operators for one piece's line.

        Raises:
            SignetError: Those of `set_link`.
        """
        words = self._words(piece)
        cut = words.rfind("/") + 1
        tail = words[cut:]
        pairs = list(map(add, tail, tail[1:]))
        try:
            head = self._heads[_kind(piece, words, cut)]
            last = tail[-1]
            units = head.units + sum(map(self._units.__getitem__, pairs)) + self._units[last]
            glyphs = "".join((head.glyphs, *map(self._pairs.__getitem__, pairs), self._glyphs[last]))
        except (KeyError, IndexError):
            return self._learn(piece, words, cut)
        size, x = place_link(head.line, units + self._line.tracking * (head.letters - 1))
        if size < self._line.min_size or (self._shows_code and not piece.code):
            return self._long_way(piece)
        return f"{head.before}{self._start(head.line, size, x)}{show_text(glyphs)} ET".encode()

    def _words(self, piece: Piece) -> str:
        template = self._line.template
        if template == "{link}":
            return piece.text
        return fill(template, {"link": piece.text, "code": piece.code})

    def _start(self, line: LinkLine, size: float, x: float) -> str:
        if line.angle:
            turned = (line.angle, line.pivot_x, line.pivot_y)
            return text_start(
                TextRun(line.font, size, x, line.baseline, "", line.ink, (), *turned), self._height, self._kit
            )
        if (size, line.baseline) != self._at:
            self._at = (size, line.baseline)
            run = TextRun(line.font, size, 0.0, line.baseline, "", line.ink)
            self._before, _, self._after = text_start(run, self._height, self._kit).rpartition("1 0 0 1 0")
        return f"{self._before}1 0 0 1 {number(x)}{self._after}"

    def _long_way(self, piece: Piece) -> bytes:
        return draw_links([self._line], piece, self._height, self._kit).encode()

    def _learn(self, piece: Piece, words: str, cut: int) -> bytes:
        """Draw a line the long way, and keep in mind what lines like it have in common.

        If it has nothing new but pairs of letters that had not met yet, these are enough.
        """
        if _kind(piece, words, cut) in self._heads and self._glyphs.keys() >= set(words):
            self._learn_letters(words)
            return self.draw(piece)
        drawn = self._long_way(piece)
        if len(words) > cut and self._measure.shape_by_pairs(words).text == words:  # else there are stand-ins
            self._learn_letters(words)
            if len(self._heads) >= _MOST_KNOWN:
                self._heads.clear()
            known = self._known(piece, words, cut)
            if known:
                self._heads[_kind(piece, words, cut)] = known
        return drawn

    def _known(self, piece: Piece, words: str, cut: int) -> _Known | None:
        """Return what is to be kept in mind; ``None`` if the link is parted elsewhere than at the cut."""
        parts = part_link(self._line, piece.text, words, self._measure)
        if len(parts) > 1:
            if parts[1].words != words[cut:]:
                return None
            head = draw_text(set_part(parts[0], self._measure), self._height, self._kit)
            return _Known(parts[1].line, f"{head}\n", "", 0.0, len(words) - cut)
        pairs = list(map(add, words[:cut], words[1 : cut + 1]))
        units = sum(map(self._units.__getitem__, pairs))
        return _Known(parts[0].line, "", "".join(map(self._pairs.__getitem__, pairs)), units, len(words))

    def _learn_letters(self, words: str) -> None:
        for letter in words:
            if letter not in self._glyphs:
                self._glyphs[letter] = self._face.codes(letter)[0]
                self._units[letter] = self._measure.shape_by_pairs(letter).advances[0]
        for first, second in pairwise(words):
            if first + second not in self._pairs:
                kerning = self._measure.shape_by_pairs(first + second).adjust[0]
                gap = adjusted(round(kerning + self._line.tracking, 3))
                self._pairs[first + second] = self._glyphs[first] + gap
                self._units[first + second] = self._units[first] + kerning


def _kind(piece: Piece, words: str, cut: int) -> _Kind:
    """Return what lines have alike that are parted alike: the head with the first letter after it first."""
    return words[: cut + 1], len(words) - cut, piece.text == piece.text.lower()
