"""What docs/deploy ships, tried for real: nginx and Caddy in front of the tracker."""

from __future__ import annotations

import http.server
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.proxies import Proxies
from tracker.serve import running_server, wait_until_folded
from tracker.staff.accounts import add_staff
from tracker.survival.doctor import examine
from tracker.survival.findings import Level

pytestmark = pytest.mark.slow

VISITOR = "127.77.66.55"
"""All of 127/8 is this machine: an address that nothing else here has, to be looked for in logs."""
AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Nadel/77"
HALF_A_FORM = (
    b"POST /staff/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\nemail="
)
PASSWORD = "vier Wörter im Regal"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: str


def ask(front, path, method="GET", *, plain=False, headers=(), body=None):
    """Send one request from the visitor's address, the headers as they are written."""
    connection = connect_to(front, plain=plain)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in (("User-Agent", AGENT), *headers):
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        cookies = answer.headers.get_all("Set-Cookie") or []
        return Answer(answer.status, named, cookies, answer.read().decode())
    finally:
        connection.close()


def connect_to(front, *, plain=False, timeout=120.0):
    if plain:
        return HTTPConnection("localhost", front.http, timeout=timeout, source_address=(VISITOR, 0))
    trusting = ssl._create_unverified_context()
    source = (VISITOR, 0)
    return HTTPSConnection("localhost", front.https, timeout=timeout, context=trusting, source_address=source)


@contextmanager
def echo() -> Iterator[int]:
    """A server that answers with the headers it got, in the place of the tracker."""

    class Echo(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = json.dumps(self.headers.items()).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def config(tmp_path: Path, port: int) -> Config:
    return make_config(tmp_path / "data" / "campaigns.db", port=port, workers=1, proxies="127.0.0.1")


@pytest.fixture
def codes(config):
    config.database.parent.mkdir()
    base, files = BaseUrl.parse("https://qr.example.de"), {"design.toml": b"format = 1\n"}
    with connect(config) as db:
        add_staff(db, "a@library.example", PASSWORD)
        order = MintOrder("A", BatchKind.PER_PIECE, 20, "plain", {}, files, base, "https://www.example.org/")
        return mint(db, order).codes


def test_from_a_link_on_paper_to_the_destination(start_front, config, codes, tmp_path, capfd):
    front = start_front(config.port)
    config = replace(config, base_url=f"https://localhost:{front.https}")
    typed = f"/{codes[1].lower()}"
    with running_server(config):
        # Typed links begin with http, and keep their letters.
        for path in (f"/{codes[0]}", typed, "/?a=b", "//evil.example/%0d%0aX:1"):
            plain = ask(front, path, plain=True, headers=[("Host", "evil.example")])
            assert plain.status in (301, 400, 404), plain
            assert plain.headers.get("location", "https://localhost").startswith("https://localhost")
        plain = ask(front, typed, plain=True)
        assert (plain.status, plain.headers["location"]) == (301, f"{config.base_url}{typed}")
        for code in codes:
            answer = ask(front, f"/{code}")
            assert (answer.status, answer.headers["location"]) == (302, "https://www.example.org/")
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["strict-transport-security"] == "max-age=2592000"
        assert ask(front, typed, "HEAD").status == 302
        assert ask(front, "/QQQQQQQQ").status == 404
        hand_in_a_logo(front, config, sign_in(front, config))
        wait_until_folded(config, seconds=120)
        with connect(config, create=False) as db:
            counted = db.execute("SELECT sum(hits) FROM hit_hour").fetchone()[0]
        assert counted == len(codes)
    # The tracker is being started again.
    away = ask(front, f"/{codes[0]}")
    assert away.status == 503
    assert (away.headers["cache-control"], away.headers["retry-after"]) == ("no-store", "5")
    assert "text/html" in away.headers["content-type"]
    assert "Einen Augenblick" in away.body
    assert 'http-equiv="refresh"' in away.body
    with running_server(config):
        assert ask(front, f"/{codes[0]}").status == 302
    nothing_personal_is_written(front, config, codes, capfd)


def sign_in(front, config):
    """Sign in and return the cookie."""
    page = ask(front, "/staff/sign-in")
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.body)[1]
    body = urlencode({"csrf_token": token, "email": "a@library.example", "password": PASSWORD}).encode()
    headers = [("Cookie", cookie.partition(";")[0]), ("Origin", config.base_url)]
    headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    answer = ask(front, "/staff/sign-in", "POST", headers=headers, body=body)
    assert (answer.status, answer.headers["location"]) == (303, "/staff/")
    return next(one for one in answer.cookies if one.startswith("__Host-")).partition(";")[0]


