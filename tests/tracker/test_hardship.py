"""Kills under load, and clients that are slow or rude. Slow, all of it."""

import json
import os
import random
import signal
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import pytest

from tracker.config import make_config
from tracker.database import connect
from tracker.serve import running_server, wait_until_folded

pytestmark = pytest.mark.slow
CLIENTS = 8


class Load:
    """Clients that fetch a code as fast as they can and count the redirects they got."""

    def __init__(self, url, code):
        self.address, self.path = urlsplit(url).netloc, f"/{code}"
        self.received = [0] * CLIENTS
        self.asked = [0] * CLIENTS
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self._fetch, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _fetch(self, number):
        connection = HTTPConnection(self.address, timeout=5)
        while not self.stop.is_set():
            try:
                self.asked[number] += 1
                connection.request("GET", self.path, headers={"User-Agent": "kill-test"})
                with connection.getresponse() as response:
                    response.read()
                    self.received[number] += response.status == 302
            except (OSError, HTTPException):
                connection.close()
                time.sleep(0.01)
        connection.close()


def children(parent, name):
    """Return the processes below a process whose command line holds a name."""
    found, level = [], [parent]
    while level:
        below = []
        for pid in level:
            try:
                with open(f"/proc/{pid}/task/{pid}/children") as file:
                    below += [int(child) for child in file.read().split()]
            except OSError:
                continue
        found, level = found + below, below
    named = []
    for pid in found:
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if name.encode() in file.read():
                    named.append(pid)
        except OSError:
            continue
    return named


def counted(config):
    with connect(config, create=False) as db:
        total = db.execute("SELECT coalesce(sum(hits), 0) FROM hit_hour").fetchone()[0]
        assert db.execute("SELECT hits FROM spool_total").fetchone()[0] == total
        return total


@pytest.mark.parametrize("victim", ["spawn_main", "tracker.background"])
def test_every_redirect_is_counted_once_over_kills(config, mint_batch, victim):
    code = mint_batch().codes[0]
    chance = random.Random(victim)
    with running_server(config) as url, Load(url, code) as load:
        for _ in range(6):
            time.sleep(chance.uniform(0.2, 0.8))
            for pid in children(os.getpid(), victim):
                os.kill(pid, signal.SIGKILL)
        time.sleep(1.5)
        load.stop.set()
        for thread in load.threads:
            thread.join()
        wait_until_folded(config)
        received, lost_answers = sum(load.received), sum(load.asked) - sum(load.received)
    assert received > 500
    assert received <= counted(config) <= received + lost_answers


def test_every_redirect_is_counted_once_over_kills_of_all(config, mint_batch):
    code = mint_batch().codes[0]
    received = lost_answers = 0
    for round_ in range(3):
        with running_server(config) as url, Load(url, code) as load:
            time.sleep(0.5 + 0.2 * round_)
            everything = children(os.getpid(), "")
            for pid in everything:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
        received += sum(load.received)
        lost_answers += sum(load.asked) - sum(load.received)
    with running_server(config):
        wait_until_folded(config)
    assert received > 300
    assert received <= counted(config) <= received + lost_answers


def raw(url, request, seconds=5.0):
    """Send bytes on a new connection; return what comes back until it is closed or quiet."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=seconds) as connection:
        connection.settimeout(seconds)
        received = b""
        try:
            connection.sendall(request)
            while part := connection.recv(65536):
                received += part
        except OSError:
            pass
        return received


def status(answer):
    """Return the status of a raw answer, 0 if the connection was closed without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def get(path, *, extra=b""):
    return b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + extra + b"\r\n"


@pytest.mark.parametrize("opening", [b"GET /BCD", b"GET / HTTP/1.1\r\nHost: x\r\n", b""])
def test_slow_clients_block_nobody(config, mint_batch, fetch, opening):
    code = mint_batch().codes[0]
    with running_server(make_config(config.database, port=0, workers=1)) as url:
        address = urlsplit(url)
        slow = [socket.create_connection((address.hostname, address.port)) for _ in range(200)]
        try:
            for connection in slow:
                connection.sendall(opening)
            start = time.monotonic()
            assert fetch(url, f"/{code}").status == 302
            assert time.monotonic() - start < 0.5
        finally:
            for connection in slow:
                connection.close()


