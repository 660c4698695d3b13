"""Hits and scans over time: by hour, by day, by weekday and hour. All in the organisation's time zone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from printkit.store.model import DEFAULT_ORGANISATION
from tracker.reports.reading import IS_TEST, READING, Reading, read
from tracker.scans.calendar import QUARTER_SECONDS, day_number, day_of

_SUMS = (
    "sum(hits), coalesce(sum(hits) FILTER (WHERE class = :person), 0),"
    f" coalesce(sum(hits) FILTER (WHERE class = :person AND {IS_TEST}), 0)"
)
"""Hits, those by people, and of them tests."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day in the organisation's time zone.

    Attributes:
        hits: Of all classes.
        scans: By people, without tests.
        tests: By people, before anything was handed out.
    """

    day: date
    hits: int
    scans: int
    tests: int = 0


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A week, known by its Monday. Otherwise as `DayFigures`."""

    monday: date
    hits: int
    scans: int
    tests: int


@dataclass(frozen=True, slots=True)
class HourFigures:
    """One hour on the organisation's clock; ``begins`` has its offset from UTC. Otherwise as `DayFigures`."""

    begins: datetime
    hits: int
    scans: int
    tests: int


@dataclass(frozen=True, slots=True)
class ClockFigures:
    """An hour of the week; ``weekday`` 0 is Monday. ``people`` are scans and tests, not told apart here."""

    weekday: int
    clock: int
    people: int


