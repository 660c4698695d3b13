"""What a job is given to do its work: its line of the queue, the database, a folder, and somebody to tell."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlite_utils import Database

from tracker.config import Config
from tracker.jobs.files import Folder
from tracker.jobs.model import Job, Stage

Tell = Callable[[Stage, int, int], None]
"""Takes a stage, pieces done, and pieces in all."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a stage took, for so many pieces."""

    stage: Stage
    pieces: int
    seconds: float


@dataclass(slots=True)
class Task:
    """A job that is being done.

    Attributes:
        tell: Takes progress, as often as there is some.
        processes: How many may draw at once.
        paces: Stages that were done whole, from their beginning.
    """

    config: Config
    db: Database
    job: Job
    tell: Tell
    processes: int
    paces: list[Pace] = field(default_factory=list)

    @property
    def folder(self) -> Folder:
        """Where its files go."""
        return Folder(self.config, self.job.id)

    def timed(self, stage: Stage, pieces: int) -> Timed:
        """Return a context that measures a stage; say ``skip`` in it where something was done before."""
        return Timed(self, stage, pieces)


class Timed:
    """Measures a stage of a task, if all of it is done in one go."""

    def __init__(self, task: Task, stage: Stage, pieces: int) -> None:
        self._task, self._stage, self._pieces = task, stage, pieces
        self._whole, self._begun = True, 0.0

    def skip(self) -> None:
        """Note that a part of the stage was done before; then its time says nothing."""
        self._whole = False

    def __enter__(self) -> Timed:
        self._begun = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._whole:
            took = time.monotonic() - self._begun
            self._task.paces.append(Pace(self._stage, self._pieces, took))
