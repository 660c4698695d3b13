"""Orders of drafts: all batches get their codes, once, or none does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlite_utils import Database

from printkit.store.batches import list_batches
from printkit.store.model import BatchKind
from tracker.config import Config
from tracker.jobs.doing import cancel
from tracker.jobs.files import Folder
from tracker.jobs.model import Stage, State
from tracker.jobs.ordered import orders_of_campaign, read_order
from tracker.jobs.orders import give_back_draft, order_draft
from tracker.jobs.queue import CancelAskedError, ask_to_cancel, claim, end, files_of, find_job
from tracker.jobs.task import Task
from tracker.jobs.work.order import do_order
from tracker.staff.accounts import Account
from tracker.staff.drafts.store import find_draft

OrderOfDraft = Callable[..., tuple[int, int]]


def test_an_ordered_draft_becomes_batches_and_files(
    db: Database, order_of_draft: OrderOfDraft, run_jobs: Callable[[], None]
) -> None:
    draft_id, number = order_of_draft({"Zentrale": 9, "Südstadt": 5})
    run_jobs()
    batches = list_batches(db)
    assert [(one.name, one.copies, one.place, one.base_url) for one in batches] == [
        ("Zentrale", 9, "Zentrale", "https://qr.example.de"),
        ("Südstadt", 5, "Südstadt", "https://qr.example.de"),
    ]
    order = read_order(db, number)
    assert [line.batch_id for line in order.lines] == [one.id for one in batches]
    assert [line.proof.decoded for line in order.lines if line.proof] == [9, 5]
    assert len(files_of(db, number)) == 5
    assert orders_of_campaign(db, batches[0].campaign_id) == (number,)
    draft = find_draft(db, draft_id)
    assert draft is not None
    assert [row.batch_id for row in draft.batches.rows] == [one.id for one in batches]


def test_pressing_twice_orders_once(db: Database, order_of_draft: OrderOfDraft, editor: Account) -> None:
    draft_id, number = order_of_draft({"Zentrale": 9})
    assert order_draft(db, editor, draft_id) == number
    assert db.execute("SELECT count(*) FROM job").fetchone() == (1,)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_kill_in_any_stage_loses_and_doubles_nothing(
    config: Config, db: Database, order_of_draft: OrderOfDraft, run_jobs: Callable[[], None], stage: Stage
) -> None:
    """The work is broken off where nothing can tidy up, and taken up again from what is there."""
    _, number = order_of_draft({"Zentrale": 9, "Südstadt": 5})
    job = claim(db)
    assert job is not None

    class Killed(BaseException):
        pass

    def tell(now: Stage, done: int, total: int) -> None:
        if now is stage and done:
            raise Killed

    with pytest.raises(Killed):
        do_order(Task(config, db, job, tell, 1))
    minted = len(list_batches(db))
    assert minted == (0 if stage is Stage.MINT else 2)
    assert files_of(db, number) == ()
    db.execute("UPDATE job SET state = 'waiting'")
    run_jobs()
    job = find_job(db, number)
    assert job is not None
    assert (job.state, job.problems) == (State.DONE, ())
    assert len(list_batches(db)) == 2
    assert db.execute("SELECT count(*) FROM print_run").fetchone() == (2,)
    assert len(files_of(db, number)) == 5


@pytest.mark.parametrize("stage", list(Stage))
def test_an_order_is_cancelled_in_any_stage(
    config: Config, db: Database, order_of_draft: OrderOfDraft, stage: Stage
) -> None:
    """The process of the job is told to end as by Ctrl-C, and the runner notes that it did."""
    _, number = order_of_draft({"Zentrale": 9, "Südstadt": 5})
    job = claim(db)
    assert job is not None

    def tell(now: Stage, done: int, total: int) -> None:
        if now is stage and done:
            raise KeyboardInterrupt

    assert ask_to_cancel(db, number)
    assert not ask_to_cancel(db, number)  # pressed by a second one
    with pytest.raises(KeyboardInterrupt):
        do_order(Task(config, db, job, tell, 1))
    cancel(config, db, number)
    job = find_job(db, number)
    assert job is not None
    assert (job.state, job.cancel_asked) == (State.CANCELLED, False)
    assert not Folder(config, number).making.exists()
    assert not Folder(config, number).whole.exists()
    minted = stage is not Stage.MINT
    assert len(list_batches(db)) == (2 if minted else 0)
    assert db.execute("SELECT count(*) FROM print_run").fetchone() == (0,)
    assert give_back_draft(db, read_order(db, number)) is not minted


def test_an_order_cancelled_in_its_last_moment_is_cancelled(
    config: Config, db: Database, order_of_draft: OrderOfDraft
) -> None:
    """Its process may be through before it hears of it, but the button said that the order ends."""
    _, number = order_of_draft({"Zentrale": 9, "Südstadt": 5})
    job = claim(db)
    assert job is not None

    def tell(now: Stage, done: int, total: int) -> None:
        if now is Stage.PROVE and done == total:
            ask_to_cancel(db, number)

    with pytest.raises(CancelAskedError):
        do_order(Task(config, db, job, tell, 1))
    assert files_of(db, number) == ()
    cancel(config, db, number)
    assert db.execute("SELECT count(*) FROM print_run").fetchone() == (0,)
    assert not Folder(config, number).whole.exists()


def test_what_cannot_be_minted_leaves_nothing_and_becomes_a_draft_again(
    db: Database, order_of_draft: OrderOfDraft, run_jobs: Callable[[], None], editor: Account
) -> None:
    draft_id, number = order_of_draft({"Zentrale": 9, "Südstadt": 5})
    db.execute("UPDATE organisation SET host = 'www.example.org'")  # meanwhile: it would lead to itself
    run_jobs()
    job = find_job(db, number)
    assert job is not None
    assert job.state is State.FAILED
    assert job.problems
    assert list_batches(db) == ()
    order = read_order(db, number)
    assert give_back_draft(db, order)
    draft = find_draft(db, draft_id)
    assert draft is not None
    assert not draft.is_ordered
    assert not read_order(db, number).can_go_on


def test_what_cannot_be_printed_is_not_minted(
    db: Database, order_of_draft: OrderOfDraft, run_jobs: Callable[[], None]
) -> None:
    _, number = order_of_draft({"Zentrale": 9})
    db.execute("UPDATE print_order SET sheet = 'a11'")
    run_jobs()
    job = find_job(db, number)
    assert job is not None
    assert [one.rule for one in job.problems] == ["unknown-sheet"]
    assert list_batches(db) == ()


def test_a_piece_that_is_too_large_for_its_sheet_is_not_minted(
    db: Database,
    order_of_draft: OrderOfDraft,
    run_jobs: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, number = order_of_draft({"Zentrale": 9})
    sheets = tmp_path / "designs" / "sheets"
    sheets.mkdir(parents=True)
    text = 'format = 1\nwidth = "70mm"\nheight = "90mm"\nmargin = "5mm"\ngap = "6mm"\n'
    (sheets / "tiny.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    db.execute("UPDATE print_order SET sheet = 'tiny'")
    run_jobs()
    job = find_job(db, number)
    assert job is not None
    assert [one.rule for one in job.problems] == ["piece-too-large"]
    assert list_batches(db) == ()


def test_what_was_minted_never_becomes_a_draft_again(
    db: Database, order_of_draft: OrderOfDraft, run_jobs: Callable[[], None]
) -> None:
    _, number = order_of_draft({"Zentrale": 9})
    run_jobs()
    assert not give_back_draft(db, read_order(db, number))


def test_one_code_for_all_costs_one_code(
    db: Database, order_of_draft: OrderOfDraft, run_jobs: Callable[[], None]
) -> None:
    order_of_draft({"Zentrale": 500, "Südstadt": 300}, kind=BatchKind.ONE_CODE)
    run_jobs()
    assert db.execute("SELECT count(*) FROM code").fetchone() == (2,)


def test_a_draft_that_was_cancelled_before_minting_can_be_ordered_again(
    db: Database, order_of_draft: OrderOfDraft, editor: Account
) -> None:
    draft_id, number = order_of_draft({"Zentrale": 9})
    end(db, number, State.CANCELLED)
    assert give_back_draft(db, read_order(db, number))
    db.execute("UPDATE draft SET ordered_at = changed_at, base_url = 'https://qr.example.de'")
    assert order_draft(db, editor, draft_id) != number


def test_several_files_are_also_offered_in_one(
    config: Config, db: Database, order_of_draft: OrderOfDraft, run_jobs: Callable[[], None]
) -> None:
    _, number = order_of_draft({"Zentrale": 2, "Südstadt": 1})
    run_jobs()
    together, *files = files_of(db, number)
    assert together.name == f"Lesen im Park - {number}.zip"
    with ZipFile(Folder(config, number).whole / together.name) as archive:
        assert sorted(archive.namelist()) == sorted(file.name for file in files)
        assert {archive.getinfo(file.name).file_size == file.size for file in files} == {True}
        assert archive.testzip() is None
