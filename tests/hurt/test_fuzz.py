"""Thousands of malformed requests over raw sockets; afterwards the service is what it was before. Slow.

``SIGNET_ROUNDS=100`` sends fifty times as many.
"""

import contextlib
import random
import re
import socket
import struct
import threading
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
CLIENTS = 6
PATIENCE_SECONDS = 0.4
METHODS = ("GET",) * 8 + (
    "POST",
    "PUT",
    "TRACE",
    "OPTIONS",
    "DELETE",
    "get",
    "G T",
    "",
    "X" * 300,
    "PRI",
    "CONNECT",
)
VERSIONS = ("HTTP/1.1",) * 8 + (
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/1.2",
    "http/1.1",
    "HTTP/1.1.1",
    "",
    "X",
)
TARGETS = (
    *("/{code}",) * 8,
    *("/{small}", "/{code}/", "//{code}", "/{code}?url=https://evil.example/", "/{code}#x", "/{code}%00"),
    *("http://evil.example/{code}", "//evil.example/{code}", "/{code}%0d%0aSet-Cookie:x", "/\\evil.example/"),
    *("*", "", "/", "/%ff%fe", "/..%2f..%2fetc/passwd", "/{code}/../..", "/healthz", "/staff", "/staff/"),
    *(
        "/BBBBBB",
        "/?url=https://evil.example",
        "/{code}\u2028",
        "/static/../{code}",
        "/{long}",
        "/%c0%af",
        "{code}",
    ),
)
HEADERS = (
    *("Host: x", "Host: x", "Host: evil.example", "Host: x\r\nHost: evil.example", "Host:", "Host: \x00"),
    *(
        "Connection: close",
        "Connection: keep-alive",
        "Connection: upgrade\r\nUpgrade: h2c",
        "Upgrade: websocket",
    ),
    *(
        "Content-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: -1",
        "Content-Length: 1e3",
    ),
    *("Content-Length: 99999999999999999999", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
    *("Transfer-Encoding: chunked", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: xchunked"),
    *("Transfer-Encoding : chunked", "Expect: 100-continue", "Expect: x", "Range: bytes=0-", "TE: trailers"),
    *(
        "User-Agent: {phone}",
        "User-Agent: \xff\x80",
        "User-Agent: a\x00b",
        "User-Agent:",
        "User-Agent: {long}",
    ),
    *("X: a\r\n b", "X: a\r\n\tb", "X : a", ": a", "no colon at all", "X: {long}", "\x01: a", "X\u00e9: 1"),
    *(
        "X-Forwarded-For: 6.6.6.6",
        "X_Forwarded_For: 6.6.6.6",
        "Forwarded: for=6.6.6.6",
        "X-Forwarded-Host: evil.example",
    ),
    *(
        "Accept-Language: de-DE,\xff;q=x",
        "Accept-Language: {long}",
        "Cookie: session=x; a=\x01;;;=",
        "Cookie: {long}",
    ),
    *(
        "X-Signet-Clock:  1700000000",
        "Sec-Purpose: prefetch\xff",
        "Referer: javascript:alert(1)",
        "Origin: null",
    ),
)
BODIES = ("",) * 6 + (
    "a=b&c",
    "5\r\nabcde\r\n0\r\n\r\n",
    "zz\r\nabc",
    "0\r\n\r\nGET /{code} HTTP/1.1\r\nHost: x\r\n\r\n",
)
STRANGE = (
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    b"GET /\r\n",
    b"\r\n\r\n\r\n",
    bytes(3000),
    b"PROXY TCP4 6.6.6.6 1.1.1.1 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 5000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
)
LOCATION = re.compile(rb"\r\nlocation: ([^\r\n]*)", re.IGNORECASE)
STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")


class Fuzzer(threading.Thread):
    """A client that sends nonsense and writes down what came back."""

    def __init__(self, house, seed, times):
        super().__init__()
        self.house, self.chance, self.times = house, random.Random(seed), times
        self.statuses, self.locations, self.unsure, self.heads = Counter(), Counter(), 0, set()

    def run(self):
        for _ in range(self.times):
            self.send(self.request())

    def request(self):
        chance = self.chance
        if chance.random() < 0.03:
            return chance.choice(STRANGE)
        lines = [f"{chance.choice(METHODS)} {chance.choice(TARGETS)} {chance.choice(VERSIONS)}"]
        lines += ["Host: x"] * (chance.random() < 0.8) + chance.sample(HEADERS, chance.randrange(4))
        text = "\r\n".join([*lines, "Connection: close", "", chance.choice(BODIES)])
        code = chance.choice(self.house.codes)
        for name, word in {
            "code": code,
            "small": code.lower(),
            "long": "A" * chance.choice([100, 5000, 20_000]),
            "phone": "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36",
        }.items():
            text = text.replace(f"{{{name}}}", word)
        content = bytearray(text.encode("utf-8" if chance.random() < 0.5 else "latin-1", "replace"))
        if chance.random() < 0.4:
            self.mutate(content)
        if chance.random() < 0.1:
            content[:0] = f"GET /{code} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * chance.randrange(1, 20)
        return bytes(content)

    def mutate(self, content):
        for _ in range(self.chance.randrange(1, 6)):
            at = self.chance.randrange(len(content) + 1)
            match self.chance.randrange(5):
                case 0:
                    content[at : at + 1] = self.chance.randbytes(1)
                case 1:
                    content[at:at] = self.chance.choice(
                        [b"\0", b"\r", b"\n", b"\r\n", b" ", b":", b"\xff", b"\t"]
                    )
                case 2:
                    del content[at : at + self.chance.randrange(1, 8)]
                case 3:
                    content[at:at] = content[at : at + self.chance.randrange(1, 60)]
                case 4:
                    content[:] = content.replace(b"\r\n", b"\n")

    def send(self, request):
        answer, over = b"", False
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self.house.config.port)) as client,
        ):
            client.settimeout(PATIENCE_SECONDS)
            if self.chance.random() < 0.1:  # a reset instead of a farewell
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            cut = self.chance.randrange(len(request) + 1) if self.chance.random() < 0.2 else len(request)
            with contextlib.suppress(OSError):
                client.sendall(request[:cut])
                client.sendall(request[cut:])
            while part := client.recv(65536):
                answer += part
            over = True
        self.note(request, answer, over)

    def note(self, request, answer, over):
        if not over:  # it asked on, or was cut off: what was asked for may have been counted
            self.unsure += max(1, request.count(b"/1.1"))
        for status in STATUS.findall(answer):
            self.statuses[int(status)] += 1
        self.locations.update(LOCATION.findall(answer))
        assert b"set-cookie:x" not in answer.lower().replace(b" ", b"").partition(b"\r\n\r\n")[0]


