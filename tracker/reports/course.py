"""The course of hits over time: by hour, day or week, of any selection; and by the hours of the week."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from tracker.reports.days import ClockFigures
from tracker.reports.reading import READING, Reading
from tracker.reports.selection import Selection, Unit
from tracker.scans.calendar import QUARTER_SECONDS, QUARTERS_PER_HOUR, Calendar, day_number, day_of

_BY_DAY = "(SELECT hit_day.*, place_id = 0 AS nowhere FROM hit_day)"
_HOURS = """wanted AS MATERIALIZED
  (SELECT value ->> 0 AS day, value ->> 1 AS opens, value ->> 2 AS ends FROM json_each(:days)),
hourly AS NOT MATERIALIZED (
  SELECT one.*, place_id = 0 AS nowhere, day, opens, reading.handed_out, reading.known
  FROM reading CROSS JOIN wanted CROSS JOIN hit_hour AS one
    ON one.batch_id = reading.batch_id AND hour >= opens AND hour < ends)"""

_FIRST_WEEKDAY = 3
"""Day 0 was a Thursday; 0 is Monday."""
_Span = tuple[int, int, int]
"""A day, and from which to which quarter of an hour it lasts."""


@dataclass(frozen=True, slots=True)
class Point:
    """Hits of one hour, day or week.

    Attributes:
        begins: When it begins on the organisation's clock, with its offset from UTC.
        day: The day it begins on; of a week its Monday, also where fewer of its days are meant.
        number: How many hits.
        over: Whether it is over; what is not over yet may still grow.
    """

    begins: datetime
    day: date
    number: int
    over: bool


def course(db: Database, selection: Selection, unit: Unit, now: datetime) -> tuple[Point, ...]:
    """Return hits over time, points without any included, up to the one that ``now`` is in.

    Args:
        db: The database.
        selection: Which hits, of which days.
        unit: How long each point is.
        now: The time, with its zone; what begins later is left out.
    """
    calendar = selection.reading.calendar()
    if unit is Unit.HOUR:
        return tuple(_hourly(db, selection, calendar, now))
    counted = tuple(zip(selection.all_days(), by_day(db, selection), strict=True))
    if unit is Unit.DAY:
        return tuple(_point(day, 1, number, calendar, now) for day, number in counted)
    weeks = Counter[date]()
    for day, number in counted:
        weeks[day - timedelta(days=day.weekday())] += number
    return tuple(_point(monday, 7, weeks[monday], calendar, now) for monday in sorted(weeks))


def by_day(db: Database, selection: Selection) -> tuple[int, ...]:
    """Return the hits of each day of a selection, days without any included."""
    table = "hit_day_sum" if selection.place is None else _BY_DAY
    rows = db.execute(
        f"{READING} SELECT day, sum(hits) FROM reading CROSS JOIN {table} AS one"  # noqa: S608 (constants)
        " ON one.batch_id = reading.batch_id AND day BETWEEN :first AND :last"
        f" WHERE {selection.condition} GROUP BY day",
        selection.parameters,
    )
    found = dict(rows.fetchall())
    return tuple(found.get(day_number(day), 0) for day in selection.all_days())


def by_batch_and_day(db: Database, selection: Selection) -> dict[int, tuple[int, ...]]:
    """Return the same of every batch, by its number; batches without any hit included."""
    table = "hit_day_sum" if selection.place is None else _BY_DAY
    found: dict[int, dict[int, int]] = {}
    for batch, day, number in db.execute(
        f"{READING} SELECT one.batch_id, day, sum(hits) FROM reading CROSS JOIN {table} AS one"  # noqa: S608
        " ON one.batch_id = reading.batch_id AND day BETWEEN :first AND :last"
        f" WHERE {selection.condition} GROUP BY one.batch_id, day",
        selection.parameters,
    ):
        found.setdefault(batch, {})[day] = number
    days = tuple(map(day_number, selection.all_days()))
    return {
        batch.id: tuple(found.get(batch.id, {}).get(day, 0) for day in days)
        for batch in selection.reading.batches
    }


def first_day(db: Database, selection: Selection) -> date | None:
    """Return the first day with a hit of a selection, whatever its own first day is."""
    table = "hit_day_sum" if selection.place is None else _BY_DAY
    (found,) = db.execute(
        f"{READING} SELECT min(day) FROM reading CROSS JOIN {table} AS one"  # noqa: S608 (constants)
        f" ON one.batch_id = reading.batch_id WHERE {selection.condition}",
        selection.parameters,
    ).fetchone()
    return None if found is None else day_of(found)


def placed_on(db: Database, reading: Reading) -> dict[int, date]:
    """Return by place on which day it was given the first pieces of these batches."""
    rows = db.execute(
        f"{READING} SELECT place_id, min(handed_out_on) FROM reading"  # noqa: S608 (constants)
        " JOIN hand_out ON hand_out.batch_id = reading.batch_id AND handed_out_on <= :today"
        " GROUP BY place_id",
        reading.parameters,
    )
    return {place: date.fromisoformat(on) for place, on in rows}


def by_clock(db: Database, selection: Selection) -> tuple[ClockFigures, ...]:
    """Return the hits of each of the 168 hours of the week; their sum is that of the days."""
    calendar = selection.reading.calendar()
    usual, odd = _spans(selection, calendar)
    found = Counter[tuple[int, int]]()
    for weekday, clock, number in db.execute(
        f"{READING}, {_HOURS} SELECT (day + {_FIRST_WEEKDAY}) % 7, (hour - opens) / {QUARTERS_PER_HOUR},"  # noqa: S608
        f" sum(hits) FROM hourly WHERE {selection.condition} GROUP BY 1, 2",
        {**selection.parameters, "days": json.dumps(usual)},
    ):
        found[weekday, clock] += number
    for hour, number in _hours(db, selection, odd):
        local = calendar.of_quarter(hour)
        found[local.weekday, local.clock] += number
    return tuple(
        ClockFigures(weekday, clock, found[weekday, clock]) for weekday in range(7) for clock in range(24)
    )


def _spans(selection: Selection, calendar: Calendar) -> tuple[list[_Span], list[_Span]]:
    """Return from which to which quarter of an hour days last: those of 24 hours, and those that are odd."""
    days = selection.all_days()
    opens = [calendar.first_hour(day) for day in (*days, selection.last + timedelta(days=1))]
    spans = [
        (day_number(day), first, end) for day, first, end in zip(days, opens[:-1], opens[1:], strict=True)
    ]
    usual = [span for span in spans if span[2] - span[1] == 24 * QUARTERS_PER_HOUR]
    return usual, [span for span in spans if span not in set(usual)]


def _hours(db: Database, selection: Selection, spans: Sequence[_Span]) -> Iterator[tuple[int, int]]:
    """Yield the hours with hits, by the quarter with which they begin."""
    yield from db.execute(
        f"{READING}, {_HOURS} SELECT hour, sum(hits) FROM hourly WHERE {selection.condition} GROUP BY hour",  # noqa: S608
        {**selection.parameters, "days": json.dumps(spans)},
    )


def _hourly(db: Database, selection: Selection, calendar: Calendar, now: datetime) -> Iterator[Point]:
    found = Counter[int]()
    usual, odd = _spans(selection, calendar)
    for hour, number in _hours(db, selection, [*usual, *odd]):
        found[calendar.of_quarter(hour).hour] += number  # counted in another zone, it may begin within one
    first, last = (
        calendar.first_hour(selection.first),
        calendar.first_hour(selection.last + timedelta(days=1)),
    )
    current = calendar.at(int(now.timestamp() * 1000)).hour
    hours = dict.fromkeys(calendar.of_quarter(quarter).hour for quarter in range(first, last))
    for hour in hours:
        if hour <= current:
            begins = datetime.fromtimestamp(hour * QUARTER_SECONDS, calendar.zone)
            yield Point(begins, begins.date(), found[hour], hour < current)


def _point(day: date, days: int, number: int, calendar: Calendar, now: datetime) -> Point:
    begins = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
    return Point(begins, day, number, day + timedelta(days=days) <= now.astimezone(calendar.zone).date())
