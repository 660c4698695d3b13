"""Hits that must outlive a power cut: brought to the disk itself, many at once, before they are answered.

What was written survives the kill of a process by itself, but a power cut only after ``fsync``. One thread
calls it, for all hits that were written since it last began; who wrote them waits meanwhile. A disk that
fails or hangs costs no redirect: after a while nobody waits for it any more, and that is counted and said.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue

MOST_SECONDS = 2.0
"""So long a redirect waits for a disk that hangs, once; those after it do not wait until it goes on."""
GATHER_SECONDS = 0.0001
"""So long others are waited for where hits come at the same time: all that come share one ``fsync``."""
_END = -1


class Durability(StrEnum):
    """What a recorded hit outlives."""

    PROCESS = "process"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class DurableState:
    """How bringing hits to the disk is going.

    Attributes:
        unsafe: Hits that were answered without it.
        fault: Why it does not work at present, or ``""``.
    """

    unsafe: int
    fault: str


class Waiter:
    """A hit that was written and is to be brought to the disk."""

    __slots__ = ("_lock", "is_safe")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self.is_safe = False

    def is_told(self, seconds: float) -> bool:
        """Wait for news of the hit; return whether there is some, then in `is_safe`."""
        return self._lock.acquire(timeout=seconds)

    def tell(self, *, is_safe: bool) -> None:
        """Let the one who waits go on."""
        self.is_safe = is_safe
        self._lock.release()


class Committer:
    """The thread that calls ``fsync``, and the only one that closes the descriptors it was given.

    Args:
        most_seconds: How long a hit waits for a disk that hangs.
    """

    def __init__(self, most_seconds: float = MOST_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._errands: SimpleQueue[tuple[int, Waiter | None]] = SimpleQueue()
        self._lock = threading.Lock()
        self._unsafe, self._fault, self._hangs = 0, "", False
        self._thread = threading.Thread(target=self._run, name="signet-commit", daemon=True)
        self._thread.start()

    def note(self, descriptor: int) -> Waiter:
        """Take note of a hit that was written to a descriptor; `wait` for it.

        While the disk hangs nobody waits, so one errand is kept for all that come: it brings them to the disk
        when that goes on.
        """
        waiter = Waiter()
        if self._hangs and not self._errands.empty():
            waiter.tell(is_safe=False)
        else:
            self._errands.put((descriptor, waiter))
        return waiter

    def wait(self, waiter: Waiter) -> bool:
        """Return whether a hit is on the disk, as soon as it is or certainly is not."""
        told = not self._hangs and waiter.is_told(self._most_seconds)
        if told and waiter.is_safe:
            return True
        with self._lock:
            self._unsafe += 1
            if not told and not self._hangs:
                self._hangs, self._fault = True, "the disk does not answer"
        return False

    def retire(self, descriptor: int) -> None:
        """Bring the file or folder of a descriptor to the disk, and close it."""
        self._errands.put((descriptor, None))

    def state(self) -> DurableState:
        """Return how it is going."""
        with self._lock:
            return DurableState(self._unsafe, self._fault)

    def close(self) -> None:
        """Finish what was given so far; a disk that hangs is not waited for longer than by a hit."""
        self._errands.put((_END, None))
        self._thread.join(self._most_seconds)

    def _run(self) -> None:
        ended, errands = False, list[tuple[int, Waiter | None]]()
        while not ended:
            errands = self._next(gathers=len(errands) > 1)
            ended = any(descriptor == _END for descriptor, _ in errands)
            self._commit([errand for errand in errands if errand[0] != _END])

    def _next(self, *, gathers: bool) -> list[tuple[int, Waiter | None]]:
        """Return all errands that there are, as soon as there is one or a moment later."""
        errands = [self._errands.get()]
        if gathers:
            time.sleep(GATHER_SECONDS)
        with suppress(Empty):
            while True:
                errands.append(self._errands.get_nowait())
        return errands

    def _commit(self, errands: list[tuple[int, Waiter | None]]) -> None:
        faults = {descriptor: _sync(descriptor) for descriptor in {descriptor for descriptor, _ in errands}}
        with self._lock:
            self._hangs, self._fault = False, next(filter(None, faults.values()), "")
        for descriptor, waiter in errands:
            if waiter is None:
                os.close(descriptor)
            else:
                waiter.tell(is_safe=not faults[descriptor])


def _sync(descriptor: int) -> str:
    """Bring a file to the disk; return why that failed, or ``""``."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        return error.strerror or str(error)
    return ""
