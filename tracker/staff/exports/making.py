"""Letting a process write a file, and handing the file out as it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from tracker.locks import only_one
from tracker.staff.exports.order import Order

AT_A_TIME = 2
WAIT_SECONDS = 5.0
MOST_SECONDS = 120.0
"""So many files are written at once by the whole service; how long others wait, and how long one may take."""


class NotMadeError(Exception):
    """There is no file: too many others are being written, or it took too long."""


def make_file(order: Order, run_folder: Path) -> BinaryIO:
    """Return the file of an order, to be read from its beginning; it has no name and ends when it is closed.

    Raises:
        NotMadeError: It could not be made now.
    """
    try:
        return _made(order, run_folder)
    except OSError as error:  # such as a full disk
        raise NotMadeError(str(error)) from error


def _made(order: Order, run_folder: Path) -> BinaryIO:
    file = TemporaryFile(dir=run_folder, prefix="export-")  # noqa: SIM115 (whoever reads it closes it)
    try:
        with _turn(run_folder) as free:
            if not free:
                raise NotMadeError("others are being written")
            _write(order, file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _write(order: Order, file: BinaryIO) -> None:
    command = [sys.executable, "-m", "tracker.staff.exports.child"]
    try:
        done = subprocess.run(  # noqa: S603 (our own program)
            command,
            input=order.to_json().encode(),
            stdout=file,
            stderr=subprocess.PIPE,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotMadeError("it took too long") from error
    if done.returncode:
        raise NotMadeError(done.stderr.decode("utf-8", "replace"))


@contextmanager
def _turn(run_folder: Path) -> Iterator[bool]:
    """Wait for one of the few places; yields whether there was one."""
    for number in range(AT_A_TIME):
        last = number == AT_A_TIME - 1
        path = run_folder / f"export-{number + 1}.lock"
        with only_one(path, wait_seconds=WAIT_SECONDS if last else 0.0) as free:
            if free or last:
                yield free
                return
