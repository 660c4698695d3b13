"""How many came when: a bar an hour, a day or a week, with notes as flags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from babel.numbers import format_decimal

from tracker.reports.charts.chart import FORMATS, Chart, Format, Head
from tracker.reports.charts.drawing import Anchor, Area, Box, Drawing, Ink, Mark, Stroke, Text
from tracker.reports.charts.flags import Flag, draw_flags, height_of_flags
from tracker.reports.charts.letters import width_of
from tracker.reports.charts.scale import Scale, scale_for
from tracker.reports.charts.ticks import Span, ticks_for

_PLOT = {True: 150.0, False: 210.0}
"""How high bars may be, on a phone and elsewhere."""
_LEAST_PITCH = 2.0
"""Bars that lie closer are drawn as one outline."""
_UNFINISHED = 0.35


@dataclass(frozen=True, slots=True)
class Bar:
    """What came in one hour, day or week.

    Attributes:
        begins: When, on the clock of the organisation.
        number: How many; ``None`` where it is not told.
        over: Whether it is over.
        tip: The same in words, for those who point at it.
    """

    begins: datetime
    number: int | None
    over: bool = True
    tip: str = ""


@dataclass(frozen=True, slots=True)
class CourseTexts:
    """What stands in the picture, in the language of the page.

    Attributes:
        unit: What is counted, such as ``Scans a day``; ``""`` where the title says it.
        unfinished: What the light bar is, such as ``not over yet``.
    """

    unit: str
    unfinished: str


def course_chart(
    head: Head,
    bars: Sequence[Bar],
    span: Span,
    texts: CourseTexts,
    locale: str,
    *,
    flags: Sequence[Flag] = (),
) -> Chart:
    """Return the chart of a course; bars follow one another without gaps in time."""
    narrow, wide = (_Course(tuple(bars), span, texts, locale, one).draw(flags) for one in FORMATS)
    return Chart(head, narrow, wide)


@dataclass(frozen=True, slots=True)
class _Course:
    bars: tuple[Bar, ...]
    span: Span
    texts: CourseTexts
    locale: str
    format: Format

    def draw(self, flags: Sequence[Flag]) -> Drawing:
        size = self.format.size
        scale = scale_for(max((bar.number or 0 for bar in self.bars), default=0))
        left = max(width_of(self._text(step), size) for step in scale.steps) + 8
        frame = _Frame(left, self.format.width - left, size, _PLOT[self.format.is_narrow])
        shown = {flag: found for flag in flags if (found := self._place(flag, frame)) is not None}
        head = 1.7 * size if self._legend_text() or self.texts.unit else 0.0
        top = head + 1.3 * size + height_of_flags(tuple(shown), shown.__getitem__)
        poles = partial(self._end_of_pole, frame, scale, top)
        marks = [
            *self._grid(frame, scale, top),
            *self._legend(),
            *draw_flags(tuple(shown), shown.__getitem__, head, poles),
            *self._bars(frame, scale, top),
            *self._axis(frame, top + frame.height),
        ]
        return Drawing(self.format.width, top + frame.height + 2.9 * size, tuple(marks))

    def _end_of_pole(self, frame: _Frame, scale: Scale, top: float, flag: Flag) -> float:
        """Return where the pole of a flag ends: above its bar, and above the number that may stand there."""
        first = next(bar for bar in self.bars if self._is_in(flag, bar))
        high = frame.height * (first.number or 0) / scale.top
        return top + frame.height - high - (1.5 * frame.size if first.number else 0)

    def _legend_text(self) -> str:
        last = self.bars[-1] if self.bars else None
        return self.texts.unfinished if last and last.number and not last.over else ""

    def _text(self, number: float) -> str:
        return str(format_decimal(number, locale=self.locale))

    def _legend(self) -> Iterator[Mark]:
        size = self.format.size
        if self.texts.unit:
            yield Text(0, size, self.texts.unit, size, Ink.SOFT)
        if self._legend_text():
            yield Text(self.format.width, size, self.texts.unfinished, size, Ink.SOFT, Anchor.END)
            x = self.format.width - width_of(self.texts.unfinished, size) - size - 3
            yield Box(x, size * 0.22, size * 0.8, size * 0.8, Ink.BAR, _UNFINISHED, edged=True)

    def _grid(self, frame: _Frame, scale: Scale, top: float) -> Iterator[Mark]:
        for step in scale.steps:
            y = top + frame.height * (1 - step / scale.top)
            ink = Ink.SOFT if step == 0 else Ink.LINE
            yield Stroke(((frame.left, y), (frame.left + frame.width, y)), ink)
            yield Text(
                frame.left - 8, y + frame.size * 0.35, self._text(step), frame.size, Ink.SOFT, Anchor.END
            )

    def _bars(self, frame: _Frame, scale: Scale, top: float) -> Iterator[Mark]:
        pitch = frame.width / max(1, len(self.bars))
        if pitch < _LEAST_PITCH:
            yield from self._outline(frame, scale, top, pitch)
            return
        gap = 0.5 if pitch < 4 else min(pitch * 0.22, 10)
        for number, bar in enumerate(self.bars):
            if bar.number:
                high = max(1.0, frame.height * bar.number / scale.top)
                x = frame.left + number * pitch + gap / 2
                strength = 1.0 if bar.over else _UNFINISHED
                yield Box(
                    x,
                    top + frame.height - high,
                    pitch - gap,
                    high,
                    Ink.BAR,
                    strength,
                    edged=not bar.over,
                    tip=bar.tip,
                )
        yield from self._numbers(frame, scale, top, pitch)

    def _numbers(self, frame: _Frame, scale: Scale, top: float, pitch: float) -> Iterator[Mark]:
        """Write its number on each bar if all have room, else on the highest."""
        highest = max((bar.number or 0 for bar in self.bars), default=0)
        size = frame.size * 0.92
        room = width_of(self._text(highest), size) + 4 <= pitch
        first = next((index for index, bar in enumerate(self.bars) if bar.number == highest), 0)
        for index, bar in enumerate(self.bars):
            if bar.number and (room or index == first):
                y = top + frame.height * (1 - bar.number / scale.top) - 4
                half = width_of(self._text(bar.number), size, bold=True) / 2
                x = min(frame.left + (index + 0.5) * pitch, self.format.width - half)
                yield Text(x, y, self._text(bar.number), size, Ink.INK, Anchor.MIDDLE, bold=index == first)

    def _outline(self, frame: _Frame, scale: Scale, top: float, pitch: float) -> Iterator[Mark]:
        """Draw bars that are thinner than a line as what they look like from afar."""
        together = max(1, int(0.5 / pitch))
        floor = top + frame.height
        points = [(frame.left, floor)]
        for first in range(0, len(self.bars), together):
            several = self.bars[first : first + together]
            y = floor - frame.height * max(bar.number or 0 for bar in several) / scale.top
            x = frame.left + first * pitch
            points += [(x, y), (min(x + together * pitch, frame.left + frame.width), y)]
        yield Area((*_corners(points), (frame.left + frame.width, floor)), Ink.BAR)

    def _axis(self, frame: _Frame, floor: float) -> Iterator[Mark]:
        pitch = frame.width / max(1, len(self.bars))
        for tick in ticks_for([bar.begins for bar in self.bars], self.span, pitch, frame.size, self.locale):
            at = frame.left + (tick.index + 0.5) * pitch
            yield Stroke(((at, floor), (at, floor + 4)), Ink.SOFT)
            half = max(width_of(tick.text, frame.size), width_of(tick.below, frame.size)) / 2
            x = min(max(at, half), self.format.width - half)
            yield Text(x, floor + 4 + 1.1 * frame.size, tick.text, frame.size, Ink.INK, Anchor.MIDDLE)
            if tick.below:
                y = floor + 4 + 2.3 * frame.size
                yield Text(x, y, tick.below, frame.size, Ink.SOFT, Anchor.MIDDLE)

    def _place(self, flag: Flag, frame: _Frame) -> tuple[float, float] | None:
        """Return from where to where a note lies; ``None`` for one beyond the picture."""
        meant = [index for index, bar in enumerate(self.bars) if self._is_in(flag, bar)]
        if not meant:
            return None
        pitch = frame.width / len(self.bars)
        return frame.left + (meant[0] + 0.5) * pitch, frame.left + (meant[-1] + 0.5) * pitch

    def _is_in(self, flag: Flag, bar: Bar) -> bool:
        first = bar.begins.date()
        last = first + timedelta(days=6 if self.span is Span.WEEK else 0)
        return first <= flag.last and last >= flag.first


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the bars stand: ``width`` from ``left`` on, ``height`` high; texts have this size."""

    left: float
    width: float
    size: float
    height: float


def _corners(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield points without those on a level line between two others."""
    for index, point in enumerate(points):
        level = 0 < index < len(points) - 1 and points[index - 1][1] == point[1] == points[index + 1][1]
        if not level:
            yield point
