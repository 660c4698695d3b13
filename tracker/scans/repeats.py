"""Who asks for the same code again within a minute: a reload, a second try, two cameras of one app.

Workers do not know of one another, so it is decided where their hits come together, in order of time. What
was a scan in the last minutes is carried over from one fold to the next, in a table.
"""

from __future__ import annotations

import json
from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from sqlite_utils import Database

from tracker.scans.words import Hit, HitClass

REPEAT_MS = 60_000
CARRIED_MS = 2 * REPEAT_MS
"""Longer than a repeat can lie back, since the hits of two workers may come in a little out of order."""
REASON = "again"
_Scan = tuple[str, int]
"""A code, and who scanned it."""


def mark_repeats(db: Database, hits: Sequence[Hit]) -> list[Hit]:
    """Return hits, in order of time, with those of the class repeat that are none of a person's first.

    A hit is a repeat if the same device scanned the same code less than a minute before. Repeats do not
    prolong that minute. Hits without a key stay what they are. One that comes in late, out of a segment that
    could not be read before, is a repeat also if that scan was less than a minute after it.

    Args:
        db: The database, inside the transaction of the fold.
        hits: Of codes that this database has.
    """
    in_order = sorted(hits, key=attrgetter("at_ms"))
    wanted = [_of(hit) for hit in in_order]
    scans = _carried(db, {scan for scan in wanted if scan})
    new: list[tuple[str, int, int]] = []
    marked = []
    for hit, scan in zip(in_order, wanted, strict=True):
        if scan is None:
            marked.append(hit)
            continue
        known = scans.get(scan)
        if known is None:
            scans[scan] = [hit.at_ms]
        elif _is_near(known, hit.at_ms):
            marked.append(replace(hit, verdict=replace(hit.verdict, cls=HitClass.REPEAT, reason=REASON)))
            continue
        else:
            insort(known, hit.at_ms)
        new.append((*scan, hit.at_ms))
        marked.append(hit)
    db.conn.executemany("INSERT INTO recent_scan VALUES (?, ?, ?)", sorted(new))
    if in_order:
        db.execute("DELETE FROM recent_scan WHERE at_ms < ?", [in_order[0].at_ms - CARRIED_MS])
    return marked


def _is_near(scans: Sequence[int], at_ms: int) -> bool:
    """Whether one of some moments, in order, is less than a minute away."""
    at = bisect_right(scans, at_ms)
    return any(abs(at_ms - one) < REPEAT_MS for one in scans[max(at - 1, 0) : at + 1])


def _of(hit: Hit) -> _Scan | None:
    """Return whose scan a hit would be; ``None`` if it can be neither a scan nor its repeat."""
    if hit.key is None or hit.staff or hit.verdict.cls is not HitClass.PERSON:
        return None
    return hit.code, signed(hit.key)


def _carried(db: Database, wanted: set[_Scan]) -> dict[_Scan, list[int]]:
    """Return when these were scans before, in order."""
    rows = db.execute(
        "SELECT recent_scan.code, recent_scan.key, at_ms FROM json_each(?) AS wanted CROSS JOIN recent_scan"
        " ON recent_scan.code = wanted.value ->> 0 AND recent_scan.key = wanted.value ->> 1 ORDER BY at_ms",
        [json.dumps(sorted(wanted))],
    )
    found: dict[_Scan, list[int]] = {}
    for code, key, at_ms in rows:
        found.setdefault((code, key), []).append(at_ms)
    return found


def signed(key: int) -> int:
    """Return a key of 64 bits as the database can hold it."""
    return key - 2**64 if key >= 2**63 else key
