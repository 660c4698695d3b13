"""The application over a real database, without the lean path in front."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from tracker.app import create_app
from tracker.config import Config


@pytest.fixture
def app(config: Config, db: Database) -> Flask:
    return create_app(config)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
