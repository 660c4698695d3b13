"""When the figures of a page would be others: told without reading them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlite_utils import Database

REFRESH_SECONDS = 15
"""The time until which hits are counted is told anew that often, also while none come in."""


HOUR = 3600


def revision_of(
    db: Database, asked: Mapping[str, str], language: str, now: datetime, *, every: int = REFRESH_SECONDS
) -> str:
    """Return what changes with the next hit that is counted, and with each hand-out.

    Args:
        db: The database.
        asked: The arguments of the address.
        language: In which the page is written.
        now: The time.
        every: After so many seconds it changes anyhow.
    """
    counted = db.execute("SELECT hits, faults FROM spool_total").fetchone()
    handed_out = db.execute("SELECT count(*), max(id), max(handed_out_on) FROM hand_out").fetchone()
    due = db.execute("SELECT count(*) FROM recount_due").fetchone()
    moment = int(now.timestamp()) // every
    told = repr((counted, handed_out, due, sorted(asked.items()), language, moment))
    return sha256(told.encode()).hexdigest()[:16]
