"""What an error means for whoever runs the service: the rule of `tracker.health.words` that explains it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from printkit.errors import SignetError
from printkit.store.database import in_words
from tracker.health.words import FAULTS, LOOK_INTO_MESSAGES, Words

_SYSTEM = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EROFS: "read-only-disk",
    errno.EIO: "disk",
    errno.EACCES: "no-right",
    errno.EPERM: "no-right",
    errno.ENOENT: "gone",
    errno.ENOTDIR: "gone",
    errno.EISDIR: "gone",
}


def explained(error: Exception) -> Words:
    """Return what is wrong and what to do, without naming a path."""
    if isinstance(error, sqlite3.DatabaseError):
        error = in_words(error, Path()) or error
    if isinstance(error, SignetError):
        problem = error.problems[0]
        return FAULTS.get(problem.rule) or Words(problem.message)
    if isinstance(error, ZoneInfoNotFoundError):
        return FAULTS["time-zone"]
    if isinstance(error, OSError) and error.errno in _SYSTEM:
        return FAULTS[_SYSTEM[error.errno]]
    says = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Words(says or type(error).__name__, LOOK_INTO_MESSAGES)
