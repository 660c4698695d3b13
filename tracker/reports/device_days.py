"""Devices that people scanned with on one local day: a lower bound, and never summed over days.

What is counted are devices of all people, those that only made tests among them: which hits are tests may be
known later only, when a hand-out is noted, and by then nobody can tell devices apart any more. Each device
that made nothing but tests made at least one; so at least as many as are left, if one is taken off for each
test, scanned. Nor can more devices have scanned than there are scans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from printkit.store.model import DEFAULT_ORGANISATION
from tracker.reports.reading import IS_TEST, READING, Reading, read
from tracker.scans.calendar import day_number, day_of

_Scope = tuple[str, int]
"""``batch``, ``campaign`` or ``organisation``, and its number."""
_PEOPLE = (
    f"{READING} SELECT one.batch_id, day, sum(iif({IS_TEST}, 0, hits)),"  # noqa: S608 (constants)
    f" sum(iif({IS_TEST} AND NOT staff, hits, 0)) FROM reading CROSS JOIN hit_day_sum AS one"
    " ON one.batch_id = reading.batch_id AND class = :person AND day BETWEEN :first AND :last GROUP BY 1, 2"
)
_ALL_DAYS = (-(2**31), 2**31)


@dataclass(frozen=True, slots=True)
class DeviceDays:
    """At least so many different devices scanned on a day."""

    day: date
    devices: int


@dataclass(frozen=True, slots=True)
class ScopeDay:
    """The same of a batch, a campaign or the organisation, which ``scope`` and ``number`` say."""

    day: date
    scope: str
    number: int
    devices: int


def device_days(
    db: Database,
    batch_id: int | None,
    days: int,
    *,
    until: date | None = None,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[DeviceDays, ...]:
    """Return how many devices people scanned with on each of the last days.

    Args:
        db: The database.
        batch_id: Of this batch, or with ``None`` of all batches of the organisation.
        days: How many, at least 1.
        until: The last day, by default today.
        campaign_id: Of the batches of this campaign.
        organisation_id: Whose time zone holds, and whose batches if none of these is named.
    """
    reading = read(db, batch_id, organisation_id, campaign_id=campaign_id if batch_id is None else None)
    scope: _Scope = ("organisation", organisation_id)
    if batch_id is not None:
        scope = ("batch", batch_id)
    elif campaign_id is not None:
        scope = ("campaign", campaign_id)
    last = day_number(until or reading.today)
    first = last - days + 1
    people = _people(db, reading, organisation_id, (first, last))
    rows = db.execute(
        "SELECT day, devices FROM device_day WHERE scope = ? AND scope_id = ? AND day BETWEEN ? AND ?",
        [*scope, first, last],
    )
    found = {day: _at_least(devices, people.get((scope, day), (0, 0))) for day, devices in rows}
    return tuple(DeviceDays(day_of(day), found.get(day, 0)) for day in range(first, last + 1))


def device_days_of_all(db: Database, reading: Reading, organisation_id: int) -> Iterator[ScopeDay]:
    """Yield the devices of all days on which any scanned, of batches, campaigns and the organisation.

    Of a campaign, or of the organisation, they are right if all its batches are read.
    """
    people = _people(db, reading, organisation_id, _ALL_DAYS)
    for day, scope, number, devices in db.execute(
        "SELECT day, scope, scope_id, devices FROM device_day ORDER BY day, scope, scope_id"
    ):
        told = _at_least(devices, people.get(((scope, number), day), (0, 0)))
        if told:
            yield ScopeDay(day_of(day), scope, number, told)


def _people(
    db: Database, reading: Reading, organisation_id: int, days: tuple[int, int]
) -> Mapping[tuple[_Scope, int], tuple[int, int]]:
    """Return scans, and tests without a staff pass, by scope and day; what is not read belongs to no sum."""
    sums: dict[tuple[_Scope, int], tuple[int, int]] = {}
    campaign_of = {batch.id: batch.campaign_id for batch in reading.batches}
    parameters = {**reading.parameters, "first": days[0], "last": days[1]}
    for batch, day, scans, tests in db.execute(_PEOPLE, parameters):
        for scope in (
            ("batch", batch),
            ("campaign", campaign_of[batch]),
            ("organisation", organisation_id),
        ):
            before = sums.get((scope, day), (0, 0))
            sums[scope, day] = before[0] + scans, before[1] + tests
    return sums


def _at_least(devices: int, people: tuple[int, int]) -> int:
    """Return how many devices scanned at least, given the scans and the tests of all of them."""
    scans, tests = people
    return min(scans, max(1, devices - tests))
