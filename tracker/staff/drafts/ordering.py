"""What an ordered draft says to whoever mints and prints it. Knows no pages: the jobs process reads it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.links import BaseUrl
from printkit.store.model import Batch, BatchKind
from tracker.staff.audit.lines import Kind, belongs_to
from tracker.staff.campaigns.plan import CampaignPlan, plan_of, write_cost, write_plan
from tracker.staff.drafts.costs import cents_of
from tracker.staff.drafts.model import Draft, Row
from tracker.staff.drafts.store import find_draft


@dataclass(frozen=True, slots=True)
class RowOrder:
    """One batch that is ordered.

    Attributes:
        ordinal: Its number in the draft, from 1.
        destination: Where it leads, the draft's or its own.
        variant: What it chose: see `tracker.staff.drafts.model.Row`.
        batch_id: The batch, once it is minted: then it must not be minted again.
    """

    ordinal: int
    name: str
    copies: int
    place: str
    destination: str
    variant: str
    batch_id: int | None


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """A draft that is ordered.

    Attributes:
        campaign: Name of the campaign; minting begins it if there is none of that name yet.
        campaign_id: Its number, ``None`` until it is there.
        base: Of the short links.
        sheet: Name of the sheet it is printed on.
        demo: Whether it belongs to invented data.
    """

    draft_id: int
    organisation_id: int
    campaign: str
    campaign_id: int | None
    kind: BatchKind
    base: BaseUrl
    sheet: str
    demo: bool
    rows: tuple[RowOrder, ...]


def read_order(db: Database, draft_id: int) -> DraftOrder:
    """Return what is to be minted and printed.

    Raises:
        SignetError: The draft is not ordered, or not any more.
    """
    draft = _ordered(db, draft_id)
    return DraftOrder(
        draft.id,
        draft.organisation_id,
        draft.name,
        draft.campaign_id,
        draft.batches.kind,
        BaseUrl.parse(draft.base_url),
        draft.sheet,
        draft.demo,
        tuple(_row_order(draft, number, row) for number, row in enumerate(draft.batches.rows, 1)),
    )


def note_minted(db: Database, draft_id: int, ordinal: int, batch: Batch) -> None:
    """Note which batch a row of a draft became, in the transaction that minted it.

    The batch's cost goes with it, and the plan of a campaign that begins with it.

    Raises:
        SignetError: The draft is not ordered, or not any more.
    """
    with transaction(db):
        draft = _ordered(db, draft_id)
        db.execute(
            "UPDATE draft_batch SET batch_id = ? WHERE draft_id = ? AND ordinal = ?",
            [batch.id, draft_id, ordinal],
        )
        write_cost(db, batch.id, cents_of(draft.batches.rows[ordinal - 1], draft.batches.cost_each))
        if draft.campaign_id is None:
            db.execute("UPDATE draft SET campaign_id = ? WHERE id = ?", [batch.campaign_id, draft_id])
            belongs_to(db, batch.campaign_id, Kind.DRAFT, draft_id)
            if draft.order_id is not None:
                belongs_to(db, batch.campaign_id, Kind.ORDER, draft.order_id)
            if plan_of(db, batch.campaign_id) == CampaignPlan():
                write_plan(db, batch.campaign_id, _plan(draft))


def reopen(db: Database, draft_id: int) -> bool:
    """Make a draft of an order again of which nothing was minted.

    Returns:
        Whether it is one now; ``False`` if something of it was minted, which stays for ever.
    """
    with transaction(db):
        draft = find_draft(db, draft_id)
        if draft is None or any(row.batch_id is not None for row in draft.batches.rows):
            return False
        db.execute(
            "UPDATE draft SET ordered_at = NULL, order_id = NULL, base_url = '' WHERE id = ?", [draft_id]
        )
        return True


def _ordered(db: Database, draft_id: int) -> Draft:
    draft = find_draft(db, draft_id)
    if draft is None or not draft.is_ordered:
        raise SignetError.of("not-ordered", f"The draft {draft_id} is not ordered.", "Order it anew.")
    return draft


def _row_order(draft: Draft, ordinal: int, row: Row) -> RowOrder:
    return RowOrder(
        ordinal,
        row.name,
        row.copies or 0,
        row.place,
        row.destination or draft.destination,
        row.variant,
        row.batch_id,
    )


def _plan(draft: Draft) -> CampaignPlan:
    goal = draft.goal
    return CampaignPlan(goal.goal, goal.target_scans, goal.starts_on, goal.ends_on, goal.responsible)
