"""The porter of the studio: keeps its socket open and starts the process when somebody knocks.

So an idle service has no drawing in memory, a process that dies is started anew by the next request, and
requests that wait outlive it: they lie in the queue of the socket, which is the porter's.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tracker.health.state import STUDIO
from tracker.health.telling import Teller
from tracker.studio.frames import SOCKET, socket_address
from tracker.studio.health import TOO_LONG, Troubles

BACKLOG = 64
_LOOK_SECONDS = 0.2
_PAUSE_SECONDS = 0.2
"""Between two starts, should one process after another die."""
_DOOR_SECONDS = 1.0
"""Between two looks whether the socket is there."""
_END_SECONDS = 3.0


class Porter:
    """The studio of a service, from outside.

    Args:
        run_folder: Of the service; pictures are kept there, and the socket.
        say: Told when the process died.

    Attributes:
        folder: The run folder.
    """

    def __init__(self, run_folder: Path, say: Callable[[str], None] | None = None) -> None:
        self.folder, self._say = run_folder, say or _to_stderr
        self._ending, self._troubles = threading.Event(), Troubles()
        self._teller = Teller(run_folder, STUDIO, aloud=False)
        self._process: subprocess.Popen[bytes] | None = None
        self._listening: socket.socket | None = None
        self._look_at = 0.0
        self._open()
        self._tell()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Number of the process, if it runs."""
        running = self._process
        return running.pid if running and running.poll() is None else None

    def close(self) -> None:
        """End the process and take the socket away."""
        self._ending.set()
        self._thread.join()
        if self._listening is not None:
            self._listening.close()
            with suppress(OSError):
                (self.folder / SOCKET).unlink()
        self._tell()
        self._teller.close()

    def _keep(self) -> None:
        while not self._ending.is_set():
            self._tell()
            if time.monotonic() >= self._look_at:
                self._open()
            if self._listening is None:
                self._ending.wait(_LOOK_SECONDS)
            elif self._is_knocked(self._listening) and not self._ending.is_set():
                self._serve(self._listening)

    def _open(self) -> None:
        """Have a socket where everybody looks for it; a cleaner or a full disk may have been there before."""
        self._look_at = time.monotonic() + _DOOR_SECONDS
        if self._listening is not None and (self.folder / SOCKET).is_socket():
            return
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        try:
            self._listening, self._troubles.door = _listen(self.folder), ""
        except OSError as error:
            why = error.strerror or str(error)
            if why != self._troubles.door:
                self._say(f"Signet: no pictures of designs can be drawn ({why}).")
            self._troubles.door = why

    def _is_knocked(self, listening: socket.socket) -> bool:
        return bool(select.select([listening], [], [], _LOOK_SECONDS)[0])

    def _serve(self, listening: socket.socket) -> None:
        try:
            self._process = self._start(listening)
        except OSError as error:  # there is no memory for one more process just now
            why = error.strerror or str(error)
            self._say(f"Signet: the studio cannot be started: {why}")
            self._troubles.start = why
            self._ending.wait(_PAUSE_SECONDS)
        else:
            self._troubles.start = ""
            self._watch(self._process)

    def _tell(self) -> None:
        self._teller.tell([self._troubles.check(time.monotonic())])

    def _start(self, listening: socket.socket) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "tracker.studio.process", str(os.getpid())]
        return subprocess.Popen(  # noqa: S603 (our own module)
            command, stdin=listening.fileno(), process_group=0
        )

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the process ended, or end it."""
        while process.poll() is None and not self._ending.wait(_LOOK_SECONDS / 4):
            self._tell()
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        elif process.returncode:
            why = _reason(process.returncode)
            self._say(f"Signet: the studio ended ({why}); it is started when needed.")
            self._troubles.ends.append((time.monotonic(), why))
            time.sleep(_PAUSE_SECONDS)


@contextmanager
def studio_over(run_folder: Path) -> Iterator[Porter]:
    """Keep a studio over a run folder."""
    porter = Porter(run_folder)
    try:
        yield porter
    finally:
        porter.close()


def _listen(folder: Path) -> socket.socket:
    """Return the listening socket of a run folder; what another service left there is replaced.

    Raises:
        OSError: The folder cannot be used.
    """
    with suppress(FileNotFoundError):
        (folder / SOCKET).unlink()
    listening = socket.socket(socket.AF_UNIX)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        listening.bind(socket_address(folder, descriptor))
        (folder / SOCKET).chmod(0o600)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    finally:
        os.close(descriptor)
    return listening


def _reason(code: int) -> str:
    if code in (-signal.SIGALRM, -signal.SIGPROF):
        return TOO_LONG
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr)
