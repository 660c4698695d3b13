"""How long the staff's questions take at ten million hits and 100,000 codes, and what a hit costs to count.

    python benchmarks/figures.py [--hits 10000000] [--codes 100000] [--database FILE]

Loads invented hits of a year into the tables (chance with a fixed seed), past the fold: the sums are made
with numpy. Then asks every question that the staff pages and the exports ask, and folds new hits, at this
size and in an almost empty database. Times are CPU milliseconds, medians of five; prints a Markdown table.
"""

from __future__ import annotations

import argparse
import platform
import secrets
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from sqlite_utils import Database

from printkit.store.batches import list_batches
from printkit.store.links import BaseUrl
from printkit.store.mint import MintOrder, mint
from printkit.store.model import BatchKind
from printkit.store.places import hand_out
from tracker.database import connect_to
from tracker.reports.days import (
    by_week,
    scans_by_batch_and_day,
    scans_by_clock,
    scans_by_day,
    scans_by_hour,
)
from tracker.reports.device_days import device_days
from tracker.reports.figures import batch_figures
from tracker.reports.pieces import devices, entries, live_tail, place_figures, reasons, top_pieces
from tracker.scans.calendar import DAY_ZERO, Calendar
from tracker.scans.counts import Portion, SqliteCounts
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

BATCHES, BUNDLES = 100, 4
DAYS, RETAINED_DAYS = 365, 30
UNTIL = date(2026, 11, 22)
DAY_MS = 86_400_000
FOLDED = 10_000
ROUNDS = 5
LIMIT_MS = 50.0
CLASSES = (("person", 70), ("repeat", 6), ("preview", 10), ("robot", 10), ("prefetch", 1), ("unsure", 3))
DEVICES = (("phone", 85), ("tablet", 6), ("computer", 8), ("other", 1))
ENTRIES = (("scanned", 92), ("typed", 7), ("unknown", 1))


def order(db: Database, codes: int) -> None:
    """Mint the batches and hand all of them out, in bundles to places."""
    base, each = BaseUrl.parse("https://qr.example.de"), codes // BATCHES
    for number in range(BATCHES):
        what = MintOrder(
            f"Campaign {number // 10}", BatchKind.PER_PIECE, each, "plain", {},
            {"design.toml": b"format = 1\n"}, base, "https://www.example.org/", name=f"Batch {number}",
        )  # fmt: skip
        batch = mint(db, what).batch
        for bundle in range(BUNDLES):
            first, last = bundle * each // BUNDLES + 1, (bundle + 1) * each // BUNDLES
            hand_out(db, batch, f"Branch {bundle}", date(2025, 11, 1), first=first, last=last)
    db.execute("DELETE FROM recount_due")


