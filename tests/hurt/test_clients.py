"""Clients that are slow, silent, many or gone: nobody else waits for them. Slow."""

import socket
import struct
import time
from contextlib import ExitStack

import pytest

pytestmark = pytest.mark.slow
FORM = (
    b"POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\na="
)


@pytest.fixture
def connect_many(house):
    """A function that opens connections, sends the same on each, and returns them; closed at the end."""
    with ExitStack() as stack:

        def connected(number, opening):
            found = [socket.create_connection(("127.0.0.1", house.config.port)) for _ in range(number)]
            for connection in found:
                stack.enter_context(connection)
                connection.sendall(opening)
            return found

        yield connected


def is_redirected_at_once(house):
    """Whether a redirect takes less than the ten seconds after which slow clients are given up."""
    start = time.monotonic()
    assert house.get(f"/{house.codes[0]}")[0] == 302
    return time.monotonic() - start < 8


def test_slow_clients_block_nobody(house, connect_many):
    """200 half requests of each kind, 40 idle connections, forms that never come: all at once."""
    keep = f"GET /{house.codes[0]} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with house.open(workers=1):
        for opening in (b"GET /BCD", b"GET / HTTP/1.1\r\nHost: x\r\n", b""):
            connect_many(200, opening)
            assert is_redirected_at_once(house)
        for idle in connect_many(40, keep):
            assert idle.recv(65536).startswith(b"HTTP/1.1 302")
        connect_many(60, FORM)
        time.sleep(0.5)
        assert is_redirected_at_once(house)


def test_silent_and_idle_connections_are_closed(house, connect_many):
    """Of 1,024 connections a worker takes none may be held for ever, not even by saying nothing at all."""
    with house.open(workers=1):
        openings = (b"", b"GET /BCD", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        start = time.monotonic()
        connections = [connect_many(1, opening)[0] for opening in openings]
        for connection in connections:
            connection.settimeout(60)
            while connection.recv(65536):
                pass
        assert time.monotonic() - start > 5


def test_bytes_that_drip_are_answered_or_given_up(house, connect_many):
    request = f"GET /{house.codes[0]} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with house.open(workers=1):
        drips = connect_many(20, b"")
        for at in range(len(request)):
            for drip in drips:
                drip.sendall(request[at : at + 1])
            time.sleep(0.01)
        answers = [drip.recv(65536) for drip in drips]
        assert all(answer.startswith(b"HTTP/1.1 302") for answer in answers)
        assert is_redirected_at_once(house)
        house.wait_until_folded()
    assert house.books().hits == 21


def test_clients_that_leave_in_the_middle_harm_nothing(house, connect_many):
    """Reset after a part of the request, or after all of it without reading the answer."""
    request = f"GET /{house.codes[0]} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    now = struct.pack("ii", 1, 0)  # SO_LINGER: a reset instead of a farewell
    with house.open(workers=2) as service, house.load(clients=2) as load:
        workers = service.workers()
        for at in range(0, len(request) + 1, 2):
            for connection in connect_many(4, request[:at]):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
                connection.close()
        for connection in connect_many(100, request * 20):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            connection.close()
        house.until(lambda: load.mark() > 500)
        load.stop()
        house.wait_until_well()
        house.wait_until_folded()
        assert service.workers() == workers
    assert not load.unanswered
    assert not load.others
    books = house.books()
    books.balance()
    most = sum(load.received.values()) + 100 * 20 + 4 * 2
    assert sum(load.received.values()) <= books.hits <= most
