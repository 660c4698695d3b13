"""What happens when a day is over: its salt is gone, and so are all keys that were made with it.

Lines of the spool keep their place: a key is overwritten by as many hyphens, so offsets stay true, and a kill
in the middle leaves some keys blanked and the rest to the next time. A restored older database counts such
lines like all others, only without telling repeats and devices.
"""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.organisations import organisation_ids
from tracker.privacy.salt import Day
from tracker.scans.devices import forget_keys
from tracker.scans.fold import segments
from tracker.scans.ordered import calendar_of

# A line of format 2, or 3 with its marks, up to its key; at the end of a file also a key that was cut off.
_LINE = re.compile(
    rb"^([0-9a-f]{8}\t[23]\t([0-9]{1,15})\t(?:[^\t\n]*\t){8}(?:[a-z]+\t)?)([0-9a-f]+)$", re.MULTILINE
)


class Forgetting:
    """Remembers how much of each segment it has looked at, so that a day's end costs one reading.

    Args:
        folder: The spool.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, tuple[int, Day]] = {}

    def blank(self, today: Day) -> int:
        """Overwrite the keys of all days but today in the segments; return how many.

        Raises:
            OSError: A segment cannot be read or written; the others were.
        """
        blanked, seen, faults = 0, {}, list[OSError]()
        for path in segments(self._folder):
            try:
                size = path.stat().st_size
                if self._seen.get(path.name) != (size, today):
                    blanked += blank_segment(path, today)
            except FileNotFoundError:
                continue
            except OSError as error:
                faults.append(error)
                continue
            seen[path.name] = (size, today)
        self._seen = seen
        if faults:
            raise faults[0]
        return blanked


def blank_segment(path: Path, today: Day) -> int:
    """Overwrite the keys of all days but today in a segment, which may still be written to."""
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        state = os.fstat(descriptor)
        content = os.pread(descriptor, state.st_size, 0)
        spans = [match.span(3) for match in _LINE.finditer(content) if not today.has(int(match[2]) / 1000)]
        if spans:
            blank = bytearray(content)
            for start, end in spans:
                blank[start:end] = b"-" * (end - start)
            # What lies between the keys is written again as it was: nobody else ever changes it.
            start, end = spans[0][0], spans[-1][1]
            if os.pwrite(descriptor, blank[start:end], start) != end - start:
                raise OSError("the keys could not be overwritten")
            os.fsync(descriptor)
            os.utime(descriptor, ns=(state.st_atime_ns, state.st_mtime_ns))  # its age counts for its removal
        return len(spans)
    finally:
        os.close(descriptor)


def forget_in_database(db: Database, now_ms: int) -> int:
    """Delete the keys of all days but today, and what the write-ahead log still holds of them.

    Args:
        db: From `tracker.database.connect`, which overwrites what it deletes.
        now_ms: The time.

    Returns:
        How many there were.
    """
    with transaction(db):
        calendars = [calendar_of(db, number) for number in organisation_ids(db)]
        gone = forget_keys(db, calendars, now_ms)
    empty_log(db.conn)
    return gone


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write the write-ahead log into the database and cut it off; return whether nobody was in the way."""
    return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
