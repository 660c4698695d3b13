"""The settings of a campaign: what it is for, what its batches cost, whether it is archived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext
from sqlite_utils import Database

from printkit.store.batches import batches_of
from printkit.store.campaigns import rename_campaign
from printkit.store.model import Batch, Campaign
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action, before_and_after
from tracker.staff.audit.lines import about_batch, about_campaign, note
from tracker.staff.audit.since import last_line
from tracker.staff.campaigns.plan import (
    MOST_CENTS,
    PER_CENT,
    CampaignPlan,
    costs_of,
    plan_of,
    write_cost,
    write_plan,
)
from tracker.staff.campaigns.plan_fields import PlanForm
from tracker.staff.typed import NotANumberError, read_euro
from tracker.staff.typed_fields import decimal_sign, euro_text, say_no_amount
from tracker.staff.version import Difference, differences, version_of

OF_COSTS = (Action.COST_CHANGED,)
OF_PLAN = (
    Action.CAMPAIGN_RENAMED,
    Action.CAMPAIGN_PLANNED,
    Action.CAMPAIGN_ARCHIVED,
    Action.CAMPAIGN_BROUGHT_BACK,
)
"""What changes the one form and the other."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """What a batch cost, as somebody typed it."""

    batch: Batch
    typed: str
    error: str = ""
    cents: int | None = None


def cost_lines(db: Database, campaign: Campaign) -> tuple[CostLine, ...]:
    """Return the costs of a campaign's batches as they are stored."""
    costs = costs_of(db, campaign.id)
    return tuple(
        CostLine(batch, _typed(cents), "", cents)
        for batch in batches_of(db, campaign)
        for cents in [costs.get(batch.id)]
    )


def read_costs(db: Database, campaign: Campaign) -> tuple[CostLine, ...]:
    """Return the costs that the form of this request says, with what is wrong with them.

    Of a batch that was ordered since the form was shown it says nothing: that keeps what is stored.
    """
    return tuple(
        line if typed is None else _read(line.batch, typed.strip())
        for line in cost_lines(db, campaign)
        for typed in [request.form.get(f"cost-{line.batch.id}")]
    )


def cost_differences(theirs: tuple[CostLine, ...], yours: tuple[CostLine, ...]) -> tuple[Difference, ...]:
    """Return in which costs two people differ, in words."""
    return differences(
        *(
            (one.batch.name, _typed(one.cents), _typed(other.cents))
            for one, other in zip(theirs, yours, strict=True)
        )
    )


def cost_version(db: Database, campaign: Campaign) -> str:
    """Return the version of the costs."""
    costs = tuple(sorted(costs_of(db, campaign.id).items()))
    return version_of(costs, line=last_line(db, about_campaign(campaign), OF_COSTS))


def plan_version(db: Database, campaign: Campaign) -> str:
    """Return the version of name and plan."""
    line = last_line(db, about_campaign(campaign), OF_PLAN)
    return version_of(campaign.name, plan_of(db, campaign.id), line=line)


def keep_costs(db: Database, account: Account, lines: tuple[CostLine, ...]) -> None:
    """Write the costs that are others than those stored, in the transaction that compared them."""
    known: Mapping[int, int] = costs_of(db, lines[0].batch.campaign_id) if lines else {}
    for line in lines:
        before = known.get(line.batch.id)
        if line.cents != before:
            write_cost(db, line.batch.id, line.cents)
            detail = before_and_after(_euros(before), _euros(line.cents))
            note(db, account, Action.COST_CHANGED, about_batch(line.batch), detail)


def plan_from(form: PlanForm, now: CampaignPlan) -> CampaignPlan:
    """Return the plan that a valid form says."""
    return replace(
        now,
        goal=(form.goal.data or "").replace("\r\n", "\n").strip(),
        target_scans=form.target_scans.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        responsible=(form.responsible.data or "").strip(),
    )


def keep_plan(db: Database, account: Account, campaign: Campaign, name: str, plan: CampaignPlan) -> None:
    """Write name and plan, in the transaction that compared them.

    Raises:
        SignetError: The name belongs to another campaign.
    """
    if name != campaign.name:
        rename_campaign(db, campaign, name)
        renamed = about_campaign(replace(campaign, name=name))
        note(db, account, Action.CAMPAIGN_RENAMED, renamed, before_and_after(campaign.name, name))
    if plan != plan_of(db, campaign.id):
        write_plan(db, campaign.id, plan)
        note(db, account, Action.CAMPAIGN_PLANNED, about_campaign(replace(campaign, name=name)))


def plan_differences(
    theirs: tuple[str, CampaignPlan], yours: tuple[str, CampaignPlan]
) -> tuple[Difference, ...]:
    """Return in what name and plan differ, in words."""
    return differences(
        (gettext("Name of the campaign"), theirs[0], yours[0]),
        (gettext("What do you want to reach?"), theirs[1].goal, yours[1].goal),
        (
            gettext("How many scans do you hope for?"),
            str(theirs[1].target_scans or ""),
            str(yours[1].target_scans or ""),
        ),
        (gettext("From"), str(theirs[1].starts_on or ""), str(yours[1].starts_on or "")),
        (gettext("Until"), str(theirs[1].ends_on or ""), str(yours[1].ends_on or "")),
        (gettext("Who is responsible?"), theirs[1].responsible, yours[1].responsible),
    )


def _read(batch: Batch, typed: str) -> CostLine:
    if not typed:
        return CostLine(batch, "")
    try:
        cents = (read_euro(typed, decimal_sign()) + PER_CENT // 2) // PER_CENT
    except NotANumberError:
        return CostLine(batch, typed, say_no_amount())
    if cents > MOST_CENTS:
        words = gettext("This is more than ten million euros. Is there a figure too many?")
        return CostLine(batch, typed, words)
    return CostLine(batch, typed, "", cents)


def _typed(cents: int | None) -> str:
    """Return an amount as somebody types it."""
    return str(euro_text(None if cents is None else cents * PER_CENT))


def _euros(cents: int | None) -> str:
    """Return an amount for the audit trail, alike in all languages."""
    return "–" if cents is None else f"{cents / 100:.2f} €"
