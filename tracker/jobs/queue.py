"""The queue of jobs in the database: asked for by pages, taken by the one runner of a service."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from printkit.errors import Problem
from printkit.store.database import transaction
from tracker.jobs.model import Job, JobFile, Progress, Purpose, Stage, State

MOST_TRIES = 3
"""A job that is killed so often is not begun again by itself: perhaps it is what kills."""
_COLUMNS = """
SELECT job.id, job.organisation_id, kind, title, asked_by, coalesce(staff.name, ''), asked_at, state,
  begun_at, ended_at, tries, cancel_asked, stage, done, total, stage_begun_at, stage_begun_with, problems
FROM job LEFT JOIN staff ON staff.id = asked_by
"""
# Who was served last comes last, so that one organisation with many orders does not stop the others.
_NEXT = """
SELECT id FROM job WHERE state = 'waiting' ORDER BY
  (SELECT coalesce(max(begun_at), 0) FROM job other WHERE other.organisation_id = job.organisation_id),
  asked_at, id
LIMIT 1
"""
_OVER = "state = ?, ended_at = ?, cancel_asked = 0"


class CancelAskedError(Exception):
    """A job must not be done, because whoever cancelled it was told that it ends."""


def ask(
    db: Database, *, organisation_id: int, kind: str, title: str, asked_by: int | None, key: str | None = None
) -> tuple[int, bool]:
    """Put a job into the queue; with a key that is there already nothing happens.

    Returns:
        Its number, and whether it is new.
    """
    with transaction(db):
        if key is not None:
            found = db.execute("SELECT id FROM job WHERE key = ?", [key]).fetchone()
            if found:
                return int(found[0]), False
        cursor = db.execute(
            "INSERT INTO job (organisation_id, kind, key, title, asked_by, asked_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [organisation_id, kind, key, title, asked_by, int(time.time())],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid, True


def find_job(db: Database, job_id: int) -> Job | None:
    """Return a job, if there is one of this number."""
    row = db.execute(f"{_COLUMNS} WHERE job.id = ?", [job_id]).fetchone()
    return _to_job(row) if row else None


def waiting_before(db: Database, job: Job) -> int:
    """Return how many jobs of all organisations are run or wait before this one, about."""
    sql = "SELECT count(*) FROM job WHERE state = 'running' OR state = 'waiting' AND (asked_at, id) < (?, ?)"
    row = db.execute(sql, [int(job.asked_at.timestamp()), job.id]).fetchone()
    return int(row[0])


def claim(db: Database) -> Job | None:
    """Take the next job, if one waits; it runs from now on."""
    with transaction(db):
        row = db.execute(_NEXT).fetchone()
        if row is None:
            return None
        db.execute(
            "UPDATE job SET state = 'running', begun_at = ?, tries = tries + 1, stage = '', done = 0,"
            " total = 0, problems = '[]' WHERE id = ?",
            [int(time.time()), row[0]],
        )
        return find_job(db, int(row[0]))


def take_back(db: Database) -> tuple[int, ...]:
    """Let jobs wait again whose runner was killed; for a runner that begins, and knows that it is alone.

    Returns:
        Those that were killed too often: they are failed now by `give_up`.
    """
    with transaction(db):
        rows = db.execute("SELECT id, tries FROM job WHERE state = 'running'").fetchall()
        for number, _ in rows:
            db.execute("UPDATE job SET state = 'waiting' WHERE id = ?", [number])
    return tuple(number for number, tries in rows if tries >= MOST_TRIES)


def let_wait(db: Database, job_id: int, *, counts: bool) -> None:
    """Put a running job back: it goes on later; ``counts`` says whether this try is held against it."""
    with transaction(db):
        db.execute(
            "UPDATE job SET state = 'waiting', tries = max(0, tries - ?) WHERE id = ? AND state = 'running'",
            [0 if counts else 1, job_id],
        )


def show(db: Database, job_id: int, stage: Stage, done: int, total: int) -> None:
    """Note how far a running job is."""
    now = time.time()
    with transaction(db):
        before = db.execute("SELECT stage, total FROM job WHERE id = ?", [job_id]).fetchone()
        if before and before != (stage.value, total):
            db.execute(
                "UPDATE job SET stage = ?, total = ?, stage_begun_at = ?, stage_begun_with = ? WHERE id = ?",
                [stage.value, total, now, done, job_id],
            )
        db.execute("UPDATE job SET done = ? WHERE id = ? AND state = 'running'", [done, job_id])


def end(db: Database, job_id: int, state: State, problems: Sequence[Problem] = ()) -> bool:
    """End a job that runs or waits; return whether it did."""
    with transaction(db):
        cursor = db.execute(
            f"UPDATE job SET {_OVER}, problems = ? WHERE id = ? AND state IN ('waiting', 'running')",  # noqa: S608
            [state.value, int(time.time()), json.dumps([asdict(one) for one in problems]), job_id],
        )
        return bool(cursor.rowcount)


def finish(db: Database, job_id: int) -> None:
    """End a job that is done, in the transaction that notes what it made.

    Raises:
        CancelAskedError: It was cancelled before this moment.
    """
    if is_to_be_cancelled(db, job_id):
        raise CancelAskedError
    end(db, job_id, State.DONE)


def ask_to_cancel(db: Database, job_id: int) -> bool:
    """End a job that waits, ask the runner to end one that runs; return whether nobody had before."""
    with transaction(db):
        running = db.execute(
            "UPDATE job SET cancel_asked = 1 WHERE id = ? AND state = 'running' AND NOT cancel_asked",
            [job_id],
        )
        waiting = db.execute(
            f"UPDATE job SET {_OVER} WHERE id = ? AND state = 'waiting'",  # noqa: S608 (constants)
            [State.CANCELLED.value, int(time.time()), job_id],
        )
        return running.rowcount + waiting.rowcount > 0


def is_to_be_cancelled(db: Database, job_id: int) -> bool:
    """Whether somebody wants a running job to end."""
    row = db.execute("SELECT cancel_asked FROM job WHERE id = ?", [job_id]).fetchone()
    return bool(row and row[0])


def ask_again(db: Database, job_id: int) -> bool:
    """Let a job that is over wait once more; return whether it was over."""
    with transaction(db):
        cursor = db.execute(
            "UPDATE job SET state = 'waiting', ended_at = NULL, begun_at = NULL, tries = 0, asked_at = ?,"
            " stage = '', done = 0, total = 0 WHERE id = ? AND state IN ('done', 'failed', 'cancelled')",
            [int(time.time()), job_id],
        )
        if cursor.rowcount:  # they are made again, and are not there until then
            db.execute("DELETE FROM job_file WHERE job_id = ?", [job_id])
        return bool(cursor.rowcount)


def forget_key(db: Database, job_id: int) -> None:
    """Let what a job was asked for by its key be asked for anew."""
    with transaction(db):
        db.execute("UPDATE job SET key = NULL WHERE id = ?", [job_id])


def put_files(db: Database, job_id: int, files: Iterable[JobFile]) -> None:
    """Note what a job made, in place of what it made before."""
    with transaction(db):
        db.execute("DELETE FROM job_file WHERE job_id = ?", [job_id])
        db.conn.executemany(
            "INSERT INTO job_file (job_id, name, ordinal, purpose, size, digest) VALUES (?, ?, ?, ?, ?, ?)",
            [(job_id, one.name, one.ordinal, one.purpose.value, one.size, one.digest) for one in files],
        )


def files_of(db: Database, job_id: int) -> tuple[JobFile, ...]:
    """Return what a job made, in order of lines."""
    rows = db.execute(
        "SELECT name, ordinal, purpose, size, digest FROM job_file WHERE job_id = ?"
        " ORDER BY ordinal, purpose DESC, name",
        [job_id],
    )
    return tuple(JobFile(row[0], row[1], Purpose(row[2]), row[3], row[4]) for row in rows)


def ended_before(db: Database, moment: float) -> tuple[int, ...]:
    """Return the jobs that were over before a moment and still have files noted."""
    rows = db.execute(
        "SELECT DISTINCT job.id FROM job JOIN job_file ON job_file.job_id = job.id WHERE ended_at < ?",
        [int(moment)],
    )
    return tuple(row[0] for row in rows)


def _to_job(row: Sequence[Any]) -> Job:
    stage = Stage(row[12]) if row[12] else None
    return Job(
        id=row[0],
        organisation_id=row[1],
        kind=row[2],
        title=row[3],
        asked_by_id=row[4],
        asked_by=row[5],
        asked_at=_moment(row[6]),
        state=State(row[7]),
        begun_at=_moment(row[8]) if row[8] is not None else None,
        ended_at=_moment(row[9]) if row[9] is not None else None,
        tries=row[10],
        cancel_asked=bool(row[11]),
        progress=Progress(stage, row[13], row[14], row[15], row[16]),
        problems=tuple(Problem(**one) for one in json.loads(row[17])),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
