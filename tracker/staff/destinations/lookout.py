"""Looks of one worker: few at a time and never for long, since each holds a thread of the pages meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

from flask import current_app

from tracker.staff.destinations.looking import look
from tracker.staff.destinations.outcomes import Look, Outcome, Rules

MOST = 2
_PATIENCE = 1.0
"""Seconds that a look waits for its turn, and that it may take longer than its rules say."""
_NAME = "signet-lookout"


class Lookout:
    """Looks at addresses, each on a thread that nobody waits for when it hangs.

    A name server may keep `socket.getaddrinfo` waiting for minutes. Then the page goes on without an answer,
    and the look keeps its place among the few until it ends.
    """

    def __init__(self, rules: Rules | None = None, most: int = MOST) -> None:
        self._rules, self._most = rules or Rules(), most
        self._places = threading.Semaphore(most)

    def look(self, address: str, own_hosts: Collection[str]) -> Look:
        """Look where an address leads, or say that it could not be looked at."""
        if not self._places.acquire(timeout=_PATIENCE):
            return Look(address, Outcome.UNCHECKED)
        answers: SimpleQueue[Look] = SimpleQueue()
        thread = threading.Thread(
            target=self._work, args=(address, own_hosts, answers), name="signet-look", daemon=True
        )
        thread.start()
        try:
            return answers.get(timeout=self._rules.seconds + _PATIENCE)
        except Empty:
            return Look(address, Outcome.NO_ANSWER)

    def look_at(self, addresses: Iterable[str], own_hosts: Collection[str]) -> tuple[Look, ...]:
        """Look at several addresses, and return what was found of those for which there was time."""
        until = time.monotonic() + self._rules.seconds

        def one(address: str) -> Look | None:
            return self.look(address, own_hosts) if time.monotonic() < until else None

        with ThreadPoolExecutor(self._most) as pool:
            return tuple(found for found in pool.map(one, addresses) if found)

    def _work(self, address: str, own_hosts: Collection[str], answers: SimpleQueue[Look]) -> None:
        try:
            answers.put(look(address, own_hosts, self._rules))
        finally:
            self._places.release()


def lookout() -> Lookout:
    """Return the lookout of the application at work."""
    found = current_app.extensions.setdefault(_NAME, Lookout())
    assert isinstance(found, Lookout)
    return found
