"""The first start: a link that lets its holder set up the library and become the first admin, once.

There is a link only as long as nobody has an account. A newer one takes the place of the one before.
"""

from __future__ import annotations

import hmac
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION
from printkit.store.organisations import set_organisation
from tracker.staff.accounts import Account, NewAccount, Role, insert_account, is_nobody
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, note
from tracker.staff.passwords import hash_password
from tracker.staff.people.tokens import DAY, digest, make_token

LASTS_SECONDS = DAY
PATH = "/set-up/"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the first admin says; all of it has been looked at."""

    library: str
    time_zone: str
    language: str
    name: str
    email: str
    password: str


def can_be_needed(path: Path) -> bool:
    """Whether a database has no account, asked without waiting for a lock or an upgrade of it."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as found:
            return found.execute("SELECT 1 FROM staff").fetchone() is None
    except sqlite3.Error:
        return False


def make_link(db: Database, now: float) -> str:
    """Return the path of a new link, or ``""`` if somebody has an account."""
    token = make_token()
    with transaction(db):
        if not is_nobody(db):
            return ""
        db.execute(
            "INSERT OR REPLACE INTO set_up_link (id, token_sha256, ends_at) VALUES (1, ?, ?)",
            [token.digest, int(now) + LASTS_SECONDS],
        )
    return f"{PATH}{token.text}"


def is_valid(db: Database, token: str, now: float) -> bool:
    """Whether a link opens."""
    row = db.execute("SELECT token_sha256 FROM set_up_link WHERE ends_at > ?", [int(now)]).fetchone()
    return row is not None and hmac.compare_digest(row[0], digest(token)) and is_nobody(db)


def set_up(db: Database, token: str, wanted: SetUp, now: float) -> Account | None:
    """Set up the library with its first admin and use up the link.

    Returns:
        The admin, ``None`` if the link opens no more: of several at once exactly one is first.

    Raises:
        SignetError: The library's name or time zone cannot be used; the link still opens.
    """
    hashed = hash_password(wanted.password)  # slow on purpose: not while the database is locked
    with transaction(db):
        if not is_valid(db, token, now):
            return None
        library = set_organisation(
            db, name=wanted.library, time_zone=wanted.time_zone, language=wanted.language
        )
        new = NewAccount(wanted.email, wanted.name, Role.ADMIN, DEFAULT_ORGANISATION, hashed)
        admin = insert_account(db, new)
        db.execute("DELETE FROM set_up_link")
        note(db, admin, Action.SET_UP, Subject(Kind.ORGANISATION, library.id, library.name))
        return admin
