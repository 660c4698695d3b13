"""The real runner and its processes: killed, stopped, cancelled, without room, without the database."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from printkit.store.batches import print_runs
from printkit.store.model import Batch
from tracker.config import Config
from tracker.database import connect
from tracker.jobs.doing import do_job, fail
from tracker.jobs.files import Folder
from tracker.jobs.model import Stage, State
from tracker.jobs.ordered import read_order
from tracker.jobs.orders import order_again
from tracker.jobs.queue import MOST_TRIES, ask_again, ask_to_cancel, claim, files_of, find_job, take_back
from tracker.jobs.runner import Runner
from tracker.jobs.task import Tell
from tracker.jobs.troubles import troubles_of
from tracker.staff.accounts import Account

BatchOf = Callable[..., Batch]
Running = Callable[[], AbstractContextManager[object]]
Reaches = Callable[..., None]
MANY, MORE = 8_400, 12_600
"""Pieces that take a runner long enough, in several files: what it does is seen a second later."""


def is_at(db: Database, job_id: int, stage: Stage) -> Callable[[], bool]:
    """Whether a stage was reached; a quick machine may be past it by the time that somebody looks."""
    order = list(Stage)

    def asked() -> bool:
        job = find_job(db, job_id)
        assert job is not None
        now = job.progress.stage
        return now is not None and order.index(now) >= order.index(stage)

    return asked


@pytest.mark.slow
def test_a_killed_runner_goes_on_where_it_was(
    config: Config,
    db: Database,
    editor: Account,
    printable_batch: BatchOf,
    runner: Running,
    reaches: Reaches,
    until: Callable[..., float],
) -> None:
    batch = printable_batch(MANY)
    number = order_again(db, editor, batch, "a4")
    with runner():
        until(is_at(db, number, Stage.PRINT), 240)
    assert files_of(db, number) == ()
    with runner():
        until(is_at(db, number, Stage.PROVE), 240)
    with runner(), connect(config) as other:
        other.execute("BEGIN IMMEDIATE")  # the database is held for longer than the runner waits
        time.sleep(3)
        other.execute("ROLLBACK")
        reaches(number, State.DONE)
    (line,) = read_order(db, number).lines
    assert line.proof is not None
    assert (line.proof.decoded, line.proof.found) == (MANY, 0)
    assert len(print_runs(db, batch.id)) == 1
    assert [file.name.rpartition(" - ")[2] for file in files_of(db, number)] == [
        f"{number}.zip",
        *(f"A4-00{part}.{kind}" for kind in ("pdf", "csv") for part in (1, 2, 3)),
    ]


@pytest.mark.slow
def test_cancelling_and_stopping_are_obeyed_at_once(
    config: Config,
    db: Database,
    editor: Account,
    printable_batch: BatchOf,
    runner: Callable[[], AbstractContextManager],
    reaches: Reaches,
    until: Callable[..., float],
) -> None:
    batch = printable_batch(MANY)
    cancelled = order_again(db, editor, printable_batch(MORE, name="Südstadt"), "a4")
    stopped = order_again(db, editor, batch, "a4")
    with runner() as running:
        until(is_at(db, cancelled, Stage.PROVE), 240)
        assert ask_to_cancel(db, cancelled)
        reaches(cancelled, State.CANCELLED, seconds=60)
        assert not Folder(config, cancelled).making.exists()
        assert not Folder(config, cancelled).whole.exists()
        until(is_at(db, stopped, Stage.PRINT), 240)
        assert running.stand_back()
        running.stop()
    job = find_job(db, stopped)
    assert job is not None
    assert (job.state, job.tries) == (State.WAITING, 0)
    with runner():
        reaches(stopped, State.DONE)
    assert len(print_runs(db, batch.id)) == 1


@pytest.mark.slow
def test_two_runners_do_every_job_once(
    db: Database, editor: Account, printable_batch: BatchOf, runner: Running, reaches: Reaches
) -> None:
    batch = printable_batch(4)
    numbers = [order_again(db, editor, batch, sheet) for sheet in ("a4", "a11", "single")]
    with runner(), runner():
        for number in numbers:
            reaches(number, State.DONE, State.FAILED)
    states = [job.state for number in numbers if (job := find_job(db, number))]
    assert states == [State.DONE, State.FAILED, State.DONE]
    assert len(print_runs(db, batch.id)) == 2


def test_a_full_disk_is_said_and_leaves_nothing_half(
    config: Config,
    db: Database,
    editor: Account,
    printable_batch: BatchOf,
    mounted: Callable[[str], Path],
) -> None:
    disk = mounted("size=4m")
    small = replace(config, run_folder=disk)
    number = order_again(db, editor, printable_batch(600), "a4")
    ballast = disk / "ballast"

    def fill(stage: Stage, done: int, _: int) -> None:
        if stage is Stage.PRINT and done and not ballast.exists():
            ballast.write_bytes(b"x" * (shutil.disk_usage(disk).free - 8192))

    def work(tell: Tell = lambda *_: None) -> None:
        job = claim(db)
        assert job is not None
        try:
            do_job(small, db, job, tell)
        except Exception as error:
            fail(small, db, job.id, troubles_of(error))

    work(fill)
    job = find_job(db, number)
    assert job is not None
    assert (job.state, [one.rule for one in job.problems]) == (State.FAILED, ["disk-full"])
    assert files_of(db, number) == ()
    assert list(disk.rglob("*.pdf")) + list(disk.rglob(".signet-*")) == []
    assert ask_again(db, number)
    work()
    job = find_job(db, number)
    assert job is not None
    assert (job.state, [one.rule for one in job.problems]) == (State.FAILED, ["disk-full"])
    assert files_of(db, number) == ()
    ballast.unlink()
    assert ask_again(db, number)
    work()
    job = find_job(db, number)
    assert job is not None
    assert job.state is State.DONE


def test_a_job_that_kills_is_given_up(
    db: Database, config: Config, editor: Account, printable_batch: BatchOf
) -> None:
    number = order_again(db, editor, printable_batch(1), "a4")
    for _ in range(MOST_TRIES):
        assert claim(db) is not None
        given_up = take_back(db)
    assert given_up == (number,)
    assert claim(db) is not None  # what a runner does when it begins
    runner = Runner(config)
    db.execute("UPDATE job SET tries = ?", [MOST_TRIES])
    runner.step()
    runner.close()
    job = find_job(db, number)
    assert job is not None
    assert (job.state, job.problems[0].rule) == (State.FAILED, "job-killed")


def test_jobs_of_several_organisations_take_turns(
    db: Database, editor: Account, printable_batch: BatchOf
) -> None:
    batch = printable_batch(1)
    numbers = [order_again(db, editor, batch, "a4") for _ in range(4)]
    db.execute("INSERT INTO organisation (id, name) VALUES (2, 'Andere')")
    db.execute("UPDATE job SET organisation_id = 2 WHERE id = ?", [numbers[3]])
    begun = []
    while (job := claim(db)) is not None:
        begun.append(job.id)
        db.execute("UPDATE job SET begun_at = ? WHERE id = ?", [1_800_000_000 + len(begun), job.id])
    assert begun == [numbers[0], numbers[3], numbers[1], numbers[2]]


def test_old_files_go_and_what_nobody_needs(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf, run_jobs: Callable[[], None]
) -> None:
    number = order_again(db, editor, printable_batch(1), "a4")
    run_jobs()
    orphan = Folder(config, 99).making
    orphan.mkdir(parents=True)
    (orphan / "half.pdf").touch()
    unknown = Folder(config, 98).whole  # of a job that an older backup does not know
    unknown.mkdir()
    left = order_again(db, editor, printable_batch(1, name="Südstadt"), "a4")
    ask_to_cancel(db, left)  # while its files were to be made again
    Folder(config, left).whole.mkdir()
    for days, there in ((59, True), (61, False)):
        runner = Runner(config, lambda days=days: time.time() + days * 86_400)
        runner.step()
        runner.close()
        assert Folder(config, number).whole.exists() is there
        assert bool(files_of(db, number)) is there
    assert not orphan.exists()
    assert not unknown.exists()
    assert not Folder(config, left).whole.exists()


def test_health_says_what_waits_and_what_is_stuck(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf
) -> None:
    order_again(db, editor, printable_batch(1), "a11")
    runner = Runner(config)
    runner.step()
    check = runner.check()
    assert (check.name, check.ok) == ("jobs", True)
    assert "0 wait, 1 at work" in check.text()
    runner.close()
    assert Runner(config).check().ok
