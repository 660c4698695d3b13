"""The design step in a real browser over a real service: typed, seen, handed in, saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tracker.config import Config
from tracker.serve import running_server
from tracker.staff.accounts import Account, Role

RED = '<path fill="#e2001a" d="M0 0h40v10H0z"/>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">{RED}</svg>'
PATIENCE = 120_000
pytestmark = pytest.mark.slow


@pytest.fixture
def url(config: Config, draft_id: int) -> Iterator[str]:
    with running_server(config) as url:
        yield url


def editor_page(
    browser: Browser, url: str, people: dict[Role, Account], password: str, **options: object
) -> tuple[Page, list[str]]:
    """Return a page of an editor who signed in, and what must stay empty: errors, other hosts."""
    context = browser.new_context(locale="de-DE", **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page, faults = context.new_page(), list[str]()
    page.on(
        "request", lambda request: faults.append(request.url) if not request.url.startswith(url) else None
    )
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{url}/staff/sign-in")
    page.get_by_label("E-Mail").fill(people[Role.EDITOR].email)
    page.get_by_label("Passwort").first.fill(password)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"{url}/staff/")
    return page, faults


def test_from_the_gallery_to_a_saved_design(
    browser: Browser,
    url: str,
    people: dict[Role, Account],
    password: str,
    address: str,
    wrong: Callable[..., list[str]],
    tmp_path: Path,
) -> None:
    page, faults = editor_page(browser, url, people, password, viewport={"width": 1280, "height": 900})
    page.goto(f"{url}{address}")
    picture = page.get_by_alt_text("Wunsch-Lesezeichen, Vorderseite")
    picture.scroll_into_view_if_needed()
    page.wait_for_function(
        "image => image.complete && image.naturalWidth > 100", arg=picture.element_handle()
    )
    assert wrong(page) == []
    page.get_by_role("button", name=re.compile("Diese nehmen.*Wunsch-Lesezeichen")).click()
    page.wait_for_url("**/design/texts")  # its scripts are there, and its type
    page.evaluate("document.fonts.ready")
    front = page.get_by_alt_text("Vorschau der Vorderseite")
    before, box = front.get_attribute("src"), front.bounding_box()
    headline = page.get_by_label("Überschrift", exact=True)
    headline.fill("Was lesen Sie diesen Sommer, bitte sehr?")
    expect(page.locator("#text_headline-findings")).to_contain_text("Höchstens 32 Zeichen", timeout=PATIENCE)
    headline.fill("Was lesen Sie?")
    expect(page.locator("#text_headline-findings")).to_be_empty(timeout=PATIENCE)
    assert front.get_attribute("src") != before
    assert front.bounding_box() == box  # nothing on the page was moved
    assert wrong(page) == []
    page.get_by_role("button", name="Logo hinzufügen").click()
    page.wait_for_url("**/design/logo")
    (tmp_path / "huge.svg").write_bytes(bytes(6_000_000))
    (tmp_path / "logo.svg").write_text(SVG)
    file = page.get_by_label("Ihr Logo hochladen")
    file.set_input_files(tmp_path / "huge.svg")
    assert "größer als 5 MB" in file.evaluate("input => input.validationMessage")
    file.set_input_files(tmp_path / "logo.svg")
    page.get_by_role("button", name="Logo hochladen", exact=True).click()
    expect(page.get_by_text("Das Logo ist auf dem Stück.")).to_be_visible(timeout=PATIENCE)
    assert wrong(page) == []
    page.get_by_role("link", name="Fertig").click()
    assert page.get_by_label("Überschrift", exact=True).input_value() == "Was lesen Sie?"
    page.get_by_role("main").locator("#step").get_by_role("button", name="Speichern und weiter").click()
    page.wait_for_url("**/batches")
    assert faults == []


def test_without_scripts_on_a_phone(
    browser: Browser, url: str, people: dict[Role, Account], password: str, address: str
) -> None:
    page, faults = editor_page(
        browser, url, people, password, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page.goto(f"{url}{address}")
    page.get_by_role("button", name=re.compile("Diese nehmen.*Einladungskarte A6")).click()
    front = page.get_by_alt_text("Vorschau der Vorderseite")
    before = front.get_attribute("src")
    assert before
    page.get_by_label("Überschrift", exact=True).fill("Kommt vorbei")
    page.get_by_role("button", name="Vorschau zeigen").click()
    expect(front).not_to_have_attribute("src", before)
    assert page.get_by_label("Überschrift", exact=True).input_value() == "Kommt vorbei"
    assert faults == []
