"""In a real browser as wide as a phone: a slip is scanned, its bundle booked with one tap, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlite_utils import Database

from printkit.store.bundles import make_bundles
from printkit.store.mint import Minted
from printkit.store.places import ensure_place, hand_outs
from tracker.config import Config
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role
from tracker.staff.handing_out.slips import draw_slips

pytestmark = pytest.mark.slow
PATIENCE_MS = 120_000


def test_a_slip_is_scanned_booked_and_taken_back(
    browser: Browser,
    config: Config,
    db: Database,
    people: dict[Role, Account],
    password: str,
    mint_batch: Callable[..., Minted],
    decode_pdf: Callable[..., list[tuple[int, str, object]]],
    fits: Callable[[Page], bool],
    tmp_path: Path,
) -> None:
    make_bundles(db, mint_batch(copies=1000).batch, [500, 500])
    ensure_place(db, "Zweigstelle Nord")
    draw_slips(db, 1, tmp_path / "slips.pdf", language="de")
    scanned = sorted(text for _, text, _ in decode_pdf(tmp_path / "slips.pdf"))[1]
    with running_server(config) as url:
        context = browser.new_context(
            viewport={"width": 390, "height": 800}, locale="de-DE", java_script_enabled=False
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(url + urlsplit(scanned).path)
        page.get_by_label("E-Mail-Adresse").fill("editor@library.example")
        page.get_by_label("Passwort").fill(password)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Bündel 2 von 2")).to_be_visible(timeout=PATIENCE_MS)
        assert fits(page)  # so it has its styles, too
        tap = page.get_by_role("button", name="Zweigstelle Nord")
        box = tap.bounding_box()
        assert box is not None
        assert box["height"] >= 48
        tap.click()
        expect(page.get_by_text("500 Stück sind ausgegeben: Zweigstelle Nord.")).to_be_visible(
            timeout=PATIENCE_MS
        )
        assert [(one.first, one.last) for one in hand_outs(db, 1)] == [(501, 1000)]
        page.get_by_role("button", name="Rückgängig").click()
        expect(page.get_by_text("Das Bündel liegt wieder im Vorrat.")).to_be_visible(timeout=PATIENCE_MS)
        assert hand_outs(db, 1) == ()
        context.close()
