"""The whole first campaign in a browser, from the empty database to a shared figure, in both languages."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tracker.config import Config
from tracker.serve import running_server

pytestmark = pytest.mark.slow
PATIENCE_MS = 120_000
PLACE = "Regal 3 <b>&amp;</b>"
GO_ON = {"de": "Speichern und weiter", "en": "Save and continue"}
RATE = {"de": "10,0\u00a0%", "en": "10.0%"}


@dataclass
class Visit:
    """Somebody's browser, and what must not happen in it."""

    context: BrowserContext
    page: Page
    url: str
    language: str
    fitting: Callable[[Page], bool]
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}", wait_until="domcontentloaded")

    def go_on(self) -> None:
        self.page.locator("#step button", has_text=GO_ON[self.language]).click()

    def fits(self) -> bool:
        return self.fitting(self.page)


@pytest.fixture
def url(config: Config) -> Iterator[str]:
    with running_server(config) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, url: str, fits: Callable[[Page], bool]) -> Iterator[Callable[..., Visit]]:
    """A function that opens a browser of its own: ``visit("de", 1280, "light")``.

    All are closed before the service ends: what their pages still load would not come.
    """
    opened: list[Visit] = []

    def visited(language: str, width: int, scheme: Any) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            locale={"de": "de-DE", "en": "en-GB"}[language],
        )
        context.set_default_timeout(PATIENCE_MS)
        found = Visit(context, context.new_page(), url, language, fits)

        def asked(request: Request) -> None:
            if urlsplit(request.url).netloc != urlsplit(url).netloc:
                found.faults.append(f"asked for {request.url}")

        found.page.on("request", asked)
        found.page.on("pageerror", lambda error: found.faults.append(str(error)))
        found.page.on(
            "console", lambda said: found.faults.append(said.text) if said.type == "error" else None
        )
        opened.append(found)
        return found

    yield visited
    for one in opened:
        one.context.close()
    assert [fault for one in opened for fault in one.faults] == []


def set_up_link(config: Config) -> str:
    program = str(Path(sys.executable).parent / "tracker")
    command = [program, "set-up-link", "--json", "--database", str(config.database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return str(urlsplit(json.loads(done.stdout)["set_up"]).path)


def codes_in(pdf: bytes) -> list[str]:
    """Return the links of all QR codes on the first page of a PDF."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        picture = document[0].render(scale=300 / 72).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("de", 1280, "light"), ("en", 390, "dark")], ids=["wide", "phone"]
)
def test_from_nothing_to_shared_figures(
    config: Config,
    url: str,
    visit: Callable[..., Visit],
    fetch: Callable[..., Any],
    language: str,
    width: int,
    scheme: str,
    password: str,
) -> None:
    staff = visit(language, width, scheme)
    set_up(staff, set_up_link(config), password)
    plan(staff)
    pdf = order(staff)
    links = codes_in(pdf)
    assert len(set(links)) == 4, "an A4 sheet has four bookmarks"
    hand_out(staff)
    staff.open("/staff/campaigns/1/")
    scanned = fetch(url, urlsplit(links[0]).path)
    assert scanned.status == 302
    assert scanned.headers["location"] == "https://www.example.org/sommer"
    read(staff)
    lead_elsewhere(staff, lambda: fetch(url, urlsplit(links[0]).path).headers["location"])
    share(staff, visit(language, width, scheme))


def set_up(staff: Visit, path: str, password: str) -> None:
    page = staff.page
    staff.open(path)
    page.fill("[name=library]", "Bücherei Übach")
    page.check(f"[name=language][value={staff.language}]")
    page.fill("[name=name]", "Anna Müller")
    page.fill("[name=email]", "anna@library.example")
    page.fill("[name=password]", password)
    page.locator("main form button").last.click()
    page.wait_for_url(f"{staff.url}/staff/", wait_until="domcontentloaded")
    assert page.locator("html").get_attribute("lang") == staff.language
    assert staff.fits()


def plan(staff: Visit) -> None:
    page = staff.page
    page.locator("main a[href='/staff/campaigns/new']").first.click()
    page.fill("[name=name]", "Sommer")
    staff.go_on()
    page.fill("[name=destination]", "https://www.example.org/sommer")
    staff.go_on()
    page.locator(".design, .look").first.wait_for()
    if page.locator(".look").count():  # where the machine can ask, it is told that nobody is there
        staff.go_on()
    page.locator("button[name=design][value=wish-bookmark]").click()
    page.locator("[name=text_library]").wait_for()
    staff.go_on()
    page.fill("#row-1-place", PLACE)
    page.fill("#row-1-copies", "10")
    page.fill("#row-1-cost", "5")
    staff.go_on()
    page.locator("label[for=sheet-a4]").click()
    staff.go_on()
    page.locator("[name=trial]").check()  # this address is of this machine only, and the page says so
    assert staff.fits()


def order(staff: Visit) -> bytes:
    """Press the button and wait for the PDF."""
    page = staff.page
    page.locator("main form:has([name=trial]) button").click()
    page.wait_for_url(f"{staff.url}/staff/orders/*/", wait_until="domcontentloaded")
    link = page.locator("a[href*='/files/']").first
    link.wait_for()  # the page says by itself that it is ready
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".pdf")
    return Path(download.value.path()).read_bytes()


def hand_out(staff: Visit) -> None:
    page = staff.page
    staff.open("/staff/batches/1/hand-out")
    page.locator("[name=out-place]").select_option(label=PLACE)
    page.locator("form:has([name=out-place]) button[type=submit]").last.click()
    expect(page.locator(".notice.good")).to_contain_text(PLACE)
    assert staff.fits()


def read(staff: Visit) -> None:
    """The page that is open shows the scan without being loaded again."""
    page = staff.page
    expect(page.locator("main")).to_contain_text(RATE[staff.language])
    expect(page.locator("main")).to_contain_text(PLACE)
    assert staff.fits()


def lead_elsewhere(staff: Visit, leads: Callable[[], str]) -> None:
    page = staff.page
    staff.open("/staff/batches/1/destination")
    page.locator("form [name=destination]").fill("https://www.example.org/herbst")
    page.locator("button[name=go][value=change]").click()
    page.locator(".look, .notice.good").first.wait_for()
    if page.locator(".look").count():  # nobody is there as far as this machine can ask: told, not forbidden
        page.locator("button[name=go][value=change]").click()
    expect(page.locator(".now-live")).to_contain_text("herbst")
    asked = set[str]()
    for _ in range(600):
        asked = {leads() for _ in range(12)}  # as many connections meet both workers
        if asked == {"https://www.example.org/herbst"}:
            break
        page.wait_for_timeout(100)
    assert asked == {"https://www.example.org/herbst"}


def share(staff: Visit, guest: Visit) -> None:
    """Somebody without an account reads the page behind a link, and nothing else."""
    page = staff.page
    staff.open("/staff/campaigns/1/sharing/")
    page.fill("[name=for_whom]", "Frau Direktorin")
    page.locator("form:has([name=for_whom]) button[type=submit]").last.click()
    link = page.locator("#link-text").input_value()
    guest.open(urlsplit(link).path)
    expect(guest.page.locator("main")).to_contain_text("Sommer")
    assert guest.context.cookies() == []
    assert "Anna" not in guest.page.content()
    guest.open("/staff/campaigns/1/")
    assert "/staff/sign-in" in guest.page.url
