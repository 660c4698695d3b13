"""What /healthz says: one check per thing that an operator can mend, without a secret or a path.

The background process leaves its state in a file of the run folder; a worker adds its own.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from printkit.files import replace_file

STATE = "background.json"
STALE_SECONDS = 15.0
"""The background process says every second that it is alive; later than this it is taken for dead."""
BEHIND_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class BackgroundState:
    """What the background process last said.

    Attributes:
        at: When, in seconds since 1970.
        database: Why the database cannot be used, or ``""``.
        snapshot: Why the snapshot cannot be written, or ``""``.
        fold: Why hits cannot be counted, or ``""``.
        privacy: Why keys or events that are too old cannot be deleted, or ``""``.
        folded_at: When counting last went through.
        waiting_bytes: Part of the spool that is not yet counted.
        faults: Lines of the spool that were torn or damaged.
        strangers: Hits of codes that this database does not have.
    """

    at: float
    database: str = ""
    snapshot: str = ""
    fold: str = ""
    privacy: str = ""
    folded_at: float = 0.0
    waiting_bytes: int = 0
    faults: int = 0
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the health report.

    Attributes:
        name: What was looked at.
        ok: Whether it is in order.
        says: In words.
    """

    name: str
    ok: bool
    says: str


def write_state(run_folder: Path, state: BackgroundState) -> None:
    """Leave the background process's state for the workers.

    Raises:
        OSError: It could not be written.
    """
    replace_file(run_folder / STATE, json.dumps(asdict(state)).encode(), durable=False)


def read_state(run_folder: Path) -> BackgroundState | None:
    """Return what the background process last said, or ``None`` if it never did."""
    try:
        return BackgroundState(**json.loads((run_folder / STATE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def background_checks(run_folder: Path) -> tuple[Check, ...]:
    """Return what the background process's state means."""
    state = read_state(run_folder)
    age = time.time() - state.at if state else 0.0
    if state is None or age > STALE_SECONDS:
        says = "has not begun" if state is None else f"was last heard of {age:.0f} s ago"
        return (Check("background", False, f"The background process {says}; hits wait in the spool."),)
    behind = time.time() - state.folded_at
    return (
        Check("background", True, "runs"),
        _check("database", state.database),
        _check("snapshot", state.snapshot),
        Check(
            "fold",
            not state.fold and behind <= BEHIND_SECONDS,
            f"{state.fold or 'counts'}; {state.waiting_bytes} bytes wait",
        ),
        _check("privacy", state.privacy),
        # For information: a torn line is what a kill leaves behind, and mends nothing.
        Check(
            "lines", True, f"{state.faults} damaged, {state.strangers} of unknown codes since the beginning"
        ),
    )


def report(checks: tuple[Check, ...]) -> tuple[int, bytes]:
    """Return the HTTP status, 200 or 503, and the JSON of a report."""
    ok = all(check.ok for check in checks)
    content = {
        "status": "ok" if ok else "failing",
        "checks": {check.name: {"ok": check.ok, "says": check.says} for check in checks},
    }
    return (200 if ok else 503), json.dumps(content).encode()


def _check(name: str, fault: str) -> Check:
    return Check(name, not fault, fault or "in order")
