"""What every test that hurts uses: a house with a service, clients that count, and the books afterwards.

Black box: real processes, real sockets, real files. What the books must say is worked out by the clients and
by a reader of spool lines that shares no code with the product.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import pytest

from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.organisations import set_organisation
from tracker.config import make_config
from tracker.database import connect, connect_to
from tracker.scans.recount import differences
from tracker.serve import command, wait_until_folded

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.4 Mobile/15E148 Safari/604.1"
)
DESTINATION = "https://www.example.org/"
PATIENCE_SECONDS = 120.0
"""How long is waited for what must come, on a machine that has other things to do as well."""
SUMS = ("hit_hour", "hit_day", "hit_day_sum", "hit_total", "hit_week", "hit_reason")
_LINE = re.compile(rb"([0-9a-f]{8})\t([23]\t[0-9]+\t([0-9A-Z]+)\t[^\n]*)\t[0-9a-f-]{16}")


def until(condition):
    """Wait for a condition; return what it gave."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (given := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return given


def children(pid):
    """Return the living processes below one, with their command lines."""
    found = {}
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                with contextlib.suppress(OSError):
                    if words := Path(f"/proc/{child}/cmdline").read_bytes():
                        found[child] = words.replace(b"\0", b" ").decode(errors="replace")
                found |= children(child)
    return found


def free_port():
    """Return a port that nobody listens on, outside the range from which the system itself takes some."""
    while True:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.socket() as found:
            found.bind(("127.0.0.1", port))
            return port


class Service:
    """A running service; what it says on standard error goes to a file."""

    def __init__(self, config, log, environment):
        self.config, self.log = config, log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command(config, as_json=True, parent=os.getpid()),
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        line = self.process.stdout.readline()
        self.url = json.loads(line)["url"] if line else ""

    def workers(self):
        return [pid for pid, words in children(self.process.pid).items() if "spawn_main" in words]

    def background(self):
        return [pid for pid, words in children(self.process.pid).items() if "tracker.background" in words]

    def everybody(self):
        return [self.process.pid, *children(self.process.pid)]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE_SECONDS)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()


