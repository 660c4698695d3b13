"""The process of one job: ``python -m tracker.jobs.child SETTINGS JOB``.

Printing takes memory that only a process gives back when it ends. It ends with the runner, whose end of the
pipe is its standard input, and on SIGTERM, which breaks the work off as Ctrl-C does.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import time
import traceback
from contextlib import suppress
from threading import Thread
from typing import TextIO

from printkit.errors import SignetError
from tracker.config import Config
from tracker.database import connect
from tracker.jobs.doing import do_job
from tracker.jobs.messages import Ended, Failed, Message, Moved
from tracker.jobs.model import Stage
from tracker.jobs.queue import CancelAskedError, find_job
from tracker.jobs.troubles import KILLED, troubles_of
from tracker.locks import only_one
from tracker.standing_back import end_first, take_what_is_left

LOCK = "jobs.work.lock"
PATIENCE_SECONDS = 30.0
TOLD_SECONDS = 0.2
BROKEN_OFF = 3
"""How it ends when it was told to."""


class Speaker:
    """Says messages, progress not more often than the runner listens."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._said = (Stage.MINT, -1.0)

    def say(self, message: Message) -> None:
        """Say a message; nobody may be there to hear it."""
        with suppress(BrokenPipeError):
            print(message.to_line(), file=self._out, flush=True)

    def moved(self, stage: Stage, done: int, total: int) -> None:
        """Say how far the job is."""
        if stage is not self._said[0] and stage is not Stage.MINT:
            take_what_is_left()  # minting holds the database, for which others would wait
        before, now = self._said, time.monotonic()
        if stage is before[0] and done < total and now < before[1] + TOLD_SECONDS:
            return
        self._said = (stage, now)
        self.say(Moved(stage, done, total))


class BreakOff:
    """The order to end, given as SIGTERM.

    It is raised at once, and again where the work says how far it is: libraries in C may have swallowed it,
    or made another error of it (uharfbuzz does, when it comes while it calls a pen).

    Attributes:
        was_told: Whether the order was given.
    """

    def __init__(self) -> None:
        self.was_told = False

    def __call__(self, *_: object) -> None:
        """Take the order."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough: what follows tidies up
        self.was_told = True
        raise KeyboardInterrupt

    def obey(self) -> None:
        """End, if the order was given."""
        if self.was_told:
            raise KeyboardInterrupt


def work(config: Config, job_id: int, speaker: Speaker, break_off: BreakOff) -> int:
    """Do a job and say what came of it; return the exit code."""

    def tell(stage: Stage, done: int, total: int) -> None:
        break_off.obey()
        speaker.moved(stage, done, total)

    try:
        # One of a runner that was killed may still be ending.
        with only_one(config.run_folder / LOCK, wait_seconds=PATIENCE_SECONDS) as alone:
            if not alone:
                speaker.say(Failed((KILLED,)))
                return 1
            with connect(config, create=False, wait_seconds=PATIENCE_SECONDS) as db:
                job = find_job(db, job_id)
                assert job is not None
                do_job(config, db, job, tell, processes_here())
    except (KeyboardInterrupt, CancelAskedError):
        return BROKEN_OFF
    except Exception as error:
        if break_off.was_told:
            return BROKEN_OFF
        if not isinstance(error, (SignetError, OSError, sqlite3.Error)):
            traceback.print_exc()  # a fault of ours, for the messages of the service
        speaker.say(Failed(troubles_of(error)))
        return 1
    speaker.say(Ended())
    return 0


def processes_here() -> int:
    """Return how many processes may draw: one core is for visitors."""
    return max(1, (os.cpu_count() or 1) - 1)


def _end_with_input() -> None:
    with suppress(OSError):
        while os.read(sys.stdin.fileno(), 1):
            pass
    os._exit(BROKEN_OFF)


def main() -> int:
    """Do the job that the command line names."""
    end_first()
    Thread(target=_end_with_input, daemon=True).start()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints does not disturb the messages
    config, speaker, break_off = Config.from_json(sys.argv[1]), Speaker(out), BreakOff()
    signal.signal(signal.SIGTERM, break_off)  # until here there is nothing to tidy up
    try:
        return work(config, int(sys.argv[2]), speaker, break_off)
    except KeyboardInterrupt:  # while it said how it ended
        return BROKEN_OFF


if __name__ == "__main__":
    sys.exit(main())
