"""Getting in and out, and everything that must not get in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.config import Config
from tracker.database import connect
from tracker.staff.accounts import Account, Role, reset_staff
from tracker.staff.held import own_page
from tracker.staff.sessions import IDLE_SECONDS, LONGEST_SECONDS
from tracker.staff.throttle import PER_ACCOUNT, PER_NETWORK, PER_PROXY, WINDOW_SECONDS, Attempt

Form = Callable[..., dict[str, str]]
SignIn = Callable[..., FlaskClient]
VIEWER = "viewer@library.example"


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("signet")
    return found.value if found else ""


@pytest.mark.usefixtures("people")
def test_with_the_right_password_the_campaigns_open(client: FlaskClient, form: Form) -> None:
    assert client.get("/staff/").headers["Location"] == "/staff/sign-in?next=/staff/"
    answer = client.post("/staff/sign-in", data=form(client, email=" Viewer@Library.Example "))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/")
    page = client.get("/staff/")
    assert page.status_code == 200
    assert "Frau Viewer" in page.text


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("email", "typed"),
    [
        (VIEWER, "falsch"),
        (VIEWER, ""),
        ("nobody@library.example", None),
        ("", ""),
        ("' OR 1=1 --", "x"),
        ("\x00", "\x00"),
        (VIEWER, "x" * 20_000),
        ("x" * 5_000, "x"),
    ],
)
def test_a_wrong_pair_says_the_same_whatever_is_wrong(
    client: FlaskClient, form: Form, email: str, typed: str | None
) -> None:
    values = form(client, email=email) if typed is None else form(client, email=email, password=typed)
    answer = client.post("/staff/sign-in", data=values)
    assert answer.status_code == 401
    assert "E-Mail-Adresse und Passwort passen nicht zusammen." in answer.text
    assert client.get("/staff/").status_code == 303


@pytest.mark.usefixtures("people")
@pytest.mark.slow
def test_unknown_accounts_take_as_long_as_known_ones(app: Flask, form: Form) -> None:
    def seconds(email: str) -> float:
        client = app.test_client()
        values = form(client, email=email, password="falsches Passwort")
        begun = time.process_time()
        assert client.post("/staff/sign-in", data=values).status_code == 401
        return time.process_time() - begun

    times = [(seconds(f"{role}@library.example"), seconds(f"x{role}@library.example")) for role in Role] * 2
    known, unknown = (median(column) for column in zip(*times, strict=True))
    assert unknown > known / 2
    assert known > unknown / 2


@pytest.mark.usefixtures("people")
def test_signing_in_needs_the_token_of_this_visitor(app: Flask, form: Form) -> None:
    client, other = app.test_client(), app.test_client()
    without = {**form(client, email=VIEWER), "csrf_token": ""}
    assert client.post("/staff/sign-in", data=without).status_code == 400
    foreign = form(other, email=VIEWER)
    assert client.post("/staff/sign-in", data=foreign).status_code == 400
    assert app.test_client().post("/staff/sign-in", data=foreign).status_code == 400
    assert client.get("/staff/").status_code == 303


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "http://localhost:81"]
)
def test_a_form_of_another_site_is_refused(sign_in: SignIn, form: Form, origin: str) -> None:
    client = sign_in()
    values = form(client, "/staff/")
    assert client.post("/staff/sign-out", data=values, headers={"Origin": origin}).status_code == 400
    assert client.get("/staff/").status_code == 200
    assert (
        client.post("/staff/sign-out", data=values, headers={"Origin": "http://localhost"}).status_code == 303
    )


def test_signing_in_renews_the_session(app: Flask, form: Form, people: dict[Role, Account]) -> None:
    client = app.test_client()
    values = form(client, email=people[Role.VIEWER].email)
    before = cookie(client)
    client.post("/staff/sign-in", data=values)
    assert cookie(client) not in ("", before)
    fixed = app.test_client()
    fixed.set_cookie("signet", before)
    assert fixed.get("/staff/").status_code == 303
    # Nor does the token of before still hold.
    assert client.post("/staff/sign-out", data=values).status_code == 400


def test_signing_out_ends_the_session_also_for_a_copied_cookie(
    app: Flask, sign_in: SignIn, form: Form
) -> None:
    client, thief = sign_in(), app.test_client()
    thief.set_cookie("signet", cookie(client))
    assert thief.get("/staff/").status_code == 200
    assert (
        client.post("/staff/sign-out", data=form(client, "/staff/")).headers["Location"] == "/staff/sign-in"
    )
    assert client.get("/staff/").status_code == 303
    assert thief.get("/staff/").status_code == 303


def test_signing_out_needs_the_token_and_is_no_link(sign_in: SignIn) -> None:
    client = sign_in()
    assert client.post("/staff/sign-out").status_code == 400
    assert client.get("/staff/sign-out").status_code == 405
    assert client.get("/staff/").status_code == 200


def test_a_new_password_ends_all_sessions(db: Database, sign_in: SignIn) -> None:
    one, two, other = sign_in(), sign_in(), sign_in(Role.ADMIN)
    reset_staff(db, VIEWER, "ganz andere Wörter")
    assert one.get("/staff/").status_code == 303
    assert two.get("/staff/").status_code == 303
    assert other.get("/staff/").status_code == 200


@pytest.mark.parametrize(("column", "seconds"), [("seen_at", IDLE_SECONDS), ("created_at", LONGEST_SECONDS)])
def test_a_session_ends_by_itself(db: Database, sign_in: SignIn, column: str, seconds: int) -> None:
    client = sign_in()
    db.execute(f"UPDATE staff_session SET {column} = {column} - ?", [seconds - 60])
    assert client.get("/staff/").status_code == 200
    db.execute(f"UPDATE staff_session SET {column} = {int(time.time()) - seconds}")
    assert client.get("/staff/").status_code == 303
    assert db.execute("SELECT count(*) FROM staff_session").fetchone() == (0,)


def test_use_keeps_a_session_alive(db: Database, sign_in: SignIn) -> None:
    client = sign_in()
    db.execute("UPDATE staff_session SET seen_at = seen_at - 600")
    client.get("/staff/")
    (seen_at,) = db.execute("SELECT seen_at FROM staff_session").fetchone()
    assert seen_at >= time.time() - 60


def test_a_forged_cookie_opens_nothing(app: Flask, sign_in: SignIn) -> None:
    good = cookie(sign_in())
    head, _, signature = good.rpartition(".")
    other = f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"  # the last letter may say nothing
    for forged in (other, "x", "", good.split(".")[0], "eyJfdXNlcl9pZCI6IjEifQ.x.y"):
        client = app.test_client()
        client.set_cookie("signet", forged)
        assert client.get("/staff/").status_code == 303


def test_neither_passwords_nor_tokens_nor_addresses_are_in_the_database(
    db: Database, sign_in: SignIn, app: Flask, form: Form, password: str
) -> None:
    client = sign_in()
    client.post("/staff/sign-out", data=form(client, "/staff/"))
    stranger = app.test_client()
    values = form(stranger, email="somebody@elsewhere.example", password="falsch")
    stranger.post("/staff/sign-in", data=values, environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    text = "\n".join(db.conn.iterdump())
    for secret in (password, "somebody@elsewhere", "203.0.113", "falsch"):
        assert secret not in text
    assert db.execute("SELECT count(*) FROM sign_in_attempt").fetchone()[0] >= 2


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "@evil.example",
        "javascript:alert(1)", "/staff//evil.example", "/staff/../../evil", "/bcd2fg", "/staff/\r\nX: y",
        "staff/", "/staffx/", "/staff/?next=https://evil.example", " /staff/", "/staff/ ", "/staff/\u2028",
    ],
)  # fmt: skip
def test_only_pages_of_the_staff_are_led_to(target: str) -> None:
    assert own_page(target) == ""


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/staff//evil.example"])
def test_after_signing_in_nobody_is_led_elsewhere(
    client: FlaskClient, form: Form, people: dict[Role, Account], target: str
) -> None:
    page = client.get("/staff/sign-in", query_string={"next": target})
    assert '<input id="next" name="next" type="hidden" value="">' in page.text
    answer = client.post("/staff/sign-in", data=form(client, email=people[Role.VIEWER].email, next=target))
    assert answer.headers["Location"] == "/staff/"


def test_after_signing_in_the_wanted_page_opens(
    client: FlaskClient, form: Form, people: dict[Role, Account]
) -> None:
    wanted = client.get("/staff/?campaign=1").headers["Location"]
    assert 'value="/staff/?campaign=1"' in client.get(wanted).text
    values = form(client, wanted, email=people[Role.VIEWER].email, next="/staff/?campaign=1")
    assert client.post("/staff/sign-in", data=values).headers["Location"] == "/staff/?campaign=1"


def fail(app: Flask, form: Form, email: str, address: str) -> int:
    client = app.test_client()
    values = form(client, email=email, password="falsch")
    answer = client.post("/staff/sign-in", data=values, environ_overrides={"REMOTE_ADDR": address})
    if answer.status_code == 429:
        assert 0 < int(answer.headers["Retry-After"]) <= WINDOW_SECONDS
        assert "Zu viele Versuche" in answer.text
    return answer.status_code


@pytest.mark.usefixtures("people")
def test_guesses_at_one_account_are_stopped_from_everywhere(
    app: Flask, form: Form, db: Database, client: FlaskClient
) -> None:
    for number in range(PER_ACCOUNT):
        assert fail(app, form, VIEWER, f"198.51.{number}.1") == 401
    assert fail(app, form, VIEWER.upper(), "203.0.113.9") == 429
    # The right password does not help meanwhile, or guessing on would pay.
    assert client.post("/staff/sign-in", data=form(client, email=VIEWER)).status_code == 429
    db.execute("UPDATE sign_in_attempt SET at = at - ?", [WINDOW_SECONDS + 1])
    assert client.post("/staff/sign-in", data=form(client, email=VIEWER)).status_code == 303


@pytest.mark.usefixtures("people")
def test_unknown_accounts_are_stopped_likewise(app: Flask, form: Form) -> None:
    answers = [fail(app, form, "nobody@x.example", f"198.51.{n}.1") for n in range(PER_ACCOUNT + 1)]
    assert answers == [401] * PER_ACCOUNT + [429]


def test_success_forgets_the_failures(app: Flask, form: Form, people: dict[Role, Account]) -> None:
    for _ in range(3):
        for _ in range(PER_ACCOUNT - 1):
            assert fail(app, form, VIEWER, "127.0.0.1") == 401
        client = app.test_client()
        assert client.post("/staff/sign-in", data=form(client, email=VIEWER)).status_code == 303


def test_a_network_that_tries_many_accounts_is_stopped(db: Database) -> None:
    def tries(address: str, count: int) -> list[bool]:
        return [bool(Attempt(db, b"key", f"{n}@{address}", address).begin(1_000_000)) for n in range(count)]

    assert tries("203.0.113.1", PER_NETWORK + 1) == [False] * PER_NETWORK + [True]
    assert tries("203.0.113.200", 1) == [True]
    assert tries("203.0.114.1", 1) == [False]
    assert tries("::ffff:203.0.113.5", 1) == [True]
    assert tries("2001:db8:1:2::1", PER_NETWORK + 1)[-1]
    assert tries("2001:db8:1:2:ffff::9", 1) == [True]
    assert tries("2001:db8:1:3::1", 1) == [False]
    # Behind our own proxy all look alike: nobody must be able to lock everybody out that easily.
    assert not any(tries("127.0.0.1", PER_NETWORK * 2))
    assert PER_PROXY > PER_NETWORK * 2


def test_the_language_chosen_before_signing_in_stays(
    client: FlaskClient, form: Form, people: dict[Role, Account], app: Flask, sign_in: SignIn
) -> None:
    client.post("/staff/language", data=form(client, language="en"))
    client.post("/staff/sign-in", data=form(client, email=people[Role.VIEWER].email))
    assert '<html lang="en">' in client.get("/staff/").text
    client.post("/staff/sign-out", data=form(client, "/staff/"))
    assert '<html lang="en">' in client.get("/staff/sign-in").text
    assert '<html lang="en">' in sign_in(Role.VIEWER).get("/staff/").text
    assert '<html lang="de">' in sign_in(Role.ADMIN).get("/staff/").text


def test_guesses_sent_at_once_are_all_counted(config: Config) -> None:
    """Each is noted before its password is looked at, so a burst gains nothing."""
    connect(config).close()
    barrier = threading.Barrier(12)

    def attempt(_: int) -> bool:
        with connect(config) as own:
            barrier.wait(120)
            return Attempt(own, b"key", VIEWER, "127.0.0.1").begin(time.time()) == 0

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(attempt, range(12))) == PER_ACCOUNT
