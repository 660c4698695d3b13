"""A session that ends in the middle of something loses nothing that was written."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlite_utils import Database

from tracker.staff.accounts import Role
from tracker.staff.held import LONGEST, MOST_FIELDS, Held, from_text
from tracker.staff.live import HEADER
from tracker.staff.sessions import IDLE_SECONDS

Form = Callable[..., dict[str, str]]
SignIn = Callable[..., FlaskClient]
EMAIL = "viewer@library.example"
TEXT = 'Lesen & "Leihen" <b>'


@pytest.fixture
def idle(app: Flask, db: Database, sign_in: SignIn) -> tuple[FlaskClient, dict[str, str]]:
    """Somebody whose session has just ended, and what the form of their page would have sent."""
    client = sign_in(Role.VIEWER)
    token = client.get("/staff/words").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    db.execute("UPDATE staff_session SET seen_at = seen_at - ?", [IDLE_SECONDS])
    return client, {"csrf_token": token, "title": TEXT, "version": "12ab"}


def hidden(page: str, name: str) -> str:
    value = page.split(f'name="{name}"')[1].split('value="')[1].partition('"')[0]
    for written, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
        value = value.replace(written, sign)
    return value


def test_what_was_written_comes_back_after_signing_in(
    idle: tuple[FlaskClient, dict[str, str]], form: Form
) -> None:
    client, sent = idle
    asked = client.post(
        "/staff/phone/begin?a=1", data=sent, headers={"Referer": "http://localhost/staff/phone"}
    )
    assert asked.status_code == 401
    assert "Es geht nichts verloren" in asked.text
    held = hidden(asked.text, "held")
    assert json.loads(held) == ["/staff/phone/begin?a=1", [["title", TEXT], ["version", "12ab"]]]
    values = {"csrf_token": hidden(asked.text, "csrf_token"), "email": EMAIL, "held": held}
    wrong = client.post("/staff/sign-in", data={**values, "password": "falsch"})
    assert (wrong.status_code, hidden(wrong.text, "held")) == (401, held)
    password = form(client)["password"]
    values["csrf_token"] = hidden(wrong.text, "csrf_token")
    back = client.post("/staff/sign-in", data={**values, "password": password, "next": "/staff/phone"})
    assert back.status_code == 200
    assert "Lesen &amp; &#34;Leihen&#34; &lt;b&gt;" in back.text
    assert "12ab" not in back.text.split("<form")[-2]  # what nobody typed is not shown
    assert 'href="/staff/phone"' in back.text
    again = {name: hidden(back.text, name) for name in ("title", "version")}
    assert again == {"title": TEXT, "version": "12ab"}
    token = hidden(back.text[back.text.index('action="/staff/phone/begin?a=1"') :], "csrf_token")
    assert client.post("/staff/phone/begin?a=1", data={**again, "csrf_token": token}).status_code == 303


def test_another_language_loses_nothing_of_it(
    idle: tuple[FlaskClient, dict[str, str]], password: str
) -> None:
    client, sent = idle
    back = {"Referer": "http://localhost/staff/phone"}
    switch, _ = client.post("/staff/phone/begin", data=sent, headers=back).text.split("<main")
    asked = client.post("/staff/language", data=switched(switch, "en"))
    assert (asked.status_code, asked.headers["Content-Language"]) == (401, "en")
    assert "Nothing is lost" in asked.text
    switch, page = asked.text.split("<main")
    values = {name: hidden(page, name) for name in ("csrf_token", "held", "next")}
    assert values["next"] == "/staff/phone"
    offered = client.post("/staff/sign-in", data={**values, "email": EMAIL, "password": password})
    assert "Welcome back" in offered.text
    switch, _ = offered.text.split("<main")
    offered = client.post("/staff/language", data=switched(switch, "de"))
    assert (offered.status_code, offered.headers["Content-Language"]) == (200, "de")
    assert "Willkommen zurück" in offered.text
    _, page = offered.text.split("<main")
    assert hidden(page, "title") == TEXT
    assert 'href="/staff/phone"' in page


def switched(head: str, language: str) -> dict[str, str]:
    """Return what the button of a language sends."""
    form = head[head.index('action="/staff/language"') :]
    return {"language": language, **{name: hidden(form, name) for name in ("csrf_token", "next", "held")}}


def test_what_is_shown_of_it_is_what_was_seen(app: Flask) -> None:
    fields = (
        ("back-place", "2"),
        ("back-positions", "21-30"),
        ("back-on", "2026-11-23"),
        ("on", "2026-02-31"),
    )
    with app.test_request_context("/staff/"), force_locale("de"):
        assert Held("/staff/", fields).values() == ("21-30", "23.11.2026", "2026-02-31")


@pytest.mark.parametrize(("letter", "most"), [("ü", 9_300), ('"', 9_300), ("\r\n", 7_000)])
def test_what_is_kept_can_be_sent_again(
    idle: tuple[FlaskClient, dict[str, str]], letter: str, most: int
) -> None:
    """The same text is longer in the field that keeps it than it was in its own."""
    client, sent = idle
    for length, is_kept in ((most - 300, True), (int(most * 1.15), False)):
        asked = client.post("/staff/phone/begin", data={**sent, "title": letter * length})
        assert asked.status_code == 401
        assert ('name="held"' in asked.text.split("<main")[1]) == is_kept, length
        if is_kept:
            form = asked.text.split("<main")[1]
            values = {name: hidden(form, name) for name in ("csrf_token", "held")}
            wrong = client.post("/staff/sign-in", data={**values, "email": EMAIL, "password": "x" * 1_000})
            assert wrong.status_code == 401


def test_passwords_and_files_are_not_kept(idle: tuple[FlaskClient, dict[str, str]]) -> None:
    client, sent = idle
    for more in ({"new_password": "x"}, {"text": "x" * LONGEST}, {f"f{n}": "" for n in range(MOST_FIELDS)}):
        asked = client.post("/staff/phone/begin", data={**sent, **more})
        assert asked.status_code == 401
        assert 'name="held"' not in asked.text
        assert "noch einmal ein" in asked.text


def test_a_form_of_another_site_is_never_kept(idle: tuple[FlaskClient, dict[str, str]]) -> None:
    client, sent = idle
    assert client.post("/staff/phone/begin", data={**sent, "csrf_token": ""}).status_code == 400
    evil = {"Origin": "https://evil.example"}
    assert client.post("/staff/phone/begin", data=sent, headers=evil).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "[]", "null", "1", '["/staff/"]', '["https://evil.example/", []]',
        '["/bcd2fg", [["a", "b"]]]',
        '["/staff/", [["a"]]]', '["/staff/", 3]', '{"url": "/staff/"}', "[" * 5_000, '["//x/", []]',
        json.dumps(["/staff/", [["a", "b"]] * (MOST_FIELDS + 1)]),
    ],
)  # fmt: skip
def test_only_forms_for_pages_of_ours_are_offered(text: str) -> None:
    assert from_text(text) is None


def test_a_page_that_asks_by_itself_keeps_no_session_alive(app: Flask, db: Database, sign_in: SignIn) -> None:
    client = sign_in()
    db.execute("UPDATE staff_session SET seen_at = seen_at - 600")
    (before,) = db.execute("SELECT seen_at FROM staff_session").fetchone()
    assert client.get("/staff/words", headers={HEADER: "1"}).status_code == 200
    assert db.execute("SELECT seen_at FROM staff_session").fetchone() == (before,)
    client.get("/staff/words")
    assert db.execute("SELECT seen_at FROM staff_session").fetchone() > (before,)
    db.execute("UPDATE staff_session SET seen_at = 0")
    answer = client.get("/staff/words", headers={HEADER: "1"})
    assert (answer.status_code, answer.data) == (401, b"")


def test_who_comes_back_is_told_why_they_must_sign_in(idle: tuple[FlaskClient, dict[str, str]]) -> None:
    client, _ = idle
    page = client.get("/staff/words", follow_redirects=True)
    assert "Ihre Sitzung ist beendet" in page.text
    switch, form = page.text.split("<main")
    assert hidden(form, "next") == "/staff/words"
    assert hidden(switch, "next") == "/staff/sign-in?next=/staff/words"  # another language loses nothing
