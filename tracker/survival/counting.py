"""What waits to be counted, what was counted long ago, and whether the clock makes sense of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import segments, waiting_bytes
from tracker.scans.spool import NAME
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient

COUNT_SECONDS = 5.0
"""A running service counts twice a second; what waits longer than this is not being counted."""
DAY = 86_400
AHEAD_SECONDS = 120
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
NTP = Path("/run/systemd/timesync")
_FOREIGN_NAMED = 3


def look_at_spool(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether hits wait longer than they should."""
    folder, counts = patient.config.spool_folder, SqliteCounts(db)
    waiting = waiting_bytes(folder, counts)
    if not waiting:
        yield ok("spool", "every hit is counted")
    elif not patient.runs:
        yield note("spool", f"{waiting:,} bytes of hits wait.", "They are counted when the service starts.")
    elif _is_stuck(folder, counts):
        says = f"{waiting:,} bytes of hits have been waiting for more than {COUNT_SECONDS:.0f} s."
        yield mend("spool", says, "Nothing is lost. See /healthz for why the service does not count.")
    else:
        yield ok("spool", "hits are being counted")
    totals = counts.totals()
    if totals.strangers:
        yield note(
            "stranger-hits",
            f"{totals.strangers} hits were of codes that this database does not have.",
            "Usual after an older backup was restored: codes were minted after it (tracker strangers).",
        )


def look_at_segments(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether old segments are removed, and whether something lies there that is none."""
    folder, days = patient.config.spool_folder, patient.config.segment_days
    offsets = SqliteCounts(db).offsets()
    found = segments(folder)
    sizes = {path: path.stat() for path in found if path.exists()}
    before = patient.now - (days + 1) * DAY
    old = [
        path
        for path, one in sizes.items()
        if one.st_mtime < before and one.st_size <= offsets.get(path.name, 0)
    ]
    kept = f"{len(found)} kept, {sum(one.st_size for one in sizes.values()) / 2**20:.1f} MB"
    if old and patient.runs:
        says = f"{len(old)} segments were counted more than {days:g} days ago and are still there."
        yield mend("segments", says, f"Make {folder} writable for the service; it removes them.")
    elif old:
        yield note("segments", f"{kept}; {len(old)} are old.", "The running service removes them.")
    else:
        yield ok("segments", kept)
    if folder.is_dir():
        foreign = sorted(path.name for path in folder.iterdir() if not NAME.fullmatch(path.name))
        if foreign:
            named = ", ".join(foreign[:_FOREIGN_NAMED])
            yield note(
                "segments", f"{len(foreign)} files in {folder} are no segments: {named}.", "Move them away."
            )


def look_at_clock(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether the clock of this machine can be right."""
    latest = max(_latest_hit(db), _latest_segment(patient.config.spool_folder))
    remedy = "Set the clock: timedatectl set-ntp true"
    if patient.now < EARLIEST:
        yield mend("clock", f"This machine believes that it is {_said(patient.now)}.", remedy)
    elif latest > patient.now + AHEAD_SECONDS:
        says = f"Hits are from {_said(latest)}, but this machine believes that it is {_said(patient.now)}."
        yield mend("clock", says, remedy)
    elif NTP.is_dir() and not (NTP / "synchronized").exists():
        yield note("clock", "systemd has not yet set the clock by the network.", remedy)
    else:
        yield ok("clock", _said(patient.now))


def _is_stuck(folder: Path, counts: SqliteCounts) -> bool:
    ends = {path.name: path.stat().st_size for path in segments(folder) if path.exists()}
    until = time.monotonic() + COUNT_SECONDS
    while time.monotonic() < until:
        offsets = counts.offsets()
        if all(offsets.get(name, 0) >= end for name, end in ends.items()):
            return False
        time.sleep(0.1)
    return True


def _latest_hit(db: Database) -> float:
    return float(db.execute("SELECT coalesce(max(last_ms), 0) FROM piece_scan").fetchone()[0]) / 1000


def _latest_segment(folder: Path) -> float:
    return max((int(path.name.partition("-")[0]) / 1000 for path in segments(folder)), default=0.0)


def _said(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
