"""Asking the studio: for workers and other processes that must not draw themselves."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

from printkit.errors import SignetError
from tracker.studio.frames import (
    BEGUN,
    PATIENCE,
    BrokenError,
    Request,
    Status,
    read_answer,
    send_request,
    socket_address,
)
from tracker.studio.problems import problems_from

QUEUE_SECONDS = 30.0
_BETWEEN_SECONDS = 0.05


class StudioError(Exception):
    """The studio gave no picture."""


class StudioAwayError(StudioError):
    """There is no studio at the moment, or too many wait for it."""


class StudioFailedError(StudioError):
    """The studio stumbled over this very request, or it took too long."""


class OvertakenError(StudioError):
    """A newer request of the same lane came: its answer is the one to show."""


class Studio:
    """The studio of a service.

    Args:
        run_folder: That of the service.
        patience: Seconds that a request may wait for others before it.
    """

    def __init__(self, run_folder: Path, patience: float = QUEUE_SECONDS) -> None:
        self._folder, self._patience = run_folder, patience

    def draw(self, kind: str, payload: bytes, *, seconds: float = 10.0, lane: str = "") -> bytes:
        """Let the studio draw something.

        Args:
            kind: What, a key of `tracker.studio.kinds.KINDS`.
            payload: What the function of that kind takes.
            seconds: Of work that the drawing itself may take.
            lane: Of the requests in one lane only the newest counts.

        Raises:
            SignetError: What was sent cannot be used.
            StudioAwayError: Nobody is there, or too many are.
            StudioFailedError: It cannot be drawn.
            OvertakenError: A newer request of this lane came.
        """
        now = time.monotonic()
        request, until = Request(kind, payload, seconds, lane, now), now + self._patience
        while True:
            try:
                return self._ask(request, until)
            except _LostInTheQueueError:  # it was full, or another request took the process with it
                if time.monotonic() >= until:
                    raise StudioAwayError from None
                time.sleep(_BETWEEN_SECONDS)

    def _ask(self, request: Request, until: float) -> bytes:
        with self._connected() as connection:
            begun = False
            try:
                send_request(connection, request)
                connection.settimeout(max(0.1, until - time.monotonic()))
                begun = self._has_begun(connection)
                connection.settimeout(request.seconds * PATIENCE + 5)
                status, answer = read_answer(connection)
            except TimeoutError as error:
                raise (StudioFailedError if begun else StudioAwayError) from error
            except (OSError, BrokenError) as error:
                raise (StudioFailedError if begun else _LostInTheQueueError) from error
        return _result(status, answer)

    def _has_begun(self, connection: socket.socket) -> bool:
        sign = connection.recv(1)
        if sign != BEGUN:
            raise BrokenError
        return True

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(2.0)
        try:
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                connection.connect(socket_address(self._folder, descriptor))
            finally:
                os.close(descriptor)
        except OSError as error:
            connection.close()
            full = isinstance(error, BlockingIOError | TimeoutError)
            raise (_LostInTheQueueError if full else StudioAwayError) from error
        return connection


class _LostInTheQueueError(Exception):
    """The queue was full, or the process ended before it came to this request."""


def _result(status: Status, answer: bytes) -> bytes:
    if status is Status.DONE:
        return answer
    if status is Status.REFUSED:
        raise SignetError(problems_from(answer))
    raise OvertakenError if status is Status.OVERTAKEN else StudioFailedError(answer.decode(errors="replace"))
