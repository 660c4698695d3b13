"""Campaigns: listing them."""

from __future__ import annotations

from sqlite_utils import Database

from printkit.store.model import DEFAULT_ORGANISATION, Campaign
from printkit.store.times import to_time


def campaigns(db: Database, organisation_id: int = DEFAULT_ORGANISATION) -> tuple[Campaign, ...]:
    """Return the campaigns of an organisation, the newest first."""
    found = db.execute(
        "SELECT id, organisation_id, name, demo, created_at FROM campaign WHERE organisation_id = ? "
        "ORDER BY created_at DESC, id DESC",
        [organisation_id],
    )
    return tuple(
        Campaign(number, owner, name, bool(demo), to_time(created_at))
        for number, owner, name, demo, created_at in found
    )
