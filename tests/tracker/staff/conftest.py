"""An application over a real database in a temporary folder, and people of each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.app import create_app
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.staff.accounts import Role, add_staff

PASSWORD = "vier Wörter im Regal"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return make_config(tmp_path / "campaigns.db")


@pytest.fixture
def db(config: Config) -> Iterator[Database]:
    with connect(config) as db:
        for role in Role:
            add_staff(db, f"{role}@library.example", PASSWORD, name=f"Frau {role.title()}", role=role)
        yield db


@pytest.fixture
def app(config: Config, db: Database) -> Flask:
    return create_app(config)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """Return ``sign_in(role) -> client`` of somebody who really signed in."""

    def as_role(role: Role = Role.VIEWER) -> FlaskClient:
        client = app.test_client()
        answer = client.post("/staff/sign-in", data=form(client, email=f"{role}@library.example"))
        assert answer.status_code == 303, answer.text
        return client

    return as_role


def form(client: FlaskClient, **values: str) -> dict[str, str]:
    """Return what the sign-in form would send, with its token."""
    token = token_of(client.get("/staff/sign-in").text)
    return {"csrf_token": token, "password": PASSWORD, **values}


def token_of(page: str) -> str:
    """Return the CSRF token that a page carries."""
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"', maxsplit=1)[0]
