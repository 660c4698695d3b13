"""Bookings that were taken back and made once more, as a migration of `printkit.store.schema`."""

from __future__ import annotations

from sqlite_utils import Database


def booked_again(db: Database) -> None:
    """Make room for what was booked once more after it had been taken back."""
    db.execute("ALTER TABLE cancelled ADD COLUMN again INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1))")
