"""The database: whole, of this version, its own, and what its settings mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.errors import SignetError
from tracker.database import schema_state
from tracker.survival.backup import read_checked
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient


def look_at_database(patient: Patient) -> Iterator[Finding]:
    """Yield whether the file is whole."""
    file = patient.config.database
    try:
        inside = read_checked(file, file)
    except SignetError as error:
        problem = error.problems[0]
        yield mend("integrity", problem.message, problem.remedy)
        return
    says = f"every page is in order; batches: {inside.batches}, codes: {inside.codes}, hits: {inside.hits}"
    yield ok("integrity", says)


def look_at_schema(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether this program and the database know the same tables, and how it is written."""
    state = schema_state(db)
    if state.newer:
        yield mend(
            "schema",
            f"A newer Signet has written this database (it knows {', '.join(state.newer)}).",
            "Install that version or a later one, or restore the backup made before the upgrade.",
        )
    elif state.pending:
        yield note(
            "schema",
            "An older Signet has written this database.",
            "The next start brings it up to date. What is in it is looked at then.",
        )
    else:
        yield ok("schema", "as this version knows it")
    mode = str(db.execute("PRAGMA journal_mode").fetchone()[0])
    if mode == "wal":
        yield ok("journal", "write-ahead log")
    elif patient.runs:
        yield mend(
            "journal",
            f"The database has no write-ahead log ({mode}), so pages and commands hold each other up.",
            "Stop the service and start it again; if that does not help, the file system cannot do it.",
        )
    else:
        yield note("journal", f"Without a write-ahead log ({mode}), as in a backup; the next start adds it.")


def look_at_staff(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether somebody can look after the accounts."""
    found = db.execute("SELECT role, count(*) FROM staff WHERE shut_at IS NULL GROUP BY role")
    roles = dict(found.fetchall())
    if db.execute("SELECT 1 FROM staff").fetchone() is None:
        yield note("staff", "Nobody has an account.", "tracker set-up-link")
    elif not roles.get("admin"):
        says = "There are accounts, but no admin who could change them."
        yield mend(
            "staff", says, "tracker add-staff EMAIL --role admin (with --reset for one who has an account)"
        )
    else:
        yield ok("staff", ", ".join(f"{count} {role}" for role, count in sorted(roles.items())))


def look_at_time_zone(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether the days of the figures begin where the library is."""
    for (zone,) in db.execute("SELECT DISTINCT time_zone FROM organisation").fetchall():
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError):
            says = f'"{zone}" is not a time zone that this machine knows.'
            yield mend("time-zone", says, "printkit organisation --time-zone Europe/Berlin")
            continue
        if zone == "UTC":
            says = "Days begin and end at midnight UTC."
            yield note("time-zone", says, "printkit organisation --time-zone Europe/Berlin")
        else:
            yield ok("time-zone", f"days are those of {zone}")


def usable(db: Database) -> str:
    """Return why a database cannot be asked what a Signet database can be asked, or ``""``."""
    try:
        state = schema_state(db)
        known = {str(row[0]) for row in db.execute("SELECT name FROM sqlite_schema").fetchall()}
    except sqlite3.Error as error:
        return str(error)
    if not state.applied and known:
        return "it is the database of another program"
    return "" if {"organisation", "revision"} <= known else "it has no tables yet"
