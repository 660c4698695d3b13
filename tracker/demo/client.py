"""A browser-like client that sends the season to a really running server; only the clock is injected."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from printkit.errors import SignetError
from tracker.clock import HEADER, Clock
from tracker.demo.season import Visit

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Ask:
    """A visit with the path it asks for."""

    path: str
    visit: Visit


def send(server: str, clock: Clock, asks: Sequence[Ask], progress: Callable[[int, int], None]) -> int:
    """Send every visit over one connection, in order of time.

    Args:
        server: Address of the running server, such as ``http://127.0.0.1:8123``.
        clock: The clock whose secret the server was started with.
        asks: What to ask for.
        progress: Called with (done, total).

    Returns:
        How many were answered with a redirect.

    Raises:
        SignetError: The server gave another answer than a redirect, or none.
    """
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=TIMEOUT_SECONDS)
    try:
        for done, ask in enumerate(asks, start=1):
            connection.request("GET", ask.path, headers=_headers(clock, ask.visit))
            answer = connection.getresponse()
            answer.read()
            if answer.status != 302:
                raise _unexpected(server, f"{ask.path} was answered with {answer.status}")
            progress(done, len(asks))
    except (OSError, http.client.HTTPException) as error:
        raise _unexpected(server, str(error) or type(error).__name__) from error
    finally:
        connection.close()
    return len(asks)


def _headers(clock: Clock, visit: Visit) -> dict[str, str]:
    headers = {"User-Agent": visit.agent, "Accept": ACCEPT, HEADER: clock.header(visit.at)}
    if visit.language:
        headers["Accept-Language"] = visit.language
    return headers


def _unexpected(server: str, what: str) -> SignetError:
    return SignetError.of(
        "demo-server",
        f"The demo's server did not redirect: {what}.",
        "Run the command again; it goes on where it stopped.",
        file=server,
    )
