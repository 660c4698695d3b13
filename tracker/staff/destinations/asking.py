"""One question to one web server, to an address that was checked, within a time that is kept.

The name is looked up once, and what was found is both checked and connected to: whoever owns the name cannot
answer the check with one address and the connection with another.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

from tracker.staff.destinations.outcomes import Outcome, Rules

_AGENT = "Mozilla/5.0 (compatible; Signet; looks whether a page answers)"
_PORTS = {"https": 443, "http": 80}
_NO_NETWORK = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)


class NoAnswerError(Exception):
    """Nothing was learned of the page but why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        location: Where it leads on to, or ``""``.
        content: The beginning of the page.
    """

    status: int
    location: str
    content_type: str
    charset: str
    content: bytes


def ask(url: str, rules: Rules, until: float) -> Answer:
    """Ask for a page, following nothing.

    Args:
        url: As `printkit.store.links.check_destination` returns it.
        rules: How far it may go.
        until: When the answer must be here, on `time.monotonic`.

    Raises:
        NoAnswerError: With the reason.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    if port not in rules.ports:
        raise NoAnswerError(Outcome.UNCHECKED)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connected = _connect(host, port, rules, until)
        connection = _secured(connected, host) if parts.scheme == "https" else connected
        with _ended_in_time(connection, until):
            if isinstance(connection, ssl.SSLSocket):
                connection.do_handshake()
            connection.sendall(_request(target, parts.netloc))
            return _read(connection, rules)
    except ssl.SSLError as error:
        late = time.monotonic() >= until
        raise NoAnswerError(Outcome.NO_ANSWER if late else Outcome.NOT_TRUSTED) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError(Outcome.NO_ANSWER) from error


def _connect(host: str, port: int, rules: Rules, until: float) -> socket.socket:
    """Return a connection to the first address that may be asked and answers."""
    found = _resolve(host, port)
    allowed = [
        (family, to)
        for family, to in found
        if rules.may_ask(ipaddress.ip_address(str(to[0]).partition("%")[0]))
    ]
    if not allowed:
        raise NoAnswerError(Outcome.INSIDE)
    unreachable = 0
    for family, to in allowed[:4]:
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(max(0.1, (until - time.monotonic()) / 2))
            connection.connect(to)
        except OSError as error:
            connection.close()
            unreachable += error.errno in _NO_NETWORK
        else:
            return connection
    raise NoAnswerError(Outcome.UNCHECKED if unreachable == len(allowed[:4]) else Outcome.NO_ANSWER)


def _resolve(host: str, port: int) -> list[tuple[int, tuple[str | int | bytes, ...]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        unknown = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
        raise NoAnswerError(Outcome.NO_SUCH_HOST if unknown else Outcome.UNCHECKED) from error
    except UnicodeError as error:
        raise NoAnswerError(Outcome.NO_SUCH_HOST) from error
    return [(family, to) for family, _, _, _, to in found]


@contextmanager
def _ended_in_time(connection: socket.socket, until: float) -> Iterator[None]:
    """End a connection when the time is over, however slowly the other side goes on answering.

    Args:
        connection: The one that is read from: over TLS the secured one, whose handshake is still to come.
        until: On `time.monotonic`.
    """
    left = max(0.1, until - time.monotonic())
    connection.settimeout(left)
    ending = threading.Timer(left, _end, [connection])
    ending.daemon = True
    ending.start()
    try:
        yield
    finally:
        ending.cancel()
        connection.close()


def _end(connection: socket.socket) -> None:
    """Shut the network's end of a connection; over TLS without touching what another thread reads with."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _secured(connection: socket.socket, host: str) -> ssl.SSLSocket:
    """Return the connection over TLS, nothing of which was said yet: that is done against the clock."""
    context = ssl.create_default_context()
    try:
        return context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    except (OSError, ValueError):
        connection.close()
        raise


def _request(target: str, netloc: str) -> bytes:
    lines = (
        f"GET {target} HTTP/1.1",
        f"Host: {netloc}",
        f"User-Agent: {_AGENT}",
        "Accept: text/html,*/*;q=0.5",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _read(connection: socket.socket, rules: Rules) -> Answer:
    response = HTTPResponse(connection, method="GET")
    response.begin()
    headers: Message = response.headers
    content = b""
    while len(content) < rules.most_bytes and (more := response.read1(rules.most_bytes - len(content))):
        content += more
    return Answer(
        response.status,
        headers.get("Location", "") if response.status in (301, 302, 303, 307, 308) else "",
        headers.get_content_type(),
        headers.get_content_charset() or "",
        content,
    )
