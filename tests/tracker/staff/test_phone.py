"""A telephone of the staff: its scans are tests, until somebody says otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.app import create_app
from tracker.config import Config
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.staff_pass import KEY_FILE, PASS_SECONDS, StaffPasses
from tracker.scans.words import Entry, HitClass, Missed
from tracker.staff.accounts import Role
from tracker.staff.phone import give_pass, take_pass

SignIn = Callable[..., FlaskClient]


def token(client: FlaskClient) -> str:
    return client.get("/staff/phone").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def press(client: FlaskClient, what: str) -> str:
    """Press a button of the page and return the cookie it sets."""
    answer = client.post(f"/staff/phone/{what}", data={"csrf_token": token(client)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/phone")
    return next(one for one in answer.headers.getlist("Set-Cookie") if "signet-pass" in one)


def holds(config: Config, cookie: str) -> bool:
    passes = StaffPasses(config.run_folder, config.base_url.startswith("https"))
    return passes.has_one({"HTTP_COOKIE": cookie.partition(";")[0]}, time.time())


def test_a_phone_is_made_one_of_the_staffs_and_back(config: Config, sign_in: SignIn) -> None:
    client = sign_in(Role.VIEWER)
    assert "Dieses Gerät macht Testscans</button>" in client.get("/staff/phone").text
    cookie = press(client, "begin")
    assert holds(config, cookie)
    shown = client.get("/staff/phone").text
    assert "Dieses Gerät macht Testscans, bis zum" in shown
    assert "Dieses Gerät macht Testscans</button>" not in shown
    ended = press(client, "end")
    assert "Max-Age=0" in ended
    assert not holds(config, ended)
    assert "bis zum" not in client.get("/staff/phone").text


def test_the_cookie_is_for_this_host_hidden_from_scripts_and_lasts_90_days(sign_in: SignIn) -> None:
    cookie = press(sign_in(), "begin")
    parts = {part.strip().partition("=")[0]: part.strip().partition("=")[2] for part in cookie.split(";")}
    assert {"HttpOnly", "Path", "SameSite", "Max-Age"} <= set(parts)
    assert (parts["SameSite"], parts["Path"], parts["Max-Age"]) == ("Lax", "/", str(PASS_SECONDS))
    assert "Domain" not in parts
    assert "Secure" not in parts


def test_over_https_it_is_secure_and_bound_to_the_host(config: Config, people: object, form: object) -> None:
    app = create_app(replace(config, base_url="https://qr.example.de"))
    with app.test_request_context("/staff/phone", base_url="https://qr.example.de"):
        for made in (give_pass(), take_pass()):
            cookie = made.headers["Set-Cookie"]
            assert cookie.startswith("__Host-signet-pass=")
            assert "; Secure" in cookie
            assert "Domain" not in cookie


def test_it_says_nothing_about_whose_it_is(sign_in: SignIn) -> None:
    one = press(sign_in(Role.VIEWER), "begin").partition("=")[2].partition(";")[0]
    ends_at, _, signature = one.partition(".")
    assert abs(int(ends_at) - time.time() - PASS_SECONDS) < 60
    assert len(signature) == 32


def test_nobody_gets_one_without_signing_in_or_from_elsewhere(client: FlaskClient, sign_in: SignIn) -> None:
    for answer in (client.get("/staff/phone"), client.post("/staff/phone/begin")):
        assert answer.status_code in (303, 400)
        assert "signet-pass" not in str(answer.headers)
    signed_in = sign_in()
    assert signed_in.post("/staff/phone/begin").status_code == 400  # without the form's token
    foreign = {"Origin": "https://evil.example"}
    data = {"csrf_token": token(signed_in)}
    assert signed_in.post("/staff/phone/begin", data=data, headers=foreign).status_code == 400
    assert signed_in.get("/staff/phone/begin").status_code == 405


def test_an_admin_ends_all_of_them(config: Config, sign_in: SignIn) -> None:
    first, second = press(sign_in(Role.VIEWER), "begin"), press(sign_in(Role.EDITOR), "begin")
    for role in (Role.VIEWER, Role.EDITOR):
        client = sign_in(role)
        assert "end-all" not in client.get("/staff/phone").text
        assert client.post("/staff/phone/end-all", data={"csrf_token": token(client)}).status_code == 403
    assert holds(config, first)
    assert holds(config, second)
    press(sign_in(Role.ADMIN), "end-all")
    assert not holds(config, first)
    assert not holds(config, second)


def test_it_outlives_signing_out(config: Config, sign_in: SignIn) -> None:
    client = sign_in()
    cookie = press(client, "begin")
    answer = client.post("/staff/sign-out", data={"csrf_token": token(client)})
    assert "signet-pass" not in str(answer.headers)
    assert holds(config, cookie)


def test_pages_of_patrons_never_set_it(app: Flask, sign_in: SignIn) -> None:
    client = sign_in()
    press(client, "begin")
    for path in ("/", "/BCD2FG", "/robots.txt", "/?code=x"):
        assert "Set-Cookie" not in client.get(path).headers


def test_a_damaged_key_is_made_anew(config: Config, sign_in: SignIn) -> None:
    client = sign_in()
    (config.run_folder / KEY_FILE).write_bytes(b"short")
    assert holds(config, press(client, "begin"))


@pytest.fixture
def ask(db: Database) -> Callable[..., None]:
    numbers = iter(range(100))

    def asked(code: str = "", times: int = 1, *, refused: bool = False) -> None:
        cls = HitClass.UNSURE if refused else HitClass.PERSON
        missed = [Missed(int(datetime.now(UTC).timestamp() * 1000), code, Entry.TYPED, cls, refused, times)]
        SqliteCounts(db).add([Portion(f"1-{next(numbers)}-x.spool", 0, 1, (), 0, missed)])

    return asked


def test_the_first_page_tells_of_codes_that_do_not_exist(sign_in: SignIn, ask: Callable[..., None]) -> None:
    client = sign_in()
    assert "Codes, die es nicht gibt" not in client.get("/staff/").text
    ask("BCDFGH", 4)
    ask("BCDFGJ", 2)
    shown = client.get("/staff/").text
    assert "Codes, die es nicht gibt" in shown
    assert "6-mal" in shown
    assert "BCDFGH" in shown
    assert "BCDFGJ" not in shown
    assert "geraten" not in shown
    ask(times=1234, refused=True)
    assert "1.234 geratene Codes" in client.get("/staff/").text