def memory(pids):
    """Return the bytes that some processes have for themselves."""
    fields = [Path(f"/proc/{pid}/statm").read_text().split() for pid in pids]
    return sum(int(field[1]) - int(field[2]) for field in fields) * 4096


def test_nonsense_leaves_the_service_as_it_was(house, rounds):
    times = 150 * rounds(2)
    with house.open(workers=2) as service:
        workers, fuzzers = service.workers(), []
        for half in range(2):
            fuzzers += [Fuzzer(house, f"{half} {number}", times) for number in range(CLIENTS)]
            for fuzzer in fuzzers[-CLIENTS:]:
                fuzzer.start()
            for fuzzer in fuzzers[-CLIENTS:]:
                fuzzer.join()
            grown = memory(workers) if half else 0
            half or (first := memory(workers))
        house.wait_until_well()
        house.wait_until_folded()
        assert service.workers() == workers
        assert grown - first < 16_000_000
    statuses, locations = Counter(), Counter()
    for fuzzer in fuzzers:
        statuses, locations = statuses + fuzzer.statuses, locations + fuzzer.locations
    assert not {status for status in statuses if status >= 500 and status != 503}, statuses
    assert statuses[503] < times / 10, statuses
    ours = re.compile(rb"https://www\.example\.org/|/([a-z][a-z/-]*(\?.*)?)?", re.ASCII)
    assert all(ours.fullmatch(found) for found in locations), locations
    assert "Traceback" not in house.log.read_text()
    books, received = house.books(), statuses[302]  # our pages lead on with 303 and 308
    books.balance()
    assert received > times
    assert received <= books.hits <= received + sum(fuzzer.unsure for fuzzer in fuzzers), statuses
