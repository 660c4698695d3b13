"""The salt of a day: random, in memory and in one file of the run folder, and gone at midnight.

All processes of a service use the same one. Whoever finds first that its day is over, or that there is none,
makes a new one under a lock, over the bytes of the old one. A service that may not write the file uses a
salt of each process's own: devices are then told apart less well, but nothing is kept longer.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

from printkit.files import mark_of

SALT_FILE = "salt"
FIRST_ZONE = "Europe/Berlin"
"""Until the background process has read the organisation's; that of a new database."""
SALT_BYTES = 32
_MAGIC = "SIGNET-SALT 1"
_LENGTH = 256


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a time zone, in seconds since 1970."""

    zone: str
    begins: float
    ends: float

    @classmethod
    def at(cls, now: float, zone: str) -> Day:
        """Return the day that a moment belongs to; days of 23 and 25 hours have theirs."""
        place = ZoneInfo(zone)
        today = datetime.fromtimestamp(now, place).date()
        return cls(zone, _midnight(today, place), _midnight(today + timedelta(days=1), place))

    def has(self, at: float) -> bool:
        """Whether a moment is in this day."""
        return self.begins <= at < self.ends


@dataclass(frozen=True, slots=True)
class Salt:
    """The salt of a day."""

    day: Day
    secret: bytes

    def to_bytes(self) -> bytes:
        """Return the content of the file, always of the same length: a new one leaves nothing of the old."""
        day = self.day
        line = f"{_MAGIC} {day.begins:.0f} {day.ends:.0f} {day.zone} {self.secret.hex()}"
        return f"{line} {crc32(line.encode()):08x}".encode().ljust(_LENGTH - 1) + b"\n"

    @classmethod
    def from_bytes(cls, content: bytes) -> Salt | None:
        """Read what `to_bytes` wrote; ``None`` for anything else."""
        line, _, checksum = content.decode("ascii", "replace").strip().rpartition(" ")
        try:
            if int(checksum, 16) != crc32(line.encode()) or not line.startswith(_MAGIC):
                return None
            begins, ends, zone, secret = line.removeprefix(_MAGIC).split()
            return cls(Day(zone, float(begins), float(ends)), bytes.fromhex(secret))
        except ValueError:
            return None


class DaySalt:
    """The salt of today, for one process; safe for its threads.

    Args:
        path: The file, `SALT_FILE` in the run folder.
        now: Tells the time in seconds since 1970.
    """

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self._path, self._now = path, now
        self._lock = threading.Lock()
        self._held: Salt | None = None
        self._seen: tuple[int, int, int] | None = None

    def today(self) -> Salt:
        """Return the salt that holds now."""
        held = self._held
        if held is not None and held.day.has(self._now()):
            return held
        return self._renew(None)

    def refresh(self) -> None:
        """Look whether another process has replaced the file; call it several times a second."""
        if self._held is not None and (self._seen is None or mark_of(self._path) != self._seen):
            self._renew(None)

    def set_zone(self, zone: str) -> Salt:
        """Let the day be that of a time zone; today's salt stays, unless its day is over there."""
        held = self.today()
        return held if held.day.zone == zone else self._renew(zone)

    def _renew(self, zone: str | None) -> Salt:
        with self._lock:
            try:
                self._held = self._share(zone)
                self._seen = mark_of(self._path)
            except OSError:
                if self._held is None or not self._held.day.has(self._now()):
                    before = self._held.day.zone if self._held else FIRST_ZONE
                    self._held = _new(self._now(), zone or before)
                self._seen = None  # look again, as often as `refresh` is called
            return self._held

    def _share(self, zone: str | None) -> Salt:
        """Return the salt of the file, after having put today's there if it is another day's or none."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            found = Salt.from_bytes(os.pread(descriptor, _LENGTH, 0))
            wanted = _wanted(found, self._now(), zone)
            if wanted != found:
                _overwrite(descriptor, wanted.to_bytes())
            return wanted
        finally:
            os.close(descriptor)


def _wanted(found: Salt | None, now: float, zone: str | None) -> Salt:
    if found is None:
        return _new(now, zone or FIRST_ZONE)
    day = Day.at(now, zone or found.day.zone)
    # The day of the file counts: a salt that was made yesterday is over wherever today began.
    return Salt(day, found.secret) if found.day.has(now) else _new(now, day.zone)


def _new(now: float, zone: str) -> Salt:
    return Salt(Day.at(now, zone), secrets.token_bytes(SALT_BYTES))


def _overwrite(descriptor: int, content: bytes) -> None:
    if os.pwrite(descriptor, content, 0) != len(content):
        raise OSError("the salt could not be written whole")
    os.ftruncate(descriptor, len(content))
    os.fsync(descriptor)


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time_of_day(), zone).timestamp()
