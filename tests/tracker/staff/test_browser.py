"""A real browser over the real server: nothing is blocked, nothing comes from elsewhere, no script needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from printkit.store.links import BaseUrl
from printkit.store.mint import Minted, MintOrder, mint
from printkit.store.model import BatchKind
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.serve import running_server
from tracker.staff.accounts import Role, add_staff

NASTY = "<img src=x onerror=alert(1)>"
PATIENCE_MS = 120_000
WINDOWS = ((360, "light"), (1280, "dark"))
pytestmark = pytest.mark.slow


@dataclass
class Watched:
    """A page, and everything that must not happen on it."""

    page: Page
    email: str
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def url(
    tmp_path_factory: pytest.TempPathFactory, put_database: Callable[[Path], None], password: str
) -> Iterator[str]:
    """A service for all tests of this module, with an account for each width."""
    config = make_config(tmp_path_factory.mktemp("house") / "campaigns.db", port=0)
    put_database(config.database)
    order = MintOrder(
        f"Frühling {NASTY}", BatchKind.PER_PIECE, 500, "plain", {}, {"design.toml": b"format = 1\n"},
        BaseUrl.parse("https://qr.example.de"), "https://www.example.org/" + "sehr-lang-" * 12, name=NASTY,
    )  # fmt: skip
    with connect(config) as db:
        mint(db, order)
        for width, _ in WINDOWS:
            add_staff(db, f"{width}@library.example", password, role=Role.VIEWER)
    with running_server(config) as url:
        yield url


@pytest.fixture(params=WINDOWS, ids=["phone", "wide"])
def watched(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Watched]:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="de-DE",
        java_script_enabled=True,
    )
    yield from _watch(context, url, f"{width}@library.example")


def _watch(context: BrowserContext, url: str, email: str) -> Iterator[Watched]:
    context.set_default_timeout(PATIENCE_MS)
    watched = Watched(context.new_page(), email)
    own = urlsplit(url).netloc

    def requested(request: Request) -> None:
        if urlsplit(request.url).netloc != own:
            watched.faults.append(f"asked for {request.url}")

    page = watched.page
    page.on("request", requested)
    page.on("dialog", lambda dialog: (watched.faults.append("a dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: watched.faults.append(str(error)))
    page.on(
        "console", lambda message: watched.faults.append(message.text) if message.type == "error" else None
    )
    yield watched
    context.close()
    assert not watched.faults


def test_sign_in_read_the_table_sign_out(
    watched: Watched, url: str, password: str, fits: Callable[[Page], bool]
) -> None:
    page = watched.page
    page.goto(f"{url}/staff/")
    assert page.url.endswith("/staff/sign-in?next=/staff/")
    assert fits(page)
    page.get_by_label("E-Mail-Adresse").fill(watched.email)
    page.get_by_label("Passwort").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/staff/")
    page.get_by_role("heading", name=f"Frühling {NASTY}").wait_for()
    assert page.get_by_role("listitem").filter(has_text="500 Exemplare").count()
    page.get_by_role("link", name="Wörter").click()
    page.get_by_text("Suchmaschinen und andere Programme").first.wait_for()
    assert fits(page)
    page.go_back()
    page.locator(".who > summary").press("Enter")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Campaigns", exact=True).wait_for()
    page.locator(".who > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{url}/staff/sign-in")
    page.go_back()
    assert page.get_by_role("heading", name="Campaigns", exact=True).count() == 0
    page.goto(f"{url}/staff/")
    assert "sign-in" in page.url


def test_style_and_type_arrive(watched: Watched, url: str, fits: Callable[[Page], bool]) -> None:
    page = watched.page
    page.goto(f"{url}/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Signet Sans')")
    assert fits(page)
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert colour in ("rgb(247, 244, 236)", "rgb(18, 25, 27)")
    assert page.context.cookies() == []


def test_the_keyboard_alone_suffices(watched: Watched, url: str) -> None:
    page = watched.page
    page.goto(f"{url}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "code"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


class Destination(BaseHTTPRequestHandler):
    """The library's own site, on another port and so on another origin."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>arrived</title>")

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


def test_a_typed_code_arrives_at_its_destination_without_scripts(
    browser: Browser, config: Config, mint_batch: Callable[..., Minted]
) -> None:
    """Chromium checks form-action along every redirect: this is the way that a strict policy would break."""
    with HTTPServer(("127.0.0.1", 0), Destination) as library:
        threading.Thread(target=library.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{library.server_port}/neu"
        code = mint_batch(copies=1, to=there).codes[0]
        with running_server(replace(config, workers=1)) as url:
            context = browser.new_context(java_script_enabled=False, locale="de-DE")
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            page.goto(url)
            page.get_by_role("textbox").fill(f"{code[:3]}-{code[3:].lower()}")
            page.get_by_role("button", name="Öffnen").click()
            page.wait_for_url(there)
            assert page.title() == "arrived"
            assert context.cookies() == []
            context.close()
        library.shutdown()
