"""Sessions end when they should, whatever happens at the same time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.staff.accounts import Account, Role, find_account
from tracker.staff.people.own import change_password
from tracker.staff.people.persons import delete, open_again, shut
from tracker.staff.sessions import begin, resume

SignIn = Callable[..., FlaskClient]
People = dict[Role, Account]


@pytest.fixture
def checked(db: Database, people: People) -> tuple[Account, str]:
    """Somebody whose password has just been found right, and its hash."""
    found = find_account(db, people[Role.EDITOR].email)
    assert found
    return found


def test_a_password_that_changes_while_it_is_looked_at_lets_nobody_in(
    db: Database, checked: tuple[Account, str]
) -> None:
    account, hashed = checked
    now = time.time()
    assert begin(db, account, now, hashed)
    change_password(db, account, "ganz andere Losung")
    assert begin(db, account, now, hashed) is None
    assert db.execute("SELECT count(*) FROM staff_session").fetchone() == (0,)


def test_who_is_shut_out_while_signing_in_is_not_in_when_let_in_again(
    db: Database, people: People, checked: tuple[Account, str]
) -> None:
    (account, hashed), admin, now = checked, people[Role.ADMIN], time.time()
    before = begin(db, account, now, hashed)
    assert before
    shut(db, admin, account, now)
    assert begin(db, account, now, hashed) is None
    open_again(db, admin, account)
    assert resume(db, before.token, now) is None
    shut(db, admin, account, now)
    delete(db, admin, account)
    assert begin(db, account, now, hashed) is None


def test_who_signs_in_anew_leaves_no_session_behind(
    app: Flask, sign_in: SignIn, people: People, form: Callable[..., dict[str, str]]
) -> None:
    client, copied = sign_in(Role.VIEWER), app.test_client()
    cookie = client.get_cookie("signet")
    assert cookie
    copied.set_cookie("signet", cookie.value)
    assert copied.get("/staff/words").status_code == 200
    values = form(client, email=people[Role.EDITOR].email)
    assert client.post("/staff/sign-in", data=values).status_code == 303
    assert copied.get("/staff/words").status_code == 303
    assert "Frau Editor" in client.get("/staff/words").text


@pytest.mark.parametrize("column", ["seen_at", "created_at"])
def test_a_session_of_a_clock_that_was_wrong_does_not_last_a_year(
    db: Database, sign_in: SignIn, column: str
) -> None:
    client = sign_in()
    db.execute(f"UPDATE staff_session SET {column} = {column} + 60")
    assert client.get("/staff/words").status_code == 200
    db.execute(f"UPDATE staff_session SET {column} = {column} + ?", [365 * 86_400])
    assert client.get("/staff/words").status_code == 303
    assert db.execute("SELECT count(*) FROM staff_session").fetchone() == (0,)