class House:
    """A folder with a database of minted codes, and services over it on one port."""

    def __init__(self, folder, content, codes):
        self.folder, self.codes = folder, codes
        self.database = folder / "campaigns.db"
        self.database.write_bytes(content)
        self.log = folder.with_name(f"{folder.name}.log")
        self.config = make_config(self.database, port=free_port())

    @contextlib.contextmanager
    def open(self, *, environment=(), **settings):
        """Run a service for the block; with settings of its own, such as ``workers=1``."""
        service = self.start(environment=environment, **settings)
        try:
            yield service
        finally:
            service.stop()

    def start(self, *, environment=(), **settings):
        """Start a service, again and again while one that was killed still holds the port."""
        config = make_config(self.database, port=self.config.port, **settings)
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            service = Service(config, self.log, dict(environment))
            if service.url or time.monotonic() > end:
                assert service.url, self.log.read_text()
                return service
            service.stop()
            time.sleep(0.1)

    until = staticmethod(until)

    def load(self, **how):
        return Load(self.config.port, self.codes, **how)

    def is_well(self):
        return self.health()[0] == 200

    def wait_until_well(self):
        """Wait until /healthz has nothing to say; else say what it does."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not self.is_well():
            _, checks = self.health()
            faults = {name: check["says"] for name, check in checks.items() if not check["ok"]}
            assert time.monotonic() < end, (faults, self.log.read_text()[-2000:])
            time.sleep(0.05)

    def raw(self, request):
        """Send bytes on a new connection; return the status, 0 if there is none, and all that came back."""
        answer = raw(self.config.port, request)
        return status_of(answer), answer

    def get(self, path, **headers):
        """Return status, headers and body of one GET."""
        lines = {"Host": "x", "User-Agent": PHONE, "Connection": "close", **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        answer = raw(self.config.port, f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        top, _, body = answer.partition(b"\r\n\r\n")
        named = dict(line.split(": ", 1) for line in top.decode("latin-1").split("\r\n")[1:])
        return status_of(answer), named, body

    def health(self):
        """Return status and checks of /healthz."""
        status, _, body = self.get("/healthz")
        return status, json.loads(body)["checks"] if body else {}

    def says_of_spool(self):
        """Return what /healthz says of the spool, ``""`` if all is well or nobody answers."""
        check = self.health()[1].get("spool", {"ok": True})
        return "" if check["ok"] else check["says"]

    def wait_until_written(self, *loads):
        """Wait until no worker keeps a hit in memory: all that the clients received is in the spool."""
        until(lambda: not sum((load.received for load in loads), Counter()) - self.lines())

    def lines(self):
        """Return how many whole lines the spool has of each code."""
        return lines_in(self.config.spool_folder)

    def wait_until_folded(self):
        wait_until_folded(self.config, seconds=PATIENCE_SECONDS)

    def books(self):
        return Books(self)


class Load:
    """Clients that ask for codes as fast as they can and write down what they received, code by code.

    Every other one keeps its connection; the others open a new one each time.

    Attributes:
        received: Redirects, by code.
        unanswered: Requests that were sent and whose answer did not arrive, by code.
        others: Other answers, by status.
        seconds: How long each redirect took.
    """

    def __init__(self, port, codes, *, clients=8, pause=0.0, headers=""):
        self.port, self.codes, self.pause, self.headers = port, codes, pause, headers
        self.received, self.unanswered, self.others = Counter(), Counter(), Counter()
        self.seconds, self.targets = [], Counter()
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._threads = [threading.Thread(target=self._client, args=(n,)) for n in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def mark(self):
        """Return how many redirects have been received up to now."""
        return len(self.seconds)

    def wait_for_more(self, redirects):
        """Wait until more than so many have been received from now on."""
        before = self.mark()
        until(lambda: self.mark() > before + redirects)

    def _client(self, number):
        chance, connection = random.Random(number), None
        while not self._stop.is_set():
            code, start = chance.choice(self.codes), time.monotonic()
            try:
                connection = connection or socket.create_connection(
                    ("127.0.0.1", self.port), PATIENCE_SECONDS
                )
            except OSError:  # nobody there: nothing was sent
                time.sleep(0.01)
                continue
            status, target = self._ask(connection, code, number)
            with self._lock:
                self._note(code, status, target, time.monotonic() - start)
            if number % 2 or not status:
                connection.close()
                connection = None
            time.sleep(self.pause)
        if connection:
            connection.close()

    def _ask(self, connection, code, number):
        ask = f"GET /{code} HTTP/1.1\r\nHost: x\r\nUser-Agent: {PHONE}\r\n{self.headers}"
        ask += "Connection: close\r\n\r\n" if number % 2 else "\r\n"
        answer = b""
        try:
            connection.sendall(ask.encode())
            while not _is_whole(answer):
                if not (part := connection.recv(65536)):
                    return 0, b""
                answer += part
        except OSError:
            return 0, b""
        found = re.search(rb"\r\nlocation: ([^\r]*)", answer, re.IGNORECASE)
        return int(answer.split(b" ", 2)[1]), found[1] if found else b""

    def _note(self, code, status, target, seconds):
        if status == 302:
            self.received[code] += 1
            self.seconds.append(seconds)
            self.targets[target] += 1
        elif status:
            self.others[status] += 1
        else:
            self.unanswered[code] += 1


def _is_whole(answer):
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: ([0-9]+)", head, re.IGNORECASE)
    return bool(end) and len(body) >= int(length[1] if length else 0)


class Books:
    """What the database and the spool of a house say, read once."""

    def __init__(self, house):
        with connect(house.config, create=False) as db:
            self.sums = {t: db.execute(f"SELECT coalesce(sum(hits), 0) FROM {t}").fetchone()[0] for t in SUMS}
            self.hits, self.faults, self.strangers = db.execute(
                "SELECT hits, faults, strangers FROM spool_total"
            ).fetchone()
            self.events = Counter(dict(db.execute(_EVENTS).fetchall()))
            self.people = dict(db.execute(_PEOPLE).fetchall())
            self.scans = dict(db.execute(_SCANS).fetchall())
            self.differences = differences(db, 1)
            self.integrity = db.execute("PRAGMA integrity_check").fetchone()[0]
        self.lines = house.lines()

    def balance(self):
        """Check that every table says the same."""
        assert self.integrity == "ok"
        assert set(self.sums.values()) == {self.hits}, self.sums
        assert sum(self.events.values()) == self.hits
        assert self.scans == self.people
        assert self.differences == ()

    def agree_with(self, *loads):
        """Check that each redirect received is counted once; beyond that, at most what got no answer."""
        self.balance()
        received, unanswered = Counter(), Counter()
        for load in loads:
            received, unanswered = received + load.received, unanswered + load.unanswered
        for code in received | self.events:
            counted = self.events[code]
            assert received[code] <= counted <= received[code] + unanswered[code], code
        assert self.events == self.lines


_EVENTS = (
    "SELECT code.code, count(*) FROM event JOIN code ON code.batch_id = event.batch_id"
    " AND coalesce(code.position, 0) = event.position GROUP BY 1"
)
_SCANS = "SELECT batch_id * 1000 + position, scans FROM piece_scan"
_PEOPLE = (
    "SELECT batch_id * 1000 + position, count(*) FROM event JOIN hit_word ON hit_word.id = class"
    " WHERE word = 'person' GROUP BY 1"
)


def lines_in(folder):
    """Count the whole lines of the spool by code: a second reader, which shares nothing with the first."""
    found = Counter()
    for path in folder.glob("*.spool"):
        if path.is_symlink() or not path.is_file():
            continue
        for line in path.read_bytes().split(b"\n"):
            match = _LINE.fullmatch(line)
            if match and int(match[1], 16) == crc32(match[2]):
                found[match[3].decode()] += 1
    return found


def raw(port, request):
    """Send bytes on a new connection; return what comes back until it is closed or quiet."""
    received = b""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection,
    ):
        with contextlib.suppress(OSError):
            connection.sendall(request)
        while part := connection.recv(65536):
            received += part
    return received


def status_of(answer):
    """Return the status of a raw answer, 0 if there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


@pytest.fixture(scope="session")
def minted(tmp_path_factory):
    """The bytes of a database with two batches, and their codes. Where it lies, it is noon: no day ends."""
    path, base = tmp_path_factory.mktemp("minted") / "campaigns.db", BaseUrl.parse("https://qr.example.de")
    files = {"design.toml": b"format = 1\n"}
    with connect_to(path) as db:
        set_organisation(db, time_zone=f"Etc/GMT{datetime.now(UTC).hour - 12:+d}")
        kinds = ((BatchKind.PER_PIECE, 10), (BatchKind.ONE_CODE, 500))
        orders = [MintOrder("Fest", *kind, "plain", {}, files, base, DESTINATION) for kind in kinds]
        codes = [code for order in orders for code in mint(db, order).codes]
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with contextlib.closing(sqlite3.connect(path)) as plain:
        return plain.serialize(), codes


@pytest.fixture
def house(minted, tmp_path):
    """A `House` without a service in it yet."""
    folder = tmp_path / "house"
    folder.mkdir()
    return House(folder, *minted)


@pytest.fixture
def rounds():
    """A function that says how often to do something: a part of ``SIGNET_ROUNDS``, else few times."""

    def number(few):
        return int(os.environ.get("SIGNET_ROUNDS", few))

    return number
