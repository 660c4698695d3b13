"""A fold that is killed before any of its statements, one after the other: counted once all the same.

The killed one is a process of its own with a real database and real segments; it dies by SIGKILL.
"""

import os
import random
import signal
import sys
import time

import pytest

from tracker.database import connect
from tracker.privacy.forgetting import Forgetting, forget_in_database
from tracker.privacy.salt import Day
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import fold, remove_old, waiting_bytes
from tracker.scans.lines import to_line
from tracker.scans.words import Device, Entry, Hit, HitClass, Verdict

LONG_AGO = time.time() - 3600
FILE_EVENTS = {"os.remove", "os.scandir", "open"}


def work(db, folder):
    """All that the background process does with segments, in its order."""
    counts = SqliteCounts(db)
    while fold(folder, counts, largest=400).more:
        pass
    remove_old(folder, counts, days=0)
    tomorrow = time.time() + 86_400
    Forgetting(folder).blank(Day.at(tomorrow, "Europe/Berlin"))
    forget_in_database(db, int(tomorrow * 1000))


def killed_at(house, number):
    """Do the work in a process that dies at its so many-th step; return whether it did."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == signal.SIGKILL
    left = iter(range(number, 0, -1))

    def step(*_):
        if next(left, 0) == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        db = connect(house.config, create=False)
        db.conn.set_trace_callback(step)
        sys.addaudithook(lambda event, _: event in FILE_EVENTS and step())
        work(db, house.config.spool_folder)
        os._exit(0)
    finally:
        os._exit(1)


@pytest.fixture
def hits(house):
    """Hits of all classes in three segments, two of them older than an hour and one with a torn line."""
    chance, made = random.Random(4), []
    house.config.spool_folder.mkdir(parents=True)
    for segment in range(3):
        lines = []
        for number in range(8):
            code, cls = chance.choice(house.codes), chance.choice(list(HitClass))
            verdict = Verdict(cls, "browser", Device.PHONE)
            key = chance.choice([None, 1, 2**63, 2**64 - 1])
            made.append(Hit(int(time.time() * 1000) + 7000 * number, code, Entry.SCANNED, verdict, key))
            lines.append(to_line(made[-1]))
        path = house.config.spool_folder / f"{int(time.time() * 1000)}-{segment + 1}-0123abcd.spool"
        path.write_bytes(b"".join(lines) + b"torn" * (segment == 2))
        if segment:
            os.utime(path, (LONG_AGO, LONG_AGO))
    return made


def test_fold_that_is_killed_at_any_step_counts_once(house, hits, rounds):
    content, segments = house.database.read_bytes(), sorted(house.config.spool_folder.iterdir())
    saved = {path: (path.read_bytes(), path.stat().st_mtime) for path in segments}
    number, every = 1, 1 if rounds(0) else 13  # two seconds; all steps with ``SIGNET_ROUNDS``
    while killed_at(house, number):
        with connect(house.config, create=False) as db:
            counts = SqliteCounts(db)
            while waiting_bytes(house.config.spool_folder, counts):
                fold(house.config.spool_folder, counts)
            assert counts.totals().faults == 1
        books = house.books()
        books.balance()
        assert books.hits == len(hits), number
        for end in ("-wal", "-shm"):
            house.database.with_name(house.database.name + end).unlink(missing_ok=True)
        house.database.write_bytes(content)
        for path, (lines, changed) in saved.items():
            path.write_bytes(lines)
            os.utime(path, (changed, changed))
        number += every
    assert number > 60