def scans_by_day(
    db: Database,
    batch_id: int | None,
    days: int,
    *,
    until: date | None = None,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[DayFigures, ...]:
    """Return hits and scans of the last days, days without any included.

    Args:
        db: The database.
        batch_id: Of this batch, or with ``None`` of all batches of the organisation.
        days: How many, at least 1.
        until: The last day, by default today.
        campaign_id: Of the batches of this campaign.
        organisation_id: Whose time zone holds, and whose batches if none of these is named.
    """
    reading = read(db, batch_id, organisation_id, campaign_id=campaign_id)
    last = _last_day(reading, until)
    return tuple(_one_by_one(db, reading, range(day_number(last) - days + 1, day_number(last) + 1)))


def scans_by_batch_and_day(
    db: Database, days: int, *, until: date | None = None, organisation_id: int = DEFAULT_ORGANISATION
) -> dict[int, tuple[DayFigures, ...]]:
    """Return the last days of every batch of an organisation, by its number; days without any included."""
    reading = read(db, None, organisation_id)
    last = _last_day(reading, until)
    found = _by_batch_and_day(db, reading, last - timedelta(days=days - 1), last)
    return {batch.id: _without_gaps(found.get(batch.id, {}), days, last) for batch in reading.batches}


def scans_by_campaign_and_day(
    db: Database, days: int, *, until: date | None = None, organisation_id: int = DEFAULT_ORGANISATION
) -> dict[int, tuple[int, ...]]:
    """Return the scans of the last days of every campaign by its number; campaigns without any are absent."""
    reading = read(db, None, organisation_id)
    last = day_number(_last_day(reading, until))
    of_batch = {batch.id: batch.campaign_id for batch in reading.batches}
    found: dict[int, list[int]] = {}
    for batch, day, scans in db.execute(
        f"{READING} SELECT one.batch_id, day, sum(hits) FROM reading CROSS JOIN hit_day_sum AS one"  # noqa: S608 (constants)
        " ON one.batch_id = reading.batch_id AND day BETWEEN :first AND :last"
        f" WHERE class = :person AND NOT {IS_TEST} GROUP BY one.batch_id, day",
        {**reading.parameters, "first": last - days + 1, "last": last},
    ):
        found.setdefault(of_batch[batch], [0] * days)[day - last + days - 1] += scans
    return {campaign: tuple(counted) for campaign, counted in found.items()}


def by_week(days: Iterable[DayFigures]) -> tuple[WeekFigures, ...]:
    """Sum days up by weeks, which begin on Monday (ISO 8601); the first and the last may be parts of one."""
    weeks: dict[date, WeekFigures] = {}
    for one in days:
        monday = one.day - timedelta(days=one.day.weekday())
        before = weeks.get(monday, WeekFigures(monday, 0, 0, 0))
        weeks[monday] = WeekFigures(
            monday, before.hits + one.hits, before.scans + one.scans, before.tests + one.tests
        )
    return tuple(weeks[monday] for monday in sorted(weeks))


def scans_by_hour(
    db: Database,
    batch_id: int | None,
    day: date,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[HourFigures, ...]:
    """Return the hours of a day, of which there are 23 to 25; hours without any hit included."""
    reading = read(db, batch_id, organisation_id, campaign_id=campaign_id)
    calendar = reading.calendar()
    first, end = calendar.first_hour(day), calendar.first_hour(day + timedelta(days=1))
    rows = db.execute(
        f"{READING} SELECT hour, sum(hits), sum(iif(class = :person AND NOT {IS_TEST}, hits, 0)),"  # noqa: S608
        f" sum(iif(class = :person AND {IS_TEST}, hits, 0)) FROM reading CROSS JOIN"
        " (SELECT hit_hour.*, place_id = 0 AS nowhere, :day AS day FROM hit_hour) AS one"
        " ON one.batch_id = reading.batch_id AND hour >= :first AND hour < :end GROUP BY hour",
        {**reading.parameters, "day": day_number(day), "first": first, "end": end},
    )
    hours = {calendar.of_quarter(quarter).hour: (0, 0, 0) for quarter in range(first, end)}
    for begins, *counted in rows:
        hour = calendar.of_quarter(begins).hour  # counted in another zone, it may begin within one of these
        hits, scans, tests = (one + more for one, more in zip(hours[hour], counted, strict=True))
        hours[hour] = hits, scans, tests
    return tuple(
        HourFigures(datetime.fromtimestamp(hour * QUARTER_SECONDS, calendar.zone), *counted)
        for hour, counted in hours.items()
    )


def scans_by_clock(
    db: Database,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[ClockFigures, ...]:
    """Return at which hours of the week people scan; all 168 hours, since the beginning."""
    reading = read(db, batch_id, organisation_id, campaign_id=campaign_id)
    rows = db.execute(
        f"{READING} SELECT weekday, clock, sum(hits) FROM reading CROSS JOIN hit_week"  # noqa: S608 (constants)
        " ON hit_week.batch_id = reading.batch_id AND class = :person GROUP BY weekday, clock",
        reading.parameters,
    )
    found = {(weekday, clock): people for weekday, clock, people in rows}
    return tuple(
        ClockFigures(weekday, clock, found.get((weekday, clock), 0))
        for weekday in range(7)
        for clock in range(24)
    )


def _last_day(reading: Reading, until: date | None) -> date:
    return until or datetime.now(reading.calendar().zone).date()


def _by_batch_and_day(
    db: Database, reading: Reading, first: date, last: date
) -> dict[int, dict[date, DayFigures]]:
    found: dict[int, dict[date, DayFigures]] = {}
    for batch, day, hits, people, tests in db.execute(
        f"{READING} SELECT one.batch_id, day, {_SUMS} FROM reading CROSS JOIN hit_day_sum AS one"  # noqa: S608 (constants)
        " ON one.batch_id = reading.batch_id AND day BETWEEN :first AND :last GROUP BY one.batch_id, day",
        {**reading.parameters, "first": day_number(first), "last": day_number(last)},
    ):
        found.setdefault(batch, {})[day_of(day)] = DayFigures(day_of(day), hits, people - tests, tests)
    return found


def _one_by_one(db: Database, reading: Reading, days: range) -> Iterator[DayFigures]:
    """Yield the figures of days, of all batches together.

    To look each batch up for each day takes half as long as to sort all their rows by day.
    """
    rows = db.execute(
        f"{READING} SELECT wanted.value, (SELECT json_array({_SUMS}) FROM reading"  # noqa: S608 (constants)
        " CROSS JOIN hit_day_sum AS one ON one.batch_id = reading.batch_id AND day = wanted.value)"
        " FROM json_each(:days) AS wanted",
        {**reading.parameters, "days": json.dumps(list(days))},
    )
    for day, sums in rows:
        hits, people, tests = (number or 0 for number in json.loads(sums))
        yield DayFigures(day_of(day), hits, people - tests, tests)


def _without_gaps(found: dict[date, DayFigures], days: int, last: date) -> tuple[DayFigures, ...]:
    wanted = (last - timedelta(days=back) for back in range(days - 1, -1, -1))
    return tuple(found.get(day, DayFigures(day, 0, 0)) for day in wanted)
