"""What it costs to keep every code's answer in memory, at ten thousand codes and at ten million.

    python benchmarks/snapshot.py [--codes 10000 100000 1000000]

For each size a database is minted in batches of 2,000 to 100,000. Then one process does what the background
process does (the first snapshot, a retarget, a mint of 2,000), another what a worker does (load, refresh,
look codes up). Times are CPU milliseconds, medians of five; prints a Markdown table. Minting ten million
codes alone takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from printkit.store.batches import find_batch
from printkit.store.destinations import retarget
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from tracker.database import connect_to
from tracker.scans.snapshot.keeper import Keeper
from tracker.scans.snapshot.reading import SnapshotFile

ROUNDS = 5
LOOKED_UP = 100_000
ROWS = (
    ("background process: first snapshot, CPU ms", "first"),
    ("most memory that took, MB", "first_memory"),
    ("retarget of a batch, CPU ms", "retarget"),
    ("mint of 2,000 more, CPU ms", "mint"),
    ("merges afterwards, CPU ms in all", "merging"),
    ("files, those that are about to be removed too, bytes a code", "bytes"),
    ("worker: load at its start, CPU ms", "load"),
    ("memory of its own for the codes, MB", "own"),
    ("shared by all workers, MB", "shared"),
    ("refresh after a retarget, CPU ms", "refresh"),
    ("code that is known, µs", "known"),
    ("code that is not, µs", "unknown"),
)


def order(copies: int) -> MintOrder:
    """Return an order of so many pieces."""
    base, files = BaseUrl.parse("https://qr.example.de"), {"design.toml": b"format = 1\n"}
    return MintOrder(
        "Codes", BatchKind.PER_PIECE, copies, "plain", {}, files, base, "https://www.example.org/"
    )


def fill(db: Database, codes: int) -> None:
    """Mint so many codes, in batches."""
    each = min(max(2_000, codes // 100), 100_000)
    for _ in range(codes // each):
        mint(db, order(each))


def cpu_ms(work: Callable[[], object]) -> float:
    """Return what something took, in milliseconds of the processor."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def megabytes(what: str) -> float:
    """Return one of the memory figures that Linux keeps of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def keep(keeper: Keeper, db: Database) -> None:
    """Let a keeper do all that is due."""
    while keeper.step(db):
        pass


def background(folder: Path) -> dict[str, float]:
    """Do what the background process does; each round leaves a new snapshot for the worker."""
    path = folder / "run" / "snapshot"
    with connect_to(folder / "campaigns.db") as db, connect_to(folder / "campaigns.db") as staff:
        before, keeper = megabytes("VmRSS"), Keeper(path)
        first = cpu_ms(lambda: keep(keeper, db))
        memory = megabytes("VmHWM") - before
        worker = start("worker", folder)
        batch = find_batch(staff, 1)
        retargets, mints = [], []
        for number in range(ROUNDS):
            retarget(staff, batch, f"https://www.example.org/{number}")
            retargets.append(cpu_ms(lambda: keeper.step(db)))
            ask(worker)  # refreshes
        said = json.loads(ask(worker, "end"))
        merging = 0.0
        for _ in range(ROUNDS):
            mint(staff, order(2_000))
            mints.append(cpu_ms(lambda: keeper.step(db)))
            merging += cpu_ms(lambda: keep(keeper, db))
        size = sum(one.stat().st_size for one in path.with_name("codes").iterdir())
        codes = db.execute("SELECT count(*) FROM code").fetchone()[0]
    figures = {"first": first, "first_memory": memory, "retarget": median(retargets), "mint": median(mints)}
    return {**figures, "merging": merging, "bytes": size / codes, **said}


def worker(folder: Path) -> dict[str, float]:
    """Do what a worker does."""
    with connect_to(folder / "campaigns.db") as db:
        codes = [row[0] for row in db.execute("SELECT code FROM code ORDER BY code")]
    asked = random.Random(20261123).choices(codes, k=LOOKED_UP)
    del codes
    own, shared = megabytes("RssAnon"), megabytes("RssFile")
    begun = time.process_time()
    file = SnapshotFile(folder / "run" / "snapshot")
    load = 1000 * (time.process_time() - begun)
    own, shared = megabytes("RssAnon") - own, megabytes("RssFile") - shared
    refreshes = []
    print(flush=True)
    while sys.stdin.readline().strip() != "end":
        refreshes.append(cpu_ms(file.refresh))
        print(flush=True)
    assert file.snapshot is not None
    find = file.snapshot.find
    known = 1000 * cpu_ms(lambda: [find(code) for code in asked]) / LOOKED_UP
    turned = [code[::-1] for code in asked]
    unknown = 1000 * cpu_ms(lambda: [find(code) for code in turned]) / LOOKED_UP
    figures = {"load": load, "own": own, "shared": max(shared, 0.0), "refresh": median(refreshes)}
    return {**figures, "known": known, "unknown": unknown}


def start(part: str, folder: Path) -> subprocess.Popen[str]:
    """Start a part in a process of its own, and wait until it is ready."""
    command = [sys.executable, __file__, "--part", part, "--folder", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if part == "worker":
        process.stdout.readline()
    return process


def ask(process: subprocess.Popen[str], word: str = "") -> str:
    """Tell a part something, and return what it answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    print(word, file=process.stdin, flush=True)
    return process.stdout.readline()


def measured(codes: int) -> dict[str, float]:
    """Return the figures at one size."""
    with TemporaryDirectory(prefix="signet-bench-") as name:
        folder = Path(name)
        (folder / "run").mkdir()
        with connect_to(folder / "campaigns.db") as db:
            fill(db, codes)
        said, _ = start("background", folder).communicate()
        return {key: float(value) for key, value in json.loads(said).items()}


def main() -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--codes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--part", choices=("background", "worker"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        print(json.dumps({"background": background, "worker": worker}[given.part](given.folder)))
        return
    columns = [measured(codes) for codes in given.codes]
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores.\n")
    print("| codes | " + " | ".join(f"{codes:,}" for codes in given.codes) + " |")
    print("|---|" + "---|" * len(columns))
    for name, key in ROWS:
        print(f"| {name} | " + " | ".join(f"{column[key]:,.1f}" for column in columns) + " |")


if __name__ == "__main__":
    main()
