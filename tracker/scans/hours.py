"""Hourly counts and what is summed up from them, always changed together.

By the day, in all, and by weekday and hour: a question about ten million hits is answered from some thousand
rows. `add` and `replace` are the only ways in, so that the sums can never differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlite_utils import Database

from tracker.scans.calendar import Calendar
from tracker.scans.dictionary import Dictionary
from tracker.scans.ordered import NOWHERE, Ordered
from tracker.scans.words import Hit

NO_CHANNEL = 0
_SUMS = ("hit_day", "hit_day_sum", "hit_total", "hit_week")


class HourKey(NamedTuple):
    """What is counted by the hour; words and hour as numbers."""

    batch_id: int
    hour: int
    place_id: int
    cls: int
    device: int
    entry: int
    channel: int = NO_CHANNEL
    staff: int = 0


def by_hour(hits: Iterable[Hit], ordered: Ordered, words: Dictionary) -> Counter[HourKey]:
    """Count hits by hour, place and words."""
    counts = Counter[HourKey]()
    for hit in hits:
        piece, verdict = ordered.pieces[hit.code], hit.verdict
        counts[
            HourKey(
                piece.batch_id,
                ordered.calendars[piece.organisation_id].at(hit.at_ms).hour,
                ordered.place_at(piece, hit.at_ms),
                words.number("class", verdict.cls),
                words.number("device", verdict.device),
                words.number("entry", hit.entry),
                staff=int(hit.staff),
            )
        ] += 1
    return counts


def add(db: Database, counts: Mapping[HourKey, int], calendars: Mapping[int, Calendar]) -> None:
    """Add to hourly counts and to all that is summed up from them, inside the caller's transaction.

    Args:
        db: The database.
        counts: What to add.
        calendars: The calendar of each batch.
    """
    _insert(db, "hit_hour", counts)
    _insert_sums(db, counts, calendars)


def replace(
    db: Database,
    batch_id: int,
    before: Mapping[HourKey, int],
    after: Mapping[HourKey, int],
    calendar: Calendar,
) -> None:
    """Put other hourly counts in the place of some of a batch, and sum the whole batch up anew."""
    gone = [tuple(key) for key in before if before[key] != after.get(key)]
    new = {key: hits for key, hits in after.items() if before.get(key) != hits}
    db.conn.executemany(
        "DELETE FROM hit_hour WHERE batch_id = ? AND hour = ? AND place_id = ? AND class = ? AND device = ?"
        " AND entry = ? AND channel = ? AND staff = ?",
        gone,
    )
    _insert(db, "hit_hour", new)
    for table in _SUMS:
        db.execute(f"DELETE FROM {table} WHERE batch_id = ?", [batch_id])  # noqa: S608 (constants)
    rows = db.execute("SELECT * FROM hit_hour WHERE batch_id = ?", [batch_id])
    _insert_sums(db, {HourKey(*key): hits for *key, hits in rows}, {batch_id: calendar})


def _insert_sums(db: Database, counts: Mapping[HourKey, int], calendars: Mapping[int, Calendar]) -> None:
    sums = {table: Counter[tuple[int, ...]]() for table in _SUMS}
    for key, hits in counts.items():
        local = calendars[key.batch_id].of_quarter(key.hour)
        rest = key[2:]
        sums["hit_day"][key.batch_id, local.day, *rest] += hits
        sums["hit_day_sum"][key.batch_id, local.day, key.place_id == NOWHERE, key.cls, key.staff] += hits
        sums["hit_total"][key.batch_id, *rest] += hits
        sums["hit_week"][key.batch_id, key.cls, local.weekday, local.clock] += hits
    for table, summed in sums.items():
        _insert(db, table, summed)


def _insert(db: Database, table: str, counts: Mapping[Any, int]) -> None:
    """Add counts to a table; their keys are its first columns."""
    rows = sorted((*key, hits) for key, hits in counts.items())
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        db.conn.executemany(
            f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO UPDATE SET hits = hits + excluded.hits",  # noqa: S608
            rows,
        )
