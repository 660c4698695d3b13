"""Load for a server on this machine: as much as it takes, by wrk, or so much a second, by a client of ours.

The closed loop asks again as soon as it is answered, which tells the peak. The open loop asks when it is
time, whether the server is ready or not, and counts from the moment when it should have asked: so a pause of
the server is not left out of its latencies.
"""

from __future__ import annotations

import re
import select
import shutil
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.4 Mobile/15E148 Safari/604.1"
)
LANGUAGES = "de-DE,de;q=0.9"
CONNECTIONS = 32
GIVE_UP_SECONDS = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)\r\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Peak:
    """What a closed loop found: redirects received, requests or connections that failed, and the rate."""

    redirects: int
    failed: int
    a_second: float


@dataclass(frozen=True, slots=True)
class Latency:
    """What an open loop found: redirects received, others, and milliseconds at some percentiles."""

    redirects: int
    failed: int
    median_ms: float
    p99_ms: float
    worst_ms: float


def pinned(core: int) -> list[str]:
    """Return what to put before a command that is to run on one core, as far as that is possible."""
    taskset = shutil.which("taskset")
    return [taskset, "-c", str(core)] if taskset else []


def closed_loop(wrk: str, url: str, seconds: int, core: int) -> Peak:
    """Ask as fast as the answers come.

    Raises:
        SystemExit: wrk failed.
    """
    headers = ["-H", f"User-Agent: {AGENT}", "-H", f"Accept-Language: {LANGUAGES}"]
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", f"{GIVE_UP_SECONDS:.0f}s"]
    done = subprocess.run(
        [*pinned(core), wrk, *options, *headers, url], capture_output=True, text=True, check=False
    )
    asked = re.search(r"([0-9]+) requests in", done.stdout)
    rate = re.search(r"Requests/sec: +([0-9.]+)", done.stdout)
    if done.returncode or not asked or not rate:
        raise SystemExit(f"wrk failed: {done.stdout}{done.stderr}")
    wrong = re.search(r"Non-2xx or 3xx responses: ([0-9]+)", done.stdout)
    broken = re.search(r"Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+)", done.stdout)
    others = int(wrong[1]) if wrong else 0
    return Peak(
        int(asked[1]) - others, others + sum(map(int, broken.groups() if broken else ())), float(rate[1])
    )


def open_loop(port: int, requests: Sequence[bytes], rate: float, seconds: float) -> Latency:
    """Ask so many times a second, with the requests in turn.

    Raises:
        SystemExit: The server closed a connection, or did not answer for long.
    """
    client = _Client(port, requests, rate, round(rate * seconds))
    client.run()
    took = sorted(client.took)
    at = [1000 * took[min(len(took) - 1, int(len(took) * part))] for part in (0.5, 0.99, 1)]
    return Latency(client.redirects, len(took) - client.redirects, *at)


def apart(core: int, port: int, requests: Sequence[bytes], rate: float, seconds: float) -> Latency:
    """Run the open loop in a process of its own, on one core as far as that is possible.

    Raises:
        SystemExit: The server closed a connection, or did not answer for long.
    """
    with TemporaryDirectory(prefix="signet-bench-") as folder:
        file = Path(folder) / "requests"
        file.write_bytes(b"".join(one + b"\0" for one in requests))
        command = [sys.executable, __file__, str(port), str(rate), str(seconds), str(file)]
        done = subprocess.run([*pinned(core), *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    redirects, failed, *milliseconds = done.stdout.split()
    return Latency(int(redirects), int(failed), *map(float, milliseconds))


def request(code: str, agent: str = AGENT, languages: str = LANGUAGES) -> bytes:
    """Return a request as a browser sends it, but for what no server looks at."""
    lines = (
        f"GET /{code} HTTP/1.1",
        "Host: localhost",
        f"User-Agent: {agent}",
        f"Accept-Language: {languages}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class _Client:
    """Connections that are kept, and what is due on them."""

    def __init__(self, port: int, requests: Sequence[bytes], rate: float, many: int) -> None:
        self._requests, self._rate, self._many = requests, rate, many
        sockets = [socket.create_connection(("127.0.0.1", port), GIVE_UP_SECONDS) for _ in range(CONNECTIONS)]
        self._idle = deque(sockets)
        self._sockets = {one.fileno(): one for one in sockets}
        self._due: dict[int, float] = {}
        self._got = dict.fromkeys(self._sockets, b"")
        self.took: list[float] = []
        self.redirects = 0

    def run(self) -> None:
        poll = select.epoll()
        for one in self._sockets.values():
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            poll.register(one, select.EPOLLIN)
        begin, sent = time.perf_counter() + 0.05, 0
        while len(self.took) < self._many:
            sent = self._ask(begin, sent)
            for number, _ in poll.poll(0):
                self._take(number)
            if time.perf_counter() - begin > self._many / self._rate + GIVE_UP_SECONDS:
                raise SystemExit(f"{self._many - len(self.took)} of {self._many} requests were not answered.")
        for one in self._sockets.values():
            one.close()

    def _ask(self, begin: float, sent: int) -> int:
        """Send what is due, as far as there are connections that are free."""
        due = min(self._many, int((time.perf_counter() - begin) * self._rate) + 1)
        while sent < due and self._idle:
            one = self._idle.popleft()
            self._due[one.fileno()] = begin + sent / self._rate
            one.sendall(self._requests[sent % len(self._requests)])
            sent += 1
        return sent

    def _take(self, number: int) -> None:
        received = self._sockets[number].recv(65_536)
        if not received:
            raise SystemExit("The server closed a connection.")
        answer = self._got[number] + received
        end = answer.find(b"\r\n\r\n") + 4
        length = _LENGTH.search(answer[:end]) if end > 3 else None
        if end < 4 or len(answer) < end + (int(length[1]) if length else 0):
            self._got[number] = answer
            return
        self._got[number] = b""
        self.took.append(time.perf_counter() - self._due[number])
        self.redirects += answer.startswith(b"HTTP/1.1 302")
        self._idle.append(self._sockets[number])


def main(arguments: Sequence[str]) -> None:
    """Run an open loop with the requests of a file, each with a NUL behind it, and print what it found."""
    port, rate, seconds, file = arguments
    with open(file, "rb") as stream:
        requests = stream.read().split(b"\0")[:-1]
    found = open_loop(int(port), requests, float(rate), float(seconds))
    print(found.redirects, found.failed, found.median_ms, found.p99_ms, found.worst_ms)


if __name__ == "__main__":
    main(sys.argv[1:])
