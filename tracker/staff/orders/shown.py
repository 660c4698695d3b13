"""From a job, its order and its files to what a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from tracker.config import Config
from tracker.jobs.files import Folder
from tracker.jobs.model import ALL_LINES, Job, JobFile, Kind, Purpose, Stage, State
from tracker.jobs.ordered import Line, Order, codes_in, read_order
from tracker.jobs.pace import seconds_left
from tracker.jobs.queue import files_of, find_job, waiting_before


@dataclass(frozen=True, slots=True)
class StageShown:
    """A stage of the work; ``state`` is done, now or later."""

    stage: Stage
    state: str


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file to download; ``number`` names it in its address."""

    number: int
    file: JobFile


@dataclass(frozen=True, slots=True)
class LineShown:
    """A batch of the order with its files."""

    line: Line
    files: tuple[FileShown, ...]

    def of(self, purpose: Purpose) -> tuple[FileShown, ...]:
        """Return the files for a purpose."""
        return tuple(one for one in self.files if one.file.purpose is purpose)


@dataclass(frozen=True, slots=True)
class OrderShown:
    """All that the page of an order shows.

    Attributes:
        together: All files in one, if there are several.
        before: Jobs that come before it, while it waits.
        seconds: How long it will still take, ``None`` if nothing was measured yet.
        are_files_there: Whether all its files are there to be downloaded.
    """

    job: Job
    order: Order
    stages: tuple[StageShown, ...]
    lines: tuple[LineShown, ...]
    together: FileShown | None
    before: int
    seconds: float | None
    are_files_there: bool

    @property
    def is_print(self) -> bool:
        """Whether it prints pieces, and not a help for printing."""
        return self.job.kind == Kind.PRINT

    @property
    def is_draft(self) -> bool:
        """Whether the draft can be had back: it is over, and nothing was minted."""
        over = self.job.state in (State.FAILED, State.CANCELLED)
        return over and self.order.draft_id is not None and not self.order.is_minted

    @property
    def revision(self) -> str:
        """What is another text when the page would look different."""
        progress, minutes = self.job.progress, "" if self.seconds is None else str(int(self.seconds / 5))
        stage = progress.stage.value if progress.stage else ""
        parts = (self.job.state.value, stage, progress.done, int(self.job.cancel_asked), self.before, minutes)
        return "-".join([*map(str, parts), str(int(self.are_files_there)), str(self.job.tries)])


def show_order(config: Config, db: Database, job: Job) -> OrderShown:
    """Return what the page of an order shows."""
    order, files = read_order(db, job.id), files_of(db, job.id)
    stages = stages_of(order, job.kind)
    numbered = [FileShown(number, file) for number, file in enumerate(files, 1)]
    return OrderShown(
        job=job,
        order=order,
        stages=tuple(_stages(job, stages)),
        lines=tuple(
            LineShown(line, tuple(one for one in numbered if one.file.ordinal == line.ordinal))
            for line in order.lines
        ),
        together=next((one for one in numbered if one.file.ordinal == ALL_LINES), None),
        before=waiting_before(db, job) if job.state is State.WAITING else 0,
        seconds=seconds_left(db, job, stages, codes_in(db, job.id)),
        are_files_there=job.state is State.DONE and bool(files) and are_there(config, job.id, files),
    )


def stages_of(order: Order, kind: str) -> tuple[Stage, ...]:
    """Return the stages that an order goes through."""
    if kind != Kind.PRINT:
        return (Stage.PRINT,)
    return tuple(Stage) if order.draft_id is not None else (Stage.PRINT, Stage.PROVE)


def are_there(config: Config, job_id: int, files: tuple[JobFile, ...]) -> bool:
    """Whether files are where they were put, whole."""
    folder = Folder(config, job_id).whole
    return all(_size(folder / file.name) == file.size for file in files)


def orders_among(db: Database, numbers: Sequence[int]) -> tuple[tuple[Job, Order], ...]:
    """Return jobs with their orders, for lists."""
    jobs = [job for number in numbers if (job := find_job(db, number))]
    return tuple((job, read_order(db, job.id)) for job in jobs)


def _stages(job: Job, stages: tuple[Stage, ...]) -> Iterator[StageShown]:
    now = job.progress.stage
    at = stages.index(now) if now in stages else -1
    for number, stage in enumerate(stages):
        if job.state is State.DONE or number < at:
            yield StageShown(stage, "done")
        else:
            yield StageShown(stage, "now" if number == at and job.state is not State.WAITING else "later")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
