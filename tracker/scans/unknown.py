"""Requests for codes that do not exist: braked, counted, and answered plainly where there are too many.

A worker writes down some of them one by one, with their code where it is worth being listed; when more come,
only their number, once a second. So a flood fills no disk, and a kill loses at most one second's numbers.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tracker.proxies import Address
from tracker.scans.budget import Bucket
from tracker.scans.guessing import Guessing
from tracker.scans.spool import Spool
from tracker.scans.words import Entry, HitClass, Missed

LINES_AT_ONCE, LINES_A_SECOND = 60.0, 2.0
"""Lines that a worker writes one by one: at most 10 MB a day."""
LOOKS_AT_ONCE, LOOKS_A_SECOND = 100.0, 20.0
"""Unknown codes that a worker looks into: who asks, and a page for him. More come only in an attack."""
SUM_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """How an unknown code is answered.

    Attributes:
        page: Whether a page is made; else the plain one is sent.
        wait: For how many seconds the network is to wait; 0 if it did not ask for too many.
    """

    page: bool
    wait: int


@dataclass(frozen=True, slots=True)
class UnknownState:
    """Since the worker started: requests for codes that do not exist, and how many of them were refused."""

    asked: int
    refused: int


class _Kind(NamedTuple):
    """What is summed up."""

    cls: HitClass
    entry: Entry
    refused: bool


class UnknownCodes:
    """What one worker does about codes that do not exist; safe for its threads.

    Args:
        spool: Where they are written down.
        guessing: The brake.
    """

    def __init__(self, spool: Spool, guessing: Guessing) -> None:
        self._spool, self._guessing = spool, guessing
        self._lines = Bucket(LINES_AT_ONCE, LINES_A_SECOND)
        self._looks = Bucket(LOOKS_AT_ONCE, LOOKS_A_SECOND)
        self._sums: Counter[_Kind] = Counter()
        self._summed_ms, self._written_at = 0, 0.0
        self._asked = self._refused = 0
        self._lock = threading.Lock()

    def ask(
        self,
        code: str,
        entry: Entry,
        address: Address | None,
        class_of: Callable[[], HitClass],
        at: float,
        monotonic: float,
        *,
        counts: bool = True,
    ) -> Reply:
        """Note that a code was asked for which does not exist, and return how to answer.

        Args:
            code: In capitals.
            entry: How it came in.
            address: Who asks; ``None`` if that is not known.
            class_of: Tells who it was; asked only where there is time for it.
            at: When, in seconds since 1970.
            monotonic: The same on a clock that nobody sets.
            counts: Whether it is counted; a HEAD is not, but costs the same.
        """
        leave = self._guessing.ask(address, monotonic)
        with self._lock:
            looked = not leave.wait and self._looks.take(monotonic)
        cls = class_of() if looked and counts else HitClass.UNSURE
        if counts:
            named = looked and leave.few and cls is HitClass.PERSON
            missed = Missed(int(at * 1000), code if named else "", entry, cls, bool(leave.wait))
            self._note(missed, monotonic)
        return Reply(looked, leave.wait)

    def tend(self, monotonic: float) -> None:
        """Write down the numbers of the last second; call it several times a second."""
        if self._sums and monotonic - self._written_at >= SUM_SECONDS:
            self.write_sums(monotonic)

    def write_sums(self, monotonic: float = 0.0) -> None:
        """Write down the numbers that are not yet written."""
        with self._lock:
            sums, at_ms = self._sums, self._summed_ms
            self._sums, self._written_at = Counter(), monotonic
        for kind, times in sorted(sums.items()):
            self._spool.add(Missed(at_ms, "", kind.entry, kind.cls, kind.refused, times))

    def state(self) -> UnknownState:
        """Return what there was since the start."""
        with self._lock:
            return UnknownState(self._asked, self._refused)

    def _note(self, missed: Missed, monotonic: float) -> None:
        with self._lock:
            self._asked += 1
            self._refused += missed.refused
            alone = not missed.refused and self._lines.take(monotonic)
            if not alone:
                self._sums[_Kind(missed.cls, missed.entry, missed.refused)] += 1
                self._summed_ms = missed.at_ms
        if alone:
            self._spool.add(missed)
