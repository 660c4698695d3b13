"""Figures for other programs: one row per batch and local day, as CSV or JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.batches import find_batch, list_batches
from printkit.store.model import Batch
from printkit.store.organisations import DEFAULT, organisation
from tracker.reports.figures import local_day

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class DailyRow:
    """One day of one batch, in the organisation's time zone. Scans are hits by a person.

    ``scanned``, ``typed`` and ``entry_unknown`` divide the scans; ``repeat`` to ``unsure`` are other hits.
    """

    day: date
    batch: int
    name: str
    campaign: str
    copies: int
    hits: int
    scans: int
    scanned: int
    typed: int
    entry_unknown: int
    repeat: int
    preview: int
    robot: int
    prefetch: int
    unsure: int


def daily_rows(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[DailyRow, ...]:
    """Return a row for every batch and day with hits, by day and then by batch.

    Raises:
        SignetError: There is no such batch.
    """
    zone = ZoneInfo(organisation(db, organisation_id).time_zone)
    batches = list_batches(db, organisation_id) if batch_id is None else (find_batch(db, batch_id),)
    counted: dict[tuple[date, int], Counter[str]] = defaultdict(Counter)
    for batch, hour, cls, entry, hits in db.execute(
        "SELECT batch_id, hour, class, entry, sum(hits) FROM hit_hour WHERE ?1 IS NULL OR batch_id = ?1"
        " GROUP BY batch_id, hour, class, entry",
        [batch_id],
    ):
        counts = counted[local_day(hour, zone), batch]
        counts["hits"] += hits
        counts[cls] += hits
        if cls == "person":
            counts[f"entry {entry}"] += hits
    by_number = {batch.id: batch for batch in batches}
    return tuple(
        _row(day, by_number[number], counts)
        for (day, number), counts in sorted(counted.items(), key=lambda item: item[0])
        if number in by_number
    )


def to_csv(rows: Iterable[DailyRow]) -> str:
    """Return rows as CSV (RFC 4180) with a header; no cell can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = [field.name for field in fields(DailyRow)]
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(getattr(row, name)) for name in names])
    return text.getvalue()


def to_json_lines(rows: Iterable[DailyRow]) -> str:
    """Return rows as JSON, one object a line."""
    return "".join(json.dumps(asdict(row), default=str, ensure_ascii=False) + "\n" for row in rows)


def _cell(value: object) -> str:
    """Return a cell; what a spreadsheet would calculate gets an apostrophe in front."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _row(day: date, batch: Batch, counts: Counter[str]) -> DailyRow:
    return DailyRow(
        day,
        batch.id,
        batch.name,
        batch.campaign,
        batch.copies,
        counts["hits"],
        counts["person"],
        counts["entry scanned"],
        counts["entry typed"],
        counts["entry unknown"],
        counts["repeat"],
        counts["preview"],
        counts["robot"],
        counts["prefetch"],
        counts["unsure"],
    )
