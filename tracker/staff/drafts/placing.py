"""Pressing the button: a draft becomes an order, in one transaction and once."""

from __future__ import annotations

from sqlite_utils import Database

from printkit.store.times import to_text
from tracker.jobs.orders import order_draft
from tracker.staff.accounts import Account
from tracker.staff.design.store import note_seen
from tracker.staff.drafts.base import Base
from tracker.staff.drafts.model import Draft


def place_order(db: Database, account: Account, draft: Draft, base: Base, stamp: str = "") -> int:
    """Make an order of a draft that lacks nothing, inside the transaction that looked; return its number.

    The order notes the audit line.

    Args:
        stamp: Of the design's files as somebody saw them: made of others, nothing is printed.
    """
    note_seen(db, draft.id, stamp)
    db.execute(
        "UPDATE draft SET ordered_at = ?, base_url = ?, changed_by = ? WHERE id = ?",
        [to_text(None), str(base.url), account.id, draft.id],
    )
    number = order_draft(db, account, draft.id)
    db.execute("UPDATE draft SET order_id = ? WHERE id = ?", [number, draft.id])
    return number
