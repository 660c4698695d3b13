"""Where the files of jobs lie, what they are called, and when they go.

They lie in the run folder, one folder for each job. While they are made the folder has another name, so what
is in the first one is whole. No backup needs them: they are made again from what minting froze.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from pathlib import Path

from tracker.config import Config

KEPT_DAYS = 60
_FOLDER = "prints"
_LONGEST = 60
_PIECE_BYTES = 2_000
"""What a piece takes in a PDF, its manifest and the ZIP of both, with some to spare (measured: 1,650)."""
_KEPT_FREE = 500_000_000
"""Bytes, or a twentieth of a small disk."""
_UNFIT = re.compile(
    r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)


class Folder:
    """The folder of one job.

    Attributes:
        whole: Where finished files are; it appears when all are finished.
        making: Where they are made.
    """

    def __init__(self, config: Config, job_id: int) -> None:
        prints = config.run_folder / _FOLDER
        self.whole, self.making = prints / str(job_id), prints / f"{job_id}.making"

    def open(self) -> None:
        """Begin to make files, or go on where the work was broken off.

        Raises:
            OSError: The folder cannot be made.
        """
        self.making.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.whole.exists():  # all was finished, but not noted; or it is made again
            shutil.rmtree(self.making, ignore_errors=True)
            os.rename(self.whole, self.making)
        self.making.mkdir(mode=0o700, exist_ok=True)
        for half in self.making.glob(".signet-*.tmp*"):  # of a process that was killed
            half.unlink(missing_ok=True)

    def check_room(self, pieces: int) -> None:
        """Require room for so many pieces, and some more: hits are stored on the same disk, and come first.

        Raises:
            OSError: There is too little.
        """
        disk = shutil.disk_usage(self.making.parent)
        kept_free = min(_KEPT_FREE, disk.total // 20)
        if disk.free < kept_free + pieces * _PIECE_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def finish(self) -> None:
        """Let the files be seen.

        Raises:
            OSError: The folder cannot be renamed.
        """
        os.rename(self.making, self.whole)
        descriptor = os.open(self.whole.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def empty(self) -> None:
        """Begin anew: what was made so far goes.

        Raises:
            OSError: The folder cannot be made.
        """
        shutil.rmtree(self.making)
        self.making.mkdir(mode=0o700)

    def drop(self) -> None:
        """Remove what is unfinished."""
        shutil.rmtree(self.making, ignore_errors=True)

    def remove(self) -> None:
        """Remove all files of the job."""
        self.drop()
        shutil.rmtree(self.whole, ignore_errors=True)


def file_name(*parts: str) -> str:
    """Return a name that every system takes and a print shop understands, without its ending.

    Such as ``Lesen im Park - Zentrale - 500 Stück - A4``.
    """
    return " - ".join(filter(None, (_fit(part) for part in parts))) or "Signet"


def _fit(part: str) -> str:
    words = " ".join(_UNFIT.sub(" ", part).split())
    if len(words.encode()) > _LONGEST:
        cut = words.encode()[:_LONGEST].decode("utf-8", "ignore")
        whole = cut.rpartition(" ")[0]
        words = whole if len(whole) > len(cut) // 2 else cut
    return words.strip(" .-")


def folders_of_jobs(config: Config) -> tuple[tuple[Path, int], ...]:
    """Return all folders of jobs, finished or not, each with the number of its job."""
    found = (config.run_folder / _FOLDER).glob("*")
    return tuple((path, int(path.stem)) for path in found if path.stem.isdecimal())
