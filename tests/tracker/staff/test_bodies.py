"""Bodies that say no length: however much is sent, to whatever address, only so much of it is read."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tracker.app import MOST_BYTES
from tracker.staff.accounts import Role
from tracker.staff.design.uploads import MEGABYTE

SignIn = Callable[..., FlaskClient]
MOST_UPLOAD = 6 * MEGABYTE
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
TEXTS = {"token": "1-1-5", "name": "days", "form": "csv", "part": "summary", "stamp": "1", "side": "front"}


class Endless(io.RawIOBase):
    """A body without end, which counts what was taken of it."""

    def __init__(self, beginning: bytes) -> None:
        self._beginning, self.taken = beginning, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._beginning[: len(buffer)] or b"x" * len(buffer)
        self._beginning = self._beginning[len(part) :]
        self.taken += len(part)
        assert self.taken < 4 * MOST_UPLOAD, "it is read without end"
        buffer[: len(part)] = part
        return len(part)


def url_of(app: Flask, rule: Rule) -> str:
    values = {name: TEXTS.get(name, 1) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")


@pytest.mark.parametrize("role", [Role.ADMIN, None])
@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        (URLENCODED, b"a="),
        (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
        (MULTIPART, b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'),
    ],
)
def test_a_body_without_end_is_given_up(
    app: Flask, sign_in: SignIn, role: Role | None, kind: str, beginning: bytes
) -> None:
    client = sign_in(role) if role else app.test_client()
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(posts) > 30
    for rule in posts:
        body = Endless(beginning)
        chunked = {"wsgi.input": body, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        answer = client.post(url_of(app, rule), content_type=kind, environ_overrides=chunked)
        assert answer.status_code in (400, 413), (rule, answer.status_code)
        assert 0 < body.taken <= (MOST_UPLOAD if "logo" in rule.rule and role else 2 * MOST_BYTES), rule
