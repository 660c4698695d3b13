"""How fast a redirect is while print orders are made on the same machine.

    python benchmarks/beside.py [--pieces 100000] [--rounds 4] [--seconds 3] [--rate 1000] [--into FILE.md]

A service as `tracker serve` runs it makes the files of a large order; a client of our own (`load.py`) asks
for redirects meanwhile. In turns the process of the order is stopped, at work as an ordinary one that stands
back (`SCHED_BATCH`, for which root has to run this), and at work as it does (`SCHED_IDLE`). Medians over the
rounds are told; no redirect may fail.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from load import Latency, apart, request
from report import Report
from servers import free_port

from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.jobs.model import Stage
from tracker.jobs.orders import order_again
from tracker.jobs.queue import find_job
from tracker.serve import running_server
from tracker.staff.accounts import Role, add_staff

CLIENT_CORE = 1
DESIGN = "wish-bookmark"
PACKAGES = ("granian", "flask")
STOPPED, BATCH, IDLE = "stopped", "at work, `SCHED_BATCH`", "at work, `SCHED_IDLE` (ours)"
POLICIES = {BATCH: os.SCHED_BATCH, IDLE: os.SCHED_IDLE}


def main(arguments: Sequence[str]) -> None:
    """Measure, and tell it as a table."""
    options = _options(arguments)
    report = Report("benchmarks/beside.py", arguments, PACKAGES)
    report.look_for_place(options.into)
    with TemporaryDirectory(prefix="signet-bench-") as folder:
        config, order, codes = _ordered(Path(folder), options.pieces)
        requests = [request(code) for code in random.Random(1).choices(codes, k=5000)]
        with running_server(config):
            child = _child(config, order)
            found, peak = _in_turns(config, child, requests, options)
    rows = (_row(way, runs) for way, runs in found.items())
    titles = "| process of the order | median, ms | p99, ms | worst, ms | redirects | failed |"
    least = min(map(len, found.values()))
    told = f"An order of {options.pieces:,} pieces, {options.rate:,} redirects a second, {least} rounds:"
    memory = f"Memory of the order's process at its peak: {peak:.0f} MB."
    report.tell([*report.head(), told, "", titles, "|---" * 6 + "|", *rows, "", memory], options.into)


def _ordered(folder: Path, pieces: int) -> tuple[Config, int, list[str]]:
    config = make_config(folder / "campaigns.db", port=free_port(), workers=2)
    design = load_design(find_design(DESIGN))
    texts, base = resolve_texts(design, {}, samples=True), BaseUrl.parse("https://qr.example.de")
    order = MintOrder(
        "Benchmark", BatchKind.PER_PIECE, pieces, DESIGN, texts, design.files, base, "https://example.org/"
    )
    with connect(config) as db:
        editor = add_staff(db, "a@library.example", "four words on a shelf", role=Role.EDITOR)
        minted = mint(db, order)
        return config, order_again(db, editor, minted.batch, "a4"), list(minted.codes)


def _child(config: Config, order: int) -> int:
    """Return the process of the order, once it draws."""
    with connect(config, create=False) as db:
        while not ((job := find_job(db, order)) and job.progress.stage is Stage.PRINT):
            time.sleep(0.1)
    lines = {path.parent: _words(path) for path in Path("/proc").glob("[0-9]*/cmdline")}
    return next(
        int(folder.name)
        for folder, words in lines.items()
        if words[1:4] == ["-P", "-m", "tracker.jobs.child"] and str(config.run_folder) in words[4]
    )


def _words(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _in_turns(
    config: Config, child: int, requests: Sequence[bytes], options: argparse.Namespace
) -> tuple[dict[str, list[Latency]], float]:
    found: dict[str, list[Latency]] = {STOPPED: [], BATCH: [], IDLE: []}
    peak = 0.0
    apart(CLIENT_CORE, config.port, requests, options.rate, 1)
    for _ in range(options.rounds):
        for way, runs in found.items():
            try:
                _let(child, way)
                time.sleep(0.3)
                runs.append(apart(CLIENT_CORE, config.port, requests, options.rate, options.seconds))
                peak = max(peak, _peak(child))
            except (ProcessLookupError, FileNotFoundError):
                raise SystemExit("The order was done before all was measured; take more pieces.") from None
    os.kill(child, signal.SIGKILL)
    return found, peak


def _let(child: int, way: str) -> None:
    """Stop the process, or let all its threads work in a way."""
    os.kill(child, signal.SIGSTOP if way == STOPPED else signal.SIGCONT)
    if way in POLICIES:
        for thread in Path(f"/proc/{child}/task").iterdir():
            os.sched_setscheduler(int(thread.name), POLICIES[way], os.sched_param(0))


def _peak(pid: int) -> float:
    """Return the most memory that a process had, in MB."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


def _row(way: str, runs: Sequence[Latency]) -> str:
    cells = (
        way,
        f"{median(run.median_ms for run in runs):.2f}",
        f"{median(run.p99_ms for run in runs):.1f}",
        f"{max(run.worst_ms for run in runs):.1f}",
        f"{sum(run.redirects for run in runs):,}",
        f"{sum(run.failed for run in runs):,}",
    )
    return f"| {' | '.join(cells)} |"


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pieces", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rate", type=int, default=1000)
    Report.add_option(parser)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
