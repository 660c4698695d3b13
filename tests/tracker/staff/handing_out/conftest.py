"""A batch of bookmarks, and somebody who hands it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from printkit.store.mint import Minted
from printkit.store.model import Batch
from tracker.staff.accounts import Role


@pytest.fixture
def batch(mint_batch: Callable[..., Minted]) -> Batch:
    """Return one of 1,200 pieces, a code each."""
    return mint_batch(copies=1200).batch


@pytest.fixture
def editor(sign_in: Callable[..., FlaskClient], batch: Batch) -> FlaskClient:
    """Return the browser of an editor."""
    return sign_in(Role.EDITOR)


@pytest.fixture
def past(today: date) -> date:
    """Return a day a month ago."""
    return today - timedelta(days=30)
