"""The shared page in a real browser: nothing is blocked or comes from elsewhere, the right chart is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from sqlite_utils import Database

from printkit.store.mint import Minted
from printkit.store.places import hand_out
from tracker.config import Config
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Entry, Hit, HitClass, Verdict
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role
from tracker.staff.notes.store import Written, add_note
from tracker.staff.sharing.store import Wanted, share

NASTY = "<img src=x onerror=alert(1)>"
pytestmark = pytest.mark.slow


@pytest.fixture
def link(
    config: Config, db: Database, people: dict[Role, Account], mint_batch: Callable[..., Minted]
) -> Iterator[str]:
    """The address of a link to a campaign of which every text is hostile."""
    minted = mint_batch(copies=40, name=NASTY, campaign=NASTY)
    now = datetime.now(UTC)
    hand_out(db, minted.batch, NASTY, (now - timedelta(days=20)).date())
    at = int((now - timedelta(days=9)).timestamp() * 1000)
    hits = tuple(
        Hit(at + number, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser"), number + 1)
        for number, code in enumerate(minted.codes[:25])
    )
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, hits, 0)])
    day = (now - timedelta(days=9)).date()
    add_note(db, people[Role.EDITOR], Written(minted.batch.campaign_id, day, day, NASTY))
    wanted = Wanted(minted.batch.campaign_id, NASTY, 7, with_costs=True, with_notes=True)
    _, token = share(db, people[Role.EDITOR], wanted, now.timestamp())
    with running_server(config) as url:
        yield f"{url}/shared/{token}/"


@pytest.mark.parametrize(("width", "scheme", "kind"), [(390, "dark", "narrow"), (1280, "light", "wide")])
def test_the_page_is_whole_and_harmless(
    browser: Browser, link: str, width: int, scheme: Any, kind: str, fits: Callable[[Page], bool]
) -> None:
    faults: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="de-DE",
        java_script_enabled=True,
    )
    context.set_default_timeout(120_000)
    page, own = context.new_page(), urlsplit(link).netloc

    def requested(request: Request) -> None:
        if urlsplit(request.url).netloc != own:
            faults.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    page.on("request", requested)
    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(str(error)))
    answer = page.goto(link)
    assert answer
    assert answer.status == 200
    assert context.cookies() == []
    shown = page.locator("svg.picture:visible")
    assert shown.count() == 3
    assert all(kind in (shown.nth(number).get_attribute("class") or "") for number in range(3))
    assert fits(page)
    fill = page.locator(".filled-bar:visible").first.evaluate("one => getComputedStyle(one).fill")
    assert fill not in ("rgb(0, 0, 0)", "none")  # colours of the style sheet, in either scheme
    smallest = "[...document.querySelectorAll('svg.picture')].filter(one => one.checkVisibility())"
    assert page.evaluate(f"Math.min(...{smallest}.map(one => one.getScreenCTM().a * 12))") >= 10
    found: list[dict[str, Any]] = (
        Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    )
    context.close()
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []
    assert faults == []
