"""Accounts, the secret key, and what protects them at rest."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlite_utils import Database

from printkit.errors import SignetError
from tracker.staff.accounts import Role, add_staff, checked_email, find_account, reset_staff
from tracker.staff.passwords import is_password, needs_rehash
from tracker.staff.secret import FILE, LENGTH, session_key

GOOD = "vier Wörter im Regal"


def test_an_account_keeps_only_a_hash(db: Database) -> None:
    account = add_staff(db, " Marie@Library.Example", GOOD, name="Marie  \x00Lindner", role=Role.EDITOR)
    assert (account.email, account.name, account.role) == ("marie@library.example", "Marie Lindner", "editor")
    found = find_account(db, "MARIE@library.example")
    assert found is not None
    assert found[0] == account
    assert found[1].startswith("$argon2id$")
    assert is_password(GOOD, found[1])
    assert not is_password(GOOD + " ", found[1])
    assert not needs_rehash(found[1])


def test_without_a_name_the_address_gives_one(db: Database) -> None:
    assert add_staff(db, "marie@library.example", GOOD).name == "marie"


def test_an_account_is_not_made_twice(db: Database) -> None:
    add_staff(db, "marie@library.example", GOOD)
    with pytest.raises(SignetError, match="--reset"):
        add_staff(db, "Marie@LIBRARY.example", "eine andere Losung")
    with pytest.raises(SignetError, match="Leave out --reset"):
        reset_staff(db, "other@library.example", GOOD)


def test_a_reset_changes_only_what_is_given(db: Database) -> None:
    add_staff(db, "marie@library.example", GOOD, name="Marie", role=Role.VIEWER)
    account = reset_staff(db, "marie@library.example", "eine andere Losung")
    assert (account.name, account.role) == ("Marie", Role.VIEWER)
    found = find_account(db, account.email)
    assert found is not None
    assert is_password("eine andere Losung", found[1])
    assert reset_staff(db, account.email, GOOD, role=Role.ADMIN).role is Role.ADMIN


@pytest.mark.parametrize(
    "password",
    ["", "kurz", "elfzeichen!", "aaaaaaaaaaaa", " " * 12, "marie@library.example", "x" * 1_001,
     "Bibliothek2026!", "P4ssw0rt!2026", "qwertzuiop12", "hallohallohallo", "123456789012", "Lindner!1985"],
)  # fmt: skip
def test_weak_passwords_are_refused(db: Database, password: str) -> None:
    with pytest.raises(SignetError) as caught:
        add_staff(db, "marie@library.example", password, name="Marie Lindner")
    assert caught.value.problems[0].rule == "password"
    assert find_account(db, "marie@library.example") is None


@pytest.mark.parametrize(
    "password",
    [
        "Tz7#kkm!pQ2x",
        "maulwurf tinte",
        "korrekt pferd batterie",
        "ein Sommer am See",
        "漢字だけのながいもの一二三",
    ],
)
def test_others_are_not(db: Database, password: str) -> None:
    assert add_staff(db, "marie@library.example", password, name="Marie Lindner").role is Role.ADMIN


def test_the_last_admin_stays_one(db: Database) -> None:
    account = add_staff(db, "marie@library.example", GOOD)
    with pytest.raises(SignetError, match="last admin"):
        reset_staff(db, account.email, GOOD, role=Role.VIEWER)
    for change in ("role = 'viewer'", "shut_at = 1"):
        with pytest.raises(sqlite3.IntegrityError, match="last admin"):
            db.execute(f"UPDATE staff SET {change}")
    add_staff(db, "other@library.example", GOOD)
    assert reset_staff(db, account.email, GOOD, role=Role.VIEWER).role is Role.VIEWER


@pytest.mark.parametrize(
    "email",
    ["", "marie", "@x.example", "marie@", "a b@x.example", "a@b@c", "a@b\n.example", "a" * 65 + "@x.example",
     "<script>@x.example", "a\u202e@x.example"],
)  # fmt: skip
def test_other_texts_are_no_addresses(email: str) -> None:
    with pytest.raises(SignetError, match="not an e-mail address"):
        checked_email(email)


def test_a_hash_from_weaker_times_is_known() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    assert is_password(GOOD, weak)
    assert needs_rehash(weak)
    assert not is_password(GOOD, None)
    assert not is_password(GOOD, "no hash at all")


def test_the_key_is_random_kept_and_for_our_eyes_only(tmp_path: Path) -> None:
    folder = tmp_path / "campaigns.run"
    key = session_key(folder)
    assert len(key) == LENGTH
    assert session_key(folder) == key
    assert session_key(tmp_path / "other.run") != key
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    (folder / FILE).chmod(0o644)
    session_key(folder)
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert os.listdir(folder) == [FILE]


def test_a_damaged_key_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"short")
    with pytest.raises(SignetError, match="Remove it"):
        session_key(tmp_path)


def test_workers_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    code = "import sys, pathlib; from tracker.staff.secret import session_key; " \
        "sys.stdin.read(1); print(session_key(pathlib.Path(sys.argv[1])).hex())"  # fmt: skip
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "x.run")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(6)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("!")
        worker.stdin.flush()
    keys = {worker.communicate()[0].strip() for worker in workers}
    assert len(keys) == 1
    assert len(keys.pop()) == 2 * LENGTH