def test_idle_keep_alives_block_nobody(config, mint_batch, fetch):
    code = mint_batch().codes[0]
    with running_server(make_config(config.database, port=0, workers=1)) as url:
        idle = [HTTPConnection(urlsplit(url).netloc) for _ in range(40)]
        for connection in idle:
            connection.request("GET", f"/{code}")
            assert connection.getresponse().read() == b""
        start = time.monotonic()
        assert fetch(url, f"/{code}").status == 302
        assert time.monotonic() - start < 0.5
        for connection in idle:
            connection.close()


def test_slow_bodies_block_no_redirect(config, mint_batch, fetch):
    """A form that never comes holds a thread of the pages; redirects must still find one."""
    code = mint_batch().codes[0]
    head = b"POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\n\r\na="
    with running_server(make_config(config.database, port=0, workers=1)) as url:
        address = urlsplit(url)
        slow = [socket.create_connection((address.hostname, address.port)) for _ in range(60)]
        try:
            for connection in slow:
                connection.sendall(head)
            time.sleep(0.5)
            start = time.monotonic()
            assert fetch(url, f"/{code}").status == 302
            assert time.monotonic() - start < 1
        finally:
            for connection in slow:
                connection.close()


def test_rude_requests_harm_nothing(config, mint_batch, fetch):
    code = mint_batch().codes[0]
    path = b"/" + code.encode()
    with running_server(make_config(config.database, port=0, workers=1)) as url:
        for rude, allowed in [
            (get(b"/%00"), {404, 400}),
            (get(b"/%ff%fe"), {404, 400}),
            (get(b"//evil.example"), {404, 400}),
            (get(b"//evil.example/" + path), {404, 400}),
            (get(path + b"/../.."), {404, 400}),
            (get(path + b"%0d%0aSet-Cookie:x"), {404, 400}),
            (get(b"/" + b"B" * 20_000), {404, 400, 414}),
            (get(path, extra=b"X: " + b"a" * 60_000 + b"\r\n"), {302}),
            (get(path, extra=b"X: " + b"a" * 1_000_000 + b"\r\n"), {400, 431, 0}),
            (get(path, extra=b"X: a\r\n" * 5_000), {400, 431, 0}),
            (get(path, extra=b"User-Agent: \xff\x80\r\n"), {302, 400}),
            (get(path, extra=b"User-Agent: a\x00b\r\n"), {400, 0}),
            (get(path, extra=b"User-Agent: " + b"U" * 20_000 + b"\r\n"), {302}),
            (get(path, extra=b"Content-Length: 1\r\nContent-Length: 2\r\n"), {400, 0}),
            (b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000000\r\n\r\n", {405, 413, 0}),
            (b"GET " + path + b" HTTP/1.0\r\n\r\n", {302}),
            (b"GET " + path + b"\r\n\r\n", {400, 0}),
            (b"\x16\x03\x01\x00\xff" * 50, {400, 0}),
        ]:
            answer = raw(url, rude, 3)
            assert status(answer) in allowed, (rude[:80], answer[:200])
            assert b"Set-Cookie" not in answer.replace(b"set-cookie", b"Set-Cookie"), rude[:80]
            assert b"evil.example" not in answer.partition(b"\r\n\r\n")[0]
        assert fetch(url, f"/{code}").status == 302
        absolute = raw(url, get(b"http://evil.example" + path))
        assert status(absolute) in (302, 400, 404)
        assert b"evil.example" not in absolute
        assert json.loads(fetch(url, "/healthz").body)["status"] == "ok"


def test_silent_and_idle_connections_are_closed(config, db):
    """Of 1,024 connections a worker takes none may be held for ever, not even by saying nothing at all."""
    with running_server(make_config(config.database, port=0, workers=1)) as url:
        address = urlsplit(url)
        openings = [b"", b"GET /BCD", get(b"/healthz").replace(b"Connection: close\r\n", b"")]
        connections = [socket.create_connection((address.hostname, address.port)) for _ in openings]
        for connection, opening in zip(connections, openings, strict=True):
            connection.settimeout(15)
            connection.sendall(opening)
        assert connections[2].recv(65536).startswith(b"HTTP/1.1 ")
        start = time.monotonic()
        for connection in connections:
            while connection.recv(65536):
                pass
            connection.close()
        assert 5 < time.monotonic() - start < 14
