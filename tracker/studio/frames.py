"""What goes over the studio's socket: one request, a sign that work on it began, one answer.

Every part has a length that is told first and a limit, so that neither side reads without end.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

SOCKET = "studio.sock"
LARGEST_REQUEST = 16 * 1024 * 1024
LARGEST_ANSWER = 64 * 1024 * 1024
_LONGEST_WORD = 200
_REQUEST = struct.Struct("!4sfdHHI")
"""Sign, seconds, when it was asked, bytes of kind, of lane and of payload."""
_ANSWER = struct.Struct("!BI")
_SIGN = b"SGN1"
BEGUN = b"."
PATIENCE = 6
"""So many times as long as its work a request may take on a machine that has other things to do."""
_LONGEST_PATH = 100
"""Of a socket (unix(7): 108 bytes); longer ones are reached by way of their folder."""


class Status(IntEnum):
    """How a request ended."""

    DONE = 0
    REFUSED = 1
    """What was sent cannot be used; the answer says why."""
    FAILED = 2
    """The studio itself stumbled."""
    OVERTAKEN = 3
    """A newer request of the same lane came."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants drawn.

    Attributes:
        kind: A key of `tracker.studio.kinds.KINDS`.
        payload: What the function of that kind takes.
        seconds: Of work that it may take.
        lane: Of the requests in one lane only the newest counts; ``""`` for none.
        asked: When it was asked (`time.monotonic`): one that comes late is not the newest.
    """

    kind: str
    payload: bytes
    seconds: float
    lane: str = ""
    asked: float = 0.0


class BrokenError(Exception):
    """The other side sent something else, too much, or went away."""


def send_request(connection: socket.socket, request: Request) -> None:
    """Send a request."""
    kind, lane = request.kind.encode(), request.lane.encode()
    head = _REQUEST.pack(_SIGN, request.seconds, request.asked, len(kind), len(lane), len(request.payload))
    connection.sendall(head + kind + lane + request.payload)


def read_request(connection: socket.socket) -> Request:
    """Read a request.

    Raises:
        BrokenError: It is none.
    """
    sign, seconds, asked, kind, lane, payload = _REQUEST.unpack(_exactly(connection, _REQUEST.size))
    if sign != _SIGN or max(kind, lane) > _LONGEST_WORD or payload > LARGEST_REQUEST:
        raise BrokenError
    words = [_exactly(connection, length) for length in (kind, lane, payload)]
    return Request(words[0].decode(), words[2], seconds, words[1].decode(), asked)


def send_answer(connection: socket.socket, status: Status, payload: bytes) -> None:
    """Send the answer, unless nobody waits for it any more."""
    with suppress(OSError):
        connection.sendall(_ANSWER.pack(status, len(payload)) + payload)


def read_answer(connection: socket.socket) -> tuple[Status, bytes]:
    """Read an answer.

    Raises:
        BrokenError: It is none.
    """
    status, length = _ANSWER.unpack(_exactly(connection, _ANSWER.size))
    if length > LARGEST_ANSWER:
        raise BrokenError
    return Status(status), _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise BrokenError
        parts += part
    return bytes(parts)


def socket_address(folder: Path, descriptor: int) -> str:
    """Return the address of the studio's socket.

    Args:
        folder: The run folder.
        descriptor: Of that folder, opened.
    """
    path = folder / SOCKET
    short = len(bytes(path)) <= _LONGEST_PATH
    return str(path) if short else f"/proc/self/fd/{descriptor}/{SOCKET}"
