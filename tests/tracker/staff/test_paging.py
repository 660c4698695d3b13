"""Long lists, a page at a time: every list of the application stays readable, with much behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.batches import find_batch
from printkit.store.destinations import retarget
from printkit.store.mint import Minted
from printkit.store.place_names import add_place
from tracker.staff.accounts import Account, Role
from tracker.staff.drafts.model import Goal
from tracker.staff.drafts.writing import begin
from tracker.staff.notes.store import Written, add_note
from tracker.staff.paging import paged

SignIn = Callable[..., FlaskClient]
MANY = 45


@pytest.mark.parametrize(
    ("query", "rows", "page"),
    [
        ("", (0, 40), 1),
        ("page=2", (40, 80), 2),
        ("page=3", (80, 90), 3),
        ("page=99", (80, 90), 3),
        ("page=0", (0, 40), 1),
        ("page=-1", (0, 40), 1),
        ("page=²", (0, 40), 1),
        ("page=1e9", (0, 40), 1),
        ("page=99999999999999999999", (0, 40), 1),
    ],
)
def test_a_page_of_a_list(app: Flask, query: str, rows: tuple[int, int], page: int) -> None:
    with app.test_request_context(f"/staff/places/?{query}"):
        found = paged(range(90))
        assert (list(found.rows), found.page, found.pages) == (list(range(*rows)), page, 3)
        assert found.first == rows[0] + 1


def test_all_else_in_the_address_stays(app: Flask) -> None:
    with app.test_request_context("/staff/x?find=a%26b%22&away=3&page=2&compare=1&compare=2"):
        found = paged(range(90), part="list")
        assert found.url(3) == "/staff/x?find=a%26b%22&away=3&compare=1&compare=2&page=3#list"
        assert found.url(1) == "/staff/x?find=a%26b%22&away=3&compare=1&compare=2#list"
        assert paged([], url="/staff/y").url(1).startswith("/staff/y?")


def test_an_empty_list_has_a_page(app: Flask) -> None:
    with app.test_request_context("/staff/places/?page=2"):
        found = paged([])
        assert (found.rows, found.page, found.pages, found.total) == ([], 1, 1, 0)


@pytest.fixture
def much(db: Database, people: dict[Role, Account], mint_batch: Callable[..., Minted]) -> None:
    """More of everything than a page shows."""
    admin = people[Role.ADMIN]
    for number in range(MANY):
        mint_batch(copies=1, name=f"Serie {number:03}")
        add_place(db, f"Ort {number:03}", 1)
        begin(db, admin, Goal(f"Entwurf {number:03}", "", None, None, None))
        add_note(db, admin, Written(1, date(2026, 1, 1), date(2026, 1, 1), f"Notiz {number:03}"))
        retarget(db, find_batch(db, 1), f"https://www.example.org/{number:03}")


@pytest.mark.parametrize(
    ("address", "name", "argument"),
    [
        ("/staff/places/", "Ort ", "page"),
        ("/staff/drafts/", "Entwurf ", "page"),
        ("/staff/campaigns/1/notes/", "Notiz ", "page"),
        ("/staff/campaigns/1/hand-out", "Serie ", "batches"),
        ("/staff/campaigns/1/settings", "Serie ", "page"),
        ("/staff/batches/1/destination", "https://www.example.org/", "page"),
    ],
)
def test_every_row_is_on_some_page(
    much: None, sign_in: SignIn, address: str, name: str, argument: str
) -> None:
    client, found = sign_in(Role.ADMIN), set[str]()
    for page in (1, 2, 3):
        here = set(
            re.findall(f"{re.escape(name)}([0-9]{{3}})", client.get(f"{address}?{argument}={page}").text)
        )
        assert 0 < len(here) < MANY
        found |= here
    assert len(found) == MANY


def test_costs_of_a_later_page_are_kept_and_faults_said_there(
    much: None, sign_in: SignIn, form: Callable[..., dict[str, str]]
) -> None:
    client = sign_in(Role.ADMIN)
    address, numbers = "/staff/campaigns/1/settings?page=2", range(41, 46)
    page = client.get(address).text
    _, _, costs = page.partition('action="/staff/campaigns/1/costs?page=2"')
    version = costs.split('name="version" value="')[1].split('"')[0]
    typed = {f"cost-{number}": "9,50" for number in numbers} | {"version": version}
    answer = client.post(
        "/staff/campaigns/1/costs?page=2", data=form(client, address, **{**typed, "cost-45": "x"})
    )
    assert answer.status_code == 422
    assert 'id="cost-45-errors"' in answer.text
    answer = client.post("/staff/campaigns/1/costs?page=2", data=form(client, address, **typed))
    assert answer.status_code == 303
    assert client.get(address).text.count('value="9,50"') == len(numbers)
