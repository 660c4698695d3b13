"""Every view of the application, walked through: axe-core, width and size, on a phone and a wide screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Page
from sqlite_utils import Database

from printkit.store.batches import find_batch
from printkit.store.destinations import retire
from printkit.store.mint import Minted
from tracker.app import create_app
from tracker.config import Config
from tracker.demo.tour import pages_of, tour
from tracker.jobs.model import Kind
from tracker.jobs.orders import order_extra
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import Portion
from tracker.scans.words import Entry, HitClass, Missed
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role, add_staff
from tracker.staff.drafts.model import Goal
from tracker.staff.drafts.writing import begin
from tracker.staff.notes.store import Written, add_note
from tracker.staff.people.invitations import Made, invite
from tracker.staff.sharing.store import Wanted, share

PATIENCE_MS = 120_000
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
STEPS = (
    "destination",
    "design",
    "design/gallery",
    "design/texts",
    "design/logo",
    "batches",
    "paper",
    "check",
)
KIND = (200, 404, 410)
"""Statuses of pages that are there, and of kind pages about what is not."""
MOST_BYTES = 100_000
"""Of a page without its charts."""
APART = {
    "patrons.robots": "a file",
    "patrons.favicon": "a picture",
    "audit.export": "a file",
    "orders.file": "a file",
    "orders.proof": "a file",
    "exports.batch_file": "a file",
    "exports.campaign_file": "a file",
    "design.picture": "a picture",
    "design.gallery_picture": "a picture",
    "figures.batch_live": "a part of a page",
    "figures.campaign_live": "a part of a page",
    "orders.order_live": "a part of a page",
    "batches.arrivals": "a part of a page",
    "batches.spread": "a part of a page",
}
"""Views that no walk sees, since they are no pages."""
pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are looked at, and by whom; with all rules of axe, or those that a look alone can break."""

    width: int
    scheme: Literal["light", "dark"]
    language: str
    role: Role = Role.ADMIN
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class House:
    """A service, and addresses of it.

    Attributes:
        pages: By role, one address of each view; of roles that may do less, of those that look otherwise.
        forgotten: Views that no address was found for.
    """

    url: str
    pages: Mapping[Role, tuple[str, ...]]
    forgotten: frozenset[str]


@pytest.fixture
def house(config: Config, password: str, mint_batch: Callable[..., Minted], db: Database) -> Iterator[House]:
    """A service over the demo, with one of everything that a library can have beside it."""
    _demo(config)
    admin = add_staff(db, "admin@library.example", password, name="Frau Berg", role=Role.ADMIN)
    add_staff(db, "viewer@library.example", password, name="Frau Tal", role=Role.VIEWER)
    add_staff(db, "editor@library.example", password, name="Frau Feld", role=Role.EDITOR)
    retired = mint_batch(copies=1, name=LONG, campaign=LONG)
    retire(db, find_batch(db, retired.batch.id))
    seeds = ["/staff/sign-in", "/", f"/{retired.codes[0]}", *_things(db, admin)]
    with db.conn:  # it went viral
        for table in ("hit_total", "hit_day_sum"):
            db.execute(f"UPDATE {table} SET hits = hits * 1001")
    with running_server(config) as url:
        pages, forgotten = _walk(config, password, seeds)
        yield House(url, pages, forgotten)


def _demo(config: Config) -> None:
    words = ["demo", "--no-serve", "--database", str(config.database)]
    command = [sys.executable, "-P", "-m", "tracker.cli.main", *words]
    plain = {key: value for key, value in os.environ.items() if not key.startswith("SIGNET_")}
    folder = config.database.parent
    subprocess.run(command, cwd=folder, env=plain, check=True, capture_output=True, timeout=600)


def _things(db: Database, admin: Account) -> list[str]:
    """Make one of everything, and return the addresses that no page has a link to."""
    now = time.time()
    draft = begin(db, admin, Goal("Herbst", "Mehr Jugendliche", 300, date(2026, 9, 1), date(2026, 10, 31)))
    add_note(db, admin, Written(1, date.today(), date.today(), "Plakate hängen"))
    order_extra(db, admin, Kind.CALIBRATION, find_batch(db, 1))
    made = invite(db, admin, "new@library.example", Role.EDITOR, "", now)
    assert isinstance(made, Made)
    _, shared = share(db, admin, Wanted(1, "Frau Amt", 30, with_costs=True, with_notes=True), now)
    at = int(now * 1000)
    typed = Missed(at, "BCDFGH", Entry.TYPED, HitClass.PERSON, False, 3)
    guessed = Missed(at, "", Entry.TYPED, HitClass.UNSURE, True, 9)
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, (), 0, [typed, guessed])])
    return [
        f"/invitation/{made.token}",
        f"/new-password/{made.token}",
        f"/set-up/{made.token}",
        f"/shared/{shared}/",
        "/staff/bundle/1-1-100",
        *(f"/staff/drafts/{draft}/{step}" for step in STEPS),  # reached by buttons, which save first
    ]


