"""The doctor: looks at all that an operator can get wrong, and changes nothing.

Each look is a function from the patient, and most from its database opened for reading, to findings. A look
that fails on what it looks at says so as a finding, and the others go on.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from printkit.errors import SignetError
from tracker.config import Config
from tracker.database import schema_state
from tracker.survival.answering import look_at_snapshot, look_at_strangers
from tracker.survival.asked import look_at_unknown_codes
from tracker.survival.backup import read_only
from tracker.survival.counting import look_at_clock, look_at_segments, look_at_spool
from tracker.survival.findings import Finding, mend
from tracker.survival.keeping import look_at_backups
from tracker.survival.leftovers import look_at_salt, look_for_halves, look_for_losses, look_for_syncing
from tracker.survival.online import look_online
from tracker.survival.patient import Patient
from tracker.survival.places import look_at_disks, look_at_files, look_at_folder
from tracker.survival.running import running_services
from tracker.survival.serving import look_at_address, look_at_health, look_at_limits, look_at_service
from tracker.survival.stored import (
    look_at_database,
    look_at_schema,
    look_at_staff,
    look_at_time_zone,
    usable,
)

WAIT_SECONDS = 3.0
LOOKS: tuple[Callable[[Patient], Iterable[Finding]], ...] = (
    look_at_service,
    look_at_limits,
    look_at_health,
    look_at_folder,
    look_at_files,
    look_at_disks,
    look_for_syncing,
    look_at_salt,
    look_for_halves,
    look_for_losses,
    look_at_database,
)
LOOKS_INSIDE: tuple[Callable[[Patient, Database], Iterable[Finding]], ...] = (
    look_at_schema,
    look_at_snapshot,
    look_at_strangers,
    look_at_spool,
    look_at_segments,
    look_at_clock,
    look_at_time_zone,
    look_at_staff,
    look_at_address,
    look_at_unknown_codes,
)


def examine(config: Config, *, backups: Path | None = None, online: bool = False) -> Iterator[Finding]:
    """Yield what is found, one after the other as it is looked at.

    Args:
        config: The settings as they would be; those of a running service are taken instead.
        backups: Folder with the backups, to look at their age.
        online: Whether to try from outside, over the network, whether printed addresses lead here.
    """
    patient = Patient(config, running_services(config.run_folder), time.time(), backups)
    if patient.services and patient.services[0].config:
        patient = replace(patient, config=patient.services[0].config)
    if not config.database.is_file():
        remedy = "Name it with --database, or mint a batch."
        if config.snapshot_file.exists():  # a new one would not know what is on paper
            remedy = "It has gone: put it back, or restore a backup (docs/operate.md). Do not mint before."
        yield mend("database", f"There is no database {config.database}.", remedy)
        yield from look_at_backups(patient)
        return
    for look in LOOKS:
        yield from _careful(look.__name__, lambda look=look: look(patient))  # type: ignore[misc]
    yield from _inside(patient, (*LOOKS_INSIDE, look_online) if online else LOOKS_INSIDE)
    yield from _careful("look_at_backups", lambda: look_at_backups(patient))


def _inside(
    patient: Patient, looks: Iterable[Callable[[Patient, Database], Iterable[Finding]]]
) -> Iterator[Finding]:
    try:
        connection = read_only(patient.config.database, wait_seconds=WAIT_SECONDS)
    except sqlite3.Error as error:
        yield mend(
            "database", f"The database cannot be opened: {error}.", "See what is said about its rights."
        )
        return
    with closing(Database(connection, execute_plugins=False)) as db:
        reason = usable(db)
        if reason:
            yield mend(
                "schema", f"The database cannot be asked: {reason}.", "Name the right file with --database."
            )
            return
        if schema_state(db).pending:  # some of the tables that are looked at may not be there yet
            looks = (look_at_schema,)
        for look in looks:
            yield from _careful(look.__name__, lambda look=look: look(patient, db))  # type: ignore[misc]


def _careful(name: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what a look finds; what stops it (a right, a lock, a damaged page) is a finding as well."""
    try:
        yield from look()
    except (OSError, sqlite3.Error, SignetError) as error:
        what = name.removeprefix("look_at_").removeprefix("look_for_").removeprefix("look_").replace("_", "-")
        remedy = "Run the doctor as the user of the service, or as root."
        yield mend(what, f"This could not be looked at: {error}.", remedy)
