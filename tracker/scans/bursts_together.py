"""Bursts that several workers saw in parts: a mail scanner opens each link over a connection of its own.

Each worker watches for itself (`tracker.scans.burst`), which also holds for hits whose keys are forgotten.
Where the hits of all come together, the same limits are held against what one device asked for, in order of
time. So the classes are those that a single worker would have found, however many there are.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from sqlite_utils import Database

from tracker.scans.burst import BURST, FEWEST_CODES, LONGEST_SECONDS, Asker, limits_of
from tracker.scans.repeats import signed
from tracker.scans.words import MAYBE_PEOPLE, Hit, HitClass

CARRIED_MS = int(2 * LONGEST_SECONDS * 1000)
"""Longer than any limit looks back, since the hits of two workers may come in a little out of order."""
_Asked = tuple[int, str]
"""Who asked, and for which code."""


def mark_bursts(db: Database, hits: Sequence[Hit]) -> list[Hit]:
    """Return hits, in order of time, with those that belong to a burst as a robot's.

    Hits without a key, from a crowd, or with a staff pass are nobody's burst.

    Args:
        db: The database, inside the transaction of the fold.
        hits: Of codes that this database has.
    """
    in_order = sorted(hits, key=attrgetter("at_ms"))
    latest = {(_key(hit), hit.code): hit.at_ms for hit in in_order if _is_watched(hit)}
    if not latest:
        return in_order
    askers = _askers(db, latest)
    marked = [_marked(hit, askers) for hit in in_order] if askers else in_order
    _carry(db, latest, askers)
    _forget(db, in_order[0].at_ms - CARRIED_MS)
    return marked


def _marked(hit: Hit, askers: Mapping[int, Asker]) -> Hit:
    asker = askers.get(_key(hit)) if _is_watched(hit) else None
    if asker is None:
        return hit
    in_burst = asker.asks(hit.code, hit.at_ms / 1000, limits_of(hit.verdict))
    if not in_burst or hit.verdict.reason == BURST:
        return hit
    return replace(hit, verdict=replace(hit.verdict, cls=HitClass.ROBOT, reason=BURST))


def _is_watched(hit: Hit) -> bool:
    if hit.key is None or hit.crowd or hit.staff:
        return False
    return hit.verdict.cls in MAYBE_PEOPLE or hit.verdict.reason == BURST


def _key(hit: Hit) -> int:
    assert hit.key is not None
    return signed(hit.key)


def _askers(db: Database, latest: Mapping[_Asked, int]) -> dict[int, Asker]:
    """Return those who can be in a burst, with what they asked for before: nearly nobody."""
    codes = Counter(key for key, _ in latest)
    wanted, carried = json.dumps(sorted(codes)), defaultdict[int, list[tuple[str, int]]](list)
    for key, code, at_ms in db.execute(
        "SELECT recent_asked.key, code, at_ms FROM json_each(?) AS wanted"
        " CROSS JOIN recent_asked ON recent_asked.key = wanted.value ORDER BY at_ms",
        [wanted],
    ):
        carried[key].append((code, at_ms))
    bursts = db.execute(
        "SELECT recent_burst.key, at_ms / 1000.0, quiet_ms / 1000.0 FROM json_each(?) AS wanted"
        " CROSS JOIN recent_burst ON recent_burst.key = wanted.value",
        [wanted],
    ).fetchall()
    many = {key for key, new in codes.items() if new + len(carried.get(key, ())) >= FEWEST_CODES}
    askers = {key: Asker() for key in many} | {
        key: Asker(burst_at=at, quiet=quiet) for key, at, quiet in bursts
    }
    for key, asker in askers.items():
        for code, at_ms in carried.get(key, ()):
            asker.note(code, at_ms / 1000)
    return askers


def _carry(db: Database, latest: Mapping[_Asked, int], askers: Mapping[int, Asker]) -> None:
    db.conn.executemany(
        "INSERT INTO recent_asked VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms",
        [(*one, at_ms) for one, at_ms in sorted(latest.items())],
    )
    bursts = [
        (key, round(asker.burst_at * 1000), round(asker.quiet * 1000))
        for key, asker in sorted(askers.items())
        if asker.quiet
    ]
    db.conn.executemany(
        "INSERT INTO recent_burst VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, quiet_ms = excluded.quiet_ms",
        bursts,
    )


def _forget(db: Database, before_ms: int) -> None:
    for table in ("recent_asked", "recent_burst"):
        db.execute(f"DELETE FROM {table} WHERE at_ms < ?", [before_ms])  # noqa: S608 (constants)
