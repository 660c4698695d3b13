"""An order in a real browser over a real service: watched until it is ready, and its file downloaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from printkit.store.model import Batch
from tracker.config import Config
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role

WAIT_MS = 240_000
pytestmark = pytest.mark.slow


def test_an_order_is_watched_until_its_file_is_there(
    config: Config,
    people: dict[Role, Account],
    password: str,
    printable_batch: Callable[..., Batch],
    browser: Browser,
    fits: Callable[[Page], bool],
    tmp_path: Path,
) -> None:
    batch = printable_batch(40)
    with running_server(config) as url:
        context = browser.new_context(viewport={"width": 390, "height": 800}, locale="de-DE")
        page, faults = context.new_page(), list[str]()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(f"{url}/staff/batches/{batch.id}/print")
        page.get_by_label("E-Mail-Adresse").fill(people[Role.EDITOR].email)
        page.get_by_label("Passwort").fill(password)
        page.keyboard.press("Enter")
        page.get_by_label("Papier").first.select_option("a4")
        page.get_by_role("button", name="Dateien erstellen").click()
        page.wait_for_url(f"{url}/staff/orders/*/")
        page.evaluate("window.notReloaded = true")
        expect(page.get_by_role("heading", name="Fertig und geprüft")).to_be_visible(timeout=WAIT_MS)
        assert page.evaluate("window.notReloaded")
        assert page.get_by_text("40 von 40 Codes gelesen, jeder an seinem Platz.").is_visible()
        assert fits(page)
        with page.expect_download() as download:
            page.get_by_role("link", name=".pdf").click()
        assert download.value.suggested_filename == "Lesen im Park - Zentrale - 40 Stück - A4.pdf"
        download.value.save_as(tmp_path / "out.pdf")
        assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-1.")
        context.close()
    assert faults == []
