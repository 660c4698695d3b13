"""A double click does a thing once; two people, two intentions and a refused form do it each time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from printkit.store.mint import Minted
from printkit.store.model import BatchKind
from tracker.staff.accounts import Account, Role

SignIn = Callable[..., FlaskClient]
PAGE = "/staff/batches/1/hand-out"


def form_of(page: str) -> dict[str, str]:
    """Return the hidden fields of the page's form, filled to give 100 copies to a new place."""
    form = page[page.index('name="out-') - 4_000 :]
    found = {
        name: re.findall(rf'name="{name}" value="([^"]+)"', form)[0] for name in ("csrf_token", "form_id")
    }
    return {
        **found, "out-what": "next", "out-number": "100", "out-place": "new", "out-new_place": "Zentrale",
        "out-on": re.findall(r'name="out-on"[^>]* value="([^"]+)"', form)[0],
    }  # fmt: skip


@pytest.fixture
def editor(sign_in: SignIn, mint_batch: Callable[..., Minted]) -> FlaskClient:
    mint_batch(copies=1_000, kind=BatchKind.ONE_CODE)
    return sign_in(Role.EDITOR)


def booked(db: Database) -> int:
    return int(db.execute("SELECT coalesce(sum(copies), 0) FROM hand_out").fetchone()[0])


def twice(client: FlaskClient, form: dict[str, str]) -> tuple[TestResponse, TestResponse]:
    return client.post(PAGE, data=form), client.post(PAGE, data=form)


def test_the_second_of_two_clicks_leads_where_the_first_did(editor: FlaskClient, db: Database) -> None:
    first, second = twice(editor, form_of(editor.get(PAGE).text))
    assert (first.status_code, second.status_code) == (303, 303), second.text
    assert first.headers["Location"] == second.headers["Location"]
    assert booked(db) == 100
    assert "100 Stück sind ausgegeben: Zentrale." in editor.get(PAGE).text
    assert "Zentrale" not in str(db.execute("SELECT key_sha256 FROM sent_form").fetchall())


def test_who_means_it_twice_gets_it_twice(editor: FlaskClient, db: Database) -> None:
    for _ in range(2):
        assert editor.post(PAGE, data=form_of(editor.get(PAGE).text)).status_code == 303
    assert booked(db) == 200
    form = form_of(editor.get(PAGE).text)
    editor.post(PAGE, data=form)
    assert editor.post(PAGE, data={**form, "out-number": "50"}).status_code == 303  # back, and changed
    assert booked(db) == 350
    for minutes in (-2, 2):  # also if the clock was wrong
        db.execute("UPDATE sent_form SET at = at + ?", [minutes * 60])
        before = booked(db)
        assert editor.post(PAGE, data=form).status_code == 303
        assert booked(db) == before + 100


def test_a_refused_form_may_come_again(editor: FlaskClient, db: Database) -> None:
    form = {**form_of(editor.get(PAGE).text), "out-number": "2000"}
    assert [answer.status_code for answer in twice(editor, form)] == [422, 422]
    assert db.execute("SELECT count(*) FROM sent_form").fetchone() == (0,)


def test_the_form_of_somebody_else_counts_apart(
    editor: FlaskClient, sign_in: SignIn, db: Database, people: dict[Role, Account]
) -> None:
    other = sign_in(Role.ADMIN)
    form = form_of(editor.get(PAGE).text)
    theirs = {**form, "csrf_token": form_of(other.get(PAGE).text)["csrf_token"]}
    assert editor.post(PAGE, data=form).status_code == other.post(PAGE, data=theirs).status_code == 303
    assert booked(db) == 200


@pytest.mark.slow
def test_two_at_the_same_moment(
    editor: FlaskClient, server: str, db: Database, people: dict[Role, Account], password: str
) -> None:
    """In the real service: whichever worker or thread is first does it, the other waits and follows."""
    ready = threading.Barrier(2)
    cookies: dict[str, str] = {}

    def ask(method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {"Cookie": pairs, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection(urlsplit(server).netloc, timeout=120)) as connection:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    cookies[key] = rest.partition(";")[0]
            return answer.status, answer.read().decode()

    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', ask("GET", "/staff/sign-in")[1])[0]
    signing = {"csrf_token": token, "email": people[Role.EDITOR].email, "password": password}
    assert ask("POST", "/staff/sign-in", signing)[0] == 303
    form = form_of(ask("GET", PAGE)[1])

    def click(_: int) -> int:
        ready.wait(120)
        return ask("POST", PAGE, form)[0]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(click, range(2))) == [303, 303]
    assert booked(db) == 100
