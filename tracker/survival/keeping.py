"""Whether there are backups, and of when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from printkit.errors import SignetError
from tracker.survival.backup import backups_in, read_checked
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient

OLDEST_HOURS = 48
_AGAIN = "tracker backup FOLDER, or systemctl enable --now signet-backup.timer"


def look_at_backups(patient: Patient) -> Iterator[Finding]:
    """Yield whether the newest backup of the folder is young and whole."""
    folder = patient.backups
    if folder is None:
        return
    try:
        found = backups_in(folder, patient.config.database)
    except OSError as error:
        yield mend(
            "backups", f"{folder} cannot be read: {error.strerror}.", "Name the folder with the backups."
        )
        return
    if not found:
        yield mend("backups", f"There is no backup of this database in {folder}.", _AGAIN)
        return
    yield _newest(found[-1], len(found), patient.now)
    if folder.stat().st_dev == patient.config.database.parent.stat().st_dev:
        says = "The backups lie on the same disk as the database."
        yield note("backups", says, "Copy them to another machine as well.")


def _newest(file: Path, many: int, now: float) -> Finding:
    hours = (now - file.stat().st_mtime) / 3600
    try:
        inside = read_checked(file, file)
    except SignetError as error:
        return mend("backups", f"{file}: {error.problems[0].message}", _AGAIN)
    if hours > OLDEST_HOURS:
        return mend("backups", f"The newest of {many} backups is {hours / 24:.1f} days old.", _AGAIN)
    age = f"the newest of {many} is {max(hours, 0):.0f} h old"
    return ok("backups", f"{age}, codes: {inside.codes}, hits: {inside.hits}")
