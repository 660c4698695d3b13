"""Opening `campaigns.db`: created and migrated at first use, by several processes at once if need be."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from printkit.errors import SignetError
from printkit.store.schema import PRINTKIT

WAIT_SECONDS = 30.0
"""How long a command waits for another process's transaction (a mint of 100,000 holds one for seconds)."""


def connect(
    path: Path,
    migrations: Sequence[Migrations] = (PRINTKIT,),
    *,
    create: bool = True,
    wait_seconds: float = WAIT_SECONDS,
) -> Database:
    """Open the database, bring it up to date and return it; close it with ``close()`` or ``with``.

    Args:
        path: The file, usually ``campaigns.db``.
        migrations: The sets of tables that the caller uses.
        create: Whether a missing file is created. Commands that only read pass ``False``.
        wait_seconds: How long to wait, now and in every statement, while another process holds the database.

    Raises:
        SignetError: The file is missing (``create=False``), is no database, belongs to another program or
            to a newer Signet, or cannot be opened or written.
    """
    _check_place(path, create)
    try:
        connection = _open(path, wait_seconds)
    except (OSError, sqlite3.OperationalError) as error:
        raise _cannot_open(path, error) from error
    try:
        return _prepare(connection, path, migrations, wait_seconds)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise in_words(error, path) or error from error
    except BaseException:
        connection.close()
        raise


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """Do all of the block or nothing; inside another transaction the block becomes a part of it.

    The write lock is taken at the start (BEGIN IMMEDIATE), so that what the block reads cannot have changed
    when it writes.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise


def _open(path: Path, wait_seconds: float) -> sqlite3.Connection:
    # Not for everybody's eyes: the tracker keeps accounts of staff in the same file. One that exists is never
    # opened here: closing it would give up the locks of all other connections of this process.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o660))
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=wait_seconds, isolation_level=None)


def _prepare(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migrations], wait_seconds: float
) -> Database:
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: a batch that was minted, and printed a minute later, must survive a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    db = Database(connection, execute_plugins=False)
    _refuse_foreign(db, path, migrations)
    _use_wal(connection, wait_seconds)
    if any(_pending(db, migrations)):
        with transaction(db):  # what is pending is read again under the lock: another process may be first
            _refuse_foreign(db, path, migrations)
            for known in migrations:
                known.apply(db)
    return db


def _use_wal(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Switch to WAL. SQLite does not honour the busy timeout in this one statement."""
    until = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _pending(db: Database, migrations: Sequence[Migrations]) -> Iterator[str]:
    for known in migrations:
        for migration in known.pending(db):
            yield migration.name


def _refuse_foreign(db: Database, path: Path, migrations: Sequence[Migrations]) -> None:
    if db.table_names() and not PRINTKIT.applied(db):
        raise SignetError.of(
            "foreign-database",
            "This is the database of another program: it has tables, but not Signet's.",
            "Name another file with --database.",
            file=str(path),
        )
    for known in migrations:
        ours = {migration.name for migration in known._migrations}  # the package has no public reader
        newer = [migration.name for migration in known.applied(db) if migration.name not in ours]
        if newer:
            raise SignetError.of(
                "newer-database",
                f"A newer Signet has written this database (it knows {', '.join(newer)}).",
                "Install that version or a later one; nothing was changed.",
                file=str(path),
            )


def _check_place(path: Path, create: bool) -> None:
    if path.is_dir():
        raise SignetError.of(
            "database-is-folder", "This is a folder, not a database.", "Name a file in it.", file=str(path)
        )
    if path.exists():
        return
    if not create:
        raise SignetError.of(
            "no-database",
            "There is no such database.",
            "Mint a batch first (it creates the file), or name the right file with --database.",
            file=str(path),
        )
    if not path.absolute().parent.is_dir():
        raise SignetError.of(
            "no-folder",
            f"The folder {path.absolute().parent} does not exist.",
            "Create it, or name another file with --database.",
            file=str(path),
        )


def in_words(error: sqlite3.DatabaseError, path: Path) -> SignetError | None:
    """Say in the user's words why SQLite could not do its work.

    `connect` uses it itself; commands use it for what goes wrong later, such as a disk that fills up.

    Returns:
        ``None`` for what no user can cause or mend; the trace helps more than words there.
    """
    known = _WORDS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if known is None:
        return None
    rule, message, remedy = known
    return SignetError.of(rule, message.format(error=error), remedy, file=str(path))


_READ_ONLY = (
    "read-only-database",
    "The database cannot be opened for writing ({error}).",
    "Make the file and its folder writable for this user, or name another file with --database.",
)
_LOCKED = (
    "database-locked",
    "Another program held the database for too long.",
    "Close that program and try again; nothing was changed.",
)
_DISK = (
    "disk",
    "The disk could not be written ({error}).",
    "Make room or check the disk, then try again; nothing was changed.",
)
_WORDS = {
    sqlite3.SQLITE_NOTADB: (
        "not-a-database",
        "This file is not a Signet database.",
        "Name another file with --database; this one was left as it is.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "damaged-database",
        "The database is damaged ({error}).",
        "Restore it from a backup; keep the damaged file.",
    ),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _DISK,
    sqlite3.SQLITE_IOERR: _DISK,
}


def _cannot_open(path: Path, error: Exception) -> SignetError:
    rule, message, remedy = _READ_ONLY
    return SignetError.of(
        rule, message.format(error=getattr(error, "strerror", error)), remedy, file=str(path)
    )
