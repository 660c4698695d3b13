"""Drafts that were deleted are gone after some weeks: the background process calls this now and then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.times import to_text

KEPT_DELETED = timedelta(days=30)
"""How long a deleted draft can be taken back."""


def forget_drafts(db: Database, now: float) -> None:
    """Remove the drafts that were deleted long ago, with all that was written for them.

    Args:
        db: The database.
        now: Seconds since 1970.
    """
    before = datetime.fromtimestamp(now, UTC) - KEPT_DELETED
    with transaction(db):
        db.execute("DELETE FROM draft WHERE deleted_at < ?", [to_text(before)])
