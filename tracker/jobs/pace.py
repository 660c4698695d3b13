"""How long it will still take, from what has been measured: in this job, and in those before it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.jobs.model import Job, Stage, State

_REMEMBERED = 5
_LEAST_PIECES, _LEAST_SECONDS = 20, 2.0
"""Sooner the pace of a stage says nothing yet: its beginning is spent on loading."""
_WORTH_PIECES = 100
"""Of fewer nearly all the time was spent on loading, which says nothing of a large order."""


def note_pace(db: Database, job_id: int, stage: Stage, pieces: int, seconds: float) -> None:
    """Remember how long a whole stage took, if it was long enough to tell."""
    if pieces < _WORTH_PIECES or seconds <= 0:
        return
    with transaction(db):
        db.execute(
            "INSERT INTO job_pace (job_id, stage, pieces, seconds) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET pieces = excluded.pieces, seconds = excluded.seconds",
            [job_id, stage.value, pieces, seconds],
        )


def seconds_left(
    db: Database, job: Job, stages: Sequence[Stage], pieces: int, now: float | None = None
) -> float | None:
    """Return how long a running job will still take, or ``None`` where nothing was measured yet.

    Args:
        db: The database.
        job: The job.
        stages: All that it goes through.
        pieces: Pieces with a code of their own that it draws (`tracker.jobs.ordered.codes_in`).
        now: The time, in seconds since 1970.
    """
    stage = job.progress.stage
    if job.state is not State.RUNNING or stage is None or stage not in stages:
        return None
    here = _here(db, job, pieces, time.time() if now is None else now)
    after = [_pace(db, other) for other in stages[stages.index(stage) + 1 :]]
    if here is None or None in after:
        return None
    return here + sum(pace * pieces for pace in after if pace is not None)


def _here(db: Database, job: Job, pieces: int, now: float) -> float | None:
    progress = job.progress
    assert progress.stage is not None
    left = progress.total - progress.done
    drawn, took = progress.done - progress.begun_with, now - progress.begun_at
    if drawn >= _LEAST_PIECES and took >= _LEAST_SECONDS:
        return left * took / drawn
    pace = _pace(db, progress.stage)
    return None if pace is None else pace * pieces * left / max(1, progress.total)


def _pace(db: Database, stage: Stage) -> float | None:
    """Return the seconds that a piece took of late."""
    row = db.execute(
        "SELECT sum(seconds), sum(pieces) FROM"
        " (SELECT seconds, pieces FROM job_pace WHERE stage = ? ORDER BY job_id DESC LIMIT ?)",
        [stage.value, _REMEMBERED],
    ).fetchone()
    return row[0] / row[1] if row and row[1] else None
