"""Time that may be spent in a second, so that no sender uses up all of a worker's."""

from __future__ import annotations

import threading
import time


class Budget:
    """So many seconds of work a second, counted from the first one of each second; safe for threads.

    Args:
        a_second: Seconds of work in a second.
    """

    def __init__(self, a_second: float) -> None:
        self._a_second, self._lock = a_second, threading.Lock()
        self._since, self._spent = 0.0, 0.0
        self._refused = 0

    @property
    def refused(self) -> int:
        """How often there was none left."""
        return self._refused

    def is_left(self) -> bool:
        """Return whether there is work left for this second; counts where there is none."""
        with self._lock:
            now = time.monotonic()
            if now - self._since >= 1.0:
                self._since, self._spent = now, 0.0
            if self._spent >= self._a_second:
                self._refused += 1
                return False
            return True

    def spend(self, seconds: float) -> None:
        """Take note of work."""
        with self._lock:
            self._spent += seconds
