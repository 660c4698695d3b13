"""Saving a step: nothing that somebody else wrote meanwhile is written over unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import Account
from tracker.staff.drafts.model import Draft
from tracker.staff.drafts.owned import open_draft
from tracker.staff.version import Difference, Meanwhile, is_stale, version_of

Part = TypeVar("Part")


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
        if is_stale(version_of(now)):
            return Meanwhile(draft.changed_by, differ(now, fresh))
        write(db, account, draft_id, fresh)
        return None


def step_differences(label: str) -> Callable[[str, str], tuple[Difference, ...]]:
    """Return a function that says in what two values of one field differ."""
    return lambda theirs, yours: (Difference(label, theirs, yours),)
