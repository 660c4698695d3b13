"""Links for a new password: made by an admin for somebody who has forgotten theirs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import COLUMNS, Account, to_account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import about_person, note
from tracker.staff.passwords import hash_password
from tracker.staff.people.tokens import DAY, digest, make_token

LASTS_SECONDS = DAY


@dataclass(frozen=True, slots=True)
class PasswordLink:
    """A new link: whose, and the token, which is known only now."""

    person: Account
    token: str


def make_link(db: Database, admin: Account, person: Account, now: float) -> PasswordLink | None:
    """Make a link for a member of the admin's organisation; one before opens no more.

    Returns:
        The link, ``None`` if the account was shut or deleted meanwhile.
    """
    token = make_token()
    with transaction(db):
        if not db.execute("SELECT 1 FROM staff WHERE id = ? AND shut_at IS NULL", [person.id]).fetchone():
            return None
        db.execute(
            "INSERT OR REPLACE INTO password_link (staff_id, token_sha256, ends_at) VALUES (?, ?, ?)",
            [person.id, token.digest, int(now) + LASTS_SECONDS],
        )
        note(db, admin, Action.PASSWORD_LINK_MADE, about_person(person))
    return PasswordLink(person, token.text)


def whose(db: Database, token: str, now: float) -> Account | None:
    """Return whose new password a link is for, ``None`` if it opens no more."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM password_link JOIN staff ON staff.id = staff_id "  # noqa: S608 (constants)
        "WHERE token_sha256 = ? AND ends_at > ? AND shut_at IS NULL",
        [digest(token), int(now)],
    ).fetchone()
    return None if row is None else to_account(row)


def choose(db: Database, token: str, password: str, now: float) -> Account | None:
    """Set the new password, end all sessions and use up the link; ``None``: it opens no more."""
    hashed = hash_password(password)
    with transaction(db):
        person = whose(db, token, now)
        if person is not None:
            set_password(db, person, hashed)
    return person


def set_password(db: Database, person: Account, hashed: str) -> None:
    """Give somebody a new password, inside a transaction; nothing that let them in before does so now."""
    db.execute("UPDATE staff SET password_hash = ? WHERE id = ?", [hashed, person.id])
    db.execute("DELETE FROM staff_session WHERE staff_id = ?", [person.id])
    db.execute("DELETE FROM password_link WHERE staff_id = ?", [person.id])
    note(db, person, Action.PASSWORD_CHANGED, about_person(person))
