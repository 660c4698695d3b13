"""Every address of the whole application, by its map: roles, tokens, other people's numbers, and GET."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from printkit.store.bookings import bookings
from printkit.store.database import transaction
from printkit.store.links import BaseUrl
from printkit.store.mint import Minted, MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.jobs.model import Kind
from tracker.jobs.orders import order_extra
from tracker.staff.accounts import Account, Role, add_staff
from tracker.staff.drafts.model import Goal
from tracker.staff.drafts.writing import begin
from tracker.staff.guard import ANYBODY, needs
from tracker.staff.handing_out.handles import Handle
from tracker.staff.notes.store import Written, add_note
from tracker.staff.people.invitations import Made, invite
from tracker.staff.sharing.store import Wanted, share

TAG = re.compile(r"<(a|form|button)\b([^>]*)>")
PLACE = re.compile(r'\b(?:href|action|formaction)="(/staff/[^"#?]*)')
SignIn = Callable[..., FlaskClient]
TEXTS = {
    "token": "x",
    "name": "days",
    "form": "csv",
    "part": "summary",
    "stamp": "1",
    "side": "front",
    "key": "k",
}
MADE_LATER = {
    "orders.file", "orders.proof", "design.picture", "design.gallery_picture", "design.large",
}  # fmt: skip
"""Pages of what other processes make: there is nothing before."""
PASSING = ("staff_session", "sign_in_attempt", "sqlite_sequence")
"""Tables that pages themselves write: a session is in use."""


@dataclass(frozen=True)
class House:
    """One of everything that an address can name, of the first organisation: argument → value."""

    numbers: dict[str, object]

    def url(self, app: Flask, rule: Rule, **others: object) -> str:
        """Return an address of a rule."""
        values = {"size": 1, "position": 1, "number": 1, **TEXTS, **self.numbers, **others}
        if rule.endpoint.startswith("bundle."):
            values["token"] = f"{self.numbers['batch_id']}-1-5"
        with app.test_request_context():
            arguments = {name: values[name] for name in rule.arguments}
            return app.url_map.bind("localhost").build(rule.endpoint, arguments, method=_method(rule))


def _method(rule: Rule) -> str:
    return "POST" if "POST" in (rule.methods or ()) else "GET"


@pytest.fixture
def house(db: Database, people: dict[Role, Account], mint_batch: Callable[..., Minted]) -> House:
    batch = mint_batch(10, name="Rote Serie").batch
    given = hand_out(db, batch, "Zentrale", date(2026, 11, 1), first=1, last=5)
    admin, campaign = people[Role.ADMIN], batch.campaign_id
    draft = begin(db, admin, Goal(name="Frühling"))
    with transaction(db):
        order = order_extra(db, admin, Kind.SLIPS, batch)
    note = add_note(db, admin, Written(campaign, date(2026, 11, 2), date(2026, 11, 2), "Plakate"))
    shared, _ = share(db, admin, Wanted(campaign, "Leitung", 30, False, False), time.time())
    invited = invite(db, admin, "new@library.example", Role.VIEWER, "", time.time())
    assert isinstance(invited, Made)
    (place,) = db.execute("SELECT id FROM place WHERE name = ?", [given.place]).fetchone()
    numbers = {
        "campaign_id": campaign, "batch_id": batch.id, "draft_id": draft, "order_id": order, "note_id": note,
        "share_id": shared, "place_id": place, "staff_id": people[Role.VIEWER].id,
        "invitation_id": invited.invitation.id,
    }  # fmt: skip
    return House(numbers)


@pytest.fixture
def stranger(app: Flask, db: Database, password: str, form: Callable[..., dict[str, str]]) -> FlaskClient:
    """The admin of another organisation, which has a campaign of its own (number 2)."""
    with transaction(db):
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarn')")
        db.execute(
            "INSERT INTO campaign (id, organisation_id, name, created_at) "
            "VALUES (2, 2, 'Eigene', '2026-01-01T00:00:00Z')"
        )
    add_staff(db, "neighbour@library.example", password, organisation_id=2)
    client = app.test_client()
    answer = client.post("/staff/sign-in", data=form(client, email="neighbour@library.example"))
    assert answer.status_code == 303
    return client


def rules(app: Flask) -> list[Rule]:
    """Return all rules of pages that stand behind the guard."""
    return [rule for rule in app.url_map.iter_rules() if needs(app.view_functions[rule.endpoint]) is not None]


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def token_of(client: FlaskClient, page: str = "/staff/account/") -> str:
    return client.get(page).text.split('name="csrf_token"')[1].split('value="')[1].partition('"')[0]


def cookie_of(client: FlaskClient) -> str:
    found = client.get_cookie("signet")
    assert found
    return f"signet={found.value}"


@contextmanager
def nothing_changes(db: Database) -> Iterator[None]:
    """Assert that the block leaves the database as it is, but for sessions."""

    def content() -> list[str]:
        skipped = tuple(f'INSERT INTO "{table}"' for table in PASSING)
        return [line for line in db.conn.iterdump() if not line.startswith(skipped)]

    before = content()
    yield
    assert content() == before


def at_the_guard(app: Flask, url: str, method: str, cookie: str, token: str) -> int:
    """Return what stands before a view answers: 200 if it lets the request in."""
    data = {"csrf_token": token} if method == "POST" else None
    with app.test_request_context(url, method=method, data=data, headers={"Cookie": cookie}):
        try:
            answer = app.preprocess_request()
        except HTTPException as error:
            return error.code or 0
        return 200 if answer is None else app.make_response(answer).status_code


@pytest.mark.parametrize("role", [*Role, None])
def test_every_page_opens_for_its_role_and_above(
    app: Flask, house: House, sign_in: SignIn, role: Role | None
) -> None:
    client = sign_in(role) if role else app.test_client()
    token = token_of(client, "/staff/account/" if role else "/staff/sign-in")
    cookie = cookie_of(client)
    for rule in rules(app):
        needed = needs(app.view_functions[rule.endpoint])
        for method in methods(rule):
            found = at_the_guard(app, house.url(app, rule), method, cookie, token)
            if needed == ANYBODY:
                expected = 200
            elif role is None:
                expected = 303 if method == "GET" else 401
            else:
                assert isinstance(needed, Role)
                expected = 200 if role.includes(needed) else 403
            assert found == expected, (rule, method)


def test_every_form_needs_the_token_and_an_origin_of_ours(app: Flask, house: House, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    token, cookie = token_of(client), cookie_of(client)
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 30
    for rule in posts:
        url = house.url(app, rule)
        assert at_the_guard(app, url, "POST", cookie, token) == 200, rule
        assert at_the_guard(app, url, "POST", cookie, "") == 400, rule
        assert at_the_guard(app, url, "POST", cookie, token[:-2]) == 400, rule
        with app.test_request_context(
            url, method="POST", data={"csrf_token": token},
            headers={"Cookie": cookie, "Origin": "https://evil.example"},
        ), pytest.raises(HTTPException) as refused:  # fmt: skip
            app.preprocess_request()
        assert refused.value.code == 400, rule


def test_what_belongs_to_others_does_not_exist(
    app: Flask, db: Database, house: House, stranger: FlaskClient
) -> None:
    token = token_of(stranger)
    with nothing_changes(db):
        for rule in rules(app):
            if not rule.arguments & set(house.numbers) and not rule.endpoint.startswith("bundle."):
                continue
            urls = [house.url(app, rule)]
            if "campaign_id" in rule.arguments and len(rule.arguments & set(house.numbers)) > 1:
                urls.append(house.url(app, rule, campaign_id=2))  # one's own campaign, others' note
            for url in urls:
                for method in methods(rule):
                    data = {"csrf_token": token} if method == "POST" else None
                    answer = stranger.open(url, method=method, data=data)
                    assert answer.status_code == 404, (rule, method, answer.status_code)


def test_numbers_of_others_in_the_fields_of_ones_own_forms(
    db: Database, house: House, stranger: FlaskClient
) -> None:
    """The neighbours' batch is their own; place, booking, code and logo in its forms are not."""
    order = MintOrder(
        "Eigene", BatchKind.PER_PIECE, 20, "plain", {}, {"design.toml": b"format = 1\n"},
        BaseUrl.parse("https://qr.neighbour.example"), "https://www.example.org/", organisation_id=2,
    )  # fmt: skip
    own = f"/staff/batches/{mint(db, order).batch.id}"
    place, today = str(house.numbers["place_id"]), date.today().isoformat()
    (code,) = db.execute("SELECT code FROM code WHERE batch_id = 1 LIMIT 1").fetchone()
    handle = Handle.of(bookings(db, 1)[:1])
    sent: tuple[tuple[str, int, dict[str, str]], ...] = (
        ("/hand-out", 422, {"out-place": place, "out-on": today, "out-what": "rest"}),
        ("/returns", 422, {"back-place": place, "back-on": today, "back-number": "1"}),
        ("/take-back", 303, {"bookings": str(handle)}),
        ("/again", 303, {"numbers": "1"}),
        ("/destination/back", 303, {"piece": code, "address": "https://www.example.org/"}),
        ("/destination/follow", 303, {"piece": code}),
    )
    token = token_of(stranger)
    with nothing_changes(db):
        for path, status, fields in sent:
            answer = stranger.post(f"{own}{path}", data={"csrf_token": token, **fields})
            assert answer.status_code == status, (path, answer.status_code)
    assert stranger.post("/staff/bundle/1-1-5", data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_nothing_is_offered_that_one_may_not_do(
    app: Flask, house: House, sign_in: SignIn, role: Role
) -> None:
    client, address = sign_in(role), app.url_map.bind("localhost")
    looked_at, faults = 0, list[str]()
    for rule in rules(app):
        needed = needs(app.view_functions[rule.endpoint])
        if "GET" not in methods(rule) or not isinstance(needed, Role) or not role.includes(needed):
            continue
        page, looked_at = client.get(house.url(app, rule)), looked_at + 1
        if page.mimetype != "text/html":
            continue
        for tag, attributes in TAG.findall(page.text):
            for url in PLACE.findall(attributes):
                method = "POST" if tag == "button" or 'method="post"' in attributes else "GET"
                offered = needs(app.view_functions[address.match(url, method)[0]])
                if isinstance(offered, Role) and not role.includes(offered):
                    faults.append(f"{rule.rule} offers {url}")
    assert looked_at > 20
    assert not faults


@pytest.mark.slow
def test_looking_changes_nothing(app: Flask, db: Database, house: House, sign_in: SignIn) -> None:
    client = sign_in(Role.ADMIN)
    client.get("/staff/account/")
    with nothing_changes(db):
        for rule in rules(app):
            if methods(rule) == ["POST"] or rule.endpoint.startswith("doors."):
                continue
            answer = client.get(house.url(app, rule))
            expected = (404,) if rule.endpoint in MADE_LATER else (200, 303)
            assert answer.status_code in expected, (rule, answer.status_code)
            assert answer.headers["Cache-Control"].startswith(("no-store", "private")), rule
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
