"""How fast a redirect is: Signet, bare Flask and nginx in one run, each alone on one core.

    python benchmarks/redirect.py [--seconds 5] [--rounds 3] [--codes 10000 1000000] [--into FILE.md]

The peak comes from wrk (closed loop), latencies from a client of our own that asks at half of that (open
loop). Contenders take turns, medians are told. Redirects received are held against hits recorded: none may be
lost, and there may be no more than were on their way when wrk left. Needs two cores, wrk, nginx and gunicorn;
what is absent is said. Minting ten million codes alone takes some minutes.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from load import AGENT, CONNECTIONS, apart, closed_loop, request
from report import Report
from servers import Recorded, Running, absent, flask_on_granian, flask_on_gunicorn, minted, nginx, ours

from tracker.config import Config
from tracker.scans.durable import Durability

SERVER_CORE, CLIENT_CORE = 0, 1
STEADY_RATE = 2000.0
AGENTS = 200
PACKAGES = ("granian", "flask", "gunicorn")
NGINX, FLASK = "nginx, access log", "bare Flask, granian"


@dataclass(frozen=True, slots=True)
class Contender:
    """A server of the contest; ``records`` tells how many hits it has stored so far."""

    name: str
    run: Callable[[], AbstractContextManager[Running]]
    needs: str = ""
    records: Callable[[], int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What one turn of a contender found; costs are processor microseconds a request."""

    peak: float
    answering: float
    counting: float
    p50_ms: float
    p99_ms: float
    received: int
    recorded: int | None
    failed: int


