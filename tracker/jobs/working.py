"""The process of a job, as the runner sees it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from threading import Thread

from tracker.config import Config
from tracker.jobs.messages import Ended, Failed, Message, Moved, read_line

BREAK_OFF_SECONDS = 3.0


class Working:
    """A process that does a job.

    Attributes:
        job_id: Which job.
        moved: How far it last said it is.
        last: How it said that it ended, if it did.
        moved_at: When it last said anything (`time.monotonic`).
    """

    def __init__(self, config: Config, job_id: int) -> None:
        self.job_id = job_id
        self.moved: Moved | None = None
        self.last: Message | None = None
        self.moved_at = time.monotonic()
        self._killed_at = 0.0
        self._was_over = False
        command = [sys.executable, "-P", "-m", "tracker.jobs.child", config.to_json(), str(job_id)]
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0
        )
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether the process has ended, and all it said was heard."""
        if self._killed_at and time.monotonic() > self._killed_at:
            self._kill()
        if self._was_over:
            return True
        if self._process.poll() is None:
            return False
        self._thread.join(BREAK_OFF_SECONDS)
        self._kill()  # nothing of its group stays behind
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._was_over = True
        return True

    def break_off(self) -> None:
        """Tell it to end; if it does not, it is ended."""
        if not self._killed_at:
            self._killed_at = time.monotonic() + BREAK_OFF_SECONDS
            self._process.terminate()

    def finish(self) -> None:
        """Break it off and wait until it has ended."""
        self.break_off()
        while not self.is_over:
            time.sleep(0.02)

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            message = read_line(line)
            if isinstance(message, Moved):
                self.moved, self.moved_at = message, time.monotonic()
            elif isinstance(message, Failed | Ended):
                self.last = message
