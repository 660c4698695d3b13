"""Changing drafts: each step is written as a whole, and so is every copy. Who may, was asked before."""

from __future__ import annotations

from datetime import date

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.times import to_text
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, note
from tracker.staff.drafts.model import Batches, Draft, Goal, Row


def begin(db: Database, account: Account, goal: Goal, *, campaign_id: int | None = None) -> int:
    """Begin a draft and return its number.

    Args:
        campaign_id: The campaign that it adds to; ``None`` if it is to begin one.
    """
    now = to_text(None)
    with transaction(db):
        cursor = db.execute(
            "INSERT INTO draft (organisation_id, campaign_id, created_at, created_by, changed_at, changed_by)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [account.organisation_id, campaign_id, now, account.id, now, account.id],
        )
        assert cursor.lastrowid is not None
        write_goal(db, account, cursor.lastrowid, goal)
        about = Subject(Kind.DRAFT, cursor.lastrowid, goal.name, campaign_id)
        note(db, account, Action.DRAFT_BEGUN, about)
        return cursor.lastrowid


def write_goal(db: Database, account: Account, draft_id: int, goal: Goal) -> None:
    """Write what is to be reached."""
    with transaction(db):
        db.execute(
            "UPDATE draft SET name = ?, goal = ?, target_scans = ?, starts_on = ?, ends_on = ?,"
            " responsible = ? WHERE id = ?",
            [
                goal.name,
                goal.goal,
                goal.target_scans,
                _day(goal.starts_on),
                _day(goal.ends_on),
                goal.responsible,
                draft_id,
            ],
        )
        touch(db, account, draft_id)


def write_destination(db: Database, account: Account, draft_id: int, destination: str) -> None:
    """Write where its codes will lead; ``""`` for not known yet."""
    with transaction(db):
        db.execute("UPDATE draft SET destination = ? WHERE id = ?", [destination, draft_id])
        touch(db, account, draft_id)


def write_sheet(db: Database, account: Account, draft_id: int, sheet: str) -> None:
    """Write on what it will be printed."""
    with transaction(db):
        db.execute("UPDATE draft SET sheet = ? WHERE id = ?", [sheet, draft_id])
        touch(db, account, draft_id)


def write_batches(db: Database, account: Account, draft_id: int, batches: Batches) -> None:
    """Write which batches there will be, in place of those that there were."""
    with transaction(db):
        db.execute(
            "UPDATE draft SET kind = ?, cost_each = ? WHERE id = ?",
            [batches.kind.value, int(batches.cost_each), draft_id],
        )
        db.execute("DELETE FROM draft_batch WHERE draft_id = ?", [draft_id])
        db.conn.executemany(
            "INSERT INTO draft_batch (draft_id, ordinal, name, copies, place, cost, destination, variant)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(draft_id, ordinal, *_values(row)) for ordinal, row in enumerate(batches.rows, 1)],
        )
        touch(db, account, draft_id)


def delete(db: Database, draft: Draft) -> None:
    """Put a draft away; for some weeks it can be taken back (`tracker.staff.drafts.forgetting`)."""
    with transaction(db):
        db.execute("UPDATE draft SET deleted_at = ? WHERE id = ?", [to_text(None), draft.id])


def restore(db: Database, draft: Draft) -> None:
    """Take back a draft that was deleted."""
    with transaction(db):
        db.execute("UPDATE draft SET deleted_at = NULL WHERE id = ?", [draft.id])


def touch(db: Database, account: Account, draft_id: int) -> None:
    """Write down who changed a draft last, inside the transaction of the change."""
    with transaction(db):
        db.execute(
            "UPDATE draft SET changed_at = ?, changed_by = ? WHERE id = ?",
            [to_text(None), account.id, draft_id],
        )


def _values(row: Row) -> tuple[object, ...]:
    return row.name, row.copies, row.place, row.cost, row.destination, row.variant


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
