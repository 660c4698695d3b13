"""The scans of a batch that have just come in, so that somebody with a phone in the hand sees their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

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
    """

    at: datetime
    number: int
    position: int | None
    staff: bool
    again: bool
    device: str
    entry: str
    system: str
    browser: str


def read_arrivals(db: Database, batch_id: int, now: datetime) -> tuple[Arrival, ...]:
    """Return the last scans of a batch by people, tests among them, the latest first."""
    since = int((now - SHOWN).timestamp() * 1000)
    rows = db.execute(_ARRIVED, [batch_id, since, _MOST])
    return tuple(
        Arrival(
            datetime.fromtimestamp(at_ms / 1000, UTC),
            number,
            position or None,
            bool(staff),
            cls == "repeat",
            *words,
        )
        for at_ms, number, position, staff, cls, *words in rows
    )
