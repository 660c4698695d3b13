"""Error pages: kind, in the reader's language, with the right status and nothing from inside."""

from __future__ import annotations

import logging
import shutil

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.app import MOST_BYTES, create_app
from tracker.config import Config


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 418, 429, 500, 503])
@pytest.mark.parametrize(("language", "home"), [("de", "Code eintippen"), ("en", "Type a code")])
def test_each_error_has_a_page_in_the_readers_language(
    app: Flask, status: int, language: str, home: str
) -> None:
    app.add_url_rule("/fail/<int:code>", view_func=abort)
    answer = app.test_client().get(f"/fail/{status}", headers={"Accept-Language": language})
    assert answer.status_code == status
    assert f'<html lang="{language}">' in answer.text
    assert "<h1>" in answer.text
    assert status == 404 or home in answer.text
    assert answer.headers["Content-Security-Policy"]


def test_a_crash_tells_nothing_of_what_is_inside(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def crash() -> str:
        raise RuntimeError("the secret is 42")

    app.add_url_rule("/crash", view_func=crash)
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/crash")
    assert answer.status_code == 500
    assert "Bei uns ist etwas schiefgegangen" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "the secret is 42" in caplog.text


@pytest.mark.parametrize("address", ["/staff/x", "/invitation/x", "/shared/x/"])
def test_a_crash_tells_the_log_no_token_of_a_link(
    app: Flask, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    def crash() -> None:
        raise RuntimeError("a crash on purpose")

    app.before_request(crash)
    with caplog.at_level(logging.ERROR):
        assert app.test_client().get(address.replace("x", "Geheim-123")).status_code == 500
    assert "a crash on purpose" in caplog.text
    assert "Exception on" in caplog.text
    assert "Geheim-123" not in caplog.text


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing(client: FlaskClient, method: str) -> None:
    assert client.open("/", method=method).status_code == 405
    assert client.open("/staff/", method=method).status_code in (400, 405)


def test_a_form_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/staff/sign-in", data={"email": "x" * (MOST_BYTES + 1)})
    assert answer.status_code == 413
    assert "Das war zu viel" in answer.text


def test_without_a_database_patrons_are_still_met_kindly(config: Config, db: Database) -> None:
    client = create_app(config).test_client()
    db.close()
    config.database.write_bytes(b"this is no database")
    for path in ("/", "/nowhere", "/?code=nix"):
        answer = client.get(path)
        assert answer.status_code in (200, 404), path
        assert "<h1>" in answer.text
    answer = client.get("/?code=BCD2FG")  # the lean path may know it
    assert (answer.status_code, answer.headers["Location"]) == (303, "/bcd2fg")


def test_without_a_database_staff_read_that_no_scan_is_lost(config: Config, db: Database) -> None:
    client = create_app(config).test_client()
    token = client.get("/staff/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    db.close()
    config.database.write_bytes(b"this is no database")
    answer = client.post(
        "/staff/sign-in", data={"csrf_token": token, "email": "a@b.example", "password": "x"}
    )
    assert answer.status_code == 503
    assert "jeder Scan bleibt erhalten" in answer.text
    assert answer.headers["Retry-After"] == "10"
    assert str(config.database) not in answer.text


def test_a_lost_run_folder_is_made_again(config: Config, db: Database) -> None:
    shutil.rmtree(config.run_folder, ignore_errors=True)
    assert create_app(config).test_client().get("/").status_code == 200
