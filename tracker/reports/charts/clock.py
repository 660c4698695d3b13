"""At which hours of the week people scan: a field for each of the 168, darker for more, with its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from babel.dates import get_day_names
from babel.numbers import format_decimal

from tracker.reports.charts.chart import FORMATS, Chart, Format, Head
from tracker.reports.charts.drawing import Anchor, Box, Drawing, Ink, Mark, Point, Text
from tracker.reports.charts.letters import width_of

_STRENGTHS = (0.12, 0.3, 0.5, 0.78, 1.0)
_NONE = 0.35
_DARK = 0.6
"""Fields of nothing, in the ink of lines; and from which strength on numbers are light."""
_THOUSAND = 1000
_MOST = 9999
"""Larger numbers are written in thousands: there is no room for more figures."""

Field = tuple[int, int]
"""Weekday, 0 is Monday, and hour."""


def clock_chart(head: Head, fields: Mapping[Field, int], texts: tuple[str, str], locale: str) -> Chart:
    """Return the chart of a week.

    Args:
        head: Its title.
        fields: Numbers by weekday and hour; what is not in it is 0.
        texts: What is counted, such as ``Scans``, and the same in thousands.
        locale: In which days and numbers are written.
    """
    narrow, wide = (_Week(fields, texts, locale, one).draw() for one in FORMATS)
    return Chart(head, narrow, wide)


@dataclass(frozen=True, slots=True)
class _Week:
    fields: Mapping[Field, int]
    texts: tuple[str, str]
    locale: str
    format: Format

    def draw(self) -> Drawing:
        return self._upright() if self.format.is_narrow else self._level()

    def _level(self) -> Drawing:
        """Draw a row a day: on a wide screen."""
        size, top, high = self.format.size, 3.4 * self.format.size, 26.0
        names = get_day_names("wide", locale=self.locale)
        left = max(width_of(name, size) for name in names.values()) + 10
        step = (self.format.width - left) / 24
        places = {
            (day, clock): (left + clock * step, top + day * high) for day in range(7) for clock in range(24)
        }
        hours = (
            Text(left + clock * step + 1, top - 5, f"{clock:02}:00", size * 0.9, Ink.SOFT)
            for clock in range(0, 24, 3)
        )
        days = (
            Text(left - 10, top + (day + 0.65) * high, names[day], size, anchor=Anchor.END)
            for day in range(7)
        )
        marks = (*self._legend(), *hours, *days, *self._fields(places, step, high))
        return Drawing(self.format.width, top + 7 * high, marks)

    def _upright(self) -> Drawing:
        """Draw a column a day: on a phone."""
        size, top, high = self.format.size, 3.4 * self.format.size, 20.0
        names = get_day_names("abbreviated", locale=self.locale)
        left = width_of("00:00", size) + 8
        step = (self.format.width - left) / 7
        places = {
            (day, clock): (left + day * step, top + clock * high) for day in range(7) for clock in range(24)
        }
        days = (
            Text(left + (day + 0.5) * step, top - 6, names[day].rstrip("."), size, anchor=Anchor.MIDDLE)
            for day in range(7)
        )
        hours = (
            Text(left - 8, top + (clock + 0.72) * high, f"{clock:02}:00", size, Ink.SOFT, Anchor.END)
            for clock in range(0, 24, 2)
        )
        marks = (*self._legend(), *days, *hours, *self._fields(places, step, high))
        return Drawing(self.format.width, top + 24 * high, marks)

    def _fields(self, places: Mapping[Field, Point], width: float, height: float) -> Iterator[Mark]:
        """Yield the fields, light ones first, and then their numbers."""
        highest, size = self._highest(), self.format.size * 0.85
        by_strength = sorted(places, key=lambda field: self._rank(field, highest))
        for field in by_strength:
            (x, y), number = places[field], self.fields.get(field, 0)
            ink = Ink.BAR if number else Ink.LINE
            yield Box(x + 1, y + 1, width - 2, height - 2, ink, _strength(number, highest))
        for field in by_strength:
            (x, y), number = places[field], self.fields.get(field, 0)
            if number:
                ink = Ink.LEAF if _strength(number, highest) > _DARK else Ink.INK
                middle = y + height / 2 + size * 0.35
                yield Text(x + width / 2, middle, self._text(number), size, ink, Anchor.MIDDLE)

    def _rank(self, field: Field, highest: int) -> float:
        number = self.fields.get(field, 0)
        return _strength(number, highest) if number else 0.0

    def _text(self, number: int) -> str:
        if self._highest() > _MOST:
            return str(format_decimal(round(number / _THOUSAND, 1), locale=self.locale))
        return str(number)

    def _legend(self) -> Iterator[Mark]:
        """Yield what is counted, and from where on each strength is."""
        size, highest = self.format.size, self._highest()
        yield Text(0, size, self.texts[highest > _MOST], size, Ink.SOFT)
        if not highest:
            return
        edges = [ceil(highest * step / len(_STRENGTHS)) for step in range(1, len(_STRENGTHS) + 1)]
        x = self.format.width
        for strength, last, before in reversed(list(zip(_STRENGTHS, edges, [0, *edges], strict=False))):
            if last > before:
                text = self._range(before + 1, last)
                x -= width_of(text, size * 0.85)
                yield Text(x, size * 0.95, text, size * 0.85, Ink.SOFT)
                x -= size + 4
                yield Box(x, 0.1 * size, size, size, Ink.BAR, strength)
                x -= 8 if self.format.is_narrow else 14

    def _range(self, first: int, last: int) -> str:
        ends = (self._text(first), self._text(last))
        return "–".join(dict.fromkeys(ends))

    def _highest(self) -> int:
        return max(self.fields.values(), default=0)


def _strength(number: int, highest: int) -> float:
    if not number:
        return _NONE
    return _STRENGTHS[min(len(_STRENGTHS), ceil(number * len(_STRENGTHS) / highest)) - 1]
