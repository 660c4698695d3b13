"""Doing it again: a draft like an earlier one, and further batches for a campaign that there is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext
from sqlite_utils import Database

from printkit.store.batches import batches_of
from printkit.store.database import transaction
from printkit.store.model import Batch, Campaign
from printkit.store.names import LONGEST_NAME
from tracker.staff.accounts import Account
from tracker.staff.campaigns.plan import PER_CENT, costs_of, plan_of
from tracker.staff.design.store import copy_design, design_of
from tracker.staff.drafts.model import MOST_ROWS, Batches, Draft, Goal, Row
from tracker.staff.drafts.store import drafts_of_campaign, find_draft, name_is_taken
from tracker.staff.drafts.writing import begin, write_batches, write_destination, write_sheet


def again(db: Database, account: Account, draft: Draft) -> int:
    """Begin a draft that says what another one says, for a new campaign; its days are left out."""
    with transaction(db):
        goal = replace(draft.goal, name=_free_name(db, account, draft.name), starts_on=None, ends_on=None)
        number = begin(db, account, goal)
        write_destination(db, account, number, draft.destination)
        rows = tuple(replace(row, batch_id=None) for row in draft.batches.rows)
        write_batches(db, account, number, replace(draft.batches, rows=rows))
        write_sheet(db, account, number, draft.sheet)
        if design_of(db, draft.id) is not None:
            copy_design(db, draft.id, number)
    return number


@dataclass(frozen=True, slots=True)
class Copied:
    """A draft like a campaign.

    Attributes:
        left_out: Names of the batches that are not in it: there is no room, or they are of the other kind.
    """

    draft_id: int
    left_out: tuple[str, ...]


def campaign_again(db: Database, account: Account, campaign: Campaign) -> Copied:
    """Begin a draft like a campaign that there was: like its last order, else like its batches."""
    ordered = drafts_of_campaign(db, campaign.id)
    draft = find_draft(db, ordered[0]) if ordered else None
    if draft is not None:
        there = {row.batch_id for row in draft.batches.rows}
        others = tuple(batch.name for batch in batches_of(db, campaign) if batch.id not in there)
        return Copied(again(db, account, draft), others)
    plan = plan_of(db, campaign.id)
    with transaction(db):
        goal = Goal(
            _free_name(db, account, campaign.name), plan.goal, plan.target_scans, None, None, plan.responsible
        )
        number = begin(db, account, goal)
        batches = batches_of(db, campaign)
        copied = _of_a_kind(batches)
        if copied:
            write_destination(db, account, number, copied[0].destination.reference)
            write_batches(db, account, number, _like(copied, dict(costs_of(db, campaign.id))))
    return Copied(number, tuple(batch.name for batch in batches if batch not in copied))


def further(db: Database, account: Account, campaign: Campaign) -> int:
    """Begin a draft of more batches for a campaign; destination, design and paper are those of the last."""
    plan = plan_of(db, campaign.id)
    ordered = drafts_of_campaign(db, campaign.id)
    last = find_draft(db, ordered[0]) if ordered else None
    with transaction(db):
        goal = Goal(
            campaign.name, plan.goal, plan.target_scans, plan.starts_on, plan.ends_on, plan.responsible
        )
        number = begin(db, account, goal, campaign_id=campaign.id)
        batches = batches_of(db, campaign)
        if batches:
            write_destination(db, account, number, batches[-1].destination.reference)
            write_batches(db, account, number, Batches(batches[-1].kind))
        if last is not None:
            write_sheet(db, account, number, last.sheet)
            if design_of(db, last.id) is not None:
                copy_design(db, last.id, number)
    return number


def _of_a_kind(batches: tuple[Batch, ...]) -> tuple[Batch, ...]:
    """Return as many batches as a draft has room for, of the first one's kind."""
    return tuple(batch for batch in batches if batch.kind is batches[0].kind)[:MOST_ROWS]


def _like(batches: tuple[Batch, ...], costs: dict[int, int]) -> Batches:
    """Return batches to be like some that there are, all of a kind."""
    rows = tuple(
        Row(
            batch.name,
            batch.copies,
            batch.place,
            costs[batch.id] * PER_CENT if batch.id in costs else None,
            "" if batch.destination == batches[0].destination else batch.destination.reference,
        )
        for batch in batches
    )
    return Batches(batches[0].kind, False, rows)


def _free_name(db: Database, account: Account, name: str) -> str:
    """Return a name like this one that no campaign has."""
    stem = name[: LONGEST_NAME - 20]
    fresh, count = str(gettext("%(name)s, again", name=stem)), 1
    while name_is_taken(db, account.organisation_id, fresh):
        count += 1
        fresh = str(gettext("%(name)s, again (%(count)s)", name=stem, count=count))
    return fresh
