"""Ordering: drafts to be minted, printed and proved, and batches to be printed again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import Batch, BatchKind
from printkit.store.organisations import organisation_of
from printkit.store.positions import parse_spans
from printkit.store.spans import pieces_in, written
from tracker.jobs.model import Kind
from tracker.jobs.ordered import Order
from tracker.jobs.queue import ask, forget_key
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind as About
from tracker.staff.audit.lines import Subject, note
from tracker.staff.drafts.ordering import read_order as read_draft
from tracker.staff.drafts.ordering import reopen


def order_draft(db: Database, account: Account, draft_id: int) -> int:
    """Order all batches of a draft to be minted, printed and proved; twice is once.

    To be called in the transaction that marks the draft as ordered.

    Raises:
        SignetError: The draft is not ordered.
    """
    draft = read_draft(db, draft_id)
    with transaction(db):
        number, is_new = ask(
            db,
            organisation_id=draft.organisation_id,
            kind=Kind.PRINT.value,
            title=draft.campaign,
            asked_by=account.id,
            key=_key(draft_id),
        )
        if is_new:
            _insert(db, number, draft.campaign_id, draft.sheet, draft_id=draft_id)
            for row in draft.rows:
                _insert_line(db, number, row.ordinal, row.name, row.copies, row.batch_id)
            about = Subject(About.ORDER, number, draft.campaign, draft.campaign_id)
            note(db, account, Action.PRINT_ORDERED, about, f"× {sum(row.copies for row in draft.rows)}")
    return number


def order_again(
    db: Database,
    account: Account,
    batch: Batch,
    sheet: str,
    positions: str = "",
    bundle_size: int = 0,
) -> int:
    """Order another printing of a batch, or of some of its positions; nothing is minted.

    Raises:
        SignetError: The positions cannot be read, or the batch has none.
    """
    if positions and batch.kind is BatchKind.ONE_CODE:
        raise SignetError.of("positions", "A batch with one code has no positions.", key="positions")
    wanted = parse_spans(positions, batch.copies) if positions else ()
    copies = pieces_in(wanted) or batch.copies
    wish = _Wish(Kind.PRINT, sheet, written(wanted), copies, bundle_size)
    return _order_batch(db, account, batch, wish)


def order_extra(db: Database, account: Account, kind: Kind, batch: Batch, sheet: str = "a4") -> int:
    """Order slips for the bundles of a batch, or the calibration sheet for the paper it is printed on."""
    return _order_batch(db, account, batch, _Wish(kind, sheet, "", batch.copies, 0))


def give_back_draft(db: Database, order: Order) -> bool:
    """Make a draft again of an order that is over and of which nothing was minted; whether that was so."""
    with transaction(db):
        if order.draft_id is None or not reopen(db, order.draft_id):
            return False
        forget_key(db, order.id)
        db.execute("UPDATE print_order SET draft_id = NULL WHERE job_id = ?", [order.id])
        return True


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is wanted of a batch."""

    kind: Kind
    sheet: str
    positions: str
    copies: int
    bundle_size: int


def _order_batch(db: Database, account: Account, batch: Batch, wish: _Wish) -> int:
    with transaction(db):
        number, _ = ask(
            db,
            organisation_id=organisation_of(db, batch),
            kind=wish.kind.value,
            title=batch.campaign,
            asked_by=account.id,
        )
        _insert(db, number, batch.campaign_id, wish.sheet, bundle_size=wish.bundle_size)
        _insert_line(db, number, 1, batch.name, wish.copies, batch.id, wish.positions)
        if wish.kind is Kind.PRINT:
            about = Subject(About.ORDER, number, batch.name, batch.campaign_id)
            note(db, account, Action.PRINT_ORDERED, about, wish.positions or f"× {wish.copies}")
    return number


def _insert(
    db: Database,
    number: int,
    campaign_id: int | None,
    sheet: str,
    *,
    draft_id: int | None = None,
    bundle_size: int = 0,
) -> None:
    db.execute(
        "INSERT INTO print_order (job_id, campaign_id, draft_id, sheet, bundle_size) VALUES (?, ?, ?, ?, ?)",
        [number, campaign_id, draft_id, sheet, bundle_size],
    )


def _insert_line(
    db: Database, number: int, ordinal: int, name: str, copies: int, batch_id: int | None, positions: str = ""
) -> None:
    db.execute(
        "INSERT INTO print_order_line (job_id, ordinal, name, copies, positions, batch_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [number, ordinal, name, copies, positions, batch_id],
    )


def _key(draft_id: int) -> str:
    return f"draft-{draft_id}"
