"""The Host of a request is the client's word: what is none gets 400, and nothing of it comes back."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

PATHS = ("/", "/bcdfgh", "/staff/", "/staff/sign-in", "/staff", "/static/signet.css")
NAMES = ("qr.example.de", "QR.Example.de:8000", "localhost", "my_pc", "10.0.0.7:80", "[::1]:8000", "x.")
NONE_AT_ALL = (
    "a" * 64, f"{'a.' * 128}a", "..", ".example", "a..b", "x\ty", "a b", "user@evil.example",
    "evil.example:80@x", "evil.example/x", "evil.example?", "evil.example#", "bücher.example", "[::1",
    "[::1]x", "a:b", "a:123456", '"><script>',
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_host_is_refused(client: FlaskClient, path: str) -> None:
    for host in NONE_AT_ALL:
        with client.get(path, environ_overrides={"HTTP_HOST": host}) as answer:
            assert answer.status_code == 400, host
            assert host not in answer.text
            assert "Set-Cookie" not in answer.headers, host


@pytest.mark.parametrize("host", NAMES)
def test_every_name_of_a_machine_is_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/", environ_overrides={"HTTP_HOST": host}).status_code == 200


def test_http_1_0_needs_none(client: FlaskClient) -> None:
    assert client.get("/", environ_overrides={"HTTP_HOST": ""}).status_code == 200


@pytest.mark.parametrize("path", ["/staff", "/staff//", "/staff/", "/staff/phone"])
def test_nobody_is_led_to_the_host_of_the_request(client: FlaskClient, path: str) -> None:
    answer = client.get(path, environ_overrides={"HTTP_HOST": "evil.example"})
    assert answer.headers["Location"].startswith("/staff/")
    assert "evil" not in answer.text
