"""Work that may be done in a time, so that no sender uses up all of a worker's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Budget:
    """So many seconds of work a second, counted from the first one of each second; safe for threads.

    Args:
        a_second: Seconds of work in a second.
        now: Tells a monotonic time in seconds.
    """

    def __init__(self, a_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._a_second, self._now, self._lock = a_second, now, threading.Lock()
        self._since, self._spent = 0.0, 0.0
        self._refused = 0

    @property
    def refused(self) -> int:
        """How often there was none left."""
        return self._refused

    def is_left(self) -> bool:
        """Return whether there is work left for this second; counts where there is none."""
        with self._lock:
            now = self._now()
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


class Bucket:
    """So many at once, so many a second; its owner sees to it that one thread asks at a time.

    Args:
        at_once: How many may be taken after a quiet time.
        a_second: How many come back in a second.
    """

    def __init__(self, at_once: float, a_second: float) -> None:
        self._at_once, self._a_second = at_once, a_second
        self._left, self._then = at_once, 0.0

    def take(self, at: float) -> bool:
        """Take one, if there is one left; ``at`` is a monotonic time in seconds."""
        self._left = min(self._at_once, self._left + max(0.0, at - self._then) * self._a_second)
        self._then = at
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Share:
    """How many new things each network may bring, so that a single one cannot use up a budget of all.

    A library's whole house may share an address, so it is a share for a crowd. Safe for threads: a race lets
    one more pass, no more.

    Args:
        most: New things from a network in each stretch of time.
        seconds: How long a stretch is.
        networks: Networks remembered; where more come within a stretch, all begin anew.
        now: Tells a monotonic time in seconds.
    """

    def __init__(
        self, most: int, seconds: float, networks: int = 65_536, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._seconds, self._networks, self._now = most, seconds, networks, now
        self._since, self._brought = 0.0, dict[str, int]()
        self._refused = 0

    @property
    def refused(self) -> int:
        """How often a network had used up its share."""
        return self._refused

    def is_left(self, network: str) -> bool:
        """Return whether a network may bring one more, and count it; one that is not known (``""``) may."""
        now = self._now()
        if now - self._since >= self._seconds or len(self._brought) >= self._networks:
            self._since, self._brought = now, {}
        brought = self._brought.get(network, 0)
        if network and brought >= self._most:
            self._refused += 1
            return False
        self._brought[network] = brought + 1
        return True
