"""People of each role, a day that does not end, and a browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION
from tracker.config import Config
from tracker.staff.accounts import Account, NewAccount, Role, insert_account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import about_person, note
from tracker.staff.passwords import hash_password
from tracker.studio.client import Studio
from tracker.studio.frames import SOCKET
from tracker.studio.porter import Porter, studio_over

Form = Callable[..., dict[str, str]]
LIBRARY = "Europe/Berlin"
ROOM_SECONDS = 60
"""What a test may take that is meant to begin and end on one day."""
PATIENCE_MS = 120_000
AXE = {"preload": False, "resultTypes": ["violations"]}
CRAMPED = """[...document.querySelectorAll('td.number')].filter(cell => {
  const end = cell.getBoundingClientRect().right + 1, range = document.createRange();
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    range.selectNodeContents(text);
    if (!text.parentElement.closest('.unseen') && range.getBoundingClientRect().right > end) return true;
  }
}).map(cell => cell.textContent)"""
"""Figures that stick out of their column."""


@pytest.fixture(scope="session")
def same_day() -> Callable[[str], None]:
    """Return ``same_day(zone)``: it returns when the day there lasts for longer than a test takes."""

    def waited(zone: str) -> None:
        now = datetime.now(ZoneInfo(zone))
        if (now + timedelta(seconds=ROOM_SECONDS)).date() != now.date():
            time.sleep(ROOM_SECONDS)

    return waited


@pytest.fixture(autouse=True)
def _one_day(same_day: Callable[[str], None]) -> None:
    """Let nothing be written on one day, by UTC or by the library's clock, and read on the next."""
    for zone in ("UTC", LIBRARY):
        same_day(zone)


@pytest.fixture
def today() -> date:
    """The day on the library's clock, which is not always that of the machine."""
    return datetime.now(ZoneInfo(LIBRARY)).date()


@pytest.fixture(scope="session")
def password() -> str:
    return "vier Wörter im Regal"


@pytest.fixture(scope="session")
def hashed(password: str) -> str:
    """The password as it is kept; made once, since it takes its time on purpose."""
    return hash_password(password)


@pytest.fixture
def people(db: Database, hashed: str) -> dict[Role, Account]:
    """One account of each role, ``viewer@library.example`` and so on."""
    with transaction(db):
        return {role: _somebody(db, role, hashed) for role in Role}


def _somebody(db: Database, role: Role, hashed: str) -> Account:
    new = NewAccount(f"{role}@library.example", f"Frau {role.title()}", role, DEFAULT_ORGANISATION, hashed)
    account = insert_account(db, new)
    note(db, None, Action.PERSON_ADDED, about_person(account), organisation_id=DEFAULT_ORGANISATION)
    return account


@pytest.fixture
def form(password: str) -> Form:
    """Return ``form(client, **values)``: what a form of the client's page would send, with its token."""

    def filled(client: FlaskClient, page: str = "/staff/sign-in", **values: str) -> dict[str, str]:
        token = client.get(page).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        return {"csrf_token": token, "password": password, **values}

    return filled


@pytest.fixture
def sign_in(app: Flask, form: Form, people: dict[Role, Account]) -> Callable[..., FlaskClient]:
    """Return ``sign_in(role) -> client`` of somebody who really signed in."""

    def as_role(role: Role = Role.VIEWER) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/staff/sign-in", data=form(client, email=people[role].email))
        assert answer.status_code == 303, answer.text
        return client

    return as_role


@pytest.fixture(scope="session")
def porter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Porter]:
    """A studio for all tests: it takes its time to begin."""
    with studio_over(tmp_path_factory.mktemp("studio")) as made:
        assert made is not None
        yield made


@pytest.fixture
def studio(porter: Porter, config: Config) -> Studio:
    """The studio, at home in the run folder of this test's service."""
    config.run_folder.mkdir(exist_ok=True)
    (config.run_folder / SOCKET).symlink_to(porter.folder / SOCKET)
    return Studio(config.run_folder)


@pytest.fixture(scope="module")
def browser(need_program: Callable[[str], Path]) -> Iterator[Browser]:
    """A real one, without a window; what is expected of its pages may take its time."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=need_program("chromium"), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def fits() -> Callable[[Page], bool]:
    """Return ``fits(page)``: whether a page is no wider than its window, once it has all its styles."""

    def fitted(page: Page) -> bool:
        page.wait_for_load_state()
        return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    return fitted


@pytest.fixture(scope="session")
def wrong(fits: Callable[[Page], bool]) -> Callable[..., list[str]]:
    """Return ``wrong(page, *rules)``: what axe finds on a page, and that it is wider than its window."""

    def found(page: Page, *rules: str) -> list[str]:
        options = {**AXE, "runOnly": rules} if rules else AXE
        page.wait_for_load_state()
        violations: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
        faults = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]
        if not fits(page):
            faults.append("wider than the window")
        faults += [f"too wide for its column: {figure}" for figure in page.evaluate(CRAMPED)]
        return [f"{page.url}: {fault}" for fault in faults]

    return found
