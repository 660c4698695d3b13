"""What every answer carries, and what none of a patron's does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.app import create_app
from tracker.config import Config

PATRONS = ("/", "/?code=BCD2FG", "/?code=!!", "/unknown", "/a/b/c", "/robots.txt", "/favicon.ico")
STAFF = ("/staff/", "/staff/sign-in", "/staff/nowhere", "/staff")


@pytest.mark.parametrize("path", PATRONS + STAFF)
def test_every_answer_is_strict(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert ("script-src 'self'" in policy) is path.startswith("/staff")
        assert policy.count("script") == path.startswith("/staff")
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin")


@pytest.mark.parametrize("path", PATRONS)
def test_patrons_get_no_cookie(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_patrons_get_no_cookie_even_if_they_are_staff(client: FlaskClient) -> None:
    client.get("/staff/sign-in")
    assert client.get_cookie("signet") is not None
    assert "Set-Cookie" not in client.get("/").headers
    assert "Set-Cookie" not in client.get("/nowhere").headers


def test_the_cookie_of_staff_is_hidden_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/staff/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("signet=")
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert flags == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_behind_https_the_cookie_is_bound_to_the_host(config: Config, db: Database) -> None:
    client = create_app(replace(config, base_url="https://qr.example.de")).test_client()
    cookie = client.get("/staff/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("__Host-signet=")
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert flags == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}


def test_only_patrons_forms_may_end_elsewhere(client: FlaskClient) -> None:
    assert client.get("/").headers["Content-Security-Policy"].endswith("form-action 'self' http: https:")
    assert client.get("/staff/sign-in").headers["Content-Security-Policy"].endswith("form-action 'self'")


def test_static_files_are_kept_for_as_long_as_they_stay_the_same(client: FlaskClient) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.mimetype == "text/css"
    with client.get(address.partition("?")[0]) as answer:
        assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"])
def test_static_files_are_nothing_else(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_page_with_what_it_loads_is_small(client: FlaskClient) -> None:
    page = client.get("/")
    with client.get("/static/signet.css") as style:
        assert len(page.data) + len(style.data) < 20_000
    for weight in ("regular", "bold"):
        with client.get(f"/static/fonts/signet-sans-{weight}.woff") as font:
            assert font.status_code == 200
            assert len(font.data) < 40_000


@pytest.mark.parametrize("path", ["/staff", "/staff?a=//evil.example"])
def test_host_is_never_believed_in_a_redirect(client: FlaskClient, path: str) -> None:
    with client.get(path, base_url="http://evil.example") as answer:
        assert answer.status_code == 308
        assert answer.location.startswith("/staff/")
        assert b"http://evil.example" not in answer.data
