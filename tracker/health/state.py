"""What a process says of itself, in a file of the run folder that a full disk takes as well.

The file is made once, at its full length, and overwritten in place: that needs no room. Its process holds a
lock on it, so a reader knows whether that process is still there, however long it has been silent.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zlib import crc32

from tracker.health.check import Check
from tracker.health.jumps import Jump

FOLDER = "health"
BACKGROUND, JOBS, STUDIO = "background", "jobs", "studio"
BESIDE = (BACKGROUND, JOBS, STUDIO)
"""Names of the processes that are no workers; there is one of each."""
LENGTH = 16_384
_TRIES, _TRY_SECONDS = 5, 0.01


@dataclass(frozen=True, slots=True)
class Loss:
    """Hits that a worker could not store.

    Attributes:
        waiting: Hits that wait in memory until the disk takes them.
        waiting_since: When the first of them came.
        lost: Hits given up because too many waited.
        since: When the first of them was lost, in seconds since 1970.
        until: When the last was.
        why: What the disk said.
    """

    waiting: int = 0
    waiting_since: float = 0.0
    lost: int = 0
    since: float = 0.0
    until: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What a process last said of itself. Times are in seconds since 1970.

    Attributes:
        pid: Its number.
        began: When it began.
        at: When it said this.
        checks: How it is doing.
        loss: Of a worker: hits it could not store.
        kills: Of the background process: when it was started again after it had not ended by itself.
        jump: Of the background process: what it knows of a jump of the clock.
        ended: Whether it ended by itself; whoever did not was killed.
    """

    pid: int
    began: float
    at: float
    checks: tuple[Check, ...] = ()
    loss: Loss = Loss()
    kills: tuple[float, ...] = ()
    jump: Jump | None = None
    ended: bool = False

    def to_bytes(self) -> bytes:
        """Return the state as `from_bytes` reads it, always of the same length."""
        text = json.dumps(asdict(self)).encode()
        content = b"%08x %b" % (crc32(text), text)
        if (
            len(content) >= LENGTH and self.checks
        ):  # its checks are too long: without them it still says that it is alive
            return replace(self, checks=()).to_bytes()
        return content.ljust(LENGTH - 1) + b"\n"

    @classmethod
    def from_bytes(cls, content: bytes) -> State | None:
        """Read what `to_bytes` wrote; ``None`` for anything else, also of another version."""
        checksum, _, text = content.strip().partition(b" ")
        try:
            if int(checksum, 16) != crc32(text):
                return None
            plain = json.loads(text)
            plain["checks"] = tuple(map(Check.from_plain, plain["checks"]))
            plain["loss"] = Loss(**plain["loss"])
            plain["kills"] = tuple(plain["kills"])
            plain["jump"] = Jump(**plain["jump"]) if plain["jump"] else None
            return cls(**plain)
        except (ValueError, TypeError, KeyError):
            return None


@dataclass(frozen=True, slots=True)
class Found:
    """A state that was found in the run folder.

    Attributes:
        path: Its file.
        state: What the process last said.
        lives: Whether the process is still there.
    """

    path: Path
    state: State
    lives: bool


class StateFile:
    """The file of one process; made when it is first written to, and again when somebody removed it.

    Args:
        run_folder: Where the folder `FOLDER` lies.
        name: Of the file; by default one for a worker, that no other has.
    """

    def __init__(self, run_folder: Path, name: str = "") -> None:
        self.path = run_folder / FOLDER / (name or f"worker-{os.getpid()}-{secrets.token_hex(4)}")
        self._descriptor = -1

    def write(self, state: State) -> None:
        """Leave a state for all to read.

        Raises:
            OSError: It could not be written.
        """
        if self._descriptor >= 0 and os.fstat(self._descriptor).st_nlink == 0:
            self._close()
        content = state.to_bytes()
        if self._descriptor < 0:
            self._open(content)
        elif os.pwrite(self._descriptor, content, 0) != len(content):
            raise OSError("the state could not be written whole")

    def close(self, *, remove: bool) -> None:
        """End; a state that is of no use to anybody any more goes with its process."""
        if remove:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
        self._close()

    def _open(self, content: bytes) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _hold(descriptor)
            if os.pwrite(descriptor, content, 0) != len(content):
                raise OSError("the state could not be written whole")
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def found_in(run_folder: Path) -> tuple[Found, ...]:
    """Return all states that can be read, those of the workers and of the background process."""
    try:
        paths = sorted((run_folder / FOLDER).iterdir())
    except OSError:
        return ()
    return tuple(found for path in paths if (found := read_state(path)))


def read_state(path: Path) -> Found | None:
    """Return the state in a file, or ``None`` if there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        for _ in range(_TRIES):  # it may be overwritten while it is read
            if state := State.from_bytes(os.read(descriptor, LENGTH)):
                return Found(path, state, _is_held(descriptor))
            os.lseek(descriptor, 0, os.SEEK_SET)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return None


def _hold(descriptor: int) -> None:
    """Take the lock; readers have it for moments, and a process before this one may still be ending."""
    for _ in range(_TRIES):
        with suppress(BlockingIOError):
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(_TRY_SECONDS)
    return None


def _is_held(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False
