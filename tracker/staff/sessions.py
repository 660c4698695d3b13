"""Sessions of staff: begun at sign-in, ended at sign-out, by idling, or with a new password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import COLUMNS, Account, to_account

IDLE_SECONDS = 2 * 60 * 60
LONGEST_SECONDS = 12 * 60 * 60
NOTED_EVERY = 60
"""How often it is written down that a session is in use, in seconds."""


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


def begin(db: Database, account: Account, now: float) -> SignedIn:
    """Begin a new session and clear away those that are over."""
    token = secrets.token_urlsafe(32)
    with transaction(db):
        db.execute(
            "DELETE FROM staff_session WHERE seen_at <= ? OR created_at <= ?",
            [int(now) - IDLE_SECONDS, int(now) - LONGEST_SECONDS],
        )
        db.execute(
            "INSERT INTO staff_session VALUES (?, ?, ?, ?)", [_digest(token), account.id, int(now), int(now)]
        )
    return SignedIn(account, token)


def resume(db: Database, token: str, now: float) -> SignedIn | None:
    """Return who uses a session, or ``None`` if it is over."""
    row = db.execute(
        f"SELECT {COLUMNS}, seen_at, staff_session.created_at "  # noqa: S608 (constants)
        "FROM staff_session JOIN staff ON staff.id = staff_id WHERE token_sha256 = ?",
        [_digest(token)],
    ).fetchone()
    if row is None:
        return None
    seen_at, created_at = row[6:]
    if now - seen_at >= IDLE_SECONDS or now - created_at >= LONGEST_SECONDS:
        end(db, token)
        return None
    if now - seen_at >= NOTED_EVERY:
        with transaction(db):
            db.execute(
                "UPDATE staff_session SET seen_at = ? WHERE token_sha256 = ?", [int(now), _digest(token)]
            )
    return SignedIn(to_account(row), token)


def end(db: Database, token: str) -> None:
    """End a session; its cookie is worth nothing from now on, wherever it was copied to."""
    with transaction(db):
        db.execute("DELETE FROM staff_session WHERE token_sha256 = ?", [_digest(token)])


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
