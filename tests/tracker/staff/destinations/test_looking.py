"""Looks at destinations, over real connections to a server that answers in every odd way."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask
from sqlite_utils import Database

from tracker.staff.destinations.addresses import is_public
from tracker.staff.destinations.looking import look
from tracker.staff.destinations.lookout import Lookout
from tracker.staff.destinations.outcomes import Look, Outcome, Rules
from tracker.staff.destinations.store import keep, last_look
from tracker.staff.destinations.words import RefusedAddressError, typed_address

PAGE = b"""<!DOCTYPE html><html><head><TITLE lang=de>Neue &amp;
  alte B\xc3\xbccher</TITLE><meta name="viewport" content="width=device-width"></head>"""
ANSWERS = {
    "/": (200, {"Content-Type": "text/html; charset=utf-8"}, PAGE),
    "/old": (200, {"Content-Type": "text/html; charset=ISO-8859-1"}, b"<title>B\xfccher</title>"),
    "/odd": (200, {"Content-Type": "text/html; charset=rot13"}, b"<title>Plain</title>"),
    "/pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.7"),
    "/moved": (302, {"Location": "/"}, b""),
    "/twice": (301, {"Location": "/moved#there"}, b""),
    "/round": (302, {"Location": "/round?"}, b""),
    "/round?": (302, {"Location": "/round"}, b""),
    "/script": (302, {"Location": "javascript:alert(1)"}, b""),
    "/own": (302, {"Location": "https://qr.example.de/BCD2FG"}, b""),
    "/gone": (404, {}, b""),
    "/shut": (403, {}, b""),
    "/broken": (500, {}, b""),
    "/titles": (200, {"Content-Type": "text/html"}, b"<title" * 20_000),
    "/huge": (200, {"Content-Type": "text/html"}, b"<title>Huge</title>" + b"x" * 3_000_000),
}


GOES_ON = 400
"""Seconds that an answer goes on for if nobody leaves it."""


class Server(BaseHTTPRequestHandler):
    """Answers as `ANSWERS` says, and for some addresses as no server should."""

    def do_GET(self) -> None:
        if self.path == "/slow":
            self.send_response(200)
            for _ in range(10 * GOES_ON):  # a line at a time, and never the last
                self.wfile.write(b"X-Slow: 1\r\n")
                time.sleep(0.1)
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


class Quiet(ThreadingHTTPServer):
    """Says nothing of clients that go away."""

    def handle_error(self, *_: object) -> None:
        """A client that had enough is no fault."""


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    with Quiet(("127.0.0.1", 0), Server) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def rules(there: str) -> Rules:
    return Rules(may_ask=lambda address: True, ports=frozenset({int(there.rpartition(":")[2])}), seconds=120)


@pytest.mark.parametrize(
    ("path", "outcome", "status", "title", "for_phones"),
    [
        ("/", Outcome.ANSWERS, 200, "Neue & alte Bücher", True),
        ("/old", Outcome.ANSWERS, 200, "Bücher", False),
        ("/odd", Outcome.ANSWERS, 200, "Plain", False),
        ("/pdf", Outcome.ANSWERS, 200, "", None),
        ("/twice", Outcome.ANSWERS, 200, "Neue & alte Bücher", True),
        ("/round", Outcome.CIRCLE, 302, "", None),
        ("/script", Outcome.ODD_WAY, 302, "", None),
        ("/own", Outcome.CIRCLE, 302, "", None),
        ("/gone", Outcome.MISSING, 404, "", None),
        ("/shut", Outcome.SHUT, 403, "", None),
        ("/broken", Outcome.BROKEN, 500, "", None),
        ("/titles", Outcome.ANSWERS, 200, "", False),
        ("/huge", Outcome.ANSWERS, 200, "Huge", False),
    ],
)
def test_what_a_server_answers_is_told(
    there: str, rules: Rules, path: str, outcome: Outcome, status: int, title: str, for_phones: bool | None
) -> None:
    found = look(there + path, {"qr.example.de"}, rules)
    assert (found.outcome, found.status, found.title, found.for_phones) == (
        outcome, status, title, for_phones,
    )  # fmt: skip
    assert found.address == there + path
    assert found.is_page is (found.for_phones is not None)


def test_the_way_is_told_hop_by_hop(there: str, rules: Rules) -> None:
    found = look(f"{there}/twice", (), rules)
    assert found.way == (f"{there}/moved", f"{there}/")
    assert found.final == f"{there}/"
    assert not found.is_secure


def test_a_server_that_never_ends_is_left_in_time(there: str, rules: Rules) -> None:
    began = time.monotonic()
    quick = Rules(rules.may_ask, rules.ports, seconds=0.5)
    assert look(f"{there}/slow", (), quick).outcome is Outcome.NO_ANSWER
    assert time.monotonic() - began < GOES_ON / 4


def test_what_does_not_answer_is_told(there: str, rules: Rules) -> None:
    with socket.socket() as closed:  # nobody listens, and nobody else can have the port
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        shut = Rules(rules.may_ask, frozenset({port}), seconds=120)
        assert look(f"http://127.0.0.1:{port}/", (), shut).outcome is Outcome.NO_ANSWER
    assert look(there.replace("http:", "https:"), (), rules).outcome is Outcome.NOT_TRUSTED
    assert look("http://127.0.0.1:22/", (), rules).outcome is Outcome.UNCHECKED


def test_nothing_inside_is_asked(there: str, rules: Rules) -> None:
    strict = Rules(ports=rules.ports, seconds=120)
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
        address = there.replace("127.0.0.1", host)
        assert look(address, (), strict).outcome in (Outcome.INSIDE, Outcome.NO_SUCH_HOST), host


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1"),
        *("::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::"),
        *("2001:0:4136:e378::", "64:ff9b:1::1", "198.18.0.1", "240.0.0.1", "192.0.2.1"),
    ],
)
def test_addresses_that_are_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::", "64:ff9b::5db8:d822", "8.8.8.8"])
def test_addresses_that_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def test_only_few_look_at_a_time(there: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(120)
        ports = frozenset({silent.getsockname()[1], int(there.rpartition(":")[2])})
        one = Lookout(Rules(lambda address: True, ports, seconds=120), most=1)
        silence = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        found: list[Look] = []
        first = threading.Thread(target=lambda: found.append(one.look(silence, ())))
        first.start()
        connection, _ = silent.accept()
        assert one.look(f"{there}/", ()).outcome is Outcome.UNCHECKED
        connection.close()
        first.join(120)
    assert [look.outcome for look in found] == [Outcome.NO_ANSWER]
    assert one.look(f"{there}/", ()).outcome is Outcome.ANSWERS


def test_of_many_addresses_only_those_are_looked_at_for_which_there_is_time() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        port = silent.getsockname()[1]
        several = Lookout(Rules(lambda address: True, frozenset({port}), seconds=0.3), most=2)
        found = several.look_at((f"http://127.0.0.1:{port}/{number}" for number in range(40)), ())
    assert len(found) < 10  # each takes all the time that there is for all


def test_a_look_is_kept_and_forgotten(db: Database) -> None:
    found = Look("https://a.example/", Outcome.ANSWERS, ("https://b.example/",), 200, "B", 120, True, None)
    keep(db, 1, found)
    kept = last_look(db, 1, found.address)
    assert kept is not None
    assert kept.look == found
    assert last_look(db, 2, found.address) is None
    db.execute("UPDATE destination_look SET looked_at = 0")
    keep(db, 1, Look("https://c.example/", Outcome.UNCHECKED))
    assert last_look(db, 1, found.address) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" https://www.example.org/a ", "https://www.example.org/a"),
        ("www.example.org", "https://www.example.org"),
        ("stadtbibliothek.example/neu?x=1", "https://stadtbibliothek.example/neu?x=1"),
        ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
    ],
)
def test_an_address_may_be_typed_without_its_scheme(app: Flask, typed: str, expected: str) -> None:
    assert typed_address(typed, ()) == expected


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://a.example/a b", "Leerzeichen"),
        ("javascript:alert(1)", "https://"),
        ("ftp://a.example/", "https://"),
        ("unsere Seite", "Leerzeichen"),
        ("https://user:pass@a.example/", "@"),
        ("https://", "Webadresse"),
        ("https://qr.example.de/BCD2FG", "Kreis"),
        ("https://a.example/" + "x" * 2_000, "zu lang"),
    ],
)
def test_what_is_no_destination_is_refused_in_words(app: Flask, typed: str, words: str) -> None:
    with app.test_request_context("/staff/"), pytest.raises(RefusedAddressError, match=words):
        typed_address(typed, {"qr.example.de"})
