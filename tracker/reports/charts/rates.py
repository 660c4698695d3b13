"""Rates side by side, each with the interval in which the truth lies: a dot with whiskers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf

from tracker.reports.charts.chart import FORMATS, Chart, Format, Head
from tracker.reports.charts.drawing import Anchor, Area, Box, Dot, Drawing, Ink, Mark, Stroke, Text
from tracker.reports.charts.letters import shortened, width_of
from tracker.reports.charts.scale import Scale, scale_for

_RADIUS = 4.5


@dataclass(frozen=True, slots=True)
class Rate:
    """A row.

    Attributes:
        name: Of the batch or place.
        value: The rate; ``None`` where there is none, or it is not told.
        low: Where its interval begins, ``None`` without one.
        high: Where it ends, ``None`` if nothing bounds it.
        text: The value in words.
        about: What it is a rate of.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    about: str = ""


def rates_chart(
    head: Head,
    rates: Sequence[Rate],
    unit: str,
    number: Callable[[float], str],
    most: float = inf,
) -> Chart:
    """Return the chart of rates.

    Args:
        head: Its title.
        rates: Its rows, in their order.
        unit: Of the axis.
        number: Writes a value of the axis.
        most: What no rate exceeds; the axis ends there.
    """
    narrow, wide = (_Rates(tuple(rates), unit, number, most, one).draw() for one in FORMATS)
    return Chart(head, narrow, wide)


@dataclass(frozen=True, slots=True)
class _Rates:
    rates: tuple[Rate, ...]
    unit: str
    number: Callable[[float], str]
    most: float
    format: Format

    def draw(self) -> Drawing:
        size = self.format.size
        value_room = max((width_of(rate.text, size, bold=True) for rate in self.rates), default=0) + 12
        left = 0.0 if self.format.is_narrow else self._name_room()
        end = max((_end(rate) for rate in self.rates), default=0)
        scale = scale_for(min(end * 1.02, self.most), 5, whole=False)
        plot = _Plot(left + 6, self.format.width - value_room - left - 12, scale)
        top, high = 1.4 * size, size * (4.1 if self.format.is_narrow else 3.1)
        floor = top + high * len(self.rates)
        marks = [*self._grid(plot, top, high)]
        for index, rate in enumerate(self.rates):
            marks += self._row(rate, plot, top + index * high, high)
        return Drawing(self.format.width, floor + 1.6 * size, tuple(marks))

    def _name_room(self) -> float:
        widest = max(
            (
                max(width_of(rate.name, self.format.size), width_of(rate.about, self.format.size * 0.9))
                for rate in self.rates
            ),
            default=0,
        )
        return min(widest + 16, self.format.width * 0.38)

    def _grid(self, plot: _Plot, top: float, high: float) -> Iterator[Mark]:
        """Yield the axis; on a phone its lines leave room for the names."""
        size, floor = self.format.size, top + high * len(self.rates)
        spans: tuple[tuple[float, float], ...] = ((top + 4, floor),)
        if self.format.is_narrow:
            spans = tuple(
                (self._middle(top + index * high, high) - size, top + (index + 1) * high)
                for index in range(len(self.rates))
            )
        yield Text(0, size * 0.85, self.unit, size, Ink.SOFT)
        for step in plot.scale.steps:
            x = plot.at(step)
            for first, last in spans:
                yield Stroke(((x, first), (x, last)), Ink.SOFT if step == 0 else Ink.LINE)
            text = self.number(step)
            half = width_of(text, size) / 2
            yield Text(max(x, half), floor + 1.2 * size, text, size, Ink.SOFT, Anchor.MIDDLE)

    def _middle(self, top: float, high: float) -> float:
        return top + (2.9 * self.format.size if self.format.is_narrow else high / 2)

    def _row(self, rate: Rate, plot: _Plot, top: float, high: float) -> Iterator[Mark]:
        size, narrow = self.format.size, self.format.is_narrow
        middle = self._middle(top, high)
        room = self.format.width if narrow else plot.left - 16
        if narrow:
            name = shortened(rate.name, size, room * 0.6)
            yield Text(0, top + 1.5 * size, name, size)
            about = shortened(rate.about, size * 0.9, room - width_of(name, size) - 12)
            yield Text(self.format.width, top + 1.5 * size, about, size * 0.9, Ink.SOFT, Anchor.END)
        else:
            lift = 0.25 * size if rate.about else -0.35 * size
            yield Text(0, middle - lift, shortened(rate.name, size, room), size)
            if rate.about:
                about = shortened(rate.about, size * 0.9, room)
                yield Text(0, middle + 0.95 * size, about, size * 0.9, Ink.SOFT)
        yield Text(self.format.width, middle + 0.35 * size, rate.text, size, Ink.INK, Anchor.END, bold=True)
        if rate.value is not None:
            yield from self._whiskers(rate, plot, middle)
            yield Dot(plot.at(rate.value), middle, _RADIUS, Ink.BAR, f"{rate.name}: {rate.text}")

    def _whiskers(self, rate: Rate, plot: _Plot, y: float) -> Iterator[Mark]:
        if rate.low is None:
            return
        low, high = plot.at(rate.low), plot.at(plot.scale.top if rate.high is None else rate.high)
        yield Box(low, y - 3.5, high - low, 7, Ink.BAR, 0.25)
        yield Stroke(((low, y - 5), (low, y + 5)), Ink.BAR, 1.5)
        if rate.high is None:  # nothing bounds it: an arrow
            yield Area(((high, y - 5), (high + 6, y), (high, y + 5)), Ink.BAR)
        else:
            yield Stroke(((high, y - 5), (high, y + 5)), Ink.BAR, 1.5)


@dataclass(frozen=True, slots=True)
class _Plot:
    left: float
    width: float
    scale: Scale

    def at(self, value: float) -> float:
        return self.left + self.width * min(value, self.scale.top) / self.scale.top


def _end(rate: Rate) -> float:
    return max(rate.value or 0, rate.high or rate.low or 0)
