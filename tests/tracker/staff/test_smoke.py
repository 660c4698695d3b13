from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient


def test_signed_in_staff_see_the_campaigns(sign_in: Callable[..., FlaskClient]) -> None:
    answer = sign_in().get("/staff/")
    assert answer.status_code == 200
    assert "Frau Viewer" in answer.text
