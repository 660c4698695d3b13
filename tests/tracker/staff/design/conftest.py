"""A draft, its library, and a studio that really draws."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from printkit.store.organisations import set_organisation
from tracker.staff.accounts import Account, Role
from tracker.staff.drafts.model import Goal
from tracker.staff.drafts.writing import begin
from tracker.studio.client import Studio

SignIn = Callable[..., FlaskClient]
Sent = Callable[..., dict[str, str]]


@pytest.fixture
def draft_id(db: Database, people: dict[Role, Account]) -> int:
    set_organisation(db, name="Stadtbücherei Waldheim", host="qr.waldheim.de")
    return begin(db, people[Role.EDITOR], Goal(name="Frühling"))


@pytest.fixture
def editor(sign_in: SignIn, draft_id: int, studio: Studio) -> FlaskClient:
    return sign_in(Role.EDITOR)


@pytest.fixture
def address(draft_id: int) -> str:
    return f"/staff/drafts/{draft_id}/design"


@pytest.fixture
def chosen(editor: FlaskClient, address: str, sent: Sent) -> FlaskClient:
    """An editor who chose the wish bookmark."""
    data = sent(editor, f"{address}/gallery", design="wish-bookmark")
    answer = editor.post(f"{address}/gallery", data=data)
    assert answer.status_code == 303
    return editor


@pytest.fixture
def sent() -> Sent:
    """Return ``sent(client, page, **values)``: what a form would send, with its token and version."""

    def filled(client: FlaskClient, page: str, **values: str) -> dict[str, str]:
        text = client.get(page).text
        found = {name: value for name in ("csrf_token", "version") if (value := hidden(text, name))}
        return {**found, **values}

    return filled


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field, ``""`` without one."""
    _, found, rest = page.partition(f'name="{name}" value="')
    return rest.partition('"')[0] if found else ""
