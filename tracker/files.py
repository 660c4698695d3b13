"""Small files that several processes use at once: replaced whole, or locked."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace_file(path: Path, content: bytes, *, mode: int = 0o600, durable: bool = True) -> None:
    """Put a file in place at once: readers see the old content or the new one, never a part.

    Args:
        path: The file.
        content: All of it.
        mode: Its permissions.
        durable: Whether it must survive a power cut.

    Raises:
        OSError: It could not be written; the old file is untouched.
    """
    try:
        _replace(path, content, mode, durable)
    except OSError as error:  # named after the file: nobody knows the temporary one
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replace(path: Path, content: bytes, mode: int, durable: bool) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(descriptor)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def only_one(path: Path, *, wait_seconds: float = 0.0) -> Iterator[bool]:
    """Hold a lock that one process has at a time; yields whether it was free in time.

    Args:
        path: The lock's file; created when it is missing, and its folder too.
        wait_seconds: How long to wait for it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _locked(descriptor, time.monotonic() + wait_seconds)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
        time.sleep(0.05)
