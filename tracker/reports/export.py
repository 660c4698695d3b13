"""Figures for other programs, as CSV or JSON Lines: by day and hour, piece, place, reason.

The columns of each kind are those of its dataclass, in their order. `VERSION` says which columns there are;
it is part of the name of a file that goes into a folder.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from printkit.store.model import Batch
from printkit.store.organisations import DEFAULT
from tracker.reports.pieces import (
    PieceFigures,
    PlaceFigures,
    ReasonFigures,
    place_figures,
    reasons,
    top_pieces,
)
from tracker.reports.reading import IS_TEST, READING, read
from tracker.scans.calendar import QUARTER_SECONDS, day_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VERSION = 2
"""2: days tell tests from scans, and there are hours, pieces, places and reasons."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Kind(StrEnum):
    """What a row is of."""

    DAYS = "days"
    HOURS = "hours"
    PIECES = "pieces"
    PLACES = "places"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class DailyRow:
    """One day of one batch, in the organisation's time zone. Scans are hits by a person, without tests.

    ``scanned``, ``typed`` and ``entry_unknown`` divide scans and tests; ``repeat`` to ``unsure`` are other
    hits.
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
    """

    hour: datetime
    batch: int
    place: str
    cls: str
    device: str
    entry: str
    hits: int


def rows_of(
    db: Database, kind: Kind, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[DataclassInstance, ...]:
    """Return the rows of a kind, of one batch or all; places are always those of all batches.

    Raises:
        SignetError: There is no such batch.
    """
    sources: Mapping[Kind, Callable[[], tuple[DataclassInstance, ...]]] = {
        Kind.DAYS: lambda: daily_rows(db, batch_id, organisation_id=organisation_id),
        Kind.HOURS: lambda: hourly_rows(db, batch_id, organisation_id=organisation_id),
        Kind.PIECES: lambda: top_pieces(db, batch_id, most=None, organisation_id=organisation_id),
        Kind.PLACES: lambda: place_figures(db, organisation_id=organisation_id),
        Kind.REASONS: lambda: reasons(db, batch_id, organisation_id=organisation_id),
    }
    return sources[kind]()


def columns_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of the columns of a kind."""
    row = {
        Kind.DAYS: DailyRow,
        Kind.HOURS: HourlyRow,
        Kind.PIECES: PieceFigures,
        Kind.PLACES: PlaceFigures,
        Kind.REASONS: ReasonFigures,
    }[kind]
    return tuple(_column(field.name) for field in fields(row))


def daily_rows(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[DailyRow, ...]:
    """Return a row for every batch and day with hits, by day and then by batch.

    Raises:
        SignetError: There is no such batch.
    """
    reading = read(db, batch_id, organisation_id)
    counted: dict[tuple[date, int], Counter[str]] = defaultdict(Counter)
    test = IS_TEST.replace("nowhere", "place_id = 0")
    for batch, day, cls, entry, is_test, hits in db.execute(
        f"{READING} SELECT hit_day.batch_id, day, one.word, other.word, {test}, sum(hits) FROM reading"  # noqa: S608
        " CROSS JOIN hit_day ON hit_day.batch_id = reading.batch_id JOIN hit_word AS one ON one.id = class"
        " JOIN hit_word AS other ON other.id = entry GROUP BY 1, 2, 3, 4, 5",
        reading.parameters,
    ):
        counts = counted[day_of(day), batch]
        counts["hits"] += hits
        counts[cls] += hits
        if cls == "person":
            counts["tests" if is_test else "scans"] += hits
            counts[f"entry {entry}"] += hits
    by_number = {batch.id: batch for batch in reading.batches}
    return tuple(
        _daily(day, by_number[number], counts)
        for (day, number), counts in sorted(counted.items(), key=lambda item: item[0])
    )


def hourly_rows(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[HourlyRow, ...]:
    """Return the hourly counts, by hour and batch.

    Raises:
        SignetError: There is no such batch.
    """
    reading = read(db, batch_id, organisation_id)
    zone = reading.calendar().zone
    rows = db.execute(
        f"{READING} SELECT hour, hit_hour.batch_id, coalesce(place.name, ''), one.word,"  # noqa: S608
        " other.word, third.word, sum(hits) FROM reading"
        " CROSS JOIN hit_hour ON hit_hour.batch_id = reading.batch_id"
        " JOIN hit_word AS one ON one.id = class JOIN hit_word AS other ON other.id = device"
        " JOIN hit_word AS third ON third.id = entry LEFT JOIN place ON place.id = hit_hour.place_id"
        " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6",
        reading.parameters,
    )
    return tuple(
        HourlyRow(datetime.fromtimestamp(hour * QUARTER_SECONDS, zone), *rest) for hour, *rest in rows
    )


def to_csv(rows: Iterable[DataclassInstance], kind: Kind = Kind.DAYS, *, german: bool = False) -> str:
    """Return rows as CSV (RFC 4180) with a header; no cell can be taken for a formula.

    Args:
        rows: From `rows_of`.
        kind: Of which kind they are.
        german: For German spreadsheets: semicolons, decimal commas, and a mark that it is UTF-8.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if german else ",")
    writer.writerow(columns_of(kind))
    for row in rows:
        writer.writerow([_cell(getattr(row, field.name), german) for field in fields(row)])
    return ("\ufeff" if german else "") + text.getvalue()


def to_json_lines(rows: Iterable[DataclassInstance]) -> str:
    """Return rows as JSON, one object a line."""
    return "".join(
        json.dumps(
            {_column(field.name): _plain(getattr(row, field.name)) for field in fields(row)},
            ensure_ascii=False,
        )
        + "\n"
        for row in rows
    )


def file_name(kind: Kind, batch_id: int | None, ending: str, today: date) -> str:
    """Return the name of a file in a folder: what it is of, which columns it has, and the day."""
    of = "" if batch_id is None else f"-batch-{batch_id}"
    return f"signet-{kind}{of}-v{VERSION}-{today.isoformat()}.{ending}"


def _column(name: str) -> str:
    return "class" if name == "cls" else name  # a field cannot be called so: it is a word of Python


def _cell(value: object, german: bool) -> str:
    """Return a cell; what a spreadsheet would calculate gets an apostrophe in front."""
    if value is None:
        return ""
    text = str(_plain(value))
    if isinstance(value, float):
        return text.replace(".", ",") if german else text
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date as well


def _daily(day: date, batch: Batch, counts: Counter[str]) -> DailyRow:
    entries = (counts[f"entry {entry}"] for entry in ("scanned", "typed", "unknown"))
    others = (counts[cls] for cls in ("repeat", "preview", "robot", "prefetch", "unsure"))
    return DailyRow(
        day,
        batch.id,
        batch.name,
        batch.campaign,
        batch.copies,
        counts["hits"],
        counts["scans"],
        counts["tests"],
        *entries,
        *others,
    )
