"""Whether the clock can be believed before something old is deleted for ever.

A clock that jumps a year ahead makes everything old at once. So after a jump of more than a day, and after
the service was away for more than a day (which looks the same), nothing old is deleted for a day. By then an
operator had a day to set the clock right, and /healthz said so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from tracker.health.check import Check
from tracker.health.words import N_

LARGEST_SECONDS = 90_000.0
"""25 hours: anything less deletes what would be deleted a day later anyhow."""
HELD_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Jump:
    """A jump of the clock.

    Attributes:
        seconds: By how much it went ahead, or below 0 back.
        at: When that was seen, by the clock after it.
        seen: Whether it happened while the process ran, or went back: then it is no mere absence.
    """

    seconds: float
    at: float
    seen: bool


def steady_seconds() -> float:
    """Return seconds that pass evenly whatever the clock says, asleep or awake where the system tells."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ClockWatch:
    """Compares the clock with seconds that pass evenly.

    Args:
        last: When the process before this one was last heard of, in seconds since 1970; 0 if there was none.
        jump: What that process knew.
        now: Tells the time in seconds since 1970.
        steady: Seconds that pass evenly, from anywhere.
    """

    def __init__(
        self, last: float, jump: Jump | None, now: Callable[[], float], steady: Callable[[], float]
    ) -> None:
        self._now, self._steady = now, steady
        self._wall, self._even = now(), steady()
        self.jump = jump
        gap = self._wall - last
        if last and abs(gap) > LARGEST_SECONDS:
            self.jump = Jump(gap, self._wall, gap < 0)

    def look(self) -> bool:
        """Return whether what is old by the clock may be deleted."""
        wall, even = self._now(), self._steady()
        jumped = (wall - self._wall) - (even - self._even)
        self._wall, self._even = wall, even
        if abs(jumped) > LARGEST_SECONDS:
            self.jump = Jump(jumped, wall, True)
        elif self.jump and wall - self.jump.at > HELD_SECONDS:
            self.jump = None
        return self.jump is None

    def check(self) -> Check:
        """Return what /healthz says about it."""
        jump = self.jump
        if jump is None:
            return Check("clock", True, "goes evenly")
        days = (("days", round(abs(jump.seconds) / 86_400)),)
        if not jump.seen:
            says = "the service was away for %(days)s days; nothing old is deleted before it has run for one"
            return Check("clock", True, says, days)
        says = (
            N_("The clock of this machine went ahead by %(days)s days; nothing old is deleted for a day.")
            if jump.seconds > 0
            else N_("The clock of this machine went back by %(days)s days; nothing old is deleted for a day.")
        )
        do = N_("Look whether the time is right now (timedatectl). If it is, there is nothing to do.")
        return Check("clock", False, says, days, do=do, since=jump.at)
