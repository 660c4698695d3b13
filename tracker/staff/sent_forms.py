"""Forms that were sent of late, and where each led. All SQL about them is here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from printkit.store.database import transaction

REMEMBERED_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a form: where it led, and what was said there, as JSON."""

    location: str
    said: str


def begin(db: Database, key: bytes, now: float) -> bool:
    """Note that a form is at work; whether nobody else had begun with it."""
    with transaction(db):
        forget_sent_forms(db, now)
        found = db.execute("INSERT OR IGNORE INTO sent_form VALUES (?, ?, '', '')", [key, int(now)])
        return bool(found.rowcount)


def outcome(db: Database, key: bytes) -> Done | None:
    """Return what came of a form, ``None`` as long as it is at work."""
    row = db.execute("SELECT location, said FROM sent_form WHERE key_sha256 = ?", [key]).fetchone()
    return Done(*row) if row is not None and row[0] else None


def note_outcome(db: Database, key: bytes, done: Done | None) -> None:
    """Note where a form led; ``None``: it was refused, and may come again."""
    with transaction(db):
        if done is None:
            db.execute("DELETE FROM sent_form WHERE key_sha256 = ?", [key])
        else:
            db.execute(
                "UPDATE sent_form SET location = ?, said = ? WHERE key_sha256 = ?",
                [done.location, done.said, key],
            )


def forget_sent_forms(db: Database, now: float) -> None:
    """Delete what is remembered of forms for long enough, or comes from a clock that has been put right."""
    since, until = int(now) - REMEMBERED_SECONDS, int(now) + REMEMBERED_SECONDS
    db.execute("DELETE FROM sent_form WHERE at <= ? OR at > ?", [since, until])
