"""Campaigns: listing and renaming them."""

from __future__ import annotations

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION, Campaign
from printkit.store.names import checked_name
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


def rename_campaign(db: Database, campaign: Campaign, name: str) -> str:
    """Give a campaign another name, and return it as it is written now.

    Raises:
        SignetError: The name cannot be used, or another campaign of the organisation has it.
    """
    name = checked_name(name, "name of the campaign")
    with transaction(db):
        others = campaigns(db, campaign.organisation_id)
        if any(other.name == name and other.id != campaign.id for other in others):
            raise SignetError.of(
                "campaign-name",
                f'There is a campaign named "{name}" already.',
                "Choose another name.",
                key="name of the campaign",
                value=name,
            )
        db.execute("UPDATE campaign SET name = ? WHERE id = ?", [name, campaign.id])
    return name
