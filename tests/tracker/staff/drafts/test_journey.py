"""A first campaign on a very small phone without scripts, from the first page to the order.

`tests/tracker/staff/test_first_campaign.py` walks the same way with scripts, in both languages, and further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlite_utils import Database

from printkit.store.organisations import set_organisation
from tracker.config import Config
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role

pytestmark = pytest.mark.slow
PATIENCE_MS = 120_000


@pytest.fixture
def url(config: Config, db: Database, people: dict[Role, Account]) -> Iterator[str]:
    set_organisation(db, name="Stadtbibliothek", host="qr.stadtbibliothek.example")
    with running_server(config) as url:
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, locale="de-DE", java_script_enabled=False
    )
    context.set_default_timeout(PATIENCE_MS)
    opened, faults = context.new_page(), list[str]()

    def asked(sent: Request) -> None:
        if not sent.url.startswith((url, "data:")):
            faults.append(f"asked for {sent.url}")

    opened.on("request", asked)
    opened.on(
        "console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield opened
    context.close()
    assert not faults


def go_on(page: Page) -> None:
    page.locator("#step button", has_text="Speichern und weiter").click()


def test_from_an_idea_to_an_order(
    page: Page, url: str, db: Database, password: str, fits: Callable[[Page], bool]
) -> None:
    page.goto(f"{url}/staff/", wait_until="domcontentloaded")
    page.get_by_label("E-Mail-Adresse").fill("editor@library.example")
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("link", name="Neue Kampagne").first.click()

    page.get_by_label("Name der Kampagne").fill("Frühling 2027")
    page.get_by_label("Was möchten Sie erreichen?").fill("Mehr Ausleihen von E-Books")
    go_on(page)

    page.get_by_label("Adresse der Seite").fill("ftp://www.stadtbibliothek.example")
    go_on(page)
    expect(page.get_by_text("Eine Webadresse beginnt mit https://").first).to_be_visible()
    page.get_by_label("Adresse der Seite").fill("www.stadtbibliothek.example/onleihe")
    go_on(page)
    page.locator(".design, .look").first.wait_for()
    if page.locator(".look").count():  # where the machine can ask, it is told that nobody is there
        go_on(page)

    page.locator(".design", has_text="Wunsch-Lesezeichen").locator("button").click()
    go_on(page)

    page.locator("#row-1-place").fill("Zentrale")
    page.locator("#row-1-copies").fill("1.000")
    page.locator("#row-1-cost").fill("34,50")
    page.locator("#row-2-place").fill("Nord")
    page.locator("#row-2-copies").fill("viele")
    go_on(page)
    expect(page.locator("#row-2-copies-errors")).to_contain_text("keine ganze Zahl")
    page.locator("#row-2-copies").fill("500")
    go_on(page)

    page.locator("label[for=sheet-a4]").click()
    go_on(page)

    expect(page.get_by_text("qr.stadtbibliothek.example/", exact=False).first).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="1.500 Codes vergeben und Druckdateien erstellen").click()
    page.wait_for_url(f"{url}/staff/orders/*/", wait_until="domcontentloaded")
    expect(page.locator("main")).to_contain_text("Frühling 2027 · Zentrale, Nord · 1.500 Stück · A4")
    ((name, pieces),) = db.execute(
        "SELECT draft.name, sum(copies) FROM draft JOIN draft_batch ON draft_id = draft.id "
        "WHERE ordered_at IS NOT NULL"
    ).fetchall()
    assert (name, pieces) == ("Frühling 2027", 1_500)
