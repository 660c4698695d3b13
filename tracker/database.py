"""The database with every table that the tracker needs: what was ordered, what was counted, staff."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from printkit.errors import SignetError
from printkit.store import database as store
from printkit.store.schema import PRINTKIT
from tracker.config import Config
from tracker.jobs import schema as jobs
from tracker.scans.schema import TRACKER
from tracker.staff.audit import schema as audit
from tracker.staff.campaigns import schema as campaigns
from tracker.staff.design import schema as design
from tracker.staff.destinations import schema as destinations
from tracker.staff.drafts import schema as drafts
from tracker.staff.notes import schema as notes
from tracker.staff.people import schema as people
from tracker.staff.schema import register
from tracker.staff.sharing import schema as sharing


def connect(
    config: Config, *, create: bool | None = None, wait_seconds: float = store.WAIT_SECONDS
) -> Database:
    """Open the service's database, up to date; close it with ``close()`` or ``with``.

    Args:
        config: The settings.
        create: Whether a missing file is created. By default only if this service never had one: a database
            that vanished under a running service must not be replaced by an empty one, silently.
        wait_seconds: How long to wait while another process holds the database; a service has less patience
            than a command.

    Raises:
        SignetError: The file is missing, is no database, or cannot be used.
    """
    had_one = config.snapshot_file.exists()
    if create is None:
        create = not had_one
    if not create and had_one and not config.database.exists():
        raise SignetError.of(
            "database-gone",
            "The database of this service has gone.",
            "Put it back, or a backup of it. Known codes are still redirected and hits wait in the run "
            f"folder. To begin again with an empty one, remove {config.run_folder} first.",
            file=str(config.database),
        )
    return connect_to(config.database, create=create, wait_seconds=wait_seconds)


def connect_to(path: Path, *, create: bool = True, wait_seconds: float = store.WAIT_SECONDS) -> Database:
    """Open a database by its path, with every table of printkit and tracker.

    Raises:
        SignetError: The file is missing (``create=False``), is no database, or cannot be used.
    """
    db = store.connect(path, _TABLES, create=create, wait_seconds=wait_seconds)
    db.execute("PRAGMA secure_delete = ON")  # device-day keys must not live on in pages that are free
    return db


def _with_staff() -> Migrations:
    """Register the staff's migrations; a set refuses the same migration twice."""
    register(TRACKER)
    audit.register(TRACKER)
    people.register(TRACKER)
    campaigns.register(TRACKER)
    drafts.register(TRACKER)
    design.register(TRACKER)
    destinations.register(TRACKER)
    jobs.register(TRACKER)
    notes.register(TRACKER)
    sharing.register(TRACKER)
    return TRACKER


_TABLES = (PRINTKIT, _with_staff())
"""Made when this is imported, which happens once however many threads want their first page at once."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """How a database and this program's migrations compare.

    Attributes:
        applied: How many of ours it has.
        newer: Those that it has and we do not know.
        pending: Those that it lacks.
    """

    applied: int
    newer: tuple[str, ...]
    pending: tuple[str, ...]


def schema_state(db: Database) -> SchemaState:
    """Compare a database with this program, changing nothing."""
    applied = newer = pending = tuple[str, ...]()
    for known in _TABLES:
        ours = [migration.name for migration in known._migrations]  # the package has no public reader
        found = [migration.name for migration in known.applied(db)]
        applied += tuple(name for name in found if name in ours)
        newer += tuple(name for name in found if name not in ours)
        pending += tuple(name for name in ours if name not in found)
    return SchemaState(len(applied), newer, pending)
