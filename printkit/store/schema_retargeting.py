"""Who let a batch or a code lead elsewhere, as a migration of `printkit.store.schema`."""

from __future__ import annotations

from sqlite_utils import Database


def who_retargeted(db: Database) -> None:
    """Make room for the name of whoever changes where codes lead."""
    db.execute("ALTER TABLE retargeting ADD COLUMN by_whom TEXT NOT NULL DEFAULT ''")
