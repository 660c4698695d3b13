"""In a real browser over a real service: the next scan appears by itself, on a phone and on a wide screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.places import hand_out
from tracker.config import Config
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role

pytestmark = pytest.mark.slow
PATIENCE_MS = 120_000
"""A hit is counted after a second and shown after five; a busy machine may take longer."""


@pytest.fixture
def minted(db: Database, mint_batch: Callable[..., Minted]) -> Minted:
    minted = mint_batch(copies=40, name="Ein Name, der auf keinem Telefon in eine Zeile passt " + "lang" * 9)
    hand_out(
        db,
        minted.batch,
        "Zentralbibliothek am Marktplatz",
        datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=3),
        first=1,
        last=30,
    )
    hand_out(
        db,
        minted.batch,
        "Nord",
        datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=2),
        first=31,
        last=40,
    )
    return minted


@pytest.fixture
def url(config: Config, minted: Minted, people: dict[Role, Account]) -> Iterator[str]:
    with running_server(config) as url:
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Of a phone; nothing may be refused by the policy or stumble. It is closed before the service ends."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="de-DE")
    context.set_default_timeout(PATIENCE_MS)
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert not faults


def test_the_next_scan_appears_by_itself(
    page: Page,
    url: str,
    minted: Minted,
    people: dict[Role, Account],
    password: str,
    fetch: Callable[..., Any],
    fits: Callable[[Page], bool],
) -> None:
    page.goto(f"{url}/staff/sign-in?next=/staff/batches/{minted.batch.id}/")
    page.get_by_label("E-Mail-Adresse").fill(people[Role.VIEWER].email)
    page.get_by_label("Passwort").fill(password)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("Ausgegeben, aber noch nicht gescannt.")).to_be_visible(timeout=PATIENCE_MS)
    assert fits(page)
    assert fetch(url, f"/{minted.codes[34]}").status == 302
    said = page.get_by_text("1 von 40 ausgegebenen Stücken wurde mindestens einmal gescannt")
    expect(said).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Im Verlauf")).to_be_visible(timeout=PATIENCE_MS)  # no reload
    page.locator("section").get_by_role("link", name="Nord", exact=True).click()
    expect(page.get_by_text("Nur am Ort Nord.")).to_be_visible(timeout=PATIENCE_MS)
    assert fits(page)
    page.locator("nav.tabs a[href$='/pieces']").click()
    page.locator("#find").fill(minted.codes[34].lower())
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("heading", name="Stück 35")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("main")).to_contain_text("1-mal gescannt")
    assert fits(page)
    for width, scheme in ((390, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        for address in ("campaigns/1/", "batches/1/", "batches/1/pieces", "batches/1/places"):
            page.goto(f"{url}/staff/{address}")
            assert fits(page), (address, width)
    assert "1 von 40" in page.goto(f"{url}/staff/campaigns/1/").text()
