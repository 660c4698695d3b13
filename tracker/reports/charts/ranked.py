"""Numbers side by side, a level bar each: devices, places, ways in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.reports.charts.chart import FORMATS, Chart, Format, Head
from tracker.reports.charts.drawing import Anchor, Box, Drawing, Ink, Mark, Text
from tracker.reports.charts.letters import shortened, width_of

_MOST_SAID = 0.5
"""The share of the width that number and remark may take."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row.

    Attributes:
        name: Of the place, the device and so on.
        number: How many; ``None`` where it is not told.
        text: The number in words, also that it is not told.
        about: What else is said of it, such as its share.
    """

    name: str
    number: int | None
    text: str
    about: str = ""


def ranked_chart(head: Head, rows: Sequence[Ranked]) -> Chart:
    """Return the chart of rows, in their order."""
    narrow, wide = (_Rows(tuple(_fitting(row, one) for row in rows), one).draw() for one in FORMATS)
    return Chart(head, narrow, wide)


def _fitting(row: Ranked, form: Format) -> Ranked:
    """Return a row of which number and remark leave room for name and bar."""
    room = form.width * _MOST_SAID / 2
    return replace(
        row, text=shortened(row.text, form.size, room, bold=True), about=shortened(row.about, form.size, room)
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    rows: tuple[Ranked, ...]
    format: Format

    def draw(self) -> Drawing:
        size = self.format.size
        high = size * (3.3 if self.format.is_narrow else 2.3)
        marks: list[Mark] = []
        for index, row in enumerate(self.rows):
            marks += (
                self._on_two_lines(row, index * high)
                if self.format.is_narrow
                else self._row(row, index * high, high)
            )
        return Drawing(self.format.width, max(1.0, len(self.rows) * high), tuple(marks))

    def _row(self, row: Ranked, top: float, high: float) -> Iterator[Mark]:
        size = self.format.size
        names, numbers = self._name_room(), self._number_room()
        middle = top + high / 2
        yield Text(
            names - 12, middle + 0.35 * size, shortened(row.name, size, names - 12), size, anchor=Anchor.END
        )
        length = self._length(row, self.format.width - names - numbers)
        if length:
            yield Box(names, middle - 0.6 * size, length, 1.2 * size, Ink.BAR, tip=f"{row.name}: {row.text}")
        yield Text(names + length + 8, middle + 0.35 * size, row.text, size, bold=True)
        x = names + length + 8 + width_of(f"{row.text} ", size, bold=True)
        if row.about:
            yield Text(x + 3, middle + 0.35 * size, row.about, size, Ink.SOFT)

    def _on_two_lines(self, row: Ranked, top: float) -> Iterator[Mark]:
        size = self.format.size
        said = width_of(f"{row.text}  {row.about}", size, bold=True)
        yield Text(0, top + 1.1 * size, shortened(row.name, size, self.format.width - said - 12), size)
        about = width_of(row.about, size) + 8 if row.about else 0
        yield Text(
            self.format.width - about, top + 1.1 * size, row.text, size, Ink.INK, Anchor.END, bold=True
        )
        if row.about:
            yield Text(self.format.width, top + 1.1 * size, row.about, size, Ink.SOFT, Anchor.END)
        yield Box(0, top + 1.6 * size, self.format.width, 0.8 * size, Ink.LINE, 0.5)
        length = self._length(row, self.format.width)
        if length:
            yield Box(0, top + 1.6 * size, length, 0.8 * size, Ink.BAR)

    def _length(self, row: Ranked, room: float) -> float:
        highest = max((one.number or 0 for one in self.rows), default=0)
        return max(1.5, room * row.number / highest) if row.number else 0.0

    def _name_room(self) -> float:
        widest = max((width_of(row.name, self.format.size) for row in self.rows), default=0)
        return min(widest + 14, self.format.width * 0.4)

    def _number_room(self) -> float:
        size = self.format.size
        return max(
            (width_of(f"{row.text} {row.about}", size, bold=True) + 16 for row in self.rows), default=0
        )
