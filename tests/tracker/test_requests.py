"""Raw requests, each against the lean path and against a page: neither gives way, and both go on."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.config import make_config
from tracker.database import connect
from tracker.scans.fold import segments
from tracker.serve import running_server

pytestmark = pytest.mark.slow

HOST, CLOSE = b"Host: qr.example.de\r\n", b"Connection: close\r\n"
AGENT = (
    b"User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124 Mobile Safari/537.36\r\n"
)
Ask = Callable[[bytes], bytes]


class Service:
    """A service for all tests of this file: none may hurt it."""

    def __init__(self, folder: Path) -> None:
        self.config = make_config(folder / "campaigns.db", port=0, workers=1)
        with connect(self.config) as db:
            files, base = {"design.toml": b"format = 1\n"}, BaseUrl.parse("https://qr.example.de")
            to = "https://www.example.org/"
            order = MintOrder("C", BatchKind.PER_PIECE, 1, "plain", {}, files, base, to)
            self.code = mint(db, order).codes[0]
        self.port = 0

    def ask(self, data: bytes) -> bytes:
        """Return all that is answered until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), 60) as one:
            answer = b""
            try:
                one.sendall(data)
                while part := one.recv(65_536):
                    answer += part
            except ConnectionError:  # closed while we were still sending
                pass
            return answer

    def hits(self) -> int:
        return sum(path.read_bytes().count(b"\n") for path in segments(self.config.spool_folder))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    one = Service(tmp_path_factory.mktemp("service"))
    with running_server(one.config) as url:
        one.port = urlsplit(url).port or 0
        yield one


@pytest.fixture(params=["code", "page"])
def path(request: pytest.FixtureRequest, service: Service) -> bytes:
    return f"/{service.code}".encode() if request.param == "code" else b"/staff/sign-in"


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def get(path: bytes, *extra: bytes, method: bytes = b"GET", host: bytes = HOST) -> bytes:
    return b"%b %b HTTP/1.1\r\n%b" % (method, path, host) + AGENT + b"".join(extra) + CLOSE + b"\r\n"


def test_an_ordinary_request(service: Service, path: bytes) -> None:
    assert status(service.ask(get(path))) == (302 if b"staff" not in path else 200)


REFUSED = {
    "two hosts": lambda path: get(path, b"Host: evil.example\r\n"),
    "the same host twice": lambda path: get(path, HOST),
    "no host": lambda path: get(path, host=b""),
    "two lengths": lambda path: get(path, b"Content-Length: 0\r\nContent-Length: 5\r\n") + b"hello",
    "length and coding": lambda path: (
        get(path, b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + b"0\r\n\r\n"
    ),
    "posted length and coding": lambda path: (
        get(path, b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", method=b"POST")
        + b"0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n"
    ),
    "unknown coding": lambda path: get(path, b"Transfer-Encoding: xchunked\r\n") + b"0\r\n\r\n",
    "negative length": lambda path: get(path, b"Content-Length: -1\r\n"),
    "length with a sign": lambda path: get(path, b"Content-Length: +5\r\n") + b"hello",
    "folded header": lambda path: get(path, b"X-A: b\r\n  c\r\n"),
    "blank before the colon": lambda path: get(path, b"X-A : b\r\n"),
    "CR in a header": lambda path: get(path, b"X-A: a\rb\r\n"),
    "NUL in an agent": lambda path: get(path, b"X-A: a\0b\r\n"),
    "NUL in the path": lambda path: get(path + b"\0"),
    "raw byte in the path": lambda path: get(path + b"\xff"),
    "HTTP/9.9": lambda path: get(path).replace(b"HTTP/1.1", b"HTTP/9.9"),
    "TLS": lambda _: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 10,
}


@pytest.mark.parametrize("name", REFUSED)
def test_malformed_requests_are_refused_and_no_hits(service: Service, path: bytes, name: str) -> None:
    before = service.hits()
    answer = service.ask(REFUSED[name](path))
    assert status(answer) == 400
    assert answer.count(b"HTTP/1.") == 1, "nothing behind it was taken for a request"
    assert service.hits() == before


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (b"X-A: " + b"a" * 100_000 + b"\r\n", 431),
        (b"X-A: " + b"a" * 1_000_000 + b"\r\n", 431),
        (b"".join(b"X-%d: a\r\n" % number for number in range(5000)), 431),
    ],
    ids=["100 KB", "1 MB", "5,000 headers"],
)
def test_heads_are_bounded(service: Service, path: bytes, extra: bytes, expected: int) -> None:
    before = service.hits()
    assert status(service.ask(get(path, extra))) in (expected, 0)
    assert service.hits() == before


@pytest.mark.parametrize("extra", [b"X-A: " + b"a" * 9_000 + b"\r\n", b"Accept-Language: \xff\xfe\r\n"])
def test_odd_headers_are_ignored(service: Service, path: bytes, extra: bytes) -> None:
    assert status(service.ask(get(path, extra))) in (200, 302)


def test_long_paths_are_refused(service: Service) -> None:
    assert status(service.ask(get(b"/" + b"B" * 20_000))) == 404
    assert status(service.ask(get(b"/" + b"B" * 70_000))) in (414, 431)


@pytest.mark.parametrize("method", [b"TRACE", b"PUT", b"DELETE", b"PATCH", b"get", b"X" * 500])
def test_other_methods_are_refused(service: Service, path: bytes, method: bytes) -> None:
    before = service.hits()
    answer = service.ask(get(path, method=method))
    assert status(answer) == 405
    assert b"Mozilla" not in answer, "TRACE sends nothing back"
    assert service.hits() == before


@pytest.mark.parametrize(("method", "least", "most"), [(b"GET", 200, 302), (b"POST", 400, 413)])
def test_huge_bodies_are_not_waited_for(
    service: Service, path: bytes, method: bytes, least: int, most: int
) -> None:
    answer = service.ask(get(path, b"Content-Length: 10000000000\r\n", method=method))
    assert least <= status(answer) <= most


@pytest.mark.parametrize(
    "target",
    [b"http://evil.example", b"//evil.example/", b"/../../etc/passwd", b"/%2e%2e/", b"/%00", b"/%ff%fe"],
)
def test_no_path_leads_elsewhere(service: Service, path: bytes, target: bytes) -> None:
    whole = target.startswith(b"http")
    answer = service.ask(get(target + path if whole else target))
    assert status(answer) == ((302 if b"staff" not in path else 200) if whole else 404)
    assert b"evil" not in answer.split(b"\r\n\r\n")[0]


def test_line_ends_in_a_path_split_nothing(service: Service, path: bytes) -> None:
    answer = service.ask(get(path + b"%0d%0aSet-Cookie:%20x=y"))
    assert status(answer) == 404
    assert b"set-cookie: x" not in answer.lower()


def test_it_still_answers_and_http_1_0_needs_no_host(service: Service, path: bytes) -> None:
    answer = service.ask(b"GET %b HTTP/1.0\r\n\r\n" % path)
    assert status(answer) == (302 if b"staff" not in path else 200)
