"""Sessions end when they should, whatever happens at the same time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

SignIn = Callable[..., FlaskClient]


@pytest.mark.parametrize("column", ["seen_at", "created_at"])
def test_a_session_of_a_clock_that_was_wrong_does_not_last_a_year(
    db: Database, sign_in: SignIn, column: str
) -> None:
    client = sign_in()
    db.execute(f"UPDATE staff_session SET {column} = {column} + 60")
    assert client.get("/staff/words").status_code == 200
    db.execute(f"UPDATE staff_session SET {column} = {column} + ?", [365 * 86_400])
    assert client.get("/staff/words").status_code == 303
    assert db.execute("SELECT count(*) FROM staff_session").fetchone() == (0,)
