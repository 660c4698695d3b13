"""Accounts of staff: who may sign in, with which password and role. All SQL about accounts is here."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION
from printkit.store.organisations import LANGUAGES, organisation
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import about_person, note
from tracker.staff.passwords import check_new_password, hash_password

_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\]\\]{1,64}@[^@\s\"(),:;<>\[\]\\]{1,190}")
COLUMNS = "staff.id, staff.organisation_id, staff.email, staff.name, staff.role, staff.language"
"""What `to_account` reads."""


class Role(StrEnum):
    """What a member of staff may do; each role may do all that the one before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Whether this role may do all that the other may."""
        order = tuple(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff.

    Attributes:
        email: In small letters; what they sign in with.
        language: ``de``, ``en``, or ``""`` for that of the organisation.
    """

    id: int
    organisation_id: int
    email: str
    name: str
    role: Role
    language: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that is to be; e-mail address and password have been looked at. ``name`` may be ``""``."""

    email: str
    name: str
    role: Role
    organisation_id: int
    password_hash: str


def add_staff(
    db: Database,
    email: str,
    password: str,
    *,
    name: str = "",
    role: Role = Role.ADMIN,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> Account:
    """Create an account from a terminal.

    Args:
        db: The database, from `tracker.database.connect`.
        email: What they sign in with; case does not matter.
        password: One that `tracker.staff.passwords` does not refuse.
        name: What pages call them; by default what stands before the @.
        role: What they may do.
        organisation_id: Whose campaigns they see.

    Raises:
        SignetError: The address or the password cannot be used, or there is such an account already.
    """
    email = checked_email(email)
    check_new_password(password, email, name, organisation(db, organisation_id).name)
    new = NewAccount(email, clean_name(name), role, organisation_id, hash_password(password))
    with transaction(db):
        account = insert_account(db, new)
        note(db, None, Action.PERSON_ADDED, about_person(account), organisation_id=organisation_id)
        return account


def insert_account(db: Database, new: NewAccount) -> Account:
    """Write a new account, inside the transaction of the caller; whoever was invited to it no longer is.

    Raises:
        SignetError: There is such an account already.
    """
    if find_anybody(db, new.email) is not None:
        raise exists(new.email)
    db.execute(
        "INSERT INTO staff (organisation_id, email, name, password_hash, role, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [new.organisation_id, new.email, new.name or new.email.partition("@")[0], new.password_hash, new.role,
         int(time.time())],
    )  # fmt: skip
    db.execute("DELETE FROM invitation WHERE email = ?", [new.email])
    return _expected(db, new.email)


def reset_staff(
    db: Database, email: str, password: str, *, name: str = "", role: Role | None = None
) -> Account:
    """Give an account a new password, end its sessions and open it again; change name and role only if given.

    Raises:
        SignetError: There is no such account, the password cannot be used, or it is the last admin's.
    """
    email = checked_email(email)
    check_new_password(password, email, name)
    hashed = hash_password(password)  # slow on purpose: not while the database is locked
    with transaction(db):
        row = find_anybody(db, email)
        if row is None:
            raise unknown(email)
        if role not in (None, Role.ADMIN):
            if is_last_admin(db, row):
                raise last_admin(email)
            end_links_of(db, row)
        db.execute(
            "UPDATE staff SET password_hash = ?, name = ?, role = ?, shut_at = NULL WHERE id = ?",
            [hashed, clean_name(name) or row.name, role or row.role, row.id],
        )
        for table in ("staff_session", "password_link"):
            db.execute(f"DELETE FROM {table} WHERE staff_id = ?", [row.id])  # noqa: S608 (constants)
        note(db, None, Action.PASSWORD_RESET, about_person(row), organisation_id=row.organisation_id)
        return _expected(db, email)


def end_links_of(db: Database, account: Account) -> None:
    """Let the links open no more that somebody made who is an admin no longer, inside a transaction.

    They may have kept one for themselves. Invitations stay in the list, where another admin makes a new link;
    who made a link for a new password is not kept, so those of the organisation end, which last a day anyhow.
    """
    if account.role is not Role.ADMIN:
        return
    now = int(time.time())
    db.execute("UPDATE invitation SET ends_at = min(ends_at, ?) WHERE made_by = ?", [now, account.id])
    db.execute(
        "DELETE FROM password_link WHERE staff_id IN (SELECT id FROM staff WHERE organisation_id = ?)",
        [account.organisation_id],
    )


def is_last_admin(db: Database, account: Account) -> bool:
    """Whether nobody could look after the accounts of the organisation without this one."""
    others = db.execute(
        "SELECT 1 FROM staff WHERE organisation_id = ? AND id <> ? AND role = 'admin' AND shut_at IS NULL",
        [account.organisation_id, account.id],
    ).fetchone()
    return account.role is Role.ADMIN and others is None


def is_nobody(db: Database) -> bool:
    """Whether there is no account at all: this service is yet to be set up."""
    return db.execute("SELECT 1 FROM staff").fetchone() is None


def find_account(db: Database, email: str) -> tuple[Account, str] | None:
    """Return an open account and the hash of its password, or ``None``; what was typed may be anything."""
    account = _row(db, "WHERE email = ? AND shut_at IS NULL", email.strip().lower())
    if account is None:
        return None
    (hashed,) = db.execute("SELECT password_hash FROM staff WHERE id = ?", [account.id]).fetchone()
    return account, str(hashed)


def find_anybody(db: Database, email: str) -> Account | None:
    """Return the account of an e-mail address, also one that is shut."""
    return _row(db, "WHERE email = ?", email)


def keep_hash(db: Database, account_id: int, old: str, new: str) -> None:
    """Replace a password's hash by a stronger one of the same password, unless it was changed meanwhile."""
    with transaction(db):
        db.execute(
            "UPDATE staff SET password_hash = ? WHERE id = ? AND password_hash = ?", [new, account_id, old]
        )


