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

from tracker.studio.frames import SOCKET, socket_address

BACKLOG = 64
_LOOK_SECONDS = 0.2
_PAUSE_SECONDS = 0.2
"""Between two starts, should one process after another die."""
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
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._listening = _listen(run_folder)
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
        self._listening.close()
        with suppress(OSError):
            (self.folder / SOCKET).unlink()

    def _keep(self) -> None:
        while not self._ending.is_set():
            readable, _, _ = select.select([self._listening], [], [], _LOOK_SECONDS)
            if readable and not self._ending.is_set():
                try:
                    self._process = self._start()
                except OSError as error:  # there is no memory for one more process just now
                    self._say(f"Signet: the studio cannot be started: {error.strerror or error}")
                    self._ending.wait(_PAUSE_SECONDS)
                else:
                    self._watch(self._process)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "tracker.studio.process", str(os.getpid())]
        return subprocess.Popen(  # noqa: S603 (our own module)
            command, stdin=self._listening.fileno(), process_group=0
        )

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the process ended, or end it."""
        while process.poll() is None and not self._ending.wait(_LOOK_SECONDS / 4):
            pass
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        elif process.returncode:
            self._say(f"Signet: the studio ended ({_reason(process.returncode)}); it is started when needed.")
            time.sleep(_PAUSE_SECONDS)


@contextmanager
def studio_over(run_folder: Path) -> Iterator[Porter | None]:
    """Keep a studio over a run folder; without one everything but pictures goes on."""
    try:
        porter = Porter(run_folder)
    except OSError as error:
        _to_stderr(f"Signet: no pictures of designs can be drawn ({error.strerror}).")
        yield None
        return
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
        return "a picture took too long"
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _to_stderr(text: str) -> None:
    print(text, file=sys.stderr)
