"""The first stage of an order that comes from a draft: all its batches get their codes, or none does."""

from __future__ import annotations

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.mint import MintOrder, mint, next_code_length
from tracker.jobs.model import Stage
from tracker.jobs.ordered import Order, note_batch, read_order
from tracker.jobs.task import Task
from tracker.staff.design.store import design_of
from tracker.staff.drafts.ordering import DraftOrder, RowOrder, note_minted
from tracker.staff.drafts.ordering import read_order as read_draft
from tracker.studio.freezing import ready_batch


def mint_order(task: Task, order: Order) -> Order:
    """Mint what is not minted yet, in one transaction with the note that it is: so it happens once.

    Returns:
        The order with its batches.

    Raises:
        SignetError: The draft cannot be minted as it is; nothing of it was.
    """
    assert order.draft_id is not None
    draft = read_draft(task.db, order.draft_id)
    _check_fit(task, order)
    rows = [row for row in draft.rows if row.batch_id is None]
    length = next_code_length(task.db, sum(draft.kind.codes_for(row.copies) for row in rows))
    orders = [_mint_order(task, draft, row, length) for row in rows]
    done, total = 0, sum(row.copies for row in rows)
    task.tell(Stage.MINT, 0, total)
    with task.timed(Stage.MINT, total), transaction(task.db):
        for row, ordered in zip(rows, orders, strict=True):
            batch = mint(task.db, ordered).batch
            note_minted(task.db, draft.draft_id, row.ordinal, batch)
            note_batch(task.db, order.id, row.ordinal, batch)
            done += row.copies
            task.tell(Stage.MINT, done, total)
    return read_order(task.db, order.id)


def _mint_order(task: Task, draft: DraftOrder, row: RowOrder, length: int) -> MintOrder:
    ready = ready_batch(task.db, draft.draft_id, draft.base, length, row.variant)
    return MintOrder(
        campaign=draft.campaign,
        kind=draft.kind,
        copies=row.copies,
        design=ready.design,
        texts=ready.texts,
        files=ready.files,
        base=draft.base,
        destination=row.destination,
        name=row.name,
        place=row.place,
        organisation_id=draft.organisation_id,
        demo=draft.demo,
    )


def _check_fit(task: Task, order: Order) -> None:
    """Refuse a sheet that a piece does not fit on: what cannot be printed must not be minted."""
    assert order.draft_id is not None
    design = design_of(task.db, order.draft_id)
    if design and order.sheet not in {fit.sheet for fit in design.fits}:
        message = f"The design {design.title} does not fit on the sheet {order.sheet}."
        raise SignetError.of("piece-too-large", message, "Choose a larger sheet.", value=order.sheet)
