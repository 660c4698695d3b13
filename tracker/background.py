"""The background process: writes the snapshot at every change, counts the spool, forgets, tidies up.

It never gives up: what fails is said (on standard error once, on /healthz and the staff's pages as long as it
lasts) and tried again. It ends when its parent does.
"""

from __future__ import annotations

import math
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from zoneinfo import ZoneInfoNotFoundError

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.organisations import organisation, organisation_ids
from printkit.store.strangers import unaccepted_strangers
from tracker.config import Config
from tracker.database import connect
from tracker.health.jumps import ClockWatch, steady_seconds
from tracker.health.state import BACKGROUND, FOLDER, read_state
from tracker.health.telling import Teller
from tracker.health.tidying import tidy_run_folder
from tracker.health.wholeness import look_at_database
from tracker.health.works import Work, Works, strangers_check
from tracker.privacy.forgetting import Forgetting, forget_in_database
from tracker.privacy.salt import SALT_FILE, Day, DaySalt
from tracker.scans.counts import SqliteCounts, Totals
from tracker.scans.events import forget_events
from tracker.scans.fold import LARGEST_PORTION, bytes_after, fold, next_portion, only_folder, remove_old
from tracker.scans.ordered import kept_of
from tracker.scans.recount import is_recount_due, recount_next
from tracker.scans.snapshot.keeper import Keeper
from tracker.scans.unknown_counts import forget_unknown
from tracker.staff.people.forgetting import forget_what_is_over

LOOK_SECONDS = 0.1
LOOK_WHOLE_SECONDS, BETWEEN_LOOKS_SECONDS = 2.0, 86_400.0
"""How long all pages of the database are looked at, and how often."""
FOLD_SECONDS = 0.5
LAST_FOLD_SECONDS = 3.0
GIVE_WAY_TIMES = 2.0
"""So many times as long as a fold took there is none where the processor is wanted by others."""
STATE_SECONDS = 1.0
TIDY_SECONDS = 60.0
RECONNECT_SECONDS = 1.0
PATIENCE_SECONDS = 2.0
"""Shorter than a command's patience: whoever locks the database for long must not silence this process."""


@dataclass(slots=True)
class _Due:
    """When a repeated work is due."""

    seconds: float
    at: float = field(default=0.0)

    def comes(self) -> bool:
        now = time.monotonic()
        if now < self.at:
            return False
        self.at = now + self.seconds
        return True


