"""Sessions of staff: begun at sign-in, ended at sign-out, by idling, or with a new password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.organisations import organisation
from tracker.staff.accounts import COLUMNS, Account, to_account

IDLE_SECONDS = 2 * 60 * 60
LONGEST_SECONDS = 12 * 60 * 60
NOTED_EVERY = 60
"""How often it is written down that a session is in use, in seconds."""
SLACK_SECONDS = 15 * 60
"""A session that begins later than this from now was begun by a clock that has been put right: it is over."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account and the session in which it is used, in the form that Flask-Login asks for."""

    account: Account
    token: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the session's token: what the signed cookie holds."""
        return self.token


def begin(db: Database, account: Account, now: float, password_hash: str = "") -> SignedIn | None:
    """Begin a new session and clear away those that are over.

    Args:
        db: The database.
        account: Whose.
        now: The time.
        password_hash: What the password was checked against, if it was.

    Returns:
        Who is signed in; ``None`` if the account was shut or deleted, or its password changed, since it was
        looked at: that ended all sessions, and none may come after it.
    """
    token = secrets.token_urlsafe(32)
    with transaction(db):
        forget_sessions(db, now)
        begun = db.execute(
            "INSERT INTO staff_session SELECT ?, id, ?, ? FROM staff "
            "WHERE id = ? AND shut_at IS NULL AND ? IN ('', password_hash)",
            [_digest(token), int(now), int(now), account.id, password_hash],
        ).rowcount
        if not begun:
            return None
        _note_day(db, account, now)
    return SignedIn(account, token)


def resume(db: Database, token: str, now: float, *, quietly: bool = False) -> SignedIn | None:
    """Return who uses a session, or ``None`` if it is over.

    Args:
        db: The database.
        token: From the cookie.
        now: The time.
        quietly: Whether a page asks by itself, with nobody before it perhaps: that keeps no session alive.
    """
    row = db.execute(
        f"SELECT {COLUMNS}, seen_at, staff_session.created_at "  # noqa: S608 (constants)
        "FROM staff_session JOIN staff ON staff.id = staff_id WHERE token_sha256 = ? AND shut_at IS NULL",
        [_digest(token)],
    ).fetchone()
    if row is None:
        return None
    seen_at, created_at = row[6:]
    if (
        now - seen_at >= IDLE_SECONDS
        or now - created_at >= LONGEST_SECONDS
        or max(seen_at, created_at) > now + SLACK_SECONDS
    ):
        end(db, token)
        return None
    account = to_account(row)
    if now - seen_at >= NOTED_EVERY and not quietly:
        with transaction(db):
            db.execute(
                "UPDATE staff_session SET seen_at = ? WHERE token_sha256 = ?", [int(now), _digest(token)]
            )
            _note_day(db, account, now)
    return SignedIn(account, token)


def forget_sessions(db: Database, now: float) -> None:
    """Delete the sessions that are over."""
    db.execute(
        "DELETE FROM staff_session WHERE seen_at <= ? OR created_at <= ? OR max(seen_at, created_at) > ?",
        [int(now) - IDLE_SECONDS, int(now) - LONGEST_SECONDS, int(now) + SLACK_SECONDS],
    )


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its owner sees it; times in UTC."""

    begun: datetime
    seen: datetime
    is_this_one: bool


def sessions_of(db: Database, person: SignedIn, now: float) -> tuple[Session, ...]:
    """Return the sessions of an account that hold, the one in use first."""
    rows = db.execute(
        "SELECT created_at, seen_at, token_sha256 FROM staff_session WHERE staff_id = ? AND seen_at > ? "
        "AND created_at > ? ORDER BY token_sha256 <> ?, seen_at DESC",
        [person.account.id, int(now) - IDLE_SECONDS, int(now) - LONGEST_SECONDS, _digest(person.token)],
    )
    return tuple(
        Session(_moment(created_at), _moment(seen_at), digest == _digest(person.token))
        for created_at, seen_at, digest in rows
    )


def end(db: Database, token: str) -> None:
    """End a session; its cookie is worth nothing from now on, wherever it was copied to."""
    with transaction(db):
        db.execute("DELETE FROM staff_session WHERE token_sha256 = ?", [_digest(token)])


def end_all(db: Database, account_id: int, *, but: str = "") -> int:
    """End all sessions of an account, but perhaps for that of one token; return how many there were."""
    with transaction(db):
        return int(
            db.execute(
                "DELETE FROM staff_session WHERE staff_id = ? AND token_sha256 <> ?",
                [account_id, _digest(but)],
            ).rowcount
        )


def _note_day(db: Database, account: Account, now: float) -> None:
    """Write down on which day somebody was here; the hour is of no interest to anybody."""
    zone = ZoneInfo(organisation(db, account.organisation_id).time_zone)
    today = datetime.fromtimestamp(now, zone).date().isoformat()
    db.execute("UPDATE staff SET seen_on = ? WHERE id = ? AND seen_on IS NOT ?", [today, account.id, today])


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
