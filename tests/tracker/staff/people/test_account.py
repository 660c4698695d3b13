"""One's own account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from tracker.staff.accounts import Account, Role
from tracker.staff.throttle import PER_ACCOUNT

Send = Callable[..., TestResponse]
SignIn = Callable[..., FlaskClient]
ACCOUNT, PASSWORD = "/staff/account/", "/staff/account/password"
NEW = "ganz andere Losung"
EMAIL = "viewer@library.example"


@pytest.fixture
def mine(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.VIEWER)


def test_name_and_language(mine: FlaskClient, send: Send) -> None:
    assert send(mine, ACCOUNT, name="Frau <Viewer> Neu", language="en").status_code == 303
    page = mine.get(ACCOUNT).text
    assert "Frau &lt;Viewer&gt; Neu" in page
    assert "Your account" in page
    assert "Saved." in page
    for wrong in ({"name": " "}, {"name": "x" * 121}, {"language": "fr"}):
        assert send(mine, ACCOUNT, **{"name": "A", "language": "de", **wrong}).status_code == 422
    assert send(mine, ACCOUNT, name="A", language="").status_code == 303
    assert "Ihr Konto" in mine.get(ACCOUNT).text


def test_what_is_said_of_the_password_is_not_skipped_by_a_fragment(mine: FlaskClient) -> None:
    assert f'action="{PASSWORD}"' in mine.get(ACCOUNT).text, (
        "a browser keeps a fragment when it is redirected"
    )


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(
    app: Flask, mine: FlaskClient, sign_in: SignIn, send: Send, password: str
) -> None:
    other, copied = sign_in(Role.VIEWER), app.test_client()
    kept = mine.get_cookie("signet")
    assert kept is not None
    copied.set_cookie("signet", kept.value)
    values = {"old_password": password, "new_password": NEW}
    assert send(mine, PASSWORD, ACCOUNT, **values).status_code == 303
    assert "Ab jetzt gilt Ihr neues Passwort" in mine.get(ACCOUNT).text
    assert [one.get(ACCOUNT).status_code for one in (other, copied)] == [303, 303]
    assert send(app.test_client(), "/staff/sign-in", email=EMAIL, password=password).status_code == 401
    assert send(app.test_client(), "/staff/sign-in", email=EMAIL, password=NEW).status_code == 303


def test_the_old_password_is_asked_for_and_cannot_be_tried_for_long(
    mine: FlaskClient, send: Send, password: str
) -> None:
    for _ in range(PER_ACCOUNT):
        wrong = send(mine, PASSWORD, ACCOUNT, old_password="falsch", new_password=NEW)
        assert (wrong.status_code, "nicht Ihr bisheriges Passwort" in wrong.text) == (422, True)
        assert NEW not in wrong.text
        assert "data-refused autofocus" in wrong.text, "far down the page: the reader is brought there"
    late = send(mine, PASSWORD, ACCOUNT, old_password=password, new_password=NEW)
    assert (late.status_code, "Zu viele Versuche" in late.text) == (422, True)


@pytest.mark.parametrize(("typed", "words"), [("kurz", "weniger als 12"), ("frau-viewer-2026", "erraten")])
def test_a_weak_password_is_refused(
    mine: FlaskClient, send: Send, password: str, typed: str, words: str
) -> None:
    answer = send(mine, PASSWORD, ACCOUNT, old_password=password, new_password=typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_sessions_are_listed_and_the_others_ended(mine: FlaskClient, sign_in: SignIn, send: Send) -> None:
    other = sign_in(Role.VIEWER)
    page = mine.get(ACCOUNT).text
    assert page.count("zuletzt benutzt") == 2
    assert page.count("dieser Browser") == 1
    assert send(mine, f"{ACCOUNT}sign-out", ACCOUNT).status_code == 303
    assert other.get(ACCOUNT).status_code == 303
    page = mine.get(ACCOUNT).text
    assert "1 anderer Browser wurde abgemeldet" in page
    assert page.count("zuletzt benutzt") == 1


def test_only_the_day_is_kept_on_which_somebody_was_here(
    db: Database, mine: FlaskClient, people: dict[Role, Account]
) -> None:
    mine.get(ACCOUNT)
    (seen,) = db.execute("SELECT seen_on FROM staff WHERE id = ?", [people[Role.VIEWER].id]).fetchone()
    assert len(seen) == len("2026-11-23")
