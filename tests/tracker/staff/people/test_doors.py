"""The pages that let somebody in, as an attacker looks at them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from tracker.app import create_app
from tracker.config import Config
from tracker.staff.accounts import Account, Role
from tracker.staff.people.invitations import Made, invite
from tracker.staff.people.password_links import make_link
from tracker.staff.throttle import LINKS_PER_NETWORK, WINDOW_SECONDS
from tracker.web.headers import STAFF_POLICY

Send = Callable[..., TestResponse]
SignIn = Callable[..., FlaskClient]
PASSWORD = "vier Wörter im Regal"
TOKENS = ("csrf_token", "form_id")


@pytest.fixture
def invitation(db: Database, people: dict[Role, Account]) -> str:
    made = invite(db, people[Role.ADMIN], "new@library.example", Role.EDITOR, "", time.time())
    assert isinstance(made, Made)
    return f"/invitation/{made.token}"


@pytest.fixture
def new_password(db: Database, people: dict[Role, Account]) -> str:
    made = make_link(db, people[Role.ADMIN], people[Role.VIEWER], time.time())
    return f"/new-password/{made.token}"


@pytest.mark.parametrize(
    "door", ["invitation", "new_password", "/set-up/x", "/invitation/x", "/new-password/x"]
)
def test_nothing_of_a_link_is_kept_or_told(
    client: FlaskClient, request: pytest.FixtureRequest, door: str
) -> None:
    """Referrers stay here: with none at all, browsers would send forms without their origin."""
    url = door if door.startswith("/") else request.getfixturevalue(door)
    headers = client.get(url).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Content-Security-Policy"] == STAFF_POLICY
    cookies = headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookies[0].split("; "))


def test_a_good_link_opens_in_a_network_that_tries_many(app: Flask, invitation: str, send: Send) -> None:
    guest, attacker = app.test_client(), app.test_client()
    near = {"REMOTE_ADDR": "203.0.113.9"}
    tried = [attacker.get("/invitation/x", environ_overrides=near) for _ in range(LINKS_PER_NETWORK + 1)]
    assert [one.status_code for one in tried] == [404] * LINKS_PER_NETWORK + [429]
    assert 0 < int(tried[-1].headers["Retry-After"]) <= WINDOW_SECONDS
    assert "Richtige Links öffnen sich." in tried[-1].text
    assert guest.get(invitation, environ_overrides=near).status_code == 200
    assert send(guest, invitation, name="Neu", password=PASSWORD).status_code == 303


def test_shared_figures_and_patrons_pages_get_no_cookie(client: FlaskClient) -> None:
    for url in ("/shared/x/", "/", "/BCDFGH", "/setup/x", "/invitations/x"):
        assert "Set-Cookie" not in client.get(url).headers, url


@pytest.mark.parametrize("door", ["invitation", "new_password"])
def test_the_session_is_renewed(app: Flask, request: pytest.FixtureRequest, send: Send, door: str) -> None:
    url = request.getfixturevalue(door)
    victim, attacker = app.test_client(), app.test_client()
    victim.get(url)
    before = victim.get_cookie("signet")
    assert before
    attacker.set_cookie("signet", before.value)
    assert send(victim, url, name="Neu", password=PASSWORD).status_code == 303
    assert victim.get("/staff/account/").status_code == 200
    assert attacker.get("/staff/account/").status_code == 303


def test_a_double_click_on_the_last_button_finds_everything_done(app: Flask, invitation: str) -> None:
    """The browser drops the answer to the first click, and the cookie with it."""
    first, second = app.test_client(), app.test_client()
    page = first.get(invitation)
    before = first.get_cookie("signet")
    assert before
    second.set_cookie("signet", before.value)
    fields = {name: re.findall(rf'name="{name}"[^>]*value="([^"]+)"', page.text)[-1] for name in TOKENS}
    sent = {**fields, "name": "Neu", "password": PASSWORD}
    assert first.post(invitation, data=sent).headers["Location"] == "/staff/"
    answer = second.post(invitation, data=sent, follow_redirects=True)
    assert answer.request.path == "/staff/sign-in"
    assert "Willkommen, Neu! Ihr Konto ist bereit." in unescape(answer.text)
    assert app.test_client().get(invitation).status_code == 404


def test_whoever_is_signed_in_is_told_before_they_become_somebody_else(
    sign_in: SignIn, send: Send, invitation: str
) -> None:
    client = sign_in(Role.VIEWER)
    assert "Sie sind als Frau Viewer angemeldet" in client.get(invitation).text
    assert send(client, invitation, name="Neu", password=PASSWORD).status_code == 303
    assert "Neu" in client.get("/staff/account/").text


def test_a_link_carries_the_base_url_whatever_the_host_says(
    config: Config, db: Database, people: dict[Role, Account], form: Callable[..., dict[str, str]], send: Send
) -> None:
    client = create_app(replace(config, base_url="https://qr.example.de")).test_client()
    base = {"base_url": "https://evil.example"}
    page = client.get("/staff/sign-in", **base)
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].partition('"')[0]
    cookies = page.headers.getlist("Set-Cookie")
    assert cookies[0].startswith("__Host-signet=")
    assert "Secure" in cookies[0]
    assert "Domain" not in cookies[0]
    values = {"csrf_token": token, "email": people[Role.ADMIN].email, "password": PASSWORD}
    answer = client.post("/staff/sign-in", data=values, **base)
    assert answer.status_code == 303
    known = next(
        one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Secure-signet-known=")
    )
    assert {"Secure", "HttpOnly", "Path=/staff/sign-in", "SameSite=Strict"} <= set(known.split("; "))
    page = client.get("/staff/people/invite", **base)
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].partition('"')[0]
    values = {"csrf_token": token, "email": "new@library.example", "role": "viewer"}
    made = client.post("/staff/people/invite", data=values, **base)
    shown = client.get(made.headers["Location"], **base).text
    assert "https://qr.example.de/invitation/" in shown
    assert "evil.example" not in shown


def test_scripts_in_what_people_say_of_themselves(
    app: Flask, send: Send, sign_in: SignIn, invitation: str
) -> None:
    evil = '"><script>alert(1)</script>'
    guest = app.test_client()
    assert send(guest, invitation, name=evil, password=PASSWORD).status_code == 303
    admin = sign_in(Role.ADMIN)
    for client, page in ((guest, "/staff/"), (guest, "/staff/account/"), (admin, "/staff/people/"),
                         (admin, "/staff/audit/")):  # fmt: skip
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
