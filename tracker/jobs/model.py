"""Jobs as values: what is asked for, how far it is, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from printkit.errors import Problem

ALL_LINES = 0
"""Ordinal of a file that belongs to all lines of an order."""


class Kind(StrEnum):
    """What a job makes. `tracker.jobs.work.kinds` says which function does it."""

    PRINT = "print"
    SLIPS = "slips"
    CALIBRATION = "calibration"


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something is still to come without anybody's doing."""
        return self in (State.WAITING, State.RUNNING)


class Stage(StrEnum):
    """What is being done to a job, in this order."""

    MINT = "mint"
    PRINT = "print"
    PROVE = "prove"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes:
        stage: What is being done, or ``None`` before it begins.
        done: Pieces done in this stage, of ``total``.
        begun_at: When the stage began or was taken up again, in seconds since 1970; ``begun_with`` pieces
            were done already then.
    """

    stage: Stage | None
    done: int
    total: int
    begun_at: float
    begun_with: int


@dataclass(frozen=True, slots=True)
class Job:
    """A line of the queue.

    Attributes:
        kind: A value of `Kind`, or of a newer version's.
        asked_by: Name of who asked for it, ``""`` if the account has gone.
        cancel_asked: Whether somebody wants it to end; it does within a second.
        problems: Why it failed.
    """

    id: int
    organisation_id: int
    kind: str
    title: str
    asked_by_id: int | None
    asked_by: str
    asked_at: datetime
    state: State
    begun_at: datetime | None
    ended_at: datetime | None
    tries: int
    cancel_asked: bool
    progress: Progress
    problems: tuple[Problem, ...]


class Purpose(StrEnum):
    """What a file is for."""

    PRINT = "print"
    MANIFEST = "manifest"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class JobFile:
    """A file that a job made; ``digest`` is BLAKE2b of its content."""

    name: str
    ordinal: int
    purpose: Purpose
    size: int
    digest: str
