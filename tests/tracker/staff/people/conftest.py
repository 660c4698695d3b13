"""Somebody at a page: opens it, fills its form, sends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from printkit.store.database import transaction

Send = Callable[..., TestResponse]
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_LINK = re.compile(r'id="link-text"[^>]*value="([^"]+)"')
_VERSION = re.compile(r'name="version" value="([^"]+)"')


@pytest.fixture
def send() -> Send:
    """Return ``send(client, url, page="", **values)``: what the form of a page would send."""

    def sent(client: FlaskClient, url: str, page: str = "", **values: str) -> TestResponse:
        text = client.get(page or url).text
        found = _VERSION.search(text)
        version = {"version": found[1]} if found else {}
        token = _TOKEN.search(text)
        assert token, text
        return client.post(url, data={"csrf_token": token[1], **version, **values})

    return sent


@pytest.fixture
def link_on() -> Callable[[FlaskClient, TestResponse], str]:
    """Return ``link_on(client, answer)``: the path of the link that the page after a form shows."""

    def found(client: FlaskClient, answer: TestResponse) -> str:
        assert answer.status_code == 303, answer.text
        match = _LINK.search(client.get(answer.headers["Location"]).text)
        assert match
        return unescape(match[1]).removeprefix("http://localhost")

    return found


@pytest.fixture
def elsewhere(db: Database) -> int:
    """The number of another organisation."""
    with transaction(db):
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
    return 2
