"""How the studio is, in the words of /healthz; its porter says it, also while there is none."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tracker.health.check import Check
from tracker.health.words import N_

ENDS, ENDS_SECONDS = 6, 600.0
"""An end in the middle of a picture is one design's; so many in so short a time are everybody's."""
TOO_LONG = N_("a picture took too long")


@dataclass(slots=True)
class Troubles:
    """What a porter goes through.

    Attributes:
        door: Why nobody can knock, in the system's words; ``""`` if they can.
        start: Why the process could not be started the last time that somebody knocked, likewise.
        ends: When it ended though nobody told it to, and how; on a clock that nobody sets.
    """

    door: str = ""
    start: str = ""
    ends: deque[tuple[float, str]] = field(default_factory=lambda: deque(maxlen=100))

    def check(self, now: float) -> Check:
        """Return how the studio is.

        Args:
            now: On the clock of the ends.
        """
        if self.door:
            says = N_("Designs cannot be drawn or ordered: the run folder takes no socket (%(why)s).")
            do = N_("Make the run folder writable for the service. Then it goes on by itself.")
            return Check("studio", False, says, facts=(("why", self.door),), do=do)
        if self.start:
            says = N_("Designs cannot be drawn or ordered: the studio cannot be started (%(why)s).")
            do = N_("Free memory, or raise TasksMax of the unit. It is tried again all the time.")
            return Check("studio", False, says, facts=(("why", self.start),), do=do)
        return self._ended([how for at, how in self.ends if now - at < ENDS_SECONDS])

    def _ended(self, ends: list[str]) -> Check:
        counts = (("ended", len(ends)),)
        if len(ends) < ENDS:
            told = "draws when somebody asks; ended %(ended)s times in the middle in ten minutes"
            return Check("studio", True, told, counts)
        says = N_("The studio, which draws designs, ended %(ended)s times in ten minutes (%(why)s).")
        do = N_(
            "Look for the kernel's “out of memory” (dmesg) and into the messages: journalctl -u signet. If it"
            " is always the same design, see what printkit check says of it."
        )
        return Check("studio", False, says, counts, (("why", ends[-1]),), do)
