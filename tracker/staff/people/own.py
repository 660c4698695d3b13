"""One's own account: name, language, password."""

from __future__ import annotations

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.staff.accounts import Account, find_account
from tracker.staff.audit.actions import Action, before_and_after
from tracker.staff.audit.lines import about_person, note
from tracker.staff.passwords import hash_password, is_password
from tracker.staff.people.password_links import set_password


def change_oneself(db: Database, account: Account, name: str, language: str) -> bool:
    """Change what the pages call somebody and speak to them; return whether anything is new.

    Args:
        db: The database.
        account: Whose.
        name: One that has been looked at.
        language: ``de``, ``en`` or ``""`` for that of the library.
    """
    if (name, language) == (account.name, account.language):
        return False
    with transaction(db):
        db.execute("UPDATE staff SET name = ?, language = ? WHERE id = ?", [name, language, account.id])
        if name != account.name:
            detail = before_and_after(account.name, name)
            note(db, account, Action.NAME_CHANGED, about_person(account), detail)
    return True


def knows_password(db: Database, account: Account, password: str) -> bool:
    """Whether somebody knows the password of an account."""
    found = find_account(db, account.email)
    return is_password(password, found[1] if found else None)


def change_password(db: Database, account: Account, password: str) -> None:
    """Set a new password that has been looked at; all sessions end, also the one at work."""
    hashed = hash_password(password)
    with transaction(db):
        set_password(db, account, hashed)
