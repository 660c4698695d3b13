"""Members of staff as an admin sees them, and what an admin may do: all within their own organisation.

Nobody changes their own role or shuts their own account, so an admin is always left. Of two who lower one
another at the same moment the second is told so (`Outcome.LAST_ADMIN`); the database holds them as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import COLUMNS, Account, Role, end_links_of, is_last_admin, to_account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, about_person, note


class Outcome(Enum):
    """What became of a change."""

    DONE = auto()
    NOTHING = auto()
    """It was so already."""
    ONESELF = auto()
    """Nobody does this to themselves."""
    LAST_ADMIN = auto()
    """There would be no admin."""
    SHUT = auto()
    """They are shut out, so this is not possible."""
    OPEN = auto()
    """They are not shut out (any more), so this is not possible."""
    MEANWHILE = auto()
    """Somebody else has changed it since it was looked at."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff.

    Attributes:
        is_shut: Whether they cannot sign in.
        seen_on: The last day on which they were here, ``None`` if they never were.
        sessions: How many browsers they are signed in with, or were until a short while ago.
    """

    account: Account
    is_shut: bool
    seen_on: date | None
    sessions: int


def persons(db: Database, organisation_id: int) -> tuple[Person, ...]:
    """Return all members of an organisation, those who are shut out last."""
    return _read(db, "WHERE organisation_id = ?", organisation_id)


def own_person(db: Database, admin: Account, staff_id: int) -> Person | None:
    """Return a member of the admin's organisation."""
    found = _read(db, "WHERE organisation_id = ? AND id = ?", admin.organisation_id, staff_id)
    return found[0] if found else None


def change_role(db: Database, admin: Account, person: Account, role: Role) -> Outcome:
    """Give somebody another role, which holds from their next page on.

    Args:
        db: The database.
        admin: Who changes it.
        person: As it was when the admin decided.
        role: The new one.
    """
    with transaction(db):
        now = own_person(db, admin, person.id)
        if now is None or now.account.role is role:
            return Outcome.NOTHING
        if now.account.role is not person.role:
            return Outcome.MEANWHILE
        if refused := _refused(db, admin, now.account):
            return refused
        db.execute("UPDATE staff SET role = ? WHERE id = ?", [role, person.id])
        end_links_of(db, now.account)
        note(db, admin, Action.ROLE_CHANGED, about_person(now.account), f"{now.account.role} → {role}")
    return Outcome.DONE


def shut(db: Database, admin: Account, person: Account, now: float) -> Outcome:
    """Shut somebody out at once: their sessions end, and links open no more, also those that they made."""
    with transaction(db):
        found = own_person(db, admin, person.id)
        if found is None or found.is_shut:
            return Outcome.NOTHING
        if refused := _refused(db, admin, found.account):
            return refused
        db.execute("UPDATE staff SET shut_at = ? WHERE id = ?", [int(now), person.id])
        for table in ("staff_session", "password_link"):
            db.execute(f"DELETE FROM {table} WHERE staff_id = ?", [person.id])  # noqa: S608 (constants)
        end_links_of(db, found.account)
        note(db, admin, Action.ACCOUNT_SHUT, about_person(person))
    return Outcome.DONE


def open_again(db: Database, admin: Account, person: Account) -> Outcome:
    """Let somebody in again, with the password and the role that they had."""
    with transaction(db):
        found = own_person(db, admin, person.id)
        if found is None or not found.is_shut:
            return Outcome.NOTHING
        db.execute("UPDATE staff SET shut_at = NULL WHERE id = ?", [person.id])
        note(db, admin, Action.ACCOUNT_OPENED, about_person(person))
    return Outcome.DONE


def delete(db: Database, admin: Account, person: Account) -> Outcome:
    """Delete an account that is shut, for ever; what they did stays in the audit trail until it is old."""
    with transaction(db):
        found = own_person(db, admin, person.id)
        if found is None or not found.is_shut:
            return Outcome.NOTHING if found is None else Outcome.OPEN
        db.execute("DELETE FROM staff WHERE id = ?", [person.id])
        note(db, admin, Action.ACCOUNT_DELETED, Subject(Kind.PERSON, None, person.name))
    return Outcome.DONE


def sign_out_everywhere(db: Database, admin: Account, person: Account) -> int:
    """End all sessions of somebody, and return how many there were."""
    with transaction(db):
        ended = int(db.execute("DELETE FROM staff_session WHERE staff_id = ?", [person.id]).rowcount)
        note(db, admin, Action.SESSIONS_ENDED, about_person(person))
    return ended


def _refused(db: Database, admin: Account, person: Account) -> Outcome | None:
    if admin.id == person.id:
        return Outcome.ONESELF
    return Outcome.LAST_ADMIN if is_last_admin(db, person) else None


def _read(db: Database, where: str, *values: object) -> tuple[Person, ...]:
    found = db.execute(
        f"SELECT {COLUMNS}, shut_at, seen_on, "  # noqa: S608 (constants)
        "(SELECT count(*) FROM staff_session WHERE staff_id = staff.id) "
        f"FROM staff {where} ORDER BY shut_at IS NOT NULL, name COLLATE NOCASE, id",
        values,
    )
    return tuple(map(_person, found))


def _person(row: Sequence[Any]) -> Person:
    shut_at, seen_on, sessions = row[6:]
    seen = date.fromisoformat(seen_on) if seen_on else None
    return Person(to_account(row), shut_at is not None, seen, sessions)
