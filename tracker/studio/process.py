"""The studio itself: takes requests from the socket that it is handed as its standard input, one at a time.

It is started when somebody asks and ends when nobody did for a while, so that an idle service has no
drawing in memory. A request that hangs or eats memory ends the process; the next one starts it anew
(`tracker.studio.porter`).
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress

from printkit.errors import SignetError
from tracker.standing_back import end_first, wait_for_others
from tracker.studio.frames import BEGUN, PATIENCE, BrokenError, Request, Status, read_request, send_answer
from tracker.studio.kinds import drawing_of
from tracker.studio.problems import to_bytes

IDLE_SECONDS = 180.0
MOST_MEMORY = 2 * 1024**3
"""Bytes of address space; a preview of a poster takes a fifth."""
MOST_WAITING = 64
NICENESS = 10
_READ_SECONDS, _SEND_SECONDS = 2.0, 10.0
_LOOK_SECONDS = 1.0
_LONGEST_SECONDS = 120.0


class Waiting:
    """A request whose turn has not come."""

    def __init__(self, connection: socket.socket, request: Request) -> None:
        self.connection, self.request = connection, request

    def is_wanted(self) -> bool:
        """Whether somebody still waits for the answer."""
        self.connection.setblocking(False)
        try:
            return self.connection.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            self.connection.settimeout(_SEND_SECONDS)

    def answer(self, status: Status, payload: bytes = b"", *, begun: bool = True) -> None:
        """Send the answer and hang up."""
        with suppress(OSError):
            if not begun:
                self.connection.sendall(BEGUN)
        send_answer(self.connection, status, payload)
        self.connection.close()


class Process:
    """The loop of the studio.

    Args:
        listening: The socket; it belongs to the porter and stays when this process ends.
        parent: The process to end with.
    """

    def __init__(self, listening: socket.socket, parent: int) -> None:
        self._listening, self._parent = listening, parent
        self._waiting: list[Waiting] = []
        self._newest: dict[str, float] = {}

    def run(self, idle_seconds: float = IDLE_SECONDS) -> None:
        """Draw until nobody asked for a while, or the parent is gone."""
        idle_since = time.monotonic()
        while os.getppid() == self._parent and time.monotonic() - idle_since < idle_seconds:
            self._take_in(wait=not self._waiting)
            if self._waiting:
                self._draw(self._next())
                idle_since = time.monotonic()

    def _take_in(self, *, wait: bool) -> None:
        """Read whatever has arrived; of a lane only the newest stays."""
        self._listening.settimeout(_LOOK_SECONDS if wait else 0.0)
        while len(self._waiting) < MOST_WAITING:
            try:
                connection, _ = self._listening.accept()
            except (TimeoutError, BlockingIOError):
                return
            self._listening.settimeout(0.0)
            try:
                connection.settimeout(_READ_SECONDS)
                self._add(Waiting(connection, read_request(connection)))
            except (OSError, BrokenError, UnicodeDecodeError):
                connection.close()

    def _add(self, new: Waiting) -> None:
        lane = new.request.lane
        if lane:
            if new.request.asked < self._newest.get(lane, 0.0):
                new.answer(Status.OVERTAKEN, begun=False)
                return
            self._newest[lane] = new.request.asked
            for old in [one for one in self._waiting if one.request.lane == lane]:
                old.answer(Status.OVERTAKEN, begun=False)
                self._waiting.remove(old)
        self._waiting.append(new)

    def _next(self) -> Waiting:
        """Return whose turn it is: somebody who types comes before a gallery of pictures."""
        found = next((one for one in self._waiting if one.request.lane), self._waiting[0])
        self._waiting.remove(found)
        return found

    def _draw(self, one: Waiting) -> None:
        if not one.is_wanted():
            one.connection.close()
            return
        try:
            one.connection.sendall(BEGUN)
        except OSError:
            return
        _limit(min(one.request.seconds, _LONGEST_SECONDS))
        try:
            status, payload = _drawn(one.request)
        finally:
            _limit(0)
        one.answer(status, payload)


def _limit(seconds: float) -> None:
    """End this process after so much work, or should it wait for something without end; 0 for no limit."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)


def _drawn(request: Request) -> tuple[Status, bytes]:
    try:
        return Status.DONE, drawing_of(request.kind)(request.payload)
    except SignetError as error:
        return Status.REFUSED, to_bytes(error.problems)
    except MemoryError:
        return Status.FAILED, b"too little memory"
    except Exception:  # whatever a library stumbles over: the next request is another one's
        traceback.print_exc()
        return Status.FAILED, b"see the log of the service"


def _stand_back() -> None:
    """Let workers come first, and bound what one request can take."""
    with suppress(OSError):  # not allowed to: then as fast as everybody
        os.nice(NICENESS)
    wait_for_others()
    end_first()
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Run a studio over the socket at standard input: ``python -m tracker.studio.process PARENT``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for limit in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(limit, signal.SIG_DFL)  # nobody catches them: they end what hangs
    _stand_back()
    with socket.socket(fileno=os.dup(0)) as listening:
        Process(listening, int(sys.argv[1])).run()


if __name__ == "__main__":
    main()
