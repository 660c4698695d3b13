"""What must not lie about: a salt that is read or kept, halves of files, hits that were lost."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from printkit.files import leftovers
from tracker.health.state import found_in
from tracker.privacy.salt import SALT_FILE, Salt
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient

HOUR = 3600.0
LATE_SECONDS = 60.0
"""After midnight a running service makes the new salt with the next hit, or within a second."""
SYNCED = frozenset(
    {"dropbox", "google drive", "googledrive", "icloud drive", "mobile documents", "nextcloud", "owncloud"}
)
SYNC_MARKS = (".dropbox", ".owncloudsync.log", ".nextcloudsync.log", ".stfolder", ".sync_folder")
_MOST_NAMED = 3
_LEVELS = 3
"""So deep a folder of backups is looked through."""


def look_at_salt(patient: Patient) -> Iterator[Finding]:
    """Yield whether the salt is today's, the service's only, and copied nowhere."""
    path, copies = patient.config.run_folder / SALT_FILE, tuple(_copies(patient.backups))
    if copies:
        named = ", ".join(map(str, copies[:_MOST_NAMED]))
        says = "Backups hold the salt, or the run folder with it: device keys could be made again from it."
        yield mend("salt", f"{says} {named}", "Remove it there; back up with tracker backup only.")
    try:
        state, salt = path.lstat(), Salt.from_bytes(path.read_bytes())
    except FileNotFoundError:
        yield note("salt", "There is none yet; the first start makes it.")
        return
    if not stat.S_ISREG(state.st_mode) or salt is None:
        yield mend("salt", f"{path} is no salt.", "Remove it and start the service: it makes a new one.")
    elif state.st_mode & 0o077:
        yield mend("salt", "Others may read the salt of the day.", f"chmod 600 {path}")
    elif not salt.day.begins <= patient.now < salt.day.ends + LATE_SECONDS:
        yield _of_another_day(patient, path, salt)
    elif not copies:
        yield ok("salt", f"is of today ({salt.day.zone}), and for the service only")


def look_for_syncing(patient: Patient) -> Iterator[Finding]:
    """Yield whether a program copies the run folder to other machines, keys and salt and all."""
    folder = patient.config.run_folder.resolve()
    for place in (folder, *folder.parents):
        name = place.name.lower()
        marked = any((place / mark).exists() for mark in SYNC_MARKS)
        if marked or name in SYNCED or name.startswith("onedrive"):
            says = f"{place} looks as if a program copies it to other machines, half-written files and all."
            remedy = "Move database and run folder to a folder that is not synchronised."
            yield mend("syncing", says, remedy)
            return
    yield ok("syncing", "no sign of a program that copies the folder elsewhere")


def look_for_halves(patient: Patient) -> Iterator[Finding]:
    """Yield what killed commands left behind."""
    config = patient.config
    folders = [config.database.parent, config.run_folder, *([patient.backups] if patient.backups else [])]
    found = [path for folder in folders for path in leftovers(folder, before=patient.now - HOUR)]
    if not found:
        yield ok("leftovers", "no halves of files")
        return
    size = sum(path.lstat().st_size for path in found)
    named = ", ".join(map(str, found[:_MOST_NAMED])) + (" and others" if found[_MOST_NAMED:] else "")
    says = f"Killed commands left {len(found)} halves of files ({size / 2**20:.1f} MB): {named}"
    yield note("leftovers", says, "Remove them, if no command is at work there.")


def look_for_losses(patient: Patient) -> Iterator[Finding]:
    """Yield how many hits were lost in the last weeks, since no figure can show them."""
    losses = [(one.state.loss, one.lives, one.state.at) for one in found_in(patient.config.run_folder)]
    lost = sum(loss.lost + (0 if lives else loss.waiting) for loss, lives, _ in losses)
    if not lost:
        yield ok("losses", "no hit was lost in the last 30 days")
        return
    since = min(loss.since or loss.waiting_since for loss, _, _ in losses if loss.lost or loss.waiting)
    until = max(loss.until or at for loss, _, at in losses if loss.lost or loss.waiting)
    says = f"{lost} hits were lost from {_said(since)} to {_said(until)}, as the disk took none."
    yield note("losses", says, "The figures lack them. Watch the room on the disk. This is said for 30 days.")


def _of_another_day(patient: Patient, path: Path, salt: Salt) -> Finding:
    day = datetime.fromtimestamp(salt.day.begins, UTC)
    says = f"The salt is of another day (it began {day:%Y-%m-%d %H:%M} UTC)."
    if not patient.runs:
        return note("salt", says, f"The next start replaces it. If there will be none, remove {path}.")
    remedy = f"Make {path} writable for the service, and look at the clock of this machine."
    return mend("salt", says, remedy)


def _copies(folder: Path | None) -> Iterator[Path]:
    """Yield salts in a folder of backups, a few levels down."""
    if folder is None or not folder.is_dir():
        return
    top = len(folder.parts)
    for place, below, files in os.walk(folder):
        if len(Path(place).parts) - top >= _LEVELS:
            below.clear()
        if SALT_FILE in files and Salt.from_bytes((Path(place) / SALT_FILE).read_bytes()):
            yield Path(place) / SALT_FILE


def _said(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
