"""Bursts that several workers saw in parts: a mail scanner opens each link over a connection of its own.

Each worker watches for itself (`tracker.scans.burst`), which also holds for hits whose keys are forgotten.
Where the hits of all come together, the same limits are held against what one device asked for, in order of
time. So the classes are those that a single worker would have found, however many there are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlite_utils import Database

from tracker.scans.burst import BURST, LONGEST_SECONDS, Asker, limits_of
from tracker.scans.repeats import signed
from tracker.scans.words import MAYBE_PEOPLE, Hit, HitClass

CARRIED_MS = int(2 * LONGEST_SECONDS * 1000)
"""Longer than any limit looks back, since the hits of two workers may come in a little out of order."""


def mark_bursts(db: Database, hits: Sequence[Hit]) -> list[Hit]:
    """Return hits, in order of time, with those that belong to a burst as a robot's.

    Hits without a key, from a crowd, or with a staff pass are nobody's burst.

    Args:
        db: The database, inside the transaction of the fold.
        hits: Of codes that this database has.
    """
    in_order = sorted(hits, key=lambda hit: hit.at_ms)
    watched = [hit for hit in in_order if _is_watched(hit)]
    if not watched:
        return in_order
    askers = _carried(db, {_key(hit) for hit in watched})
    marked = [_marked(hit, askers) for hit in in_order]
    _carry(db, watched, askers)
    return marked


def _marked(hit: Hit, askers: dict[int, Asker]) -> Hit:
    if not _is_watched(hit):
        return hit
    asker = askers.setdefault(_key(hit), Asker())
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


def _carried(db: Database, keys: Iterable[int]) -> dict[int, Asker]:
    wanted, askers = json.dumps(sorted(keys)), dict[int, Asker]()
    for key, code, at_ms in db.execute(
        "SELECT recent_asked.key, code, at_ms FROM json_each(?) AS wanted"
        " CROSS JOIN recent_asked ON recent_asked.key = wanted.value ORDER BY at_ms",
        [wanted],
    ):
        askers.setdefault(key, Asker()).note(code, at_ms / 1000)
    for key, at_ms, quiet_ms in db.execute(
        "SELECT recent_burst.key, at_ms, quiet_ms FROM json_each(?) AS wanted"
        " CROSS JOIN recent_burst ON recent_burst.key = wanted.value",
        [wanted],
    ):
        asker = askers.setdefault(key, Asker())
        asker.burst_at, asker.quiet = at_ms / 1000, quiet_ms / 1000
    return askers


def _carry(db: Database, watched: Sequence[Hit], askers: dict[int, Asker]) -> None:
    latest = {(_key(hit), hit.code): hit.at_ms for hit in watched}
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
    before = watched[0].at_ms - CARRIED_MS
    db.execute("DELETE FROM recent_asked WHERE at_ms < ?", [before])
    db.execute("DELETE FROM recent_burst WHERE at_ms < ?", [before])
