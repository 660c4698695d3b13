"""How the queue is, in the words of /healthz."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from tracker.health.check import Check
from tracker.health.words import LOOK_INTO_MESSAGES, N_, SEE_DATABASE, Words

DEAF_SECONDS = 30.0
STILL_SECONDS = 900.0
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Counts:
    """Jobs that wait and run, and those that failed in the last day."""

    waiting: int = 0
    running: int = 0
    failed: int = 0


def counts_of(db: Database, now: float) -> Counts:
    """Count the jobs."""
    sql = "SELECT state, count(*) FROM job WHERE state IN ('waiting', 'running') GROUP BY state"
    open_jobs = dict(db.execute(sql).fetchall())
    failed = db.execute(
        "SELECT count(*) FROM job WHERE state = 'failed' AND ended_at >= ?", [int(now) - _DAY]
    ).fetchone()[0]
    return Counts(open_jobs.get("waiting", 0), open_jobs.get("running", 0), failed)


def jobs_check(counts: Counts, fault: Words, deaf: float, still: float) -> Check:
    """Return how the queue is.

    Args:
        counts: What is in it.
        fault: Why it could not be read the last time that it could not.
        deaf: Seconds since it could be read.
        still: Seconds since the job at work last moved.
    """
    if deaf > DEAF_SECONDS:
        says = N_("Print orders wait: %(why)s")
        return Check("jobs", False, says, (), (("why", fault.says),), fault.do or SEE_DATABASE)
    if still > STILL_SECONDS:
        says = N_("A print order has not moved for %(minutes)s minutes.")
        return Check("jobs", False, says, (("minutes", int(still / 60)),), (), LOOK_INTO_MESSAGES)
    told = (("waiting", counts.waiting), ("running", counts.running), ("failed", counts.failed))
    return Check(
        "jobs", True, "%(waiting)s wait, %(running)s at work, %(failed)s failed in the last day", told
    )
