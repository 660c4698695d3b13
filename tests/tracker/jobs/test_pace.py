"""How long an order still takes: said from what was measured, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlite_utils import Database

from printkit.store.model import Batch, BatchKind
from tracker.jobs.model import Job, Stage
from tracker.jobs.ordered import codes_in
from tracker.jobs.orders import order_again
from tracker.jobs.pace import note_pace, seconds_left
from tracker.jobs.queue import claim, find_job, show
from tracker.staff.accounts import Account

STAGES = (Stage.PRINT, Stage.PROVE)
BatchOf = Callable[..., Batch]


def at_work(db: Database, number: int, stage: Stage, done: int, total: int) -> Job:
    show(db, number, stage, done, total)
    job = find_job(db, number)
    assert job is not None
    return job


@pytest.fixture
def number(db: Database, editor: Account, printable_batch: BatchOf) -> int:
    """An order of 1,000 pieces that runs."""
    order_again(db, editor, printable_batch(1000), "a4")
    job = claim(db)
    assert job is not None
    return job.id


def test_nothing_is_said_before_anything_was_measured(db: Database, number: int) -> None:
    job = at_work(db, number, Stage.PRINT, 0, 1000)
    assert seconds_left(db, job, STAGES, 1000) is None
    note_pace(db, number, Stage.PRINT, 99, 60.0)  # nearly all of it was loading
    note_pace(db, number, Stage.PROVE, 99, 60.0)
    assert seconds_left(db, job, STAGES, 1000) is None


def test_orders_before_tell_how_long_one_takes(db: Database, number: int) -> None:
    note_pace(db, number, Stage.PRINT, 1000, 10.0)
    note_pace(db, number, Stage.PROVE, 1000, 5.0)
    job = at_work(db, number, Stage.PRINT, 10, 1000)
    assert seconds_left(db, job, STAGES, 1000) == pytest.approx(9.9 + 5.0)
    one_code = at_work(db, number, Stage.PRINT, 0, 100_000)
    assert seconds_left(db, one_code, STAGES, 1) == pytest.approx(0.015)


def test_what_is_measured_in_the_order_counts_more(db: Database, number: int) -> None:
    note_pace(db, number, Stage.PROVE, 1000, 5.0)
    at_work(db, number, Stage.PRINT, 100, 1000)
    job = at_work(db, number, Stage.PRINT, 200, 1000)
    now = job.progress.begun_at + 4.0
    assert seconds_left(db, job, STAGES, 1000, now) == pytest.approx(800 * 4.0 / 100 + 5.0)


def test_one_code_is_drawn_once_however_many_copies(
    db: Database, editor: Account, printable_batch: BatchOf, order_of_draft: Callable[..., tuple[int, int]]
) -> None:
    one = printable_batch(1_000_000, kind=BatchKind.ONE_CODE)
    assert codes_in(db, order_again(db, editor, one, "a4")) == 1
    many = printable_batch(30, name="Viele")
    assert codes_in(db, order_again(db, editor, many, "a4", "1-7")) == 7
    _, number = order_of_draft({"Zentrale": 500, "Südstadt": 300}, name="X", kind=BatchKind.ONE_CODE)
    assert codes_in(db, number) == 2