def hand_in_a_logo(front, config, cookie):
    """It reaches the tracker, which misses the token; a proxy would say that it is too large."""
    file = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%b\r\n--b--\r\n'
    headers = [("Cookie", cookie), ("Origin", config.base_url)]
    headers.append(("Content-Type", "multipart/form-data; boundary=b"))
    body = file % (b"x" * 5_000_000)
    answer = ask(front, "/staff/drafts/1/design/logo", "POST", headers=headers, body=body)
    assert (answer.status, "nicht zu verstehen" in answer.body) == (400, True)


def nothing_personal_is_written(front, config, codes, capfd):
    """Neither address nor agent nor a code beside a time: in no log, no file, no message."""
    spoken = capfd.readouterr()
    stored = [path.read_bytes() for path in config.database.parent.rglob("*") if path.is_file()]
    everything = b"\n".join([front.written(), spoken.out.encode(), spoken.err.encode(), *stored])
    assert VISITOR.encode() not in everything
    assert b"Nadel" not in everything
    proxy = front.written()
    assert not [code for code in codes if code.encode() in proxy or code.lower().encode() in proxy]


@pytest.mark.parametrize("claimed", [VISITOR, "6.6.6.6", "6.6.6.6, 127.0.0.1", "garbage", ""])
def test_what_visitors_claim_ends_at_the_proxy(start_front, claimed):
    names = ("X-Forwarded-For", "X_Forwarded_For", "x-forwarded_for", "X-Real-IP", "Forwarded", "X_REAL_IP")
    with echo() as port:
        front = start_front(port)
        headers = [(name, claimed) for name in names]
        got = json.loads(ask(front, "/", headers=[*headers, *headers]).body)
    # As Python servers hand it over: hyphens and underscores are one, and the last line may win.
    told = [value for name, value in got if name.upper().replace("-", "_") == "X_FORWARDED_FOR"]
    assert told == [VISITOR]
    assert str(Proxies.parse("127.0.0.1").client("127.0.0.1", told[0])) == VISITOR
    others = {name.upper().replace("-", "_") for name, value in got if value == claimed and value != VISITOR}
    assert others & {"FORWARDED", "X_REAL_IP", "X_FORWARDED_HOST"} == set()


def test_greedy_requests_are_refused(start_front, config, codes):
    front = start_front(config.port)
    with running_server(config):
        assert is_refused(front, "/", [("X-A", "a" * 100_000)])
        assert is_refused(front, "/" + "a" * 100_000, [])
        form = [("Content-Type", "application/x-www-form-urlencoded")]
        much = ask(front, "/staff/sign-in", "POST", headers=form, body=b"a" * 100_000)
        assert much.status in (413, 503)  # the tracker says so without having read all, which Caddy may mind
        assert ask(front, f"/{codes[0]}").status == 302


def is_refused(front, path, headers):
    """Whether the proxy says no, or hangs up on us before we have said it all."""
    try:
        return ask(front, path, headers=headers).status in (400, 414, 431)
    except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
        return True


def test_slow_visitors_keep_nobody_waiting(start_front, config, codes):
    front = start_front(config.port)
    config = replace(config, base_url=f"https://localhost:{front.https}")
    trusting = ssl._create_unverified_context()
    with running_server(config), ExitStack() as stack:
        for number in range(160):  # idle, half a request, half a form, and a handshake that never ends
            visitor = (f"127.88.0.{number + 1}", 0)
            slow = stack.enter_context(socket.create_connection(("127.0.0.1", front.https), 120, visitor))
            if number % 4:
                slow = stack.enter_context(trusting.wrap_socket(slow, server_hostname="localhost"))
            if number % 4 == 2:
                slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            if number % 4 == 3:
                slow.sendall(HALF_A_FORM)
        start = time.monotonic()
        assert ask(front, f"/{codes[0]}").status == 302
        sign_in(front, config)
        assert time.monotonic() - start < 10


def test_the_doctor_looks_through_the_proxy(start_front, config, codes, monkeypatch):
    front = start_front(config.port)
    config = replace(config, base_url=f"https://localhost:{front.https}")
    roots = {"nginx": "fullchain.pem", "caddy": ".local/share/caddy/pki/authorities/local/root.crt"}
    with running_server(config):
        levels = look_online(config)
        assert levels["online"] == Level.MEND  # nobody has signed this certificate
        monkeypatch.setenv("SSL_CERT_FILE", str(front.folder / roots[front.kind]))
        levels = look_online(config)
        assert (levels["online"], levels["forwarded"]) == (Level.OK, Level.OK)
        # That of nginx was made for 30 days; Caddy's own live for some hours.
        assert levels["certificate"] == (Level.OK if front.kind == "nginx" else Level.MEND)


def look_online(config):
    """Return the levels of what is found about the address of the settings."""
    findings = [one for one in examine(config, online=True) if "qr.example.de" not in one.says]
    return {one.name: one.level for one in findings}
