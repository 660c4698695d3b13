"""Figures for other programs: by day and hour, piece, place, reason; device-days. `forms.py` writes them.

The columns of each kind are those of its dataclass, in their order; docs/figures.md explains them. `VERSION`
says which columns there are; it is part of the name of a file that goes into a folder.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlite_utils import Database

from printkit.store.model import DEFAULT_ORGANISATION, Batch
from tracker.reports.device_days import device_days_of_all
from tracker.reports.pieces import (
    PieceFigures,
    PlaceFigures,
    ReasonFigures,
    all_pieces,
    place_figures,
    reasons,
)
from tracker.reports.reading import IS_TEST, READING, Reading, read
from tracker.reports.unknown import UnknownCode, UnknownHour, unknown_codes, unknown_hours
from tracker.scans.calendar import QUARTER_SECONDS, day_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VERSION = 4
"""2: days tell tests from scans, and there are hours, pieces, places and reasons. 3: hours and pieces tell
tests too, entries are those of scans, and there are devices and unknown codes. 4: places tell what
came back."""


class Kind(StrEnum):
    """What a row is of."""

    DAYS = "days"
    HOURS = "hours"
    PIECES = "pieces"
    PLACES = "places"
    REASONS = "reasons"
    DEVICES = "devices"
    UNKNOWN = "unknown"
    UNKNOWN_HOURS = "unknown-hours"


OF_ALL = frozenset({Kind.UNKNOWN, Kind.UNKNOWN_HOURS})
"""Kinds whose rows belong to no batch or campaign."""


@dataclass(frozen=True, slots=True)
class DailyRow:
    """One day of one batch, in the organisation's time zone. Scans are hits by a person, without tests.

    ``scanned``, ``typed`` and ``entry_unknown`` divide the scans; ``repeat`` to ``unsure`` are other hits.
    """

    day: date
    batch: int
    name: str
    campaign: str
    copies: int
    hits: int
    scans: int
    tests: int
    scanned: int
    typed: int
    entry_unknown: int
    repeat: int
    preview: int
    robot: int
    prefetch: int
    unsure: int


@dataclass(frozen=True, slots=True)
class HourlyRow:
    """Hits of one hour of one batch, one row for what was counted apart.

    Attributes:
        hour: When it begins, with its offset from UTC.
        place: Where the piece was handed out at that time, or empty.
        cls: The class; people are scans and tests together.
        tests: How many of the hits were tests.
    """

    hour: datetime
    batch: int
    place: str
    cls: str
    device: str
    entry: str
    hits: int
    tests: int


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """Devices of one day: of a batch, of a campaign, of the organisation. No sum of them means anything.

    Attributes:
        of: ``batch``, ``campaign`` or ``organisation``.
        number: Its number.
        name: Its name.
        devices: At least so many devices scanned on that day.
    """

    day: date
    of: str
    number: int
    name: str
    devices: int


def rows_of(
    db: Database,
    kind: Kind,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> Iterator[DataclassInstance]:
    """Yield the rows of a kind, of one batch, of a campaign or all; unknown codes are always those of all.

    They are read as they are asked for, so an export of any size needs little memory.

    Raises:
        SignetError: There is no such batch.
    """
    whose = _Whose(batch_id, campaign_id, organisation_id)
    sources: Mapping[Kind, Callable[[], Iterator[DataclassInstance]]] = {
        Kind.DAYS: lambda: iter(_daily_rows(db, whose.reading(db))),
        Kind.HOURS: lambda: _hourly_rows(db, whose.reading(db)),
        Kind.PIECES: lambda: all_pieces(
            db, batch_id, campaign_id=campaign_id, organisation_id=organisation_id
        ),
        Kind.PLACES: lambda: iter(
            place_figures(db, batch_id, campaign_id=campaign_id, organisation_id=organisation_id)
        ),
        Kind.REASONS: lambda: iter(
            reasons(db, batch_id, campaign_id=campaign_id, organisation_id=organisation_id)
        ),
        Kind.DEVICES: lambda: _device_rows(db, whose.reading(db), whose),
        Kind.UNKNOWN: lambda: iter(unknown_codes(db, most=None, least=1, organisation_id=organisation_id)),
        Kind.UNKNOWN_HOURS: lambda: iter(unknown_hours(db, organisation_id=organisation_id)),
    }
    return sources[kind]()


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whose rows: of one batch, of a campaign, or all of an organisation."""

    batch_id: int | None
    campaign_id: int | None
    organisation_id: int

    def reading(self, db: Database) -> Reading:
        return read(db, self.batch_id, self.organisation_id, campaign_id=self.campaign_id)


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of the columns of a kind."""
    row = {
        Kind.DAYS: DailyRow,
        Kind.HOURS: HourlyRow,
        Kind.PIECES: PieceFigures,
        Kind.PLACES: PlaceFigures,
        Kind.REASONS: ReasonFigures,
        Kind.DEVICES: DeviceRow,
        Kind.UNKNOWN: UnknownCode,
        Kind.UNKNOWN_HOURS: UnknownHour,
    }[kind]
    return tuple(column_of(field.name) for field in fields(row))


def column_of(name: str) -> str:
    """Return the column of a field; one cannot be called as its column, which is a word of Python."""
    return "class" if name == "cls" else name


def file_name(
    kind: Kind, batch_id: int | None, ending: str, today: date, *, campaign_id: int | None = None
) -> str:
    """Return the name of a file in a folder: what it is of, which columns it has, and the day."""
    of = "" if campaign_id is None else f"-campaign-{campaign_id}"
    of = of if batch_id is None else f"-batch-{batch_id}"
    return f"signet-{kind}{of}-v{VERSION}-{today.isoformat()}.{ending}"


def daily_rows(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT_ORGANISATION
) -> tuple[DailyRow, ...]:
    """Return a row for every batch and day with hits, by day and then by batch.

    Raises:
        SignetError: There is no such batch.
    """
    return _daily_rows(db, read(db, batch_id, organisation_id))


def _daily_rows(db: Database, reading: Reading) -> tuple[DailyRow, ...]:
    counted: dict[tuple[date, int], Counter[str]] = defaultdict(Counter)
    for batch, day, cls, entry, is_test, hits in db.execute(
        f"{READING} SELECT counted.batch_id, day, one.word, other.word, {IS_TEST}, sum(hits) FROM reading"  # noqa: S608
        " CROSS JOIN (SELECT hit_day.*, place_id = 0 AS nowhere FROM hit_day) AS counted"
        " ON counted.batch_id = reading.batch_id JOIN hit_word AS one ON one.id = class"
        " JOIN hit_word AS other ON other.id = entry GROUP BY 1, 2, 3, 4, 5",
        reading.parameters,
    ):
        counts = counted[day_of(day), batch]
        counts["hits"] += hits
        counts[cls] += hits
        if cls == "person":
            counts["tests" if is_test else "scans"] += hits
            counts[f"entry {entry}"] += 0 if is_test else hits
    by_number = {batch.id: batch for batch in reading.batches}
    return tuple(
        _daily(day, by_number[number], counts)
        for (day, number), counts in sorted(counted.items(), key=lambda item: item[0])
    )


def _daily(day: date, batch: Batch, counts: Counter[str]) -> DailyRow:
    entries = (counts[f"entry {entry}"] for entry in ("scanned", "typed", "unknown"))
    others = (counts[cls] for cls in ("repeat", "preview", "robot", "prefetch", "unsure"))
    sums = (counts["hits"], counts["scans"], counts["tests"])
    return DailyRow(day, batch.id, batch.name, batch.campaign, batch.copies, *sums, *entries, *others)


def _hourly_rows(db: Database, reading: Reading) -> Iterator[HourlyRow]:
    """Yield the hourly counts by batch and hour, in the order in which they are stored."""
    words = dict(db.execute("SELECT id, word FROM hit_word").fetchall())
    places, calendar = dict(db.execute("SELECT id, name FROM place").fetchall()), reading.calendar()
    for batch in reading.batches:
        rows = db.execute(
            "SELECT hour, place_id, class, device, entry, sum(hits), sum(staff * hits) FROM hit_hour"
            " WHERE batch_id = ? GROUP BY hour, place_id, class, device, entry"
            " ORDER BY hour, place_id, class, device, entry",
            [batch.id],
        )
        for hour, place, cls, device, entry, hits, staff in rows:
            day, nowhere = calendar.of_quarter(hour).day, not place
            tests = hits if reading.is_test(batch.id, day, nowhere=nowhere) else staff
            begins = datetime.fromtimestamp(hour * QUARTER_SECONDS, calendar.zone)
            kinds, person = (words[cls], words[device], words[entry]), cls == reading.person
            yield HourlyRow(begins, batch.id, places.get(place, ""), *kinds, hits, tests if person else 0)


def _device_rows(db: Database, reading: Reading, whose: _Whose) -> Iterator[DeviceRow]:
    """Yield device-days by day: of one batch alone, else of batches and of what they belong to."""
    names = {("batch", batch.id): batch.name for batch in reading.batches}
    if whose.batch_id is None:
        found = db.execute(
            "SELECT id, name FROM campaign WHERE organisation_id = ? AND coalesce(id = ?, 1)",
            [whose.organisation_id, whose.campaign_id],
        )
        names |= {("campaign", number): name for number, name in found}
    if reading.whole:
        found = db.execute("SELECT id, name FROM organisation WHERE id = ?", [whose.organisation_id])
        names |= {("organisation", number): name for number, name in found}
    for one in device_days_of_all(db, reading, whose.organisation_id):
        if (one.scope, one.number) in names:
            name = names[one.scope, one.number]
            yield DeviceRow(one.day, one.scope, one.number, name, one.devices)
