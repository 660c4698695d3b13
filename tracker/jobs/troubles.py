"""Why a job failed, as problems that pages put into words of their own."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from printkit.errors import Problem, SignetError
from printkit.store.database import in_words

KILLED = Problem(
    "job-killed",
    "The process that did this was killed several times, perhaps because memory ran out.",
    "Try again when less is going on; if that does not help, order fewer pieces at a time.",
)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def troubles_of(error: BaseException) -> tuple[Problem, ...]:
    """Return what an error means, without paths of the server: rules are what pages go by."""
    if isinstance(error, sqlite3.DatabaseError):
        error = in_words(error, Path()) or error
    system = error if isinstance(error, OSError) else error.__cause__
    if isinstance(system, OSError):
        return (_of_system(system),)
    if isinstance(error, SignetError):
        return error.problems
    return (Problem("job-fault", f"{type(error).__name__}: {error}", "Please report this fault."),)


def may_pass(problems: tuple[Problem, ...]) -> bool:
    """Whether trying again later may help without anybody's doing."""
    return any(one.rule == "database-locked" for one in problems)


def _of_system(error: OSError) -> Problem:
    said = error.strerror or str(error)
    if error.errno in _FULL:
        return Problem("disk-full", "The disk of the server is full.", "Make room on it, then try again.")
    if isinstance(error, ChildProcessError):
        return KILLED
    return Problem(
        "disk", f"The disk of the server takes no files ({said}).", "Look for the reason, then try again."
    )
