"""What the last look at a destination found: kept, so that pages can say it without looking again."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.destinations.outcomes import Look, Outcome

KEPT_SECONDS = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Looked:
    """A look, and when it was."""

    look: Look
    at: datetime


def keep(db: Database, organisation_id: int, look: Look) -> None:
    """Keep what a look found, and forget the looks of weeks ago."""
    now = int(time.time())
    with transaction(db):
        db.execute("DELETE FROM destination_look WHERE looked_at < ?", [now - KEPT_SECONDS])
        db.execute(
            "INSERT OR REPLACE INTO destination_look VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                organisation_id,
                look.address,
                now,
                look.outcome.value,
                json.dumps(look.way),
                look.status,
                look.title,
                look.milliseconds,
                int(look.is_page),
                None if look.for_phones is None else int(look.for_phones),
            ],
        )


def last_look(db: Database, organisation_id: int, address: str) -> Looked | None:
    """Return what the last look at an address found, if there was one of late."""
    row = db.execute(
        "SELECT looked_at, outcome, way, status, title, milliseconds, is_page, for_phones "
        "FROM destination_look WHERE organisation_id = ? AND address = ?",
        [organisation_id, address],
    ).fetchone()
    if row is None:
        return None
    at, outcome, way, status, title, milliseconds, is_page, for_phones = row
    look = Look(
        address,
        Outcome(outcome),
        tuple(json.loads(way)),
        status,
        title,
        milliseconds,
        bool(is_page),
        None if for_phones is None else bool(for_phones),
    )
    return Looked(look, datetime.fromtimestamp(at, UTC))
