"""Saving texts and colours, by a button or while somebody types: what others wrote is not written over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from flask import request
from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, lines_about, note
from tracker.staff.design.look import Shows, shows
from tracker.staff.design.store import DraftDesign, design_of, set_faults, write
from tracker.staff.drafts.model import Draft
from tracker.staff.drafts.owned import open_draft
from tracker.staff.drafts.saving import OWN_HAND, SAME_WORK
from tracker.staff.drafts.writing import touch
from tracker.staff.version import FIELD, is_stale, version_of


def save(
    db: Database, person: Account, found: DraftDesign, variant: str, texts: Mapping[str, str], faults: int
) -> DraftDesign | None:
    """Save what somebody wrote.

    Args:
        found: The design as the form shows it.
        faults: How many faults keep it from the press.

    Returns:
        What somebody else saved since the form was shown; then nothing is saved.
    """
    with transaction(db):
        draft = open_draft(db, person, found.draft_id)
        now = design_of(db, found.draft_id)
        if now is None or now.design != found.design:
            return now or found
        same = (variant, dict(texts)) == (now.variant, now.all_texts)
        if not same and is_stale(version_of(now.version)) and not _wrote_just_now(draft, person):
            return now
        write(db, replace(now, shown=found.shown), variant, texts, faults)
        if not same or not now.is_looked_at:
            touch(db, person, draft.id)
            _note(db, person, draft, now.title)
        return None


def hold_still(
    db: Database, person: Account, draft_id: int, version: Callable[[DraftDesign | None], str]
) -> bool:
    """Whether a draft's design is as its form shows it; inside the transaction of the change.

    A draft that was ordered meanwhile, while a file was read perhaps, leads to its order instead.

    Args:
        version: Returns what the form carries the version of.
    """
    open_draft(db, person, draft_id)
    return FIELD not in request.form or not is_stale(version(design_of(db, draft_id)))


def note_faults(db: Database, draft_id: int, version: str, faults: int) -> None:
    """Note how many faults keep a design from the press, unless it was changed since somebody looked."""
    with transaction(db):
        now = design_of(db, draft_id)
        if now is not None and now.faults != faults and version_of(now.version) == version:
            set_faults(db, draft_id, faults)


def look_again(db: Database, draft: Draft) -> Shows | None:
    """Note anew what keeps a design from the press, after something else than its texts was changed.

    Returns:
        How it looks now; ``None`` if there is no design any more.
    """
    found = design_of(db, draft.id)
    if found is None:
        return None
    seen = shows(db, draft, found, found.variant, found.all_texts)
    if not seen.trouble:
        note_faults(db, draft.id, version_of(found.version), seen.errors)
    return seen


def about_draft(draft: Draft) -> Subject:
    """Return a draft as a subject of the trail."""
    return Subject(Kind.DRAFT, draft.id, draft.name, draft.campaign_id)


def _wrote_just_now(draft: Draft, person: Account) -> bool:
    return draft.changed_by_id == person.id and datetime.now(UTC) - draft.changed_at < OWN_HAND


def _note(db: Database, person: Account, draft: Draft, title: str) -> None:
    """Note the change, unless the last line about the draft says so of the same person and hour."""
    last = next(iter(lines_about(db, about_draft(draft), most=1)), None)
    known = last is not None and (last.staff_id, last.action) == (person.id, Action.DESIGN_CHANGED)
    if last is None or not known or datetime.now(UTC) - last.at > SAME_WORK:
        note(db, person, Action.DESIGN_CHANGED, about_draft(draft), title)
