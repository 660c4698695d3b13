"""The runner: takes one job after the other from the queue, and watches the process that does it.

Whoever holds the lock of the run folder is the only runner, so what runs in the database when it begins was
left by one that was killed, and goes on where it was.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from printkit.errors import SignetError
from tracker.config import Config
from tracker.database import connect
from tracker.health.check import Check
from tracker.health.faults import explained
from tracker.health.words import Words
from tracker.jobs.doing import cancel, fail
from tracker.jobs.files import KEPT_DAYS, Folder, folders_of_jobs
from tracker.jobs.health import Counts, counts_of, jobs_check
from tracker.jobs.messages import Ended, Failed
from tracker.jobs.model import State
from tracker.jobs.queue import (
    MOST_TRIES,
    claim,
    ended_before,
    files_of,
    find_job,
    is_to_be_cancelled,
    let_wait,
    put_files,
    show,
    take_back,
)
from tracker.jobs.troubles import KILLED
from tracker.jobs.working import Working

PATIENCE_SECONDS = 2.0
SHOWN_SECONDS = 0.5
TIDY_SECONDS = 3600.0
_DAY = 86_400.0


class Runner:
    """Works the queue off, a step at a time.

    Args:
        config: The settings of the service.
        now: Tells the time in seconds since 1970: what is too old.
    """

    def __init__(self, config: Config, now: Callable[[], float] = time.time) -> None:
        self._config, self._now = config, now
        self._db: Database | None = None
        self._inode = 0
        self._is_taken_back = False
        self._working: Working | None = None
        self._shown_at = self._tidied_at = 0.0
        self._counts, self._fault, self._read_at = Counts(), Words(""), time.monotonic()

    def step(self) -> bool:
        """Do what is due; return whether a job is being done."""
        try:
            self._step(self._database())
            self._read_at = time.monotonic()
        except (sqlite3.Error, SignetError, OSError) as error:
            self._fault = explained(error)
            if not (isinstance(error, sqlite3.OperationalError) and "locked" in str(error)):
                self._leave()
        return self._working is not None

    def check(self) -> Check:
        """Return how the queue is, in the words of /healthz."""
        still = time.monotonic() - self._working.moved_at if self._working else 0.0
        return jobs_check(self._counts, self._fault, time.monotonic() - self._read_at, still)

    def close(self) -> None:
        """Break off what is being done, so that it goes on with the next start."""
        if self._working:
            self._working.finish()
            with suppress(sqlite3.Error, SignetError, OSError):
                self._conclude(self._database(), self._working, ending=True)
        self._leave()

    def _step(self, db: Database) -> None:
        if self._working is None:
            self._take_back(db)
            self._begin(db)
        else:
            self._watch(db, self._working)
        if time.monotonic() >= self._tidied_at:
            self._tidied_at = time.monotonic() + TIDY_SECONDS
            self._tidy(db)
        self._counts = counts_of(db, self._now())

    def _begin(self, db: Database) -> None:
        job = claim(db)
        if job is not None:
            self._working = Working(self._config, job.id)

    def _watch(self, db: Database, working: Working) -> None:
        if working.is_over:
            self._conclude(db, working, ending=False)
            self._working = None
            return
        if is_to_be_cancelled(db, working.job_id):
            working.break_off()
        elif working.moved and time.monotonic() >= self._shown_at:
            self._shown_at = time.monotonic() + SHOWN_SECONDS
            show(db, working.job_id, working.moved.stage, working.moved.done, working.moved.total)

    def _conclude(self, db: Database, working: Working, *, ending: bool) -> None:
        """Note how a job ended whose process has ended, unless that noted it itself."""
        job = find_job(db, working.job_id)
        if job is None or job.state is not State.RUNNING or isinstance(working.last, Ended):
            return
        if job.cancel_asked:
            cancel(self._config, db, job.id)
        elif isinstance(working.last, Failed):
            fail(self._config, db, job.id, working.last.problems)
        elif ending:
            let_wait(db, job.id, counts=False)
        elif job.tries < MOST_TRIES:
            let_wait(db, job.id, counts=True)
        else:
            fail(self._config, db, job.id, (KILLED,))

    def _database(self) -> Database:
        """Return the open database; opened again when its file is another one.

        Raises:
            SignetError: It cannot be used.
        """
        if self._db is not None and self._file() == self._inode:
            return self._db
        self._leave()
        self._db = connect(self._config, create=False, wait_seconds=PATIENCE_SECONDS)
        self._inode = self._file()
        self._is_taken_back = False
        return self._db

    def _take_back(self, db: Database) -> None:
        """Let what a killed runner left, or what an older database says to be at work, be done again."""
        if not self._is_taken_back:
            for job_id in take_back(db):
                fail(self._config, db, job_id, (KILLED,))
            self._is_taken_back = True

    def _file(self) -> int:
        try:
            return os.stat(self._config.database).st_ino
        except OSError:
            return 0

    def _tidy(self, db: Database) -> None:
        """Remove files of old jobs, which can be made again, and what jobs left that are over."""
        for job_id in ended_before(db, self._now() - KEPT_DAYS * _DAY):
            Folder(self._config, job_id).remove()
            put_files(db, job_id, ())
        for path, job_id in folders_of_jobs(self._config):
            if self._is_of_no_use(db, path, job_id):
                shutil.rmtree(path, ignore_errors=True)

    def _is_of_no_use(self, db: Database, path: Path, job_id: int) -> bool:
        """Whether a folder is of a job that an older backup does not know, or is left of one that is over."""
        job = find_job(db, job_id)
        if job is None:
            return True
        is_left = path == Folder(self._config, job_id).making or not files_of(db, job_id)
        return is_left and not job.state.is_open and path.stat().st_mtime < self._now() - _DAY

    def _leave(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
