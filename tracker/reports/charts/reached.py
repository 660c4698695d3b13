"""How large a share was reached by which day: a curve in its band."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tracker.reports.charts.chart import FORMATS, Chart, Format, Head
from tracker.reports.charts.drawing import Anchor, Area, Dot, Drawing, Ink, Mark, Stroke, Text
from tracker.reports.charts.letters import width_of
from tracker.reports.charts.scale import Scale, scale_for

_PLOT = {True: 150.0, False: 210.0}


@dataclass(frozen=True, slots=True)
class Reached:
    """What was reached by a day: the value, and between which the truth lies."""

    day: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReachedTexts:
    """What stands in the picture.

    Attributes:
        unit: Of the upright axis.
        days: Of the level axis, such as ``days since the hand-out``.
        value: Writes a value.
    """

    unit: str
    days: str
    value: Callable[[float], str]


def reached_chart(head: Head, points: Sequence[Reached], texts: ReachedTexts) -> Chart:
    """Return the chart of a curve; points are in the order of their days."""
    narrow, wide = (_Curve(tuple(points), texts, one).draw() for one in FORMATS)
    return Chart(head, narrow, wide)


@dataclass(frozen=True, slots=True)
class _Curve:
    points: tuple[Reached, ...]
    texts: ReachedTexts
    format: Format

    def draw(self) -> Drawing:
        size, high = self.format.size, _PLOT[self.format.is_narrow]
        scale = scale_for(max((point.high for point in self.points), default=0), whole=False)
        days = scale_for(max((point.day for point in self.points), default=0), 6)
        left = max(width_of(self.texts.value(step), size) for step in scale.steps) + 8
        plot = _Plot(left, 2 * size, self.format.width - left - 8, high, scale, days)
        marks = (*self._grid(plot), *self._curve(plot))
        return Drawing(self.format.width, plot.top + high + 3.2 * size, marks)

    def _grid(self, plot: _Plot) -> Iterator[Mark]:
        size = self.format.size
        yield Text(0, size, self.texts.unit, size, Ink.SOFT)
        for step in plot.values.steps:
            y = plot.y(step)
            yield Stroke(((plot.left, y), (plot.left + plot.width, y)), Ink.SOFT if not step else Ink.LINE)
            yield Text(plot.left - 8, y + 0.35 * size, self.texts.value(step), size, Ink.SOFT, Anchor.END)
        floor = plot.top + plot.height
        for step in plot.days.steps:
            x, half = plot.x(step), width_of(f"{step:g}", size) / 2
            yield Stroke(((x, floor), (x, floor + 4)), Ink.SOFT)
            x = min(x, self.format.width - half)
            yield Text(x, floor + 4 + 1.1 * size, f"{step:g}", size, Ink.INK, Anchor.MIDDLE)
        yield Text(self.format.width, floor + 4 + 2.3 * size, self.texts.days, size, Ink.SOFT, Anchor.END)

    def _curve(self, plot: _Plot) -> Iterator[Mark]:
        if not self.points:
            return
        above = [(plot.x(point.day), plot.y(point.high)) for point in self.points]
        below = [(plot.x(point.day), plot.y(point.low)) for point in reversed(self.points)]
        yield Area((*above, *below), Ink.BAR, 0.2)
        middle = tuple((plot.x(point.day), plot.y(point.value)) for point in self.points)
        yield Stroke(middle, Ink.BAR, 2)
        last = self.points[-1]
        text = self.texts.value(last.value)
        yield Dot(*middle[-1], 4, Ink.BAR, text)
        half = width_of(text, self.format.size, bold=True) / 2
        x = min(middle[-1][0], self.format.width - half)
        yield Text(x, middle[-1][1] - 9, text, self.format.size, Ink.INK, Anchor.MIDDLE, bold=True)


@dataclass(frozen=True, slots=True)
class _Plot:
    left: float
    top: float
    width: float
    height: float
    values: Scale
    days: Scale

    def x(self, day: float) -> float:
        return self.left + self.width * day / self.days.top

    def y(self, value: float) -> float:
        return self.top + self.height * (1 - value / self.values.top)
