"""Whose network an attempt to sign in is counted for, with and without proxies, in front of a real server."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import replace
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from tracker.app import create_app
from tracker.serve import running_server
from tracker.web.client import SILENT_PROXY

CLIENT, FORGED = "203.0.113.77", "198.51.100.66"
XFF, TWIN = "X-Forwarded-For", "X_Forwarded_For"


def subject(config, network):
    key = (config.run_folder / "session-key").read_bytes()
    return hmac.digest(key, f"network {network}".encode(), hashlib.sha256)[:16]


def sign_in(url, *headers):
    """Try to sign in with a wrong password; headers are sent as they are written, twice if need be."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request("GET", "/staff/sign-in")
        page = connection.getresponse()
        cookie = page.getheader("Set-Cookie").partition(";")[0]
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page.read())[1].decode()
        body = urlencode({"csrf_token": token, "email": "a@b.example", "password": "falsch"})
        connection.putrequest("POST", "/staff/sign-in")
        for name, value in (("Cookie", cookie), ("Content-Length", str(len(body))), *headers):
            connection.putheader(name, value)
        connection.putheader("Content-Type", "application/x-www-form-urlencoded")
        connection.endheaders(body.encode())
        assert connection.getresponse().status == 401
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "sent"),
    [
        ({}, [([(XFF, FORGED), (TWIN, FORGED), ("Forwarded", f"for={FORGED}")], "loopback")]),
        ({"proxies": "192.0.2.1"}, [([(XFF, FORGED), (TWIN, FORGED)], "loopback")]),
        (
            {"proxies": "loopback"},
            [
                ([(XFF, f"{FORGED}, {CLIENT}")], "203.0.113.0/24"),
                ([(XFF, FORGED), (XFF, CLIENT)], "203.0.113.0/24"),
                ([(XFF, CLIENT), ("Forwarded", f"for={FORGED}")], "203.0.113.0/24"),
                ([("X-Real-IP", FORGED), ("CF-Connecting-IP", FORGED)], "unknown"),
            ],
        ),
        (
            {"proxies": "loopback", "forwarded_header": "forwarded"},
            [([(XFF, FORGED), (TWIN, FORGED), ("Forwarded", f"for={CLIENT}")], "203.0.113.0/24")],
        ),
    ],
    ids=["no proxy", "another proxy", "X-Forwarded-For", "Forwarded"],
)
def test_the_network_is_what_our_proxy_says(config, db, settings, sent):
    config = replace(config, workers=1, **settings)
    with running_server(config) as url:
        for headers, network in sent:
            db.execute("DELETE FROM sign_in_attempt")
            sign_in(url, *headers)
            seen = {row[0] for row in db.execute("SELECT subject FROM sign_in_attempt")}
            assert subject(config, network) in seen, headers
            for forged in {"198.51.100.0/24", "203.0.113.0/24"} - {network}:
                assert subject(config, forged) not in seen, headers


@pytest.mark.parametrize(
    ("proxies", "headers", "noted"),
    [
        ("loopback", {}, True),
        ("loopback", {XFF: CLIENT}, False),
        ("192.0.2.1", {}, False),
        ("", {}, False),
    ],
)
def test_a_proxy_that_does_not_say_for_whom_it_asks_is_noted(config, db, proxies, headers, noted):
    client = create_app(replace(config, proxies=proxies)).test_client()
    assert client.get("/staff/sign-in", headers=headers).status_code == 200
    assert (config.run_folder / SILENT_PROXY).exists() is noted