def set_language(db: Database, account_id: int, language: str) -> None:
    """Remember in which language somebody reads the pages.

    Raises:
        ValueError: We do not speak it.
    """
    if language not in LANGUAGES:
        raise ValueError(language)
    with transaction(db):
        db.execute("UPDATE staff SET language = ? WHERE id = ?", [language, account_id])


def exists(email: str) -> SignetError:
    """Return the fault that there is such an account already."""
    return SignetError.of(
        "staff-exists",
        f"There is an account for {email} already.",
        "Use --reset to give it a new password and to end its sessions.",
        value=email,
    )


def unknown(email: str) -> SignetError:
    """Return the fault that there is no such account."""
    return SignetError.of(
        "unknown-staff",
        f"There is no account for {email}.",
        "Leave out --reset to create it.",
        value=email,
    )


def last_admin(email: str) -> SignetError:
    """Return the fault that without this account there would be no admin."""
    return SignetError.of(
        "last-admin",
        f"{email} is the last admin.",
        "Make somebody else an admin first.",
        value=email,
    )


def checked_email(text: str) -> str:
    """Return an e-mail address as it is stored.

    Raises:
        SignetError: It cannot be one.
    """
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email) or any(unicodedata.category(letter).startswith("C") for letter in email):
        raise SignetError.of(
            "email",
            f'"{text.strip()[:100]}" is not an e-mail address.',
            "Write it like name@library.example.",
            key="EMAIL",
        )
    return email


def to_account(row: Sequence[Any]) -> Account:
    """Return an account from a row that begins with the columns of `COLUMNS`."""
    number, organisation_id, email, name, role, language = row[:6]
    return Account(number, organisation_id, email, name, Role(role), language)


def _row(db: Database, where: str, *values: object) -> Account | None:
    found = db.execute(f"SELECT {COLUMNS} FROM staff {where}", values)  # noqa: S608 (constants)
    row = found.fetchone()
    return None if row is None else to_account(row)


def _expected(db: Database, email: str) -> Account:
    account = _row(db, "WHERE email = ?", email)
    assert account is not None  # written in this transaction
    return account


def clean_name(text: str) -> str:
    """Return what somebody is called, as it is stored: in one line, without signs that nobody sees."""
    printable = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in text)
    return " ".join(printable.split())[:100]
