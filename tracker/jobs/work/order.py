"""A print order from beginning to end: mint, print, prove, and give out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from printkit.press.imposing.sheet import load_sheet
from printkit.store.batches import record_print_run
from printkit.store.database import transaction
from printkit.store.mint import MOST_COPIES
from printkit.store.positions import parse_positions
from tracker.jobs.model import JobFile, Purpose
from tracker.jobs.ordered import Order, codes_in, note_printed, read_order
from tracker.jobs.pace import note_pace
from tracker.jobs.queue import finish, put_files
from tracker.jobs.task import Task
from tracker.jobs.work.minting import mint_order
from tracker.jobs.work.printing import Made, print_order
from tracker.jobs.work.proving import prove_order
from tracker.jobs.work.together import all_together


def do_order(task: Task) -> None:
    """Do what is left of an order, wherever it was broken off.

    Raises:
        SignetError: Something of it cannot be done; `tracker.jobs.troubles` says it in words.
        CancelAskedError: It was cancelled before all of it was noted.
    """
    order = read_order(task.db, task.job.id)
    load_sheet(order.sheet)  # what cannot be printed must not be minted
    task.folder.open()
    task.folder.check_room(codes_in(task.db, order.id))
    if not order.is_minted:
        order = mint_order(task, order)
    made = print_order(task, order)
    proofs = prove_order(task, order, made)
    together = all_together(task, made)
    task.folder.finish()
    with transaction(task.db):
        for one, proof in zip(made, proofs, strict=True):
            note_printed(task.db, order.id, one.line.ordinal, one.printed, proof, _run(task, order, one))
        put_files(task.db, order.id, (*_files(made), *together))
        for pace in task.paces:
            note_pace(task.db, order.id, pace.stage, pace.pieces, pace.seconds)
        finish(task.db, order.id)


def _run(task: Task, order: Order, made: Made) -> int | None:
    """Note the print run of a line, unless its files were only made again."""
    line = made.line
    if line.print_run_id is not None:
        return None
    assert line.batch_id is not None
    positions = parse_positions(line.positions, MOST_COPIES) if line.positions else ()
    return record_print_run(
        task.db,
        line.batch_id,
        sheet=order.sheet,
        pieces=made.printed.pieces,
        sheets=made.printed.sheets,
        positions=positions,
    ).id


def _files(made: Sequence[Made]) -> Iterator[JobFile]:
    for one in made:
        for path, seal in one.all_files:
            purpose = Purpose.PRINT if path.suffix == ".pdf" else Purpose.MANIFEST
            yield JobFile(path.name, one.line.ordinal, purpose, seal.size, seal.digest)
