"""The scans of a batch that have just come in, so that somebody with a phone in the hand sees their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from printkit.store.denominators import denominator
from printkit.store.model import Batch, BatchKind
from tracker.reports.piece_list import whereabouts

SHOWN = timedelta(minutes=30)
_MOST = 8
_ARRIVED = """
SELECT at_ms, event.number, position, staff, class.word, device.word, entry.word, system.word, browser.word
FROM event
JOIN hit_word AS class ON class.id = class AND class.word IN ('person', 'repeat')
JOIN hit_word AS device ON device.id = device
JOIN hit_word AS entry ON entry.id = entry
JOIN hit_word AS system ON system.id = system
JOIN hit_word AS browser ON browser.id = browser
WHERE batch_id = ? AND at_ms >= ?
ORDER BY at_ms DESC, event.number DESC LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A scan that came in.

    Attributes:
        number: The how many-th hit of the service it is.
        position: Of the piece; ``None`` with one code for all.
        staff: Whether it came with a staff pass, so that it is a test.
        again: Whether the same device had scanned the same code just before.
        is_out: Whether the piece is at a place; of one that is not, no scan counts as one.
    """

    at: datetime
    number: int
    position: int | None
    staff: bool
    again: bool
    is_out: bool
    device: str
    entry: str
    system: str
    browser: str


def read_arrivals(db: Database, batch: Batch, now: datetime, today: date) -> tuple[Arrival, ...]:
    """Return the last scans of a batch by people, tests among them, the latest first.

    Args:
        db: The database.
        batch: The batch.
        now: The time.
        today: The day in the organisation's time zone.
    """
    since = int((now - SHOWN).timestamp() * 1000)
    rows = db.execute(_ARRIVED, [batch.id, since, _MOST]).fetchall()
    out = _out(db, batch, today, [row[2] for row in rows])
    return tuple(
        Arrival(
            datetime.fromtimestamp(at_ms / 1000, UTC),
            number,
            position or None,
            bool(staff),
            cls == "repeat",
            position in out,
            *words,
        )
        for at_ms, number, position, staff, cls, *words in rows
    )


def _out(db: Database, batch: Batch, today: date, positions: Sequence[int]) -> set[int]:
    """Return those positions that are at a place; with one code for all, all of them if any copy is."""
    if not positions:
        return set()  # the page asks every second: nothing is read in vain
    if batch.kind is BatchKind.ONE_CODE:
        return set(positions) if denominator(db, batch.id, today=today).counted else set()
    where = whereabouts(db, batch, today)
    return {position for position in positions if where.of(position)}
