"""Getting in with a real browser: from the first start to a colleague, with axe-core on every page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlite_utils import Database

from tracker.config import Config
from tracker.serve import running_server
from tracker.staff.people.set_up import make_link
from tracker.staff.sessions import IDLE_SECONDS

PASSWORD = "vier Wörter im Regal"
PATIENCE_MS = 120_000
pytestmark = pytest.mark.slow


@dataclass
class Guest:
    """A browser on the service, and what must not happen in it."""

    context: BrowserContext
    url: str
    wrong: Callable[[Page], list[str]]
    faults: list[str]

    def open(self, path: str) -> Page:
        """Open a page in a window of its own."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(path if path.startswith("http") else self.url + path)
        return page

    def look(self, page: Page) -> None:
        """Note what axe finds."""
        self.faults += self.wrong(page)

    def _heard(self, message: object) -> None:
        text = str(getattr(message, "text", ""))
        if "Content Security Policy" in text or "Content-Security-Policy" in text:
            self.faults.append(text)


@pytest.fixture
def guests(
    browser: Browser,
    config: Config,
    db: Database,
    wrong: Callable[[Page], list[str]],
) -> Iterator[tuple[Guest, Guest]]:
    """Two people at the service: one with a phone, one with a wide, dark screen."""
    with running_server(config) as url:
        contexts = [
            browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE"),
            browser.new_context(viewport={"width": 1280, "height": 900}, locale="de-DE", color_scheme="dark"),
        ]
        for context in contexts:
            context.set_default_timeout(PATIENCE_MS)
        first, second = (Guest(context, url, wrong, []) for context in contexts)
        yield first, second
        for context in contexts:
            context.close()
    assert first.faults + second.faults == []


def test_from_the_first_start_to_a_colleague(guests: tuple[Guest, Guest], db: Database) -> None:
    berg, nolte = guests
    page = _set_up(berg, make_link(db, time.time()))
    invitation = _invite(berg, page)
    _accept(nolte, invitation)
    page.goto(f"{berg.url}/staff/people/")
    page.get_by_role("link", name="Ute Nolte").click()
    page.wait_for_url("**/staff/people/*/")
    berg.look(page)
    page.get_by_label("Verwalten:").check()
    page.get_by_role("button", name="Rolle speichern").click()
    expect(page.get_by_text("Ute Nolte hat jetzt die Rolle: Verwalten.")).to_be_visible()
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text("Ute Nolte hat jetzt die Rolle: Bearbeiten.")).to_be_visible()
    page.goto(f"{berg.url}/staff/audit/")
    expect(page.get_by_text("hat die Rolle von").first).to_be_visible()
    berg.look(page)
    _come_back(nolte, db)


def _set_up(berg: Guest, link: str) -> Page:
    page = berg.open(link)
    berg.look(page)
    page.get_by_label("Name der Bibliothek").fill("Stadtbibliothek Gütersloh")
    page.get_by_label("Ihr Name").fill("Maria Berg")
    page.get_by_label("Ihre E-Mail-Adresse").fill("berg@library.example")
    page.get_by_label("Passwort wählen").fill("Gütersloh2026!")
    page.get_by_role("button", name="Einrichten und anmelden").click()
    expect(page.get_by_text("lässt sich erraten")).to_be_visible()
    berg.look(page)
    page.get_by_label("Passwort wählen").fill(PASSWORD)
    page.get_by_role("button", name="Einrichten und anmelden").click()
    expect(page.get_by_text("Willkommen! Alles ist eingerichtet.")).to_be_visible()
    return page


def _invite(berg: Guest, page: Page) -> str:
    page.goto(f"{berg.url}/staff/people/")
    expect(page.get_by_text("Noch sind Sie allein")).to_be_visible()
    berg.look(page)
    page.get_by_role("link", name="Person einladen").click()
    page.wait_for_url("**/staff/people/invite")
    berg.look(page)
    page.get_by_label("E-Mail-Adresse").fill("nolte@library.example")
    page.get_by_role("button", name="Einladung erstellen").click()
    link = page.get_by_label("Link", exact=True).input_value()
    expect(page.get_by_role("button", name="Link kopieren")).to_be_visible()
    berg.look(page)
    return link


def _accept(nolte: Guest, link: str) -> None:
    page = nolte.open(link)
    expect(page.get_by_text("Maria Berg lädt Sie ein")).to_be_visible()
    nolte.look(page)
    page.get_by_label("Ihr Name").fill("Ute Nolte")
    page.get_by_label("Passwort wählen").fill(PASSWORD)
    page.get_by_role("button", name="Annehmen und anmelden").click()
    expect(page.get_by_text("Willkommen, Ute Nolte!")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="Dieser Link gilt nicht mehr")).to_be_visible()
    nolte.look(page)
    page.goto(f"{nolte.url}/staff/account/")
    nolte.look(page)
    page.close()


def _come_back(nolte: Guest, db: Database) -> None:
    """Write something, be away for too long, send it, sign in, and find it again."""
    page = nolte.open("/staff/account/")
    page.get_by_label("Ihr Name").fill("Ute Nolte-Kurz")
    db.execute("UPDATE staff_session SET seen_at = seen_at - ?", [IDLE_SECONDS])
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Es geht nichts verloren")).to_be_visible()
    nolte.look(page)
    page.get_by_label("E-Mail-Adresse").fill("nolte@library.example")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    expect(page.get_by_text("Ute Nolte-Kurz")).to_be_visible()
    nolte.look(page)
    page.get_by_role("button", name="Jetzt absenden").click()
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    expect(page.get_by_label("Ihr Name")).to_have_value("Ute Nolte-Kurz")
