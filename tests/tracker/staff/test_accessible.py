"""axe-core on pages in trouble: nothing there yet, wrong password, no such code, a service that needs a look.

What is there is walked through by test_walk.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Route
from sqlite_utils import Database

from printkit.store.batches import find_batch
from printkit.store.destinations import retire
from printkit.store.mint import Minted
from tracker.config import Config
from tracker.health.check import Check
from tracker.health.state import Loss, State, StateFile
from tracker.patrons.away import away_page
from tracker.patrons.plain import plain_page
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import Portion
from tracker.scans.words import Entry, Hit, HitClass, Missed, Verdict
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role, add_staff

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
BROKEN = Check("database", False, "The database is gone.", do="Put it back.")
PLAIN = {"/guessed": plain_page(300)[1:], "/away": away_page([BROKEN])}
"""Pages that are sent as they are, where no other can be made."""
pytestmark = pytest.mark.slow


@pytest.fixture
def house(
    config: Config,
    db: Database,
    people: dict[Role, Account],
    mint_batch: Callable[..., Minted],
    password: str,
) -> Iterator[tuple[str, str]]:
    """Return URL and retired code of a service with hits, misprints, guesses, a loss and a retired batch.

    Its second library has nothing yet.
    """
    with db.conn:
        db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Nachbarbibliothek')")
    add_staff(db, "new@library.example", password, organisation_id=2)
    (code,), now = mint_batch(copies=1).codes, int(datetime.now(UTC).timestamp() * 1000)
    retired = mint_batch(copies=1, name=LONG, campaign=LONG)
    retire(db, find_batch(db, retired.batch.id))
    hit = Hit(now, code, Entry.SCANNED, Verdict(HitClass.PERSON, "browser"), 7)
    typed = Missed(now, "BCDFGH", Entry.TYPED, HitClass.PERSON, False, 3)
    guessed = Missed(now, "", Entry.TYPED, HitClass.UNSURE, True, 9)
    SqliteCounts(db).add([Portion("1-1-x.spool", 0, 1, (hit,), 0, [typed, guessed])])
    with db.conn:  # it went viral
        for table in ("hit_total", "hit_day_sum"):
            db.execute(f"UPDATE {table} SET hits = 15506105")
    ended, at = StateFile(config.run_folder), time.time()
    ended.write(State(1, at - 60, at, (), Loss(lost=7, since=at - 9, until=at - 8, why="No space left")))
    ended.close(remove=False)
    with running_server(config) as url:
        yield url, retired.codes[0]


@pytest.mark.parametrize(("width", "scheme", "locale"), [(320, "light", "de-DE"), (1121, "dark", "en-GB")])
def test_pages_in_trouble(
    browser: Browser,
    house: tuple[str, str],
    password: str,
    wrong: Callable[..., list[str]],
    width: int,
    scheme: Any,
    locale: str,
) -> None:
    url, retired = house
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale=locale
    )
    page, faults = context.new_page(), list[str]()
    page.set_default_timeout(120_000)
    for path, (headers, content) in PLAIN.items():
        page.route(f"{url}{path}", partial(Route.fulfill, headers=dict(headers), body=content))
    for path in (
        *PLAIN,
        "/",
        "/bcdfgh",
        "/?code=hallo",
        f"/{retired}",
        "/a/b",
        "/staff/sign-in",
        "/staff/nowhere",
    ):
        page.goto(f"{url}{path}")
        faults += wrong(page)
    for email, typed in (("new", "wrong"), ("new", password), ("admin", password)):
        page.goto(f"{url}/staff/sign-in")
        page.locator("#email").fill(f"{email}@library.example")
        page.locator("#password").fill(typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        faults += wrong(page)
    assert page.locator(".condition").is_visible()
    assert page.locator(".unknown").is_visible()
    page.evaluate(OPEN_ALL)
    faults += wrong(page)
    for _ in range(2):  # a device that makes test scans, and one that does not
        page.goto(f"{url}/staff/phone")
        page.evaluate(OPEN_ALL)
        faults += wrong(page)
        with page.expect_navigation():
            page.locator("main button").first.click()
    context.close()
    assert not faults
