"""Backups: one whole file, copied while the service goes on, checked before it gets its name.

What waits in the spool is counted first, so that the file alone is enough. What comes in afterwards lies in
the segments of the run folder, and the file says how far each of them is counted: restored there, it counts
the rest, exactly once.

The copy is a fresh file (VACUUM INTO), not one page after the other: what was deleted (ended sessions, old
attempts to sign in) is not in it any more. Nor are the day's device keys, and what lets somebody in for a
while: a session that was ended, or a link that was used, must not hold again when an older copy is restored.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.files import leftovers, replacing
from printkit.store.database import WAIT_SECONDS, in_words
from tracker.config import Config
from tracker.database import connect
from tracker.scans.counts import SqliteCounts
from tracker.scans.devices import RECENT
from tracker.scans.fold import count_waiting, waiting_bytes
from tracker.staff.people.schema import LETS_IN

COUNT_SECONDS = 20.0
HALF_SECONDS = 86_400.0
_DATED = re.compile(r"-[0-9]{8}T[0-9]{6}Z\.db")
_PASSING = ("read-only-database", "database-locked", "disk")


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database.

    Attributes:
        batches: Minted batches.
        codes: Codes of all batches; each is printed somewhere.
        hits: Hits of every class.
        staff: Accounts.
        revision: How often what codes answer has changed.
        last_scan: When a code was last scanned, or ``None``.
    """

    batches: int
    codes: int
    hits: int
    staff: int
    revision: int
    last_scan: datetime | None


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made.

    Attributes:
        file: Where it is.
        size: Bytes.
        contents: What is in it.
        waiting: Bytes of the spool that are not counted in it; they are only in the run folder.
        uncounted: Why hits could not be counted first, or ``""``.
        removed: Older backups that were removed.
    """

    file: Path
    size: int
    contents: Contents
    waiting: int
    uncounted: str
    removed: tuple[Path, ...] = ()


def back_up(
    config: Config,
    target: Path,
    *,
    replace: bool = False,
    keep: int | None = None,
    seconds: float = COUNT_SECONDS,
) -> Backup:
    """Count what waits, copy the database while everything goes on, and check the copy.

    Args:
        config: The settings of the service.
        target: The file, or a folder, in which the file gets a name with the time.
        replace: Whether a file that exists may be replaced.
        keep: With a folder: how many backups of this database stay there; by default all.
        seconds: How long to wait until the running service has counted what waits.

    Raises:
        SignetError: There is no database, it is damaged, the file exists or cannot be written.
    """
    folder = target if target.is_dir() else None
    file = _checked(config, target / dated_name(config.database, time.time()) if folder else target, replace)
    if not config.database.exists():
        raise _no_database(config)
    uncounted = _count(config, seconds)
    for half in leftovers(file.parent, before=time.time() - HALF_SECONDS):
        half.unlink(missing_ok=True)  # of a backup that was killed
    with replacing(file) as (new,):
        _copy(config.database, new, file)
        contents = read_checked(new, config.database)
        waiting = _waiting(config, new)
    removed = _remove_old(folder, config.database, keep) if folder and keep else ()
    return Backup(file, file.stat().st_size, contents, waiting, uncounted, removed)


def dated_name(database: Path, at: float) -> str:
    """Return the name of a backup in a folder: that of the database, and when (UTC)."""
    return f"{database.stem}-{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}.db"


def backups_in(folder: Path, database: Path) -> tuple[Path, ...]:
    """Return the backups of a database in a folder that were given a name with the time, the oldest first.

    Raises:
        OSError: The folder cannot be read.
    """
    found = (path for path in folder.iterdir() if path.name.startswith(database.stem))
    return tuple(sorted(path for path in found if _DATED.fullmatch(path.name.removeprefix(database.stem))))


def read_checked(file: Path, named: Path) -> Contents:
    """Check a closed database and return what is in it.

    Args:
        file: The database.
        named: What to name in a fault.

    Raises:
        SignetError: It is damaged.
    """
    try:
        with closing(read_only(file)) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if faults != ["ok"]:
                raise _damaged(named, "; ".join(faults))
            if strays := connection.execute("PRAGMA foreign_key_check").fetchmany(3):
                tables = ", ".join(sorted({row[0] for row in strays}))
                raise _damaged(named, f"rows of {tables} refer to rows that are not there")
            return _contents(connection)
    except sqlite3.DatabaseError as error:
        raise in_words(error, named) or error from error


def read_only(file: Path, *, wait_seconds: float = WAIT_SECONDS) -> sqlite3.Connection:
    """Open a database for reading, without creating or migrating anything.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=wait_seconds)


