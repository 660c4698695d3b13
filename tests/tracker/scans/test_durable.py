import os
import subprocess
import sys
import threading
import time
import tracemalloc

import pytest

from tracker.scans.durable import Committer
from tracker.scans.fold import segments
from tracker.scans.lines import from_line
from tracker.scans.spool import Spool
from tracker.scans.words import Entry, Hit, HitClass, Verdict

HIT = Hit(1_700_000_000_000, "BCD2FG", Entry.SCANNED, Verdict(HitClass.PERSON, "handheld"))


@pytest.fixture
def committer():
    one = Committer(most_seconds=60.0)  # the disk of the tests may be busy
    yield one
    one.close()


@pytest.fixture
def deaf(tmp_path):
    """A descriptor that takes lines and fails to bring them to a disk: a pipe has none."""
    reading, writing = os.pipe()
    yield writing
    os.close(reading)


def hits(folder):
    return [from_line(line) for path in segments(folder) for line in path.read_bytes().splitlines()]


def test_hits_of_many_threads_are_safe_and_whole(tmp_path, committer):
    spool = Spool(tmp_path, committer=committer, largest=2000)

    def add():
        for _ in range(20):
            spool.add(HIT)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    state = spool.state()
    assert (state.durable.unsafe, state.durable.fault, state.waiting) == (0, "", 0)
    spool.close()
    assert hits(tmp_path) == [HIT] * 160
    assert len(segments(tmp_path)) > 4, "segments that are full were ended"


def test_disk_that_fails_costs_no_redirect_and_is_said(tmp_path, committer, deaf):
    waiter = committer.note(deaf)
    assert not committer.wait(waiter)
    assert committer.state().unsafe == 1
    assert committer.state().fault == "Invalid argument"
    with (tmp_path / "good").open("wb") as file:
        assert committer.wait(committer.note(file.fileno()))
        assert (committer.state().unsafe, committer.state().fault) == (1, "")
    os.close(deaf)


class Slow(Committer):
    """A disk that hangs until it is let go."""

    def __init__(self, most_seconds):
        self.go = threading.Event()
        super().__init__(most_seconds)

    def _commit(self, errands):
        self.go.wait()
        super()._commit(errands)

    def let_go(self):
        """Go on; a disk that is only busy is waited for from now on."""
        self._most_seconds = 60.0
        self.go.set()


def test_disk_that_hangs_is_waited_for_once(tmp_path):
    committer = Slow(most_seconds=0.2)
    spool = Spool(tmp_path, committer=committer)
    begun = time.monotonic()
    spool.add(HIT)
    assert time.monotonic() - begun > 0.1
    begun = time.monotonic()
    for _ in range(500):
        spool.add(HIT)
    assert time.monotonic() - begun < 60, "nobody waits for a disk that is known to hang"
    state = spool.state().durable
    assert (state.unsafe, state.fault) == (501, "the disk does not answer")
    assert len(hits(tmp_path)) == 501, "they are written, and will be counted"
    committer.let_go()
    spool.add(HIT)  # perhaps still not waited for
    until = time.monotonic() + 60
    while spool.state().durable.fault and time.monotonic() < until:
        time.sleep(0.01)
    unsafe = spool.state().durable.unsafe
    spool.add(HIT)
    assert (spool.state().durable.unsafe, spool.state().durable.fault) == (unsafe, "")
    spool.close()


def test_disk_that_hangs_fills_no_memory(tmp_path):
    committer = Slow(most_seconds=0.01)
    with (tmp_path / "file").open("wb") as file:
        waiters = [committer.note(file.fileno()) for _ in range(3)]
        assert not any(committer.wait(waiter) for waiter in waiters)
        tracemalloc.start()
        for _ in range(10_000):
            assert not committer.wait(committer.note(file.fileno()))
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert kept < 100_000, "so many hits would come for as long as it hangs"
        assert committer.state().unsafe == 10_003
        committer.go.set()
        committer.close()


def test_loss_is_said_when_the_disk_takes_nothing_to_the_end(tmp_path, capfd):
    folder = tmp_path / "spool"
    folder.write_text("in the way of the folder")
    spool = Spool(folder, most_waiting=3)
    for _ in range(5):
        spool.add(HIT)
    spool.close()
    assert "5 hits are lost; they could not be written: File exists" in capfd.readouterr().err


def test_writes_and_what_is_brought_to_the_disk_before_an_answer(tmp_path, need_program):
    """Seen from outside: one write a hit, and with a committer an fsync before what follows it."""
    strace, log = need_program("strace"), tmp_path / "log"
    script = f"""
import os
from pathlib import Path
from tracker.scans.durable import Committer
from tracker.scans.spool import Spool
from tracker.scans.words import Entry, Hit, HitClass, Verdict
HIT = Hit(1_700_000_000_000, "BCD2FG", Entry.SCANNED, Verdict(HitClass.PERSON, "handheld"))
for name, committer in (("process", None), ("power", Committer(most_seconds=60))):
    spool = Spool(Path({str(tmp_path)!r}) / name, committer=committer)
    for _ in range(3):
        spool.add(HIT)
        os.path.exists("/answered-" + name)
"""
    calls = "trace=write,fsync,fdatasync,stat,newfstatat,statx"
    done = subprocess.run(
        [strace, "-f", "-y", "-e", calls, "-o", log, sys.executable, "-c", script],
        capture_output=True,
        check=False,
    )
    if b"ptrace" in done.stderr and done.returncode:
        pytest.skip("This machine lets nobody look at a process.")
    assert done.returncode == 0, done.stderr.decode()
    told = []
    for line in log.read_text("utf-8", "replace").splitlines():
        if ".spool>" in line and "write(" in line:
            told.append("write")
        elif ".spool>" in line and "sync(" in line and "unfinished" not in line and told[-1] != "sync":
            told.append("sync")
        elif "/answered-" in line:
            told.append("answer")
    assert told == ["write", "answer"] * 3 + ["write", "sync", "answer"] * 3