def load(db: Database, hits: int, codes: int) -> None:
    """Put the hits of a year into the tables; events only of the last days."""
    chance, each = np.random.default_rng(20261123), codes // BATCHES
    words = {(kind, word): number for kind, word, number in db.execute("SELECT kind, word, id FROM hit_word")}
    names = (("reason", "browser"), ("system", "ios"), ("browser", "safari"), ("language", "de"))
    for kind, word in names:
        words[kind, word] = db.execute(
            "INSERT INTO hit_word (kind, word) VALUES (?, ?) RETURNING id", [kind, word]
        ).fetchone()[0]

    def drawn(kind: str, shares: tuple[tuple[str, int], ...]) -> np.ndarray:
        weights = np.array([share for _, share in shares]) / 100
        return np.array([words[kind, word] for word, _ in shares])[
            chance.choice(len(shares), hits, p=weights)
        ]

    begin = ((UNTIL - DAY_ZERO).days - DAYS + 1) * DAY_MS
    batch, position = chance.integers(1, BATCHES + 1, hits), chance.integers(1, each + 1, hits)
    minute_of_day = np.clip(chance.normal(15 * 60, 210, hits), 0, 1439).astype(np.int64)
    at_ms = begin + chance.integers(0, DAYS, hits) * DAY_MS + minute_of_day * 60_000
    at_ms += chance.integers(0, 60_000, hits)
    place = (position - 1) * BUNDLES // each + 1
    cls, device, entry = drawn("class", CLASSES), drawn("device", DEVICES), drawn("entry", ENTRIES)
    calendar = Calendar("Europe/Berlin")
    quarters, where = np.unique(at_ms // 900_000, return_inverse=True)
    local = np.array([calendar.of_quarter(int(quarter)) for quarter in quarters])[where]
    none = np.zeros(hits, dtype=np.int64)
    counted = [place, cls, device, entry, none, none]
    _sum(db, "hit_hour", [batch, local[:, 0], *counted])
    _sum(db, "hit_day", [batch, local[:, 1], *counted])
    _sum(db, "hit_day_sum", [batch, local[:, 1], (place == 0).astype(np.int64), cls, none])
    _sum(db, "hit_total", [batch, *counted])
    _sum(db, "hit_week", [batch, cls, local[:, 2], local[:, 3]])
    _sum(db, "hit_reason", [batch, cls, np.full(hits, words["reason", "browser"])])
    people = cls == words["class", "person"]
    _pieces(db, batch[people], position[people], at_ms[people])
    young = at_ms >= begin + (DAYS - RETAINED_DAYS) * DAY_MS
    same = [np.full(hits, words[name]) for name in names]
    rows = [batch, at_ms, np.arange(hits), position, cls, same[0], device, entry, *same[1:], none]
    marks = ", ".join("?" * len(rows))
    db.conn.executemany(
        f"INSERT INTO event VALUES ({marks})",
        zip(*(row[young].tolist() for row in rows), strict=True),
    )
    db.execute(
        "INSERT INTO retention VALUES (1, 30, ?)", [(begin + (DAYS - RETAINED_DAYS) * DAY_MS) // 900_000]
    )
    db.execute("UPDATE spool_total SET hits = ?", [hits])
    for day in range(DAYS):
        number = (UNTIL - DAY_ZERO).days - day
        db.execute("INSERT INTO device_day VALUES ('organisation', 1, ?, 20000)", [number])


def _sum(db: Database, table: str, columns: list[np.ndarray]) -> None:
    """Insert how often each row of the columns occurs."""
    key, sizes = np.zeros(len(columns[0]), dtype=np.int64), [int(column.max()) + 1 for column in columns]
    offsets = [int(column.min()) for column in columns]
    sizes = [size - offset for size, offset in zip(sizes, offsets, strict=True)]
    for column, offset, size in zip(columns, offsets, sizes, strict=True):
        key = key * size + (column - offset)
    keys, numbers = np.unique(key, return_counts=True)
    parts = [numbers]
    for offset, size in zip(reversed(offsets), reversed(sizes), strict=True):
        parts.append(keys % size + offset)
        keys = keys // size
    marks = ", ".join("?" * len(parts))
    rows = zip(*(part.tolist() for part in [*reversed(parts[1:]), parts[0]]), strict=True)
    db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _pieces(db: Database, batch: np.ndarray, position: np.ndarray, at_ms: np.ndarray) -> None:
    in_order = np.lexsort((at_ms, position, batch))
    batch, position, at_ms = batch[in_order], position[in_order], at_ms[in_order]
    first = np.flatnonzero(np.r_[True, (np.diff(batch) != 0) | (np.diff(position) != 0)])
    last = np.r_[first[1:], len(batch)] - 1
    none, begins = np.zeros_like(first), at_ms[first]
    rows = (batch[first], position[first], last - first + 1, begins, at_ms[last], none, begins)
    db.conn.executemany(
        "INSERT INTO piece_scan VALUES (?, ?, ?, ?, ?, ?, ?)",
        zip(*(row.tolist() for row in rows), strict=True),
    )


def questions(db: Database) -> dict[str, Callable[[], object]]:
    """Return everything that is asked of the figures, by name."""
    return {
        "all batches: hits, scans, tests, rate, pieces scanned, first and last": lambda: batch_figures(db),
        "one batch: the same": lambda: batch_figures(db, 50),
        "one campaign of ten batches: the same": lambda: batch_figures(db, campaign_id=5),
        "one campaign: a year of days": lambda: scans_by_day(db, None, 365, until=UNTIL, campaign_id=5),
        "one campaign: places": lambda: place_figures(db, campaign_id=5),
        "one batch: places": lambda: place_figures(db, 50),
        "every batch and day over 30 days": lambda: scans_by_batch_and_day(db, 30, until=UNTIL),
        "every batch and day over 56 days": lambda: scans_by_batch_and_day(db, 56, until=UNTIL),
        "all batches together, 30 days": lambda: scans_by_day(db, None, 30, until=UNTIL),
        "one batch, a year of days": lambda: scans_by_day(db, 50, 365, until=UNTIL),
        "all batches, the weeks of a year": lambda: by_week(scans_by_day(db, None, 364, until=UNTIL)),
        "one batch, the hours of a day": lambda: scans_by_hour(db, 50, UNTIL),
        "all batches, the hours of a day": lambda: scans_by_hour(db, None, UNTIL),
        "weekday and hour, all batches": lambda: scans_by_clock(db),
        "weekday and hour, one batch": lambda: scans_by_clock(db, 50),
        "devices of a day over 30 days": lambda: device_days(db, None, 30, until=UNTIL),
        "kinds of device, all batches": lambda: devices(db),
        "kinds of device, one batch": lambda: devices(db, 50),
        "ways in, all batches": lambda: entries(db),
        "places: handed out, scans, pieces scanned": lambda: place_figures(db),
        "reasons of classes": lambda: reasons(db),
        "top 20 pieces of a batch": lambda: top_pieces(db, 50),
        "top 20 pieces of all": lambda: top_pieces(db),
        "the last 50 hits of a batch": lambda: live_tail(db, 50),
        "the last 50 hits of all": lambda: live_tail(db),
    }


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the median of some runs, in milliseconds of the processor."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - begun))
    return median(taken)


def fold_us(db: Database) -> float:
    """Return what counting one hit costs, in microseconds of the processor, 10,000 hits at a time."""
    codes = [row[0] for row in db.execute("SELECT code FROM code LIMIT 2000")]
    verdict = Verdict(HitClass.PERSON, "browser", Device.PHONE, "ios", "safari", "de")
    now_ms = int(datetime(2026, 11, 22, 20, tzinfo=UTC).timestamp() * 1000)

    def fold() -> None:
        hits = [
            Hit(
                now_ms + 10 * number, codes[number % len(codes)], Entry.SCANNED, verdict, secrets.randbits(64)
            )
            for number in range(FOLDED)
        ]
        SqliteCounts(db).add([Portion(f"{secrets.token_hex(8)}.spool", 0, 1, hits, 0)])

    return 1000 * cpu_ms(fold) / FOLDED


def main() -> None:
    """Load, ask, fold, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hits", type=int, default=10_000_000)
    parser.add_argument("--codes", type=int, default=100_000)
    parser.add_argument("--database", type=Path, help="keep the database here; used again if it exists")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = given.database or Path(folder) / "figures.db"
        filled = path.exists()
        with connect_to(path) as db, connect_to(Path(folder) / "small.db") as small:
            if not filled:
                order(db, given.codes)
                db.execute("PRAGMA foreign_keys = OFF")
                db.conn.execute("BEGIN")
                load(db, given.hits, given.codes)
                db.conn.execute("COMMIT")
                db.execute("PRAGMA optimize")
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            order(small, given.codes)
            report(db, small, given.hits, path)


def report(db: Database, small: Database, hits: int, path: Path) -> None:
    """Print what was asked and how long it took."""
    codes = sum(batch.copies for batch in list_batches(db))
    size = sum(file.stat().st_size for file in path.parent.glob(path.name + "*"))
    print(f"{hits:,} hits of a year, {codes:,} codes in {BATCHES} batches, {size / 2**20:,.0f} MB;")
    print(f"SQLite {sqlite3.sqlite_version}, Python {platform.python_version()}, {platform.machine()}.\n")
    print("| question | CPU ms |\n|---|---|")
    slowest = 0.0
    for name, ask in questions(db).items():
        taken = cpu_ms(ask)
        slowest = max(slowest, taken)
        print(f"| {name} | {taken:.1f} |", flush=True)
    print(f"\nSlowest: {slowest:.1f} ms (wanted: less than {LIMIT_MS:.0f}).")
    large, little = fold_us(db), fold_us(small)
    print(f"Counting a hit: {large:.1f} µs here, {little:.1f} µs in an empty database.")


if __name__ == "__main__":
    main()