def _count(config: Config, seconds: float) -> str:
    """Count what waits; return why that was not possible, or ``""``: a failing disk needs a backup most."""
    try:
        with connect(config, create=False, wait_seconds=min(seconds, WAIT_SECONDS)) as db:
            done = count_waiting(config.spool_folder, config.run_folder, SqliteCounts(db), seconds=seconds)
    except sqlite3.OperationalError as error:
        return str(error)
    except SignetError as error:
        if any(problem.rule not in _PASSING for problem in error.problems):
            raise
        return " ".join(problem.message for problem in error.problems)
    return "" if done else f"The running service had not counted them after {seconds:.0f} s."


def _copy(database: Path, new: Path, target: Path) -> None:
    os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        with closing(read_only(database)) as connection:
            connection.execute("VACUUM INTO ?", [str(new)])
        _forget_what_ends(new)
    except sqlite3.DatabaseError as error:
        full = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
        raise in_words(error, target if full else database) or error from error
    finally:
        new.with_name(f"{new.name}-journal").unlink(missing_ok=True)  # left where the disk was full


def _forget_what_ends(copy: Path) -> None:
    """Take out of a copy what is not to live longer than its day, and what must not hold again later."""
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("PRAGMA secure_delete = ON")
        for table in ("day_key", *RECENT, *LETS_IN):
            if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", [table]).fetchone():
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (constants)


def _contents(connection: sqlite3.Connection) -> Contents:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}

    def number(table: str, what: str = "count(*)") -> int:
        """Return 0 for a table that an older program, or printkit alone, did not make."""
        if table not in tables:
            return 0
        return int(connection.execute(f"SELECT {what} FROM {table}").fetchone()[0])  # noqa: S608 (constants)

    last_ms = number("piece_scan", "coalesce(max(last_ms), 0)")
    return Contents(
        batches=number("batch"),
        codes=number("code"),
        hits=number("hit_hour", "coalesce(sum(hits), 0)"),
        staff=number("staff"),
        revision=number("revision", "max(number)"),
        last_scan=datetime.fromtimestamp(last_ms / 1000, UTC) if last_ms else None,
    )


def _waiting(config: Config, copy: Path) -> int:
    with closing(Database(read_only(copy), execute_plugins=False)) as db:
        return waiting_bytes(config.spool_folder, SqliteCounts(db)) if db["spool_segment"].exists() else 0


def _remove_old(folder: Path, database: Path, keep: int) -> tuple[Path, ...]:
    old = backups_in(folder, database)[:-keep]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def _checked(config: Config, target: Path, replace: bool) -> Path:
    """Return the file to write, if writing it does no harm."""
    target = target.absolute()
    own = [config.database.with_name(config.database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    if target.resolve() in [path.resolve() for path in own] or target.resolve().is_relative_to(
        config.run_folder.resolve()
    ):
        raise SignetError.of(
            "backup-place",
            "This file belongs to the service itself.",
            "Name another one, best on another disk or machine.",
            file=str(target),
        )
    if not target.parent.is_dir():
        message = f"The folder {target.parent} does not exist."
        raise SignetError.of("no-folder", message, "Create it, or name another file.", file=str(target))
    if os.path.lexists(target) and not replace:  # also a link that leads nowhere
        raise SignetError.of(
            "backup-exists",
            "There is such a file already; it was left as it is.",
            "Name another file, or use --replace.",
            file=str(target),
        )
    return target


def _no_database(config: Config) -> SignetError:
    return SignetError.of(
        "no-database",
        "There is no such database.",
        "Name the right file with --database.",
        file=str(config.database),
    )


def _damaged(file: Path, what: str) -> SignetError:
    return SignetError.of(
        "damaged-database",
        f"The database is damaged ({what}); no backup was made of it.",
        "Restore an older backup, and keep the damaged file and the run folder.",
        file=str(file),
    )
