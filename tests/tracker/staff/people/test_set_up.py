"""The first start: a link, once, for whoever is first."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from printkit.store.organisations import organisation
from tracker.cli.main import cli
from tracker.config import Config
from tracker.database import connect
from tracker.staff.accounts import Role, add_staff, find_account
from tracker.staff.audit.lines import Kind, Subject, lines_about
from tracker.staff.people.set_up import LASTS_SECONDS, SetUp, is_valid, make_link, set_up
from tracker.staff.throttle import LINKS_PER_NETWORK

Send = Callable[..., TestResponse]
GOOD = {
    "library": " Stadtbibliothek  Gütersloh ",
    "language": "de",
    "time_zone": "Europe/Vienna",
    "name": "Maria Berg",
    "email": "Berg@Library.example",
    "password": "vier Wörter im Regal",
}


def test_the_first_admin_sets_the_library_up(db: Database, client: FlaskClient, send: Send) -> None:
    url = make_link(db, time.time())
    answer = send(client, url, **GOOD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/")
    page = client.get("/staff/").text
    assert "Maria Berg" in page
    assert "Stadtbibliothek Gütersloh" in page
    assert "Willkommen!" in page
    found = find_account(db, "berg@library.example")
    assert found is not None
    assert found[0].role is Role.ADMIN
    assert organisation(db).time_zone == "Europe/Vienna"
    (line,) = lines_about(db, Subject(Kind.ORGANISATION, 1, ""))
    assert (line.who, line.action) == ("Maria Berg", "set-up")
    for again in (client.get(url), client.post(url, data={"csrf_token": "x"})):
        assert again.status_code in (400, 404)
    assert "ist schon eingerichtet" in client.get(url).text


WRONG = (
    ("library", "  ", "füllen Sie dieses Feld aus"),
    ("library", "x" * 121, "zu lang"),
    ("library", "a\x01b", "kein Name"),
    ("name", "", "füllen Sie dieses Feld aus"),
    ("email", "berg", "keine E-Mail-Adresse"),
    ("password", "kurz", "weniger als 12 Zeichen"),
    ("password", "Gütersloh2026!", "lässt sich erraten"),
    ("password", "Maria.Berg.1985", "lässt sich erraten"),
    ("time_zone", "Europe/Atlantis", ""),
    ("language", "fr", ""),
)


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    db: Database, client: FlaskClient, send: Send
) -> None:
    url = make_link(db, time.time())
    for field, value, words in WRONG:
        answer = send(client, url, **GOOD | {field: value})
        assert answer.status_code == 422, field
        assert f'id="{field}-errors"' in answer.text
        assert words in answer.text
        assert field == "email" or "berg@library.example" in answer.text
    assert find_account(db, "berg@library.example") is None
    assert send(client, url, **GOOD).status_code == 303


def test_of_two_at_once_one_is_first(config: Config, db: Database) -> None:
    token = make_link(db, time.time()).rpartition("/")[2]

    def try_it(number: int) -> bool:
        with connect(config) as own:
            wanted = SetUp("Haus", "Europe/Berlin", "de", "A", f"a{number}@x.example", "vier Wörter im Regal")
            return set_up(own, token, wanted, time.time()) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(try_it, range(4))) == [False, False, False, True]
    assert db.execute("SELECT count(*) FROM staff").fetchone() == (1,)


def test_a_link_opens_for_a_day_and_until_a_newer_one(db: Database) -> None:
    now = time.time()
    old = make_link(db, now).rpartition("/")[2]
    assert is_valid(db, old, now + LASTS_SECONDS - 60)
    assert not is_valid(db, old, now + LASTS_SECONDS + 60)
    new = make_link(db, now).rpartition("/")[2]
    assert not is_valid(db, old, now)
    assert is_valid(db, new, now)
    for wrong in ("", "x", new[:-1], f"{new}x", "\udc80"):
        assert not is_valid(db, wrong, now)
    assert new not in "\n".join(db.conn.iterdump())
    add_staff(db, "a@library.example", "vier Wörter im Regal")
    assert not is_valid(db, new, now)
    assert make_link(db, now) == ""


def test_links_cannot_be_tried_for_long(db: Database, app: Flask) -> None:
    url = make_link(db, time.time())
    attacker = app.test_client()
    far = {"REMOTE_ADDR": "203.0.113.7"}
    tried = [attacker.get(f"/set-up/{n}", environ_overrides=far).status_code for n in range(40)]
    assert tried == [404] * LINKS_PER_NETWORK + [429] * (40 - LINKS_PER_NETWORK)
    assert attacker.get(url, environ_overrides=far).status_code == 200  # an attacker shuts nobody out


def test_the_command_makes_a_new_link(config: Config, db: Database) -> None:
    words = ["set-up-link", "--database", str(config.database), "--base-url", "https://qr.example.de"]
    made = CliRunner().invoke(cli, words)
    link = made.stdout.splitlines()[0]
    assert link.startswith("https://qr.example.de/set-up/")
    assert is_valid(db, link.rpartition("/")[2], time.time())
    told = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert is_valid(db, told["set_up"].rpartition("/")[2], time.time())
    add_staff(db, "a@library.example", "vier Wörter im Regal")
    refused = CliRunner().invoke(cli, words)
    assert refused.exit_code == 1
    assert "nothing to set up" in str(refused.exception) + refused.stderr


@pytest.mark.slow
def test_a_first_start_prints_the_link(config: Config) -> None:
    command = [sys.executable, "-m", "tracker.cli.main", "serve", "--database", str(config.database),
               "--port", "0", "--workers", "1"]  # fmt: skip

    def said(*options: str) -> str:
        with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            lines = [process.stdout.readline()]
            process.terminate()
            return "".join([*lines, process.stdout.read()])

    plain = said()
    assert "set up   http://127.0.0.1:" in plain
    told = json.loads(said("--json").splitlines()[0])
    with connect(config) as db:
        assert is_valid(db, told["set_up"].rpartition("/")[2], time.time())
        add_staff(db, "a@library.example", "vier Wörter im Regal")
    assert json.loads(said("--json").splitlines()[0])["set_up"] is None