def _walk(
    config: Config, password: str, seeds: list[str]
) -> tuple[Mapping[Role, tuple[str, ...]], frozenset[str]]:
    app = create_app(config)
    client = _signed_in(app, Role.ADMIN, password)
    _choose_a_design(client)
    files: set[str] = set()

    def read(address: str) -> str:
        with client.get(address) as answer:
            if answer.mimetype == "text/html" and answer.status_code != 303:
                return answer.text
            files.add(address)
            return ""

    found = tour(app, read, seeds, APART)
    pages = tuple(page for page in found.values() if page not in files)
    seen = {Role.ADMIN: pages}
    for role in (Role.EDITOR, Role.VIEWER):
        other = _signed_in(app, role, password)
        mine = (page for page in pages if page.startswith("/staff/"))
        seen[role] = tuple(page for page in mine if _differs(page, client, other))
    return seen, pages_of(app) - set(found) - set(APART)


def _signed_in(app: Flask, role: Role, password: str) -> FlaskClient:
    client = app.test_client()
    form = client.get("/staff/sign-in").text
    token = form.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    data = {"csrf_token": token, "email": f"{role}@library.example", "password": password}
    assert client.post("/staff/sign-in", data=data).status_code == 303
    return client


def _differs(page: str, admin: FlaskClient, other: FlaskClient) -> bool:
    """Whether somebody else may see a page, and it is built otherwise for them."""
    mine, theirs = admin.get(page), other.get(page)
    built = [re.findall(r"<\w+", _own_part(answer.text)) for answer in (mine, theirs)]
    return theirs.status_code == 200 and built[0] != built[1]


def _own_part(page: str) -> str:
    """Return what a page has in its middle by itself: on all of them admins read that no service runs yet."""
    return re.sub(r'<section class="condition".*?</section>', "", page.partition("<main")[2], flags=re.DOTALL)


def _choose_a_design(client: FlaskClient) -> None:
    address = "/staff/drafts/1/design/gallery"
    token = client.get(address).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post(address, data={"csrf_token": token, "design": "wish-bookmark"})
    assert answer.status_code == 303, answer.text


def test_every_page(
    browser: Browser, house: House, db: Database, password: str, wrong: Callable[..., list[str]]
) -> None:
    assert not house.forgotten, f"no link leads to them, nor does APART name them: {sorted(house.forgotten)}"
    faults: list[str] = []
    assert house.pages[Role.VIEWER]
    assert house.pages[Role.EDITOR]
    for look in (
        Look(320, "light", "de"),
        Look(1121, "dark", "en", rules=("color-contrast",)),
        Look(390, "dark", "de", Role.VIEWER),
        Look(390, "light", "de", Role.EDITOR),
    ):
        db.execute("UPDATE staff SET language = ?", [look.language])
        context = browser.new_context(
            viewport={"width": look.width, "height": 800}, color_scheme=look.scheme, locale=look.language
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", partial(_listen, faults))
        _sign_in(page, house.url, look.role, password)
        for path in house.pages[look.role]:
            faults += _look_at(page, f"{house.url}{path}")
            faults += wrong(page, *look.rules)
        context.close()
    assert not faults, "\n".join(faults)


def _listen(faults: list[str], said: ConsoleMessage) -> None:
    if said.type == "error" and "404" not in said.text:  # a kind page has that status, and Chromium says so
        faults.append(said.text)


def _sign_in(page: Page, url: str, role: Role, password: str) -> None:
    answer = page.goto(f"{url}/staff/sign-in")
    assert answer is not None
    assert answer.status == 200, answer.text()
    page.locator("#email").fill(f"{role}@library.example")
    page.locator("#password").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _look_at(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    assert answer is not None
    faults = [] if answer.status in KIND else [f"{address}: {answer.status}"]
    size = sum(len(part.partition("</svg>")[2] or part) for part in answer.text().split("<svg"))
    if size > MOST_BYTES:
        faults.append(f"{address}: {size} bytes without charts")
    page.evaluate(OPEN_ALL)
    return faults
