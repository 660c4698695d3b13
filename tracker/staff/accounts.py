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
from printkit.store.organisations import LANGUAGES
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


def add_staff(
    db: Database,
    email: str,
    password: str,
    *,
    name: str = "",
    role: Role = Role.ADMIN,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> Account:
    """Create an account.

    Args:
        db: The database, from `tracker.database.connect`.
        email: What they sign in with; case does not matter.
        password: 8 characters or more.
        name: What pages call them; by default what stands before the @.
        role: What they may do.
        organisation_id: Whose campaigns they see.

    Raises:
        SignetError: The address or the password cannot be used, or there is such an account already.
    """
    email = checked_email(email)
    check_new_password(password, email)
    hashed = hash_password(password)  # slow on purpose: not while the database is locked
    with transaction(db):
        if _row(db, "WHERE email = ?", email) is not None:
            raise exists(email)
        db.execute(
            "INSERT INTO staff (organisation_id, email, name, password_hash, role, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [organisation_id, email, _clean_name(name) or email.partition("@")[0], hashed, role,
             int(time.time())],
        )  # fmt: skip
        return _expected(db, email)


def reset_staff(
    db: Database, email: str, password: str, *, name: str = "", role: Role | None = None
) -> Account:
    """Give an account a new password and end its sessions; change name and role only if given.

    Raises:
        SignetError: There is no such account, or the password cannot be used.
    """
    email = checked_email(email)
    check_new_password(password, email)
    hashed = hash_password(password)
    with transaction(db):
        row = _row(db, "WHERE email = ?", email)
        if row is None:
            raise unknown(email)
        db.execute(
            "UPDATE staff SET password_hash = ?, name = ?, role = ? WHERE id = ?",
            [hashed, _clean_name(name) or row.name, role or row.role, row.id],
        )
        db.execute("DELETE FROM staff_session WHERE staff_id = ?", [row.id])
        return _expected(db, email)


def find_account(db: Database, email: str) -> tuple[Account, str] | None:
    """Return an account and the hash of its password, or ``None``; what was typed may be anything."""
    account = _row(db, "WHERE email = ?", email.strip().lower())
    if account is None:
        return None
    (hashed,) = db.execute("SELECT password_hash FROM staff WHERE id = ?", [account.id]).fetchone()
    return account, str(hashed)


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


def _clean_name(text: str) -> str:
    printable = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in text)
    return " ".join(printable.split())[:100]