class Background:
    """The work of the background process, a step at a time.

    Args:
        config: The settings of the service.
        now: Tells the time in seconds since 1970: whose day it is, and what is too old.
        steady: Seconds that pass evenly, to tell when the clock is set.
    """

    def __init__(
        self,
        config: Config,
        now: Callable[[], float] = time.time,
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        self._config, self._now = config, now
        self._salt = DaySalt(config.run_folder / SALT_FILE, now)
        self._forgetting = Forgetting(config.spool_folder)
        self._forgot: Day | None = None
        self._db: Database | None = None
        self._inode = 0
        self._keeper = Keeper(config.snapshot_file)
        self._strangers = 0
        self._totals = Totals(0, 0, 0)
        self._portion = LARGEST_PORTION
        self._offsets: Mapping[str, int] = {}
        found = read_state(config.run_folder / FOLDER / BACKGROUND)
        before = found.state if found else None
        self._teller = Teller(config.run_folder, BACKGROUND, before=before, now=now, aloud=False)
        self._clock = ClockWatch(before.at if before else 0.0, before.jump if before else None, now, steady)
        self._works = Works()
        self._reconnect, self._fold = _Due(RECONNECT_SECONDS), _Due(FOLD_SECONDS)
        self._say, self._tidy, self._late = _Due(STATE_SECONDS), _Due(TIDY_SECONDS), _Due(TIDY_SECONDS)
        self._whole = _Due(BETWEEN_LOOKS_SECONDS)

    def step(self) -> None:
        """Do what is due."""
        self._database()
        self._do("snapshot", self._write_snapshot)
        if self._fold.comes():
            self._do("fold", self._count)
            self._do("fold", self._move)
        self._end_day()
        believed = self._clock.look()
        if self._tidy.comes():
            with suppress(OSError):
                tidy_run_folder(self._config.run_folder, self._config.spool_folder, self._now())
            self._do("database", self._look_at_database)
            if believed:  # else everything might be old only because the clock was set
                self._do("fold", self._remove_old)
                self._do("privacy", self._forget_events)
                self._do("privacy", self._forget_unknown)
                self._do("privacy", self._forget_of_staff)
        if self._say.comes():
            self._tell()

    def close(self) -> None:
        """Count what is still waiting and leave the database."""
        until = time.monotonic() + LAST_FOLD_SECONDS
        db = self._database()
        while db is not None and time.monotonic() < until:
            self._fold.at = math.inf
            with self._noting("fold", "_count"):
                self._count(db)
            if self._fold.at == math.inf:  # nothing more, or a fault
                break
        self._tell()
        self._teller.close()
        self._leave()

    def _do(self, work: Work, step: Callable[[Database], None]) -> None:
        if self._db is not None:
            with self._noting(work, step.__name__):
                step(self._db)

    def _database(self) -> Database | None:
        """Return the open database; opened again when its file is another one, ``None`` if it cannot be."""
        if self._db is not None and self._file() == self._inode:
            return self._db
        self._leave()
        if not self._reconnect.comes():
            return None
        try:
            self._db = connect(self._config, create=False, wait_seconds=PATIENCE_SECONDS)
        except (SignetError, sqlite3.Error, OSError) as error:
            self._works.fails("database", error)
            return None
        self._works.goes("database")
        self._inode = self._file()
        return self._db

    def _file(self) -> int:
        try:
            return os.stat(self._config.database).st_ino
        except OSError:
            return 0

    def _write_snapshot(self, db: Database) -> None:
        self._keeper.step(db)
        self._strangers = unaccepted_strangers(db)

    def _count(self, db: Database) -> None:
        counts, folder = SqliteCounts(db), self._config.spool_folder
        begun, before = time.monotonic(), time.process_time()
        folded = fold(folder, counts, largest=self._portion)
        took, worked = time.monotonic() - begun, time.process_time() - before
        self._portion = next_portion(self._portion, took)
        if folded.more:  # and if others want the processor, redirects among them, they come first
            self._fold.at = time.monotonic() + (GIVE_WAY_TIMES * took if took > 2 * worked else 0)
        self._works.counted()
        self._totals, self._offsets = counts.totals(), counts.offsets()

    def _remove_old(self, db: Database) -> None:
        days = min([self._config.segment_days, *(kept_of(db, one).days for one in organisation_ids(db))])
        remove_old(self._config.spool_folder, SqliteCounts(db), days=days)

    def _move(self, db: Database) -> None:
        """Count anew where a hand-out was noted or changed, a batch at a time: the snapshot must not wait."""
        if is_recount_due(db):
            recount_next(db)
            self._fold.at = 0.0

    def _end_day(self) -> None:
        """Forget all keys but today's: at the beginning, at midnight, and now and then for latecomers."""
        with self._noting("privacy"):
            if self._db is not None:
                self._salt.set_zone(organisation(self._db).time_zone)
            today = self._salt.today().day
            if today != self._forgot:  # what came in before midnight is counted with its keys
                self._late.at = 0.0
                self._do("fold", self._count)
            if not self._late.comes():
                return
            self._forgetting.blank(today)
            if self._db is not None:
                forget_in_database(self._db, int(self._now() * 1000))
                self._forgot = today

    def _look_at_database(self, _: Database) -> None:
        look_at_database(self._config.database, seconds=LOOK_WHOLE_SECONDS if self._whole.comes() else 0)

    def _forget_events(self, db: Database) -> None:
        for number in organisation_ids(db):
            if gone := forget_events(db, int(self._now() * 1000), number):
                print(
                    f"Signet background: {gone} events were old and are deleted", file=sys.stderr, flush=True
                )

    def _forget_unknown(self, db: Database) -> None:
        forget_unknown(db, int(self._now() * 1000))

    def _forget_of_staff(self, db: Database) -> None:
        forget_what_is_over(db, self._now())

    @contextmanager
    def _noting(self, work: Work, step: str = "") -> Iterator[None]:
        """Note why a work failed, so that /healthz says it; a damaged database is opened anew."""
        try:
            yield
        except (sqlite3.Error, SignetError, OSError, ValueError, ZoneInfoNotFoundError) as error:
            self._works.fails(work, error, step)
            busy = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
            if isinstance(error, sqlite3.Error) and not busy:
                self._leave()
        else:
            self._works.goes(work, step)

    def _tell(self) -> None:
        waiting = bytes_after(self._config.spool_folder, self._offsets)
        checks = (
            *self._works.checks(waiting, self._totals.faults, self._totals.strangers),
            strangers_check(self._strangers),
            self._clock.check(),
        )
        self._teller.tell(checks, jump=self._clock.jump)

    def _leave(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def run(config: Config, parent: int) -> None:
    """Work until the parent process ends or asks to stop (SIGTERM)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    fault = ""
    while os.getppid() == parent and not stop.is_set():
        try:
            with only_folder(config.run_folder, wait_seconds=FOLD_SECONDS) as alone:
                if alone:
                    _work(Background(config), parent, stop)
        except OSError as error:
            if (error.strerror or str(error)) != fault:
                fault = error.strerror or str(error)
                print(f"Signet background: run folder: {fault}", file=sys.stderr, flush=True)
            stop.wait(RECONNECT_SECONDS)


def _work(background: Background, parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent and not stop.is_set():
        background.step()
        stop.wait(LOOK_SECONDS)
    background.close()


if __name__ == "__main__":
    run(Config.from_json(sys.argv[1]), int(sys.argv[2]))
