"""Device-days: how many devices people scanned with on one local day. Never summed over days.

The count is kept, the keys it is made of only until the day is over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from tracker.scans.calendar import Calendar, day_of
from tracker.scans.ordered import Ordered
from tracker.scans.repeats import signed
from tracker.scans.words import Hit, HitClass

RECENT = ("recent_scan", "recent_asked", "recent_burst")
"""Tables with keys of the last minutes."""
_BY_PEOPLE = (HitClass.PERSON, HitClass.REPEAT)
_Scope = tuple[int, str, int]
"""A day, and whose: organisation, campaign or batch."""


def add_devices(db: Database, hits: Iterable[Hit], ordered: Ordered) -> None:
    """Count the devices not seen before on their day: of batch, campaign and organisation."""
    seen: dict[_Scope, set[int]] = {}
    for hit in hits:
        if hit.key is None or hit.staff or hit.verdict.cls not in _BY_PEOPLE:
            continue
        piece = ordered.pieces[hit.code]
        day, key = ordered.calendars[piece.organisation_id].at(hit.at_ms).day, signed(hit.key)
        seen.setdefault((day, "batch", piece.batch_id), set()).add(key)
        seen.setdefault((day, "campaign", piece.campaign_id), set()).add(key)
        seen.setdefault((day, "organisation", piece.organisation_id), set()).add(key)
    for (day, scope, scope_id), keys in sorted(seen.items()):
        new = db.execute(
            "INSERT INTO day_key SELECT ?, ?, ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
            [day, scope, scope_id, json.dumps(sorted(keys))],
        ).rowcount
        if new:
            db.execute(
                "INSERT INTO device_day VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET devices = devices + excluded.devices",
                [scope, scope_id, day, new],
            )


def forget_keys(db: Database, calendars: Sequence[Calendar], now_ms: int) -> int:
    """Delete the keys of all days but today, inside the caller's transaction; return how many.

    Args:
        db: The database; its connection overwrites what it deletes (``PRAGMA secure_delete``).
        calendars: Those of all organisations: where it is already tomorrow is today as well.
        now_ms: The time.
    """
    days = [calendar.at(now_ms).day for calendar in calendars]
    begins = min(one.midnight_ms(day_of(day)) for one, day in zip(calendars, days, strict=True))
    ends = max(one.midnight_ms(day_of(day + 1)) for one, day in zip(calendars, days, strict=True))
    gone = _keep_only(db, "day_key", "day BETWEEN ? AND ?", [min(days), max(days)], always=False)
    for table in RECENT:  # old rows may be gone already, and their copies not
        gone += _keep_only(db, table, "at_ms >= ? AND at_ms < ?", [begins, ends], always=True)
    return gone


def _keep_only(db: Database, table: str, condition: str, values: list[int], *, always: bool) -> int:
    """Delete all rows but some, and return how many.

    SQLite overwrites a row that it deletes, but not the copies that remain in the gaps of pages when rows are
    moved between them. So the table is emptied, which overwrites its pages, and what stays is put back.
    """
    old = f"SELECT count(*) FROM {table} WHERE NOT ({condition})"  # noqa: S608 (constants)
    gone = int(db.execute(old, values).fetchone()[0])
    if gone or always:
        kept = db.execute(f"SELECT * FROM {table} WHERE {condition}", values).fetchall()  # noqa: S608
        db.execute(f"DELETE FROM {table}")  # noqa: S608
        if kept:
            marks = ", ".join("?" * len(kept[0]))
            db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", kept)  # noqa: S608
    return gone
