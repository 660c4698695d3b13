"""Whether the database file is whole, asked by a running service that could go on for long without noticing.

What a connection has in its cache hides damage of the file, so each look has a connection of its own. (Never
open the file otherwise: closing it would give up the locks of all connections of this process.)
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from printkit.errors import SignetError

_STEPS = 10_000


def look_at_database(path: Path, *, seconds: float) -> bool:
    """Look at every page of a database, but not for long: backups and the doctor look at all of a large one.

    Args:
        path: The database.
        seconds: After which it gives up; with 0 only the first page is read.

    Returns:
        Whether all of it was looked at.

    Raises:
        SignetError: It is damaged.
        sqlite3.Error: It is damaged so that it cannot be read, or it is locked.
    """
    until = time.monotonic() + seconds
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=1.0)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if not seconds:
            return False
        connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        try:
            faults = [str(row[0]) for row in connection.execute("PRAGMA quick_check(1)")]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return False
            raise
    if faults != ["ok"]:
        raise SignetError.of(
            "damaged-database",
            f"The database is damaged ({'; '.join(faults)}).",
            "Restore it from a backup; keep the damaged file.",
            file=str(path),
        )
    return True
