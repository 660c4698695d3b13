"""A print order from the queue to files that may be given out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import pytest
from sqlite_utils import Database

from printkit.store.batches import codes_of, find_batch, print_runs
from printkit.store.model import Batch, BatchKind, BatchState
from tracker.config import Config
from tracker.jobs.doing import do_job
from tracker.jobs.files import Folder, file_name
from tracker.jobs.model import Kind, Purpose, State
from tracker.jobs.ordered import read_order
from tracker.jobs.orders import order_again, order_extra
from tracker.jobs.queue import ask_again, claim, files_of, find_job
from tracker.staff.accounts import Account

BatchOf = Callable[..., Batch]
RunJobs = Callable[[], None]


def state_of(db: Database, job_id: int) -> State:
    job = find_job(db, job_id)
    assert job is not None
    return job.state


def test_an_order_becomes_files_that_were_proved(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs, decode_pdf
) -> None:
    batch = printable_batch(10)
    number = order_again(db, editor, batch, "a4")
    assert state_of(db, number) is State.WAITING
    run_jobs()
    job = find_job(db, number)
    assert job is not None
    assert (job.state, job.problems) == (State.DONE, ())
    pdf, manifest = files_of(db, number)
    assert pdf.name == "Lesen im Park - Zentrale - 10 Stück - A4.pdf"
    assert manifest.name == "Lesen im Park - Zentrale - 10 Stück - A4.csv"
    assert (pdf.purpose, manifest.purpose) == (Purpose.PRINT, Purpose.MANIFEST)
    whole = Folder(config, number).whole
    for file in (pdf, manifest):
        content = (whole / file.name).read_bytes()
        assert (len(content), blake2b(content).hexdigest()) == (file.size, file.digest)
    links = {f"HTTPS://QR.EXAMPLE.DE/{code.code}" for code in codes_of(db, batch.id)}
    assert {seen.text for seen in decode_pdf(whole / pdf.name)} == links
    (line,) = read_order(db, number).lines
    assert line.printed is not None
    assert line.proof is not None
    assert (line.proof.codes, line.proof.decoded, line.proof.found) == (10, 10, 0)
    (run,) = print_runs(db, batch.id)
    assert (run.id, run.sheet, run.pieces, run.sheets) == (line.print_run_id, "a4", 10, line.printed.sheets)
    assert find_batch(db, batch.id).state is BatchState.PRINTED
    assert not Folder(config, number).making.exists()


def test_files_that_are_made_again_are_the_same_and_no_other_print_run(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    batch = printable_batch(3)
    number = order_again(db, editor, batch, "a4")
    run_jobs()
    before = files_of(db, number)
    Folder(config, number).remove()
    assert ask_again(db, number)
    run_jobs()
    assert state_of(db, number) is State.DONE
    assert files_of(db, number) == before
    assert len(print_runs(db, batch.id)) == 1
    assert not ask_again(db, 999)


def test_files_of_another_order_of_the_same_number_are_never_taken_for_its_own(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    """An older backup was restored: numbers are given out again, and the files of before lie there."""
    before, now = printable_batch(3), printable_batch(3, name="Südstadt")
    number = order_again(db, editor, before, "a4")
    run_jobs()
    db.execute("UPDATE print_order_line SET batch_id = ?, print_run_id = NULL", [now.id])
    assert ask_again(db, number)
    run_jobs()
    assert state_of(db, number) is State.DONE
    whole = Folder(config, number).whole
    manifest = (whole / files_of(db, number)[1].name).read_text()
    assert all(code.code in manifest for code in codes_of(db, now.id))
    assert not any(code.code in manifest for code in codes_of(db, before.id))
    assert len(list(whole.glob("*.pdf"))) == 1


def test_one_code_for_a_million_copies_needs_no_room_for_a_million(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf, mounted: Callable[[str], Path]
) -> None:
    small = replace(config, run_folder=mounted("size=20m"))
    number = order_again(db, editor, printable_batch(1_000_000, kind=BatchKind.ONE_CODE), "a4")
    job = claim(db)
    assert job is not None
    do_job(small, db, job, lambda *_: None)
    assert state_of(db, number) is State.DONE


def test_a_reprint_holds_the_positions_that_were_asked_for(
    db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    batch = printable_batch(10)
    number = order_again(db, editor, batch, "single", "8-10, 2")
    run_jobs()
    (pdf, _) = files_of(db, number)
    assert pdf.name == "Lesen im Park - Zentrale - 4 Stück (Nachdruck) - Einzelseiten.pdf"
    (line,) = read_order(db, number).lines
    assert (line.positions, line.copies, line.proof.decoded) == ("2,8-10", 4, 4)
    assert [run.positions for run in print_runs(db, batch.id)] == ["2,8-10"]


def test_one_code_for_all_is_printed_as_often_as_it_says(
    db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    batch = printable_batch(1000, kind=BatchKind.ONE_CODE)
    number = order_again(db, editor, batch, "a4")
    run_jobs()
    (line,) = read_order(db, number).lines
    assert line.printed is not None
    assert (line.printed.sheets_in_file, line.printed.pieces) == (1, 1000)
    assert line.printed.repeat == line.printed.sheets > 1
    assert len(print_runs(db, batch.id)) == 1


def test_a_calibration_sheet_is_a_job_as_well(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    number = order_extra(db, editor, Kind.CALIBRATION, printable_batch(1))
    run_jobs()
    (file,) = files_of(db, number)
    assert (file.name, file.purpose) == ("Messblatt - A4.pdf", Purpose.HELP)
    assert (Folder(config, number).whole / file.name).stat().st_size == file.size


def test_a_sheet_that_is_not_there_fails_and_stops_nobody(
    config: Config, db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    batch = printable_batch(2)
    wrong, right = order_again(db, editor, batch, "a11"), order_again(db, editor, batch, "a4")
    run_jobs()
    assert (state_of(db, wrong), state_of(db, right)) == (State.FAILED, State.DONE)
    job = find_job(db, wrong)
    assert job is not None
    assert job.problems
    assert files_of(db, wrong) == ()
    assert not Folder(config, wrong).making.exists()


def test_what_is_frozen_and_damaged_is_not_printed(
    db: Database, editor: Account, printable_batch: BatchOf, run_jobs: RunJobs
) -> None:
    batch = printable_batch(2)
    db.execute("DROP TRIGGER frozen_file_is_frozen")
    db.execute("UPDATE frozen_file SET content = CAST(content || 'x' AS BLOB)")
    number = order_again(db, editor, batch, "a4")
    run_jobs()
    job = find_job(db, number)
    assert job is not None
    assert (job.state, {one.rule for one in job.problems}) == (State.FAILED, {"frozen-file"})
    assert print_runs(db, batch.id) == ()


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Lesen im Park", "Zentrale", "500 Stück", "A4"), "Lesen im Park - Zentrale - 500 Stück - A4"),
        (("../../etc", "a/b\\c:d", "x"), "etc - a b c d - x"),
        (("…", "  ", "\u202egnp.exe"), "… - gnp.exe"),
        (("..", "-"), "Signet"),
        (("ü" * 200,), "ü" * 30),
        (
            ("Herbstlese mit einem ziemlich langen Namen für eine Kampagne",),
            "Herbstlese mit einem ziemlich langen Namen für eine",
        ),
    ],
)
def test_names_of_files_are_fit_for_every_system(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name
