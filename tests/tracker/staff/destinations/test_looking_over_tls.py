"""Looks over https end in time, whether the other side drips its greeting or its page."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tracker.staff.destinations.looking import look
from tracker.staff.destinations.outcomes import Outcome, Rules

Serve = Callable[[socket.socket], None]
LIMIT, DRIPS = 0.5, 400
"""Seconds that a look may take, and that the other side goes on for."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory, need_program: Callable[[str], Path]) -> Path:
    """A certificate for localhost with its key, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    command = [
        *(need_program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes())
    return both


@pytest.fixture(autouse=True)
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@contextmanager
def serving(serve: Serve) -> Iterator[int]:
    """Let somebody answer the first who comes, and yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(120)

        def answer() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    serve(connection)

        threading.Thread(target=answer, daemon=True).start()
        yield listening.getsockname()[1]


def drip(send: Callable[[bytes], object], part: bytes) -> None:
    until = time.monotonic() + DRIPS
    while time.monotonic() < until:
        send(part)
        time.sleep(0.05)


def looked(port: int, seconds: float) -> tuple[Outcome, str, float]:
    """Return what a look found, and how long it took."""
    rules = Rules(lambda address: True, frozenset({port}), seconds=seconds)
    began = time.monotonic()
    found = look(f"https://localhost:{port}/", (), rules)
    return found.outcome, found.title, time.monotonic() - began


def secured(connection: socket.socket, certificate: Path) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    secure = context.wrap_socket(connection, server_side=True)
    secure.recv(4096)
    return secure


def test_a_page_over_tls_is_told(certificate: Path) -> None:
    def serve(connection: socket.socket) -> None:
        with secured(connection, certificate) as secure:
            page = b"<title>Sicher</title>"
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 21\r\n\r\n" + page)

    with serving(serve) as port:
        assert looked(port, 120)[:2] == (Outcome.ANSWERS, "Sicher")


def test_a_greeting_that_never_ends_is_left_in_time() -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00")  # a record of 16 KB, a byte at a time
        drip(connection.sendall, b"\x02")

    with serving(serve) as port:
        outcome, _, took = looked(port, LIMIT)
    assert outcome is Outcome.NO_ANSWER
    assert took < DRIPS / 4


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"]
)
def test_an_answer_that_never_ends_is_left_in_time(certificate: Path, head: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        with secured(connection, certificate) as secure:
            secure.sendall(head)
            drip(secure.sendall, b"X-Slow: 1\r\n")

    with serving(serve) as port:
        assert looked(port, LIMIT)[2] < DRIPS / 4
