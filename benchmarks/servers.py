"""The servers that redirect against each other, each on one core, and what they recorded."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from load import pinned
from report import is_installed

from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.scans.durable import Durability
from tracker.scans.fold import segments
from tracker.scans.lines import from_line
from tracker.serve import command, is_ready

HERE = Path(__file__).parent
DESTINATION = "https://www.example.org/"
START_SECONDS = 20.0
AT_ONCE = 100_000
NGINX = """
worker_processes 1; pid {folder}/pid; error_log {folder}/error.log error; daemon off;
events {{ worker_connections 2048; }}
http {{
  keepalive_requests 1000000000; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port}; access_log {log};
    location / {{ add_header Cache-Control no-store always; return 302 {to}; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor seconds: of who answers, and of who counts in the background."""

    answering: float
    counting: float


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    port: int
    process: subprocess.Popen[bytes]

    def cost(self) -> Cost:
        """Return the processor time that it has taken so far."""
        answering = counting = 0.0
        for pid in _family(self.process.pid):
            seconds, name = _seconds(pid)
            if "tracker.background" in name:
                counting += seconds
            else:
                answering += seconds
        return Cost(answering, counting)

    def memory(self) -> int:
        """Return the most memory that a worker has held, in bytes."""
        return max(_peak_bytes(pid) for pid in _family(self.process.pid) if "spawn_main" in _seconds(pid)[1])


def minted(folder: Path, codes: int) -> tuple[Config, list[str]]:
    """Return the settings of a service with so many codes, and some of these."""
    config = make_config(folder / "campaigns.db", port=free_port(), workers=1)
    base, files = BaseUrl.parse("https://qr.example.de"), {"design.toml": b"format = 1\n"}
    some: list[str] = []
    with connect(config) as db:
        for number in range(-(-codes // AT_ONCE)):
            copies = min(AT_ONCE, codes - number * AT_ONCE)
            order = MintOrder(
                "Benchmark",
                BatchKind.PER_PIECE,
                copies,
                "plain",
                {},
                files,
                base,
                DESTINATION,
                name=f"{number}",
            )
            some += mint(db, order).codes[:: max(1, codes // 10_000)]
    return config, some


class Recorded:
    """What a service has recorded, asked when it has stopped: its spool keeps hits for days.

    A segment that was counted does not grow any more, so each is read once.
    """

    def __init__(self, config: Config) -> None:
        self._folder = config.spool_folder
        self._hits: dict[Path, int] = {}

    def total(self) -> int:
        """Return how many hits there are."""
        for path in segments(self._folder):
            if path not in self._hits:
                lines = path.read_bytes().splitlines()
                self._hits[path] = sum(from_line(line) is not None for line in lines)
        return sum(self._hits.values())


@contextmanager
def ours(config: Config, durability: Durability, core: int) -> Iterator[Running]:
    """Run a service with one worker."""
    config = replace(config, port=free_port(), durability=durability)
    with _running(command(config, parent=os.getpid()), config.port, core) as running:
        until = time.monotonic() + START_SECONDS
        while not is_ready(config) and time.monotonic() < until:
            time.sleep(0.05)
        yield running


@contextmanager
def flask_on_granian(core: int) -> Iterator[Running]:
    """Run bare Flask on the server that Signet uses, with one thread, which is best for it."""
    port = free_port()
    options = ("--interface", "wsgi", "--http", "1", "--blocking-threads", "1", "--backpressure", "1024")
    quiet = ("--log-level", "error", "--no-ws", "--port", str(port))
    with _running(
        [sys.executable, "-m", "granian", *options, *quiet, "bare_flask:app"], port, core
    ) as running:
        yield running


@contextmanager
def flask_on_gunicorn(core: int) -> Iterator[Running]:
    """Run bare Flask on gunicorn."""
    port = free_port()
    options = (
        "-w",
        "1",
        "-k",
        "gthread",
        "--threads",
        "8",
        "--log-level",
        "error",
        "-b",
        f"127.0.0.1:{port}",
    )
    with _running([sys.executable, "-m", "gunicorn", *options, "bare_flask:app"], port, core) as running:
        yield running


@contextmanager
def nginx(folder: Path, core: int, *, log: bool) -> Iterator[Running]:
    """Run nginx, with or without an access log."""
    port, own = free_port(), folder / f"nginx-{log}"
    own.mkdir(exist_ok=True)
    settings = own / "nginx.conf"
    to = f"{own}/access.log" if log else "off"
    settings.write_text(NGINX.format(folder=own, port=port, log=to, to=DESTINATION), "utf-8")
    program = shutil.which("nginx") or "nginx"
    with _running(
        [program, "-p", str(own), "-c", str(settings), "-e", str(own / "error.log")], port, core
    ) as one:
        yield one


def absent(name: str) -> str:
    """Return what is missing for a contender, and how to get it; ``""`` if nothing is."""
    if name == "gunicorn":
        return "" if is_installed("gunicorn") else "pip install 'signet-print[bench]'"
    return "" if shutil.which(name) else f"apt-get install {name}"


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _running(arguments: Sequence[str], port: int, core: int) -> Iterator[Running]:
    process = subprocess.Popen(
        [*pinned(core), *arguments], stdout=subprocess.DEVNULL, cwd=HERE / "rivals", start_new_session=True
    )
    try:
        _wait_for(port, process)
        yield Running(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"This did not start: {json.dumps(process.args)}")


def _family(pid: int) -> list[int]:
    """Return a process and all below it."""
    found = [pid]
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    return found


def _peak_bytes(pid: int) -> int:
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s+([0-9]+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        return 1024 * int(found[1]) if found else 0
    return 0


def _seconds(pid: int) -> tuple[float, str]:
    """Return the processor time of a process, and its command line."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        name = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return 0.0, ""
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), name
