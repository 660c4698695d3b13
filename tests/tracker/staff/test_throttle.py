"""Who guesses is slowed down; who has signed in here before is not shut out by it."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.staff.accounts import Role
from tracker.staff.throttle import LINKS_PER_NETWORK, PER_ACCOUNT, PER_BROWSER, WINDOW_SECONDS, Guesses

Form = Callable[..., dict[str, str]]
SignIn = Callable[..., FlaskClient]
EMAIL = "viewer@library.example"


def wrong(client: FlaskClient, form: Form, email: str = EMAIL) -> int:
    return client.post("/staff/sign-in", data=form(client, email=email, password="falsch")).status_code


def test_an_attacker_shuts_nobody_out_of_their_own_browser(app: Flask, sign_in: SignIn, form: Form) -> None:
    mine, attacker = sign_in(Role.VIEWER), app.test_client()
    assert [wrong(attacker, form) for _ in range(PER_ACCOUNT + 1)] == [401] * PER_ACCOUNT + [429]
    mine.post("/staff/sign-out", data=form(mine, "/staff/words"))
    assert attacker.post("/staff/sign-in", data=form(attacker, email=EMAIL)).status_code == 429
    assert mine.post("/staff/sign-in", data=form(mine, email=EMAIL)).status_code == 303


def test_a_known_browser_has_few_attempts_too(sign_in: SignIn, form: Form) -> None:
    mine = sign_in(Role.VIEWER)
    answers = [wrong(mine, form) for _ in range(PER_BROWSER + PER_ACCOUNT + 1)]
    assert answers == [401] * (PER_BROWSER + PER_ACCOUNT) + [429]


def test_a_browser_is_known_for_its_people_only(app: Flask, sign_in: SignIn, form: Form) -> None:
    """A colleague at the same computer gains nothing for others' accounts, a forged cookie nothing at all."""
    mine = sign_in(Role.EDITOR)
    assert [wrong(mine, form) for _ in range(PER_ACCOUNT + 1)][-1] == 429
    kept = mine.get_cookie("signet-known", path="/staff/sign-in")
    assert kept is not None
    assert kept.http_only
    assert kept.same_site == "Strict"
    forger = app.test_client()
    number = kept.value.partition(".")[0]
    for value in ("x", f"{number}.{'0' * 32}", f"{'a' * 22}.{kept.value.partition('.')[2]}", kept.value * 2):
        forger.set_cookie("signet-known", value, path="/staff/sign-in")
        assert wrong(forger, form) == 429


def test_attempts_of_a_clock_that_was_wrong_shut_nobody_out(
    db: Database, sign_in: SignIn, app: Flask, form: Form
) -> None:
    attacker, year = app.test_client(), 365 * 86_400
    assert [wrong(attacker, form) for _ in range(PER_ACCOUNT + 1)] == [401] * PER_ACCOUNT + [429]
    guesses = Guesses(db, b"key", "203.0.113.7")
    for _ in range(LINKS_PER_NETWORK):
        guesses.failed(time.time() + year)
    assert not guesses.failed(time.time())
    db.execute("UPDATE sign_in_attempt SET at = at + ?", [year])
    sign_in(Role.VIEWER)
    assert db.execute("SELECT count(*) FROM sign_in_attempt").fetchone() == (0,)
    for _ in range(LINKS_PER_NETWORK):
        guesses.failed(time.time() + 60)  # put right by a minute: they still count, and no longer than others
    assert 0 < guesses.failed(time.time()) <= WINDOW_SECONDS


def test_links_are_not_tried_for_long(db: Database) -> None:
    now = time.time()
    attacker, other = (Guesses(db, b"key", address) for address in ("203.0.113.7", "198.51.100.7"))
    for _ in range(LINKS_PER_NETWORK):
        assert not attacker.failed(now)
    assert 0 < Guesses(db, b"key", "203.0.113.99").failed(now) <= WINDOW_SECONDS
    assert not other.failed(now)
    assert not attacker.failed(now + WINDOW_SECONDS + 1)
    assert "203.0.113" not in "\n".join(db.conn.iterdump())
