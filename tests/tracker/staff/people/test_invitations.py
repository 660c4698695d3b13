"""Inviting somebody, and what becomes of the link."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from tracker.config import Config
from tracker.database import connect
from tracker.staff.accounts import Account, Role, add_staff, find_account
from tracker.staff.audit.lines import Kind
from tracker.staff.audit.reading import Filters, read_page
from tracker.staff.people.invitations import (
    LASTS_SECONDS,
    MOST,
    SHOWN_SECONDS,
    Made,
    Refused,
    accept,
    forget_invitations,
    invite,
)

Send = Callable[..., TestResponse]
LinkOn = Callable[[FlaskClient, TestResponse], str]
SignIn = Callable[..., FlaskClient]
PASSWORD = "vier Wörter im Regal"
INVITE = "/staff/people/invite"


@pytest.fixture
def admin(sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ADMIN)


def test_from_an_invitation_to_an_account(
    app: Flask, db: Database, admin: FlaskClient, send: Send, link_on: LinkOn
) -> None:
    answer = send(admin, INVITE, email=" Nolte@Library.example", role="editor", note="Schön, <b>dass</b>")
    link = link_on(admin, answer)
    shown = admin.get(answer.headers["Location"]).text
    mail = urlsplit(shown.split('class="button main" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert (mail.scheme, mail.path) == ("mailto", "nolte@library.example")
    assert link in parse_qs(mail.query)["body"][0]
    assert link.rpartition("/")[2] not in "\n".join(db.conn.iterdump())

    guest = app.test_client()
    page = guest.get(link, headers={"Accept-Language": "de"}).text
    assert "Frau Admin lädt Sie ein" in page
    assert "Schön, &lt;b&gt;dass&lt;/b&gt;" in page
    assert send(guest, link, name="Ute", password="nolte2026nolte").status_code == 422
    answer = send(guest, link, name="Ute Nolte", password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/")
    assert "Willkommen, Ute Nolte!" in guest.get("/staff/").text
    found = find_account(db, "nolte@library.example")
    assert found is not None
    assert (found[0].role, found[0].name) == (Role.EDITOR, "Ute Nolte")
    assert app.test_client().get(link).status_code == 404
    actions = [line.action for line in read_page(db, 1, Filters(kind=Kind.PERSON)).lines]
    assert actions[:2] == ["invitation-accepted", "person-invited"]


def test_a_link_is_withdrawn_or_made_anew(
    app: Flask, db: Database, admin: FlaskClient, send: Send, link_on: LinkOn
) -> None:
    answer = send(admin, INVITE, email="a@library.example", role="viewer")
    page, link = answer.headers["Location"], link_on(admin, answer)
    again = link_on(admin, send(admin, f"{page}renew", page))
    assert again != link
    assert [app.test_client().get(one).status_code for one in (link, again)] == [404, 200]
    assert send(admin, f"{page}withdraw", page).status_code == 303
    assert app.test_client().get(again).status_code == 404
    assert admin.get(page).status_code == 404
    assert "a@library.example" not in db.execute("SELECT group_concat(email) FROM invitation").fetchone()


def test_nobody_is_invited_twice(admin: FlaskClient, send: Send) -> None:
    assert send(admin, INVITE, email="a@library.example", role="viewer").status_code == 303
    twice = send(admin, INVITE, email="A@library.example", role="viewer")
    assert (twice.status_code, "schon eingeladen" in twice.text) == (422, True)
    known = send(admin, INVITE, email="viewer@library.example", role="viewer")
    assert (known.status_code, "schon ein Konto" in known.text) == (422, True)
    for wrong in ({"email": "x"}, {"role": "owner"}, {"note": "x" * 501}):
        values = {"email": "b@library.example", "role": "viewer", **wrong}
        assert send(admin, INVITE, **values).status_code == 422


def test_a_link_shown_once_is_not_kept_for_others(
    admin: FlaskClient, sign_in: SignIn, send: Send, link_on: LinkOn, people: dict[Role, Account]
) -> None:
    answer = send(admin, INVITE, email="a@library.example", role="viewer")
    token = link_on(admin, answer).rpartition("/")[2]
    assert token in admin.get(answer.headers["Location"]).text  # loaded again
    other = sign_in(Role.ADMIN)
    assert token not in other.get(answer.headers["Location"]).text


def test_nobody_invites_without_end(db: Database, people: dict[Role, Account]) -> None:
    sent = [
        invite(db, people[Role.ADMIN], f"a{number}@library.example", Role.VIEWER, "", time.time())
        for number in range(MOST + 1)
    ]
    assert all(isinstance(one, Made) for one in sent[:-1])
    assert sent[-1] is Refused.TOO_MANY


def test_an_invitation_ends_and_is_forgotten(db: Database, people: dict[Role, Account]) -> None:
    now = time.time()
    made = invite(db, people[Role.ADMIN], "a@library.example", Role.VIEWER, "", now)
    assert isinstance(made, Made)
    assert accept(db, made.token, "A", PASSWORD, now + LASTS_SECONDS + 1) is None
    forget_invitations(db, now + LASTS_SECONDS + 60)
    assert db.execute("SELECT count(*) FROM invitation").fetchone() == (1,)
    forget_invitations(db, now + LASTS_SECONDS + SHOWN_SECONDS + 60)
    assert db.execute("SELECT count(*) FROM invitation").fetchone() == (0,)


def test_of_two_who_accept_at_once_one_is_first(
    config: Config, db: Database, people: dict[Role, Account]
) -> None:
    made = invite(db, people[Role.ADMIN], "a@library.example", Role.VIEWER, "", time.time())
    assert isinstance(made, Made)

    def try_it(number: int) -> bool:
        with connect(config) as own:
            return accept(own, made.token, f"A{number}", PASSWORD, time.time()) is not None

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(try_it, range(3))) == [False, False, True]


def test_an_account_made_meanwhile_wins(db: Database, people: dict[Role, Account]) -> None:
    made = invite(db, people[Role.ADMIN], "a@library.example", Role.ADMIN, "", time.time())
    assert isinstance(made, Made)
    add_staff(db, "a@library.example", PASSWORD, role=Role.VIEWER)
    assert accept(db, made.token, "A", PASSWORD, time.time()) is None
    assert db.execute("SELECT count(*) FROM invitation").fetchone() == (0,)
