"""Saving a step: nothing that somebody else wrote meanwhile is written over unseen.

While somebody types, the page saves by itself, and its form learns the new version with the answer. A button
pressed before that is there still carries the old one: what the same person wrote seconds ago is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, lines_about, note
from tracker.staff.drafts.model import Draft
from tracker.staff.drafts.owned import open_draft
from tracker.staff.version import Difference, Meanwhile, is_stale, version_of

Part = TypeVar("Part")
OWN_HAND = timedelta(seconds=15)
SAME_WORK = timedelta(hours=1)
"""Changes of one person within this time are one line of the audit trail."""


def save(
    db: Database,
    account: Account,
    draft_id: int,
    fresh: Part,
    *,
    part: Callable[[Draft], Part],
    write: Callable[[Database, Account, int, Part], None],
    differ: Callable[[Part, Part], tuple[Difference, ...]],
) -> Meanwhile | None:
    """Save one step of a draft.

    Args:
        fresh: What is to be saved.
        part: Returns what the step holds now.
        write: Writes it.
        differ: Says in what the stored and the new one differ.

    Returns:
        What somebody else changed since the form was shown; then nothing is saved.
    """
    with transaction(db):
        draft = open_draft(db, account, draft_id)
        now = part(draft)
        if now == fresh:
            return None
        if is_stale(version_of(now)) and not _wrote_just_now(draft, account):
            return Meanwhile(draft.changed_by, differ(now, fresh), draft.changed_at)
        write(db, account, draft_id, fresh)
        _note(db, account, draft)
        return None


def _wrote_just_now(draft: Draft, account: Account) -> bool:
    return draft.changed_by_id == account.id and datetime.now(UTC) - draft.changed_at < OWN_HAND


def _note(db: Database, account: Account, draft: Draft) -> None:
    """Note the change in the audit trail, unless the last line about the draft says so of the same hour."""
    about = Subject(Kind.DRAFT, draft.id, draft.name, draft.campaign_id)
    last = next(iter(lines_about(db, about, most=1)), None)
    if last is None or last.staff_id != account.id or datetime.now(UTC) - last.at > SAME_WORK:
        note(db, account, Action.DRAFT_CHANGED, about)
