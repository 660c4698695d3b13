"""A chart by itself, as a slide shows it: with its title, what it is of, notes, source and day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.reports.charts.drawing import Anchor, Box, Dot, Drawing, Ink, Mark, Stroke, Text, moved
from tracker.reports.charts.letters import width_of

MARGIN = 40.0
_TITLE, _SUBTITLE, _NOTE, _SOURCE = 22.0, 14.0, 12.0, 11.0
_LEAD = 1.3


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands around a chart.

    Attributes:
        title: What it shows.
        subtitle: Of which campaign or batch.
        notes: The texts of its flags, in the order of their numbers.
        source: Whose figures they are, and of which day.
    """

    title: str
    subtitle: str
    notes: tuple[str, ...]
    source: str


def poster_of(drawing: Drawing, poster: Poster) -> Drawing:
    """Return a chart with all that stands around it, on white."""
    marks: list[Mark] = []
    y = MARGIN
    for text, size, ink, bold in (
        (poster.title, _TITLE, Ink.INK, True),
        (poster.subtitle, _SUBTITLE, Ink.SOFT, False),
    ):
        for line in lines_of(text, size, drawing.width, bold=bold):
            y += size
            marks.append(Text(MARGIN, y, line, size, ink, bold=bold))
            y += size * (_LEAD - 1)
    y += 18
    marks += (moved(mark, MARGIN, y) for mark in drawing.marks)
    y += drawing.height + 6
    for number, note in enumerate(poster.notes, 1):
        lines = lines_of(note, _NOTE, drawing.width - 26)
        marks += _numbered(number, y + _NOTE)
        for line in lines:
            y += _NOTE * _LEAD + 2
            marks.append(Text(MARGIN + 26, y, line, _NOTE))
        y += 4
    y += 14
    width = drawing.width + 2 * MARGIN
    marks.append(Stroke(((MARGIN, y), (width - MARGIN, y)), Ink.LINE))
    for line in lines_of(poster.source, _SOURCE, drawing.width):
        y += _SOURCE * _LEAD + 3
        marks.append(Text(MARGIN, y, line, _SOURCE, Ink.SOFT))
    height = y + MARGIN * 0.75
    return Drawing(width, height, (Box(0, 0, width, height, Ink.LEAF), *marks))


def lines_of(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text broken into lines between its words, and within a word that is longer than a line."""
    words = [part for word in text.split() for part in _parts(word, size, room, bold)]
    return tuple(_lines(words, size, room, bold))


def _parts(word: str, size: float, room: float, bold: bool) -> Iterator[str]:
    first = 0
    for last in range(1, len(word)):
        if width_of(word[first : last + 1], size, bold=bold) > room:
            yield word[first:last]
            first = last
    yield word[first:]


def _lines(words: Sequence[str], size: float, room: float, bold: bool) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size, bold=bold) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _numbered(number: int, y: float) -> Iterator[Mark]:
    yield Dot(MARGIN + 9, y - 1, 8.5, Ink.MARK)
    yield Text(MARGIN + 9, y + 3, str(number), 11, Ink.LEAF, Anchor.MIDDLE, bold=True)
