"""The spool: every hit is one line in a file before its answer leaves, so no kill can lose it.

A line (see `tracker.scans.lines`) is written by one ``write(2)`` to a descriptor in append mode.
A process writes segments of its own, named by start time, process and chance, and holds a lock on the one
it is writing to: whoever gets that lock knows that nothing will be appended any more.

So a hit outlives every kill. Where it is to outlive a power cut as well, a `Committer` brings it to the disk.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from tracker.scans.durable import Committer, DurableState
from tracker.scans.lines import to_line
from tracker.scans.words import Hit, Missed

NAME = re.compile(r"[0-9]{13,}-[0-9]+-[0-9a-f]{8}\.spool")
LARGEST_SEGMENT = 16 * 1024 * 1024
OLDEST_SEGMENT_SECONDS = 3600.0
MOST_WAITING = 100_000
"""Hits kept in memory while the disk takes none: some 15 MB, hours of a library's traffic."""
RETRY_SECONDS = 0.25
_PASSING = (errno.ENOSPC, errno.EDQUOT, errno.EINTR, errno.EAGAIN)


@dataclass(frozen=True, slots=True)
class SpoolState:
    """How a spool is doing.

    Attributes:
        waiting: Hits kept in memory because the disk took none.
        lost: Hits given up because too many were waiting.
        fault: Why the last write failed, or ``""``.
        durable: How bringing hits to the disk is going; ``None`` where that is not asked for.
    """

    waiting: int
    lost: int
    fault: str
    durable: DurableState | None = None


class Spool:
    """Writer of one process; safe for its threads.

    Args:
        folder: Where the segments go; created when it is missing.
        largest: Bytes after which a new segment is begun.
        most_waiting: Hits kept in memory while the disk takes none.
        committer: Brings hits to the disk itself; without one, hits outlive a kill but not a power cut.
    """

    def __init__(
        self,
        folder: Path,
        *,
        largest: int = LARGEST_SEGMENT,
        most_waiting: int = MOST_WAITING,
        committer: Committer | None = None,
    ) -> None:
        self._folder, self._largest, self._most_waiting = folder, largest, most_waiting
        self._committer = committer
        self._lock = threading.Lock()
        self._descriptor = -1
        self._written = 0
        self._since = 0.0
        self._torn = False
        self._waiting: deque[bytes] = deque()
        self._retry_at = 0.0
        self._lost = 0
        self._fault = ""

    def add(self, record: Hit | Missed) -> None:
        """Record it, as `add_line` does."""
        self.add_line(to_line(record))

    def add_line(self, line: bytes) -> None:
        """Record a line: in the file when this returns, or in memory while the disk takes nothing."""
        waiter = None
        with self._lock:
            if self._waiting or not self._write(line):
                self._keep(line)
                self._retry()
            elif self._committer is not None:
                waiter = self._committer.note(self._descriptor)
            if self._written >= self._largest:
                self._close_segment()
        if waiter is not None and self._committer is not None:
            self._committer.wait(waiter)

    def tend(self) -> None:
        """Write what is waiting and begin a new segment when it is time; call it now and then."""
        with self._lock:
            self._retry()
            if self._descriptor >= 0 and self._is_done():
                self._close_segment()

    def state(self) -> SpoolState:
        """Return how the spool is doing."""
        with self._lock:
            durable = self._committer.state() if self._committer else None
            return SpoolState(len(self._waiting), self._lost, self._fault, durable)

    def close(self) -> None:
        """Write what is waiting, if the disk takes it, and end the segment; say how many hits are lost."""
        with self._lock:
            self._retry_at = 0.0
            self._retry()
            self._close_segment()
            lost, why = self._lost + len(self._waiting), self._fault
        if self._committer is not None:
            self._committer.close()
        if lost:
            print(f"Signet: {lost} hits are lost; they could not be written: {why}", file=sys.stderr)

    def _write(self, line: bytes) -> bool:
        """Append a line whole. After a short write the next begins on a new line; the torn one is a fault."""
        try:
            if self._descriptor < 0:
                self._open_segment()
            data = b"\n" + line if self._torn else line
            written = os.write(self._descriptor, data)
        except OSError as error:
            self._fault = error.strerror or str(error)
            if error.errno not in _PASSING:  # this descriptor is of no use any more
                self._close_segment()
            return False
        self._written += written
        if written < len(data):
            self._torn, self._fault = self._torn or written > 0, "the disk is full"
            return written == len(data) - 1  # all but the newline: a whole line, which the next one ends
        self._torn, self._fault = False, ""
        return True

    def _keep(self, line: bytes) -> None:
        if len(self._waiting) >= self._most_waiting:
            self._lost += 1
            return
        self._waiting.append(line)

    def _retry(self) -> None:
        now = time.monotonic()
        if not self._waiting or now < self._retry_at:
            return
        while self._waiting and self._write(self._waiting[0]):
            self._waiting.popleft()
            if self._written >= self._largest:
                self._close_segment()
        self._retry_at = now + RETRY_SECONDS

    def _open_segment(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns() // 1_000_000:013d}-{os.getpid()}-{secrets.token_hex(4)}.spool"
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        descriptor = os.open(self._folder / name, flags, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # free, but for a fold that looks at this moment
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor, self._written, self._torn = descriptor, 0, False
        self._since = time.monotonic()
        if self._committer is not None:  # the name of a new file is the folder's content
            self._committer.retire(os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))

    def _is_done(self) -> bool:
        """Whether the segment is old, or no longer in its folder because somebody removed it."""
        try:
            gone = os.fstat(self._descriptor).st_nlink == 0
        except OSError:
            return True
        return gone or (self._written > 0 and time.monotonic() - self._since > OLDEST_SEGMENT_SECONDS)

    def _close_segment(self) -> None:
        if self._descriptor < 0:
            return
        if self._committer is not None:
            self._committer.retire(self._descriptor)
        else:
            os.close(self._descriptor)
        self._descriptor, self._written = -1, 0
