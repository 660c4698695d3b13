"""The processes of a service beside its workers: started with it, watched, and ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from tracker.config import Config

KILL_SECONDS = 5
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Helper:
    """A process beside the workers: ``python -m module SETTINGS PARENT``.

    Attributes:
        name: What messages call it.
        niceness: How far it stands back behind the workers.
        pause: Seconds until it is started again when it died.
    """

    module: str
    name: str
    niceness: int
    pause: float


HELPERS = (
    # Counting a hit costs as much as redirecting one, and can wait. New destinations must not wait for long.
    Helper("tracker.background", "the background process", 5, 0.3),
    Helper("tracker.jobs", "the process of print orders", 15, 2.0),
)


class Watched:
    """A process beside the workers, started again whenever it dies.

    Args:
        config: The settings of the service.
        stopping: Set when the service is being stopped.
        helper: Which process it is.
    """

    def __init__(self, config: Config, stopping: threading.Event, helper: Helper) -> None:
        self._config, self._stopping, self._helper = config, stopping, helper
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def terminate(self) -> None:
        """Tell it to finish what it is doing and end."""
        self._thread.join()
        self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait until it has ended, no longer than until a moment (`time.monotonic`)."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", self._helper.module, self._config.to_json(), str(os.getpid())]
        # A group of its own: Ctrl-C is for the service, which then ends its processes in their order. Not a
        # session: Linux shares a core out between sessions first, and niceness counts only inside of one.
        process = subprocess.Popen(  # noqa: S603 (our own module)
            command, stdin=subprocess.DEVNULL, process_group=0
        )
        with suppress(OSError):  # it has ended already, which is seen elsewhere
            os.setpriority(os.PRIO_PROCESS, process.pid, self._helper.niceness)
        return process

    def _watch(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            code = self._process.poll()
            if code is None:
                continue
            print(f"Signet: {self._helper.name} ended ({code}); starting it again.", file=sys.stderr)
            self._replace()

    def _replace(self) -> None:
        """Start it again after its pause; there may be no memory for one more process for a while."""
        while not self._stopping.wait(self._helper.pause):
            try:
                self._process = self._start()
            except OSError as error:
                reason = error.strerror or error
                print(f"Signet: {self._helper.name} cannot be started: {reason}", file=sys.stderr)
            else:
                return


def stop_all(processes: Sequence[Watched]) -> None:
    """Let all finish what they are doing at the same time, and end."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + KILL_SECONDS
    for process in processes:
        process.wait(until)
