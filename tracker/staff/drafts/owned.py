"""A draft that an address names, if it belongs to the organisation of whoever asks."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_babel import gettext
from sqlite_utils import Database

from tracker.staff.accounts import Account
from tracker.staff.drafts.model import Draft
from tracker.staff.drafts.store import find_draft
from tracker.staff.flashes import say
from tracker.staff.gone import gone
from tracker.staff.live import is_live

_HIGHEST = 2**63 - 1


def own_draft(db: Database, account: Account, draft_id: int, *, deleted: bool = False) -> Draft:
    """Return a draft of the account's organisation; 404 for all others.

    Args:
        deleted: Whether one that was deleted is wanted, too; else it is not found.
    """
    draft = find_draft(db, draft_id) if 0 < draft_id <= _HIGHEST else None
    if draft is None or draft.organisation_id != account.organisation_id:
        gone(gettext("There is no such draft."), url_for("drafts.drafts"), gettext("To the drafts"))
    if draft.deleted_at is not None and not deleted:
        text = gettext("This draft was deleted meanwhile. It can be taken back in the list of drafts.")
        gone(text, url_for("drafts.drafts"), gettext("To the drafts"))
    return draft


def open_draft(db: Database, account: Account, draft_id: int) -> Draft:
    """Return a draft that can still be changed; one that is ordered leads to its order instead."""
    draft = own_draft(db, account, draft_id)
    if draft.is_ordered:
        if request.method == "POST" and not is_live():
            say(gettext("This draft was ordered meanwhile, so nothing of it can be changed."), "info")
        abort(redirect(url_for("orders.order", order_id=draft.order_id), 303))
    return draft
