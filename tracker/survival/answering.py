"""What codes answer: whether the workers' files and the database say the same, and who is a stranger."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from printkit.store.answering import answering, answers
from printkit.store.strangers import strangers
from tracker.scans.snapshot.head import SnapshotError
from tracker.scans.snapshot.lost import in_common, is_same_history
from tracker.scans.snapshot.reading import Snapshot, read
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient


def look_at_snapshot(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether the workers' files are whole, and of the same history as the database."""
    try:
        snapshot = read(patient.config.snapshot_file)
    except FileNotFoundError as error:
        if str(error.filename) == str(patient.config.snapshot_file):
            yield note("snapshot", "There is none yet; the first start writes it.")
        else:
            yield _damaged(patient, f"{error.filename} is missing")
        return
    except (OSError, SnapshotError) as error:
        yield _damaged(patient, str(error))
        return
    state = answering(db)
    common = in_common(snapshot, state)
    lost = {target.group for target in snapshot.targets} - common
    if lost and not is_same_history(snapshot, state, common):
        yield mend(
            "snapshot",
            f"The snapshot is of another database: of its {snapshot.codes} codes none is in this one.",
            "Is this the right database? If it is, start the service: it puts the snapshot aside and writes"
            " its own.",
        )
    elif lost or snapshot.revision > state.revision:
        yield _older(patient, snapshot, len(lost), state.revision)
    elif patient.runs and snapshot.revision < state.revision:
        remedy = "See /healthz for why it cannot be written."
        yield mend(
            "snapshot", "The last changes are not in the snapshot, so patrons do not see them.", remedy
        )
    elif snapshot.revision == state.revision and (code := _first_difference(snapshot, db)):
        yield mend(
            "snapshot",
            f"The snapshot does not say what the database says; the first such code is {code}.",
            f"Remove {patient.config.snapshot_file}; the running service writes it anew. Please report it.",
        )
    else:
        yield ok("snapshot", f"revision {snapshot.revision}, {snapshot.codes} codes")


def look_at_strangers(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether codes are on paper that this database does not know."""
    found = strangers(db)
    new = sum(one.codes for one in found if one.accepted_at is None)
    known = f"{sum(one.codes for one in found)} codes of a lost database lead to where they led"
    if new:
        yield mend(
            "strangers",
            f"{new} codes on paper are not in this database, an older one that was restored. They still lead"
            " to where they led, but their hits are not counted and their batches are not to be seen.",
            "Look for a younger backup. If there is none: tracker strangers --accept",
        )
    else:
        yield ok("strangers", known if found else "every code that was known is in the database")


def _damaged(patient: Patient, why: str) -> Finding:
    return mend(
        "snapshot",
        f"The snapshot cannot be used: {why}.",
        "Start the service: as long as the database is whole, it writes the snapshot anew."
        if not patient.runs
        else "The running service writes it anew; see /healthz for why it cannot.",
    )


def _older(patient: Patient, snapshot: Snapshot, lost: int, revision: int) -> Finding:
    return mend(
        "snapshot",
        f"The snapshot (revision {snapshot.revision}, {snapshot.codes} codes) is newer than the database"
        f" (revision {revision}): an older backup was restored. It lacks batches that are on paper: {lost}.",
        "Look for a younger backup before the service starts. If there is none, start the service: it keeps"
        " these codes leading to where they led, but their figures are lost.",
    )


def _first_difference(snapshot: Snapshot, db: Database) -> str:
    """Return the first code of the database that the snapshot answers otherwise, or ``""``."""
    for one in answers(db):
        index = snapshot.find(one.code)
        target = snapshot.targets[index] if index >= 0 else None
        if target is None or (one.batch_id, one.kind, one.reference, one.retired) != (
            target.batch_id,
            target.kind,
            target.reference,
            target.retired,
        ):
            return one.code
    return ""
