"""Whose language a page speaks."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.organisations import set_organisation
from tracker.app import create_app
from tracker.config import Config


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("en-US,en;q=0.9", "en"),
        ("fr,en;q=0.4,de;q=0.3", "en"),
        ("fr", "de"),
        ("", "de"),
        ("*", "de"),
        ("en;q=0, de;q=0.1", "de"),
        ("x" * 5000, "de"),
        (";;q=,,", "de"),
    ],
)
def test_patrons_are_spoken_to_as_their_browser_asks(client: FlaskClient, asked: str, answered: str) -> None:
    answer = client.get("/", headers={"Accept-Language": asked})
    assert answer.headers["Content-Language"] == answered
    assert f'<html lang="{answered}">' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_organisations_language_is_the_last_resort(config: Config, db: Database) -> None:
    set_organisation(db, language="en", name="Linden Library")
    answer = create_app(config).test_client().get("/", headers={"Accept-Language": "fr"})
    assert answer.headers["Content-Language"] == "en"
    assert "Linden Library" in answer.text


def test_staff_read_the_organisations_language_until_they_choose(client: FlaskClient) -> None:
    page = client.get("/staff/sign-in", headers={"Accept-Language": "en"}).text
    assert '<html lang="de">' in page
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {"csrf_token": token, "language": "en", "next": "/staff/sign-in"}
    answer = client.post("/staff/language", data=form)
    assert answer.headers["Location"] == "/staff/sign-in"
    assert '<html lang="en">' in client.get("/staff/sign-in").text


def test_staff_see_at_once_what_another_worker_has_changed(client: FlaskClient, db: Database) -> None:
    assert '<html lang="de">' in client.get("/staff/sign-in").text
    set_organisation(db, language="en", name="Linden Library")
    assert '<html lang="en">' in client.get("/staff/sign-in").text


@pytest.mark.parametrize("language", ["fr", "", "../../etc", "de\r\nX: y"])
def test_other_languages_are_not_taken(client: FlaskClient, language: str) -> None:
    page = client.get("/staff/sign-in").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    client.post("/staff/language", data={"csrf_token": token, "language": language})
    assert '<html lang="de">' in client.get("/staff/sign-in").text
