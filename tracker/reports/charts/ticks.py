"""Which moments of a time axis are named: as many as have room, at beginnings that people know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from babel.dates import format_date

from tracker.reports.charts.dates import written
from tracker.reports.charts.letters import width_of

GAP = 10.0
"""At least so much lies between two names."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment that is named.

    Attributes:
        index: Of the bar that begins then.
        text: Its name.
        below: What is said once, of this and all that follow: the year, or of an hour its day.
    """

    index: int
    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    """Moments that may be named together.

    Attributes:
        meant: Whether a bar that begins then may be named.
        same: What bars have in common that would have the same name: only the first of them is named.
        text: The name.
        below: What is said below it if it is another than before.
    """

    meant: Callable[[datetime], bool]
    same: Callable[[datetime], object]
    text: Callable[[datetime, str], str]
    below: Callable[[datetime, str], str]


class Span(StrEnum):
    """How long a bar of a time axis is."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


def ticks_for(
    begins: Sequence[datetime], span: Span, pitch: float, size: float, locale: str
) -> tuple[Tick, ...]:
    """Return the ticks of an axis.

    Args:
        begins: When each bar begins, on the clock of the organisation.
        span: How long each is.
        pitch: How far it is from one bar to the next.
        size: Of the texts.
        locale: In which names of months and the order of a date are written.
    """
    most = len(begins) * pitch / (size + GAP) + 1
    for level in _LEVELS[_FINEST[span] :]:
        meant = tuple(_meant(begins, level))
        if not 0 < len(meant) <= most:  # names are only written where they may have room: that takes long
            continue
        found = tuple(_ticks(begins, meant, level, locale))
        if _fit(found, pitch, size):
            return found
    return tuple(Tick(0, _day(moment, locale), _year(moment, locale)) for moment in begins[:1])


def _meant(begins: Sequence[datetime], level: _Level) -> Iterator[int]:
    """Yield the bars to be named: on the day when an hour comes twice, it is named once."""
    before: object = None
    for index, moment in enumerate(begins):
        now = level.same(moment)
        if now != before and level.meant(moment):
            yield index
        before = now


def _ticks(begins: Sequence[datetime], meant: Sequence[int], level: _Level, locale: str) -> Iterator[Tick]:
    last = ""
    for index in meant:
        below = level.below(begins[index], locale)
        yield Tick(index, level.text(begins[index], locale), below if below != last else "")
        last = below


def _fit(ticks: Sequence[Tick], pitch: float, size: float) -> bool:
    names = [(tick.index * pitch, width_of(tick.text, size)) for tick in ticks]
    below = [(tick.index * pitch, width_of(tick.below, size)) for tick in ticks if tick.below]
    return _apart(names) and _apart(below)


def _apart(texts: Sequence[tuple[float, float]]) -> bool:
    """Whether texts of such middles and widths lie far enough from one another."""
    return all(
        other - one >= (width + other_width) / 2 + GAP
        for (one, width), (other, other_width) in pairwise(texts)
    )


def _hours(every: int) -> _Level:
    return _Level(lambda at: at.hour % every == 0, _the_hour, lambda at, _: f"{at:%H}:00", _day)


def _the_hour(at: datetime) -> object:
    return at.toordinal(), at.hour


def _the_month(at: datetime) -> object:
    return at.year, at.month


def _day(at: datetime, locale: str) -> str:
    return written(at, "MMMd", locale)


def _weekday(at: datetime, locale: str) -> str:
    return written(at, "Ed", locale).replace(".,", "")


def _month_and_year(at: datetime, locale: str) -> str:
    return written(at, "yMMM", locale)


def _month(at: datetime, locale: str) -> str:
    return format_date(at, "LLL", locale=locale)


def _year(at: datetime, _: str) -> str:
    return f"{at.year}"


def _nothing(_: datetime, __: str) -> str:
    return ""


def _mondays(every: int) -> _Level:
    return _Level(
        lambda at: at.weekday() == 0 and at.toordinal() // 7 % every == 0, datetime.toordinal, _day, _year
    )


def _months(every: int) -> _Level:
    """Name the bar in which every so manieth month begins; of weeks, that of its first Monday."""
    return _Level(lambda at: at.day <= 7 and (at.month - 1) % every == 0, _the_month, _month, _year)


_LEVELS = (
    _hours(1),
    _hours(3),
    _hours(6),
    _hours(12),
    _Level(lambda _: True, datetime.toordinal, _weekday, _month_and_year),
    _Level(lambda _: True, datetime.toordinal, _day, _year),
    _mondays(1),
    _mondays(2),
    _months(1),
    _months(2),
    _months(3),
    _months(6),
    _Level(lambda at: at.month == 1 and at.day <= 7, lambda at: at.year, _year, _nothing),
)
_FINEST = {Span.HOUR: 0, Span.DAY: 4, Span.WEEK: 5}
"""The first level that tells bars of such a length apart."""
