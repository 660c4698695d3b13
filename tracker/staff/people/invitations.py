"""Invitations: a link each, sent by the admin's own mail, with which somebody makes their account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import Account, NewAccount, Role, find_anybody, insert_account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, about_person, note
from tracker.staff.passwords import hash_password
from tracker.staff.people.tokens import DAY, digest, make_token

LASTS_SECONDS = 7 * DAY
MOST = 200
"""Invitations of an organisation at a time: more than the staff of a large library."""
SHOWN_SECONDS = 30 * DAY
"""How long one that nobody used stays in the list after its end; then it is forgotten."""
_COLUMNS = (
    "invitation.id, invitation.organisation_id, invitation.email, invitation.role, invitation.note, "
    "coalesce(staff.name, ''), invitation.ends_at"
)
_FROM = "FROM invitation LEFT JOIN staff ON staff.id = made_by"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody has accepted yet.

    Attributes:
        note: What the admin writes to them, or ``""``.
        made_by: Name of the admin.
        ends_at: When its link opens no more, in UTC.
        is_over: Whether that is past.
    """

    id: int
    organisation_id: int
    email: str
    role: Role
    note: str
    made_by: str
    ends_at: datetime
    is_over: bool

    def subject(self) -> Subject:
        """Return it as a subject of the audit trail."""
        return Subject(Kind.PERSON, None, self.email)


@dataclass(frozen=True, slots=True)
class Made:
    """A new invitation with the token of its link, which is known only now."""

    invitation: Invitation
    token: str


class Refused(Enum):
    """Why somebody cannot be invited."""

    HAS_ACCOUNT = auto()
    IS_INVITED = auto()
    TOO_MANY = auto()
    """So many invitations are open already that something is wrong."""


def invite(db: Database, admin: Account, email: str, role: Role, text: str, now: float) -> Made | Refused:
    """Invite somebody by an e-mail address that has been looked at."""
    token = make_token()
    with transaction(db):
        if find_anybody(db, email):
            return Refused.HAS_ACCOUNT
        if _find(
            db, now, "invitation.organisation_id = ? AND invitation.email = ?", admin.organisation_id, email
        ):
            return Refused.IS_INVITED
        if len(invitations(db, admin.organisation_id, now)) >= MOST:
            return Refused.TOO_MANY
        db.execute(
            "INSERT INTO invitation (organisation_id, email, role, note, token_sha256, made_by, ends_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [admin.organisation_id, email, role, text, token.digest, admin.id, int(now) + LASTS_SECONDS],
        )
        made = _find(db, now, "token_sha256 = ?", token.digest)
        assert made is not None  # written in this transaction
        note(db, admin, Action.PERSON_INVITED, made.subject(), role)
    return Made(made, token.text)


def renew(db: Database, admin: Account, invitation_id: int, now: float) -> Made | None:
    """Give an invitation a new link; the one before opens no more. ``None``: it is gone."""
    token = make_token()
    with transaction(db):
        found = own_invitation(db, admin, invitation_id, now)
        if found is None:
            return None
        db.execute(
            "UPDATE invitation SET token_sha256 = ?, ends_at = ?, made_by = ? WHERE id = ?",
            [token.digest, int(now) + LASTS_SECONDS, admin.id, found.id],
        )
        note(db, admin, Action.INVITATION_RENEWED, found.subject())
        again = own_invitation(db, admin, invitation_id, now)
        assert again is not None
    return Made(again, token.text)


def withdraw(db: Database, admin: Account, invitation_id: int, now: float) -> Invitation | None:
    """Take an invitation back and return what it was; ``None``: it is gone."""
    with transaction(db):
        found = own_invitation(db, admin, invitation_id, now)
        if found is not None:
            db.execute("DELETE FROM invitation WHERE id = ?", [found.id])
            note(db, admin, Action.INVITATION_WITHDRAWN, found.subject())
    return found


def accept(db: Database, token: str, name: str, password: str, now: float) -> Account | None:
    """Make the account of somebody who was invited and use up the link; ``None``: it opens no more."""
    hashed = hash_password(password)  # slow on purpose: not while the database is locked
    with transaction(db):
        found = open_invitation(db, token, now)
        if found is None or find_anybody(db, found.email):
            return None
        account = insert_account(db, NewAccount(found.email, name, found.role, found.organisation_id, hashed))
        note(db, account, Action.INVITATION_ACCEPTED, about_person(account), found.role)
    return account


def open_invitation(db: Database, token: str, now: float) -> Invitation | None:
    """Return the invitation whose link has this token, ``None`` if there is none or it is over."""
    found = _find(db, now, "token_sha256 = ?", digest(token))
    return None if found is None or found.is_over else found


def own_invitation(db: Database, admin: Account, invitation_id: int, now: float) -> Invitation | None:
    """Return an invitation of the admin's organisation."""
    return _find(
        db, now, "invitation.id = ? AND invitation.organisation_id = ?", invitation_id, admin.organisation_id
    )


def invitations(db: Database, organisation_id: int, now: float) -> tuple[Invitation, ...]:
    """Return those that nobody has accepted, the newest first."""
    found = db.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE invitation.organisation_id = ? AND ends_at > ? "
        "ORDER BY invitation.id DESC",
        [organisation_id, int(now) - SHOWN_SECONDS],
    )
    return tuple(_invitation(row, now) for row in found)


def forget_invitations(db: Database, now: float) -> None:
    """Delete those that ended long ago."""
    db.execute("DELETE FROM invitation WHERE ends_at <= ?", [int(now) - SHOWN_SECONDS])


def _find(db: Database, now: float, where: str, *values: object) -> Invitation | None:
    row = db.execute(f"SELECT {_COLUMNS} {_FROM} WHERE {where}", values).fetchone()
    return None if row is None else _invitation(row, now)


def _invitation(row: Sequence[Any], now: float) -> Invitation:
    number, organisation_id, email, role, text, made_by, ends_at = row
    ends = datetime.fromtimestamp(ends_at, UTC)
    return Invitation(number, organisation_id, email, Role(role), text, made_by, ends, ends_at <= now)
