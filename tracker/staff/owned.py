"""What an address or a form names by number, if it belongs to the organisation of whoever asks.

What belongs to another one does not exist for them: 404, as for a number that nobody ever had.
"""

from __future__ import annotations

from flask import abort
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.batches import find_batch
from printkit.store.campaigns import campaigns
from printkit.store.model import Batch, Campaign, Place
from printkit.store.organisations import organisation_of
from printkit.store.places import places
from tracker.staff.accounts import Account

_HIGHEST = 2**63 - 1
"""SQLite's integers end here; a longer number in an address is nothing of ours."""


def own_campaign(db: Database, account: Account, campaign_id: int) -> Campaign:
    """Return a campaign of the account's organisation; 404 for all others."""
    found = (one for one in campaigns(db, account.organisation_id) if one.id == campaign_id)
    return next(found, None) or abort(404)


def own_batch(db: Database, account: Account, batch_id: int) -> Batch:
    """Return a batch of the account's organisation; 404 for all others."""
    if not 0 < batch_id <= _HIGHEST:
        abort(404)
    try:
        batch = find_batch(db, batch_id)
    except SignetError:
        abort(404)
    if organisation_of(db, batch) != account.organisation_id:
        abort(404)
    return batch


def own_place(db: Database, account: Account, place_id: int) -> Place:
    """Return a place of the account's organisation; 404 for all others."""
    found = (one for one in places(db, account.organisation_id) if one.id == place_id)
    return next(found, None) or abort(404)
