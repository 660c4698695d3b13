"""One job from its line in the queue to its end, in whatever process that is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from printkit.errors import Problem
from tracker.config import Config
from tracker.jobs.files import Folder
from tracker.jobs.model import Job, State
from tracker.jobs.queue import end
from tracker.jobs.task import Task, Tell
from tracker.jobs.work.kinds import work_of


def do_job(config: Config, db: Database, job: Job, tell: Tell, processes: int = 1) -> None:
    """Do a job; it is done at the end.

    Raises:
        SignetError, OSError, sqlite3.Error: It could not be done. `fail` notes that.
        KeyboardInterrupt, CancelAskedError: It was broken off; it still runs in the eyes of the queue.
    """
    work_of(job.kind)(Task(config, db, job, tell, processes))


def fail(config: Config, db: Database, job_id: int, problems: Sequence[Problem]) -> None:
    """Note why a job failed. What a full disk let it finish stays, so that it can go on there."""
    if not any(one.rule.startswith("disk") for one in problems):
        Folder(config, job_id).drop()
    end(db, job_id, State.FAILED, problems)


def cancel(config: Config, db: Database, job_id: int) -> None:
    """Note that a job was cancelled; what it made so far goes."""
    Folder(config, job_id).remove()
    end(db, job_id, State.CANCELLED)