def main(arguments: Sequence[str]) -> None:
    """Run everything, and print Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=5, help="how long each loop runs")
    parser.add_argument("--rounds", type=int, default=3, help="how many turns; medians are told")
    parser.add_argument("--codes", type=int, nargs="*", default=[], help="how many codes Signet has, alone")
    Report.add_option(parser)
    options = parser.parse_args(arguments)
    report = Report("benchmarks/redirect.py", arguments, PACKAGES)
    report.look_for_place(options.into)
    if absent("wrk"):
        raise SystemExit(f"wrk is absent: {absent('wrk')}")
    with TemporaryDirectory(prefix="signet-bench-") as folder:
        tables = (
            *_contest(Path(folder), options.seconds, options.rounds),
            *_by_codes(Path(folder), options.codes, options.seconds),
        )
    report.tell((*report.head(*_programs()), *tables), options.into)


def _contenders(folder: Path, config: Config) -> tuple[Contender, ...]:
    stored = Recorded(config).total
    core = SERVER_CORE
    return (
        Contender("nginx, no log", lambda: nginx(folder, core, log=False), "nginx"),
        Contender(NGINX, lambda: nginx(folder, core, log=True), "nginx"),
        Contender("**Signet**", lambda: ours(config, Durability.PROCESS, core), records=stored),
        Contender("**Signet**, `power`", lambda: ours(config, Durability.POWER, core), records=stored),
        Contender(FLASK, lambda: flask_on_granian(core)),
        Contender("bare Flask, gunicorn", lambda: flask_on_gunicorn(core), "gunicorn"),
    )


def _contest(folder: Path, seconds: int, rounds: int) -> Iterator[str]:
    """Yield the table of all contenders."""
    config, codes = minted(folder, 10)
    there = [one for one in _contenders(folder, config) if not (one.needs and absent(one.needs))]
    turns: dict[str, list[Found]] = {one.name: [] for one in there}
    for _ in range(rounds):
        for one in there:
            turns[one.name].append(_turn(one, codes[0], seconds))
    yield (
        "| | redirects/s | of nginx with log | times bare Flask | CPU µs | counting, CPU µs"
        " | median, p99 ms at half load | received | recorded |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for one in _contenders(folder, config):
        if one.name in turns:
            yield _row(one.name, turns[one.name], _peak(turns.get(NGINX)), _peak(turns.get(FLASK)))
        else:
            yield f"| {one.name} | not run: {absent(one.needs)} | | | | | | | |"


def _peak(found: Sequence[Found] | None) -> float:
    return median(one.peak for one in found) if found else 0.0


def _row(name: str, found: Sequence[Found], nginx_peak: float, flask_peak: float) -> str:
    peak = _peak(found)
    counting = median(one.counting for one in found)
    stored = [one.recorded for one in found if one.recorded is not None]
    failed = sum(one.failed for one in found)
    cells = (
        f"{name}, {failed:,} failed" if failed else name,
        f"{peak:,.0f}",
        f"{peak / nginx_peak:.2f}" if nginx_peak else "",
        f"{peak / flask_peak:.1f}" if flask_peak else "",
        f"{median(one.answering for one in found):.1f}",
        f"{counting:.1f}" if counting else "",
        f"{median(one.p50_ms for one in found):.2f}, {median(one.p99_ms for one in found):.2f}",
        f"{sum(one.received for one in found):,}",
        f"{sum(stored):,}" if stored else "",
    )
    return f"| {' | '.join(cells)} |"


def _turn(contender: Contender, code: str, seconds: int) -> Found:
    """Let a contender run once, from start to end.

    Raises:
        SystemExit: It is ours, and failed a request, lost a hit, or recorded one too many.
    """
    before = contender.records() if contender.records else 0
    with contender.run() as running:
        url = f"http://127.0.0.1:{running.port}/{code}"
        warm = closed_loop(_wrk(), url, 1, CLIENT_CORE)
        begun = running.cost()
        peak = closed_loop(_wrk(), url, seconds, CLIENT_CORE)
        ended = running.cost()
        even = apart(CLIENT_CORE, running.port, [request(code)], peak.a_second / 2, seconds)
    found = Found(
        peak.a_second,
        1e6 * (ended.answering - begun.answering) / max(1, peak.redirects),
        1e6 * (ended.counting - begun.counting) / max(1, peak.redirects),
        even.median_ms,
        even.p99_ms,
        warm.redirects + peak.redirects + even.redirects,
        contender.records() - before if contender.records else None,
        warm.failed + peak.failed + even.failed,
    )
    _check(contender.name, found)
    return found


def _check(name: str, found: Found) -> None:
    on_their_way = 2 * CONNECTIONS  # wrk was called twice, and leaves without reading all answers
    if found.recorded is None:  # a rival's failures are told in its row
        return
    if found.failed:
        raise SystemExit(f"{name}: {found.failed} requests were not redirected.")
    if not found.received <= found.recorded <= found.received + on_their_way:
        raise SystemExit(f"{name}: {found.received} redirects were received, {found.recorded} hits recorded.")


def _by_codes(folder: Path, sizes: Sequence[int], seconds: int) -> Iterator[str]:
    """Yield the table of ever more codes, asked for by many senders at an even rate."""
    if not sizes:
        return
    yield ""
    yield f"{STEADY_RATE:,.0f} a second, of 10,000 codes in turn, from {AGENTS} kinds of telephone:"
    yield ""
    yield "| codes | CPU µs | counting, CPU µs | median, p99 ms | worker's memory, MB | received | recorded |"
    yield "|---|---|---|---|---|---|---|"
    for size in sizes:
        own = folder / str(size)
        own.mkdir()
        yield _steady(own, size, seconds)


def _steady(folder: Path, size: int, seconds: int) -> str:
    config, codes = minted(folder, size)
    chance = random.Random(size)
    agents = [AGENT.replace("17_4", f"{number % 20}_{number // 20}") for number in range(AGENTS)]
    requests = [request(chance.choice(codes), chance.choice(agents)) for _ in range(20_000)]
    with ours(config, Durability.PROCESS, SERVER_CORE) as running:
        warm = apart(CLIENT_CORE, running.port, requests, STEADY_RATE, 1)
        begun = running.cost()
        even = apart(CLIENT_CORE, running.port, requests, STEADY_RATE, seconds)
        ended, memory = running.cost(), running.memory()
    received, stored = warm.redirects + even.redirects, Recorded(config).total()
    if received != stored:
        raise SystemExit(f"{size} codes: {received} redirects were received, {stored} hits recorded.")
    cells = (
        f"{size:,}",
        f"{1e6 * (ended.answering - begun.answering) / even.redirects:.1f}",
        f"{1e6 * (ended.counting - begun.counting) / even.redirects:.1f}",
        f"{even.median_ms:.2f}, {even.p99_ms:.2f}",
        f"{memory / 1e6:.0f}",
        f"{received:,}",
        f"{stored:,}",
    )
    return f"| {' | '.join(cells)} |"


def _wrk() -> str:
    return shutil.which("wrk") or "wrk"


def _programs() -> Iterator[str]:
    for program, option in (("nginx", "-v"), ("wrk", "-v")):
        if not absent(program):
            done = subprocess.run([program, option], capture_output=True, text=True, check=False)
            found = re.search(r"(?:nginx/|wrk (?:debian/)?)([0-9][0-9.]*)", done.stdout + done.stderr)
            yield f"{program} {found[1] if found else 'of unknown version'}"


if __name__ == "__main__":
    main(sys.argv[1:])
