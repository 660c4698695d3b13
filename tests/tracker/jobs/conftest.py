"""Somebody who orders."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from tracker.staff.accounts import Account, Role, add_staff


@pytest.fixture
def editor(db: Database) -> Account:
    return add_staff(
        db, "editor@library.example", "vier Wörter im Regal", name="Frau Editor", role=Role.EDITOR
    )
