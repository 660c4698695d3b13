"""Handles: how a form names bookings, so that others never are taken back in their stead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.booked import Booked, Booking
from printkit.store.bookings import find_bookings
from printkit.store.model import Batch
from tracker.staff.version import version_of

_TEXT = re.compile(r"([a-z-]+)\.([1-9][0-9]{0,17})(?:-([1-9][0-9]{0,17}))?\.([0-9a-f]{1,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Handle:
    """Names bookings as they were shown: one, or several that were made at once.

    Attributes:
        first: The lowest of their numbers.
        last: The highest; between them is no other of the same batch.
        version: Of what they were. Numbers of hand-outs are used again.
    """

    what: Booked
    first: int
    last: int
    version: str

    @classmethod
    def of(cls, several: Sequence[Booking]) -> Handle:
        """Return the handle of bookings that hold, in the order of their numbers; at least one."""
        return cls(several[0].what, several[0].id, several[-1].id, version_of(*several))

    @classmethod
    def read(cls, text: str) -> Handle | None:
        """Read what `str` wrote; ``None`` for anything else."""
        match = _TEXT.fullmatch(text)
        if not match or match[1] not in set(Booked):
            return None
        return cls(Booked(match[1]), int(match[2]), int(match[3] or match[2]), match[4])

    def __str__(self) -> str:
        """Write it for a field of a form."""
        numbers = f"{self.first}-{self.last}" if self.last > self.first else f"{self.first}"
        return f"{self.what}.{numbers}.{self.version}"


def handle_of(db: Database, batch: Batch, what: Booked, numbers: Sequence[int]) -> Handle:
    """Return the handle of what was just booked."""
    return Handle.of(find_bookings(db, batch.id, what, min(numbers), max(numbers)))


def held(db: Database, batch: Batch, handle: Handle) -> tuple[Booking, ...]:
    """Return the bookings that a handle names.

    Raises:
        SignetError: They were changed or taken back meanwhile.
    """
    found = find_bookings(db, batch.id, handle.what, handle.first, handle.last)
    if not found or Handle.of(found) != handle:
        raise SignetError.of("holds-no-more", "This booking was changed meanwhile.")
    return found
