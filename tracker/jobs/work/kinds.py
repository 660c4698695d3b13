"""Which function does which kind of job. Each is loaded when a job of its kind comes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from printkit.errors import SignetError
from tracker.jobs.model import Kind
from tracker.jobs.task import Task

WORKS = {
    Kind.PRINT: ("tracker.jobs.work.order", "do_order"),
    Kind.SLIPS: ("tracker.jobs.work.extras", "do_slips"),
    Kind.CALIBRATION: ("tracker.jobs.work.extras", "do_calibration"),
}
"""Module and function. It ends the job itself (`tracker.jobs.queue.finish`), in the transaction that notes
what came of it, or raises."""


def work_of(kind: str) -> Callable[[Task], None]:
    """Return what does a kind of job.

    Raises:
        SignetError: This version knows none.
    """
    found = WORKS.get(Kind(kind)) if kind in set(Kind) else None
    if found is None:
        raise SignetError.of(
            "job-kind", f'There is no job called "{kind}".', "Install the version that asked."
        )
    work: Callable[[Task], None] = getattr(import_module(found[0]), found[1])
    return work
