"""What a campaign is for, and what its batches cost. All SQL about both is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.times import to_optional_date, to_optional_time, to_text

PER_CENT = 100
"""Hundredths of a cent, in which amounts are typed, in a cent, in which they are kept."""
MOST_CENTS = 10**9
"""What a batch can cost: ten million euros. More is a figure too many."""
_COLUMNS = "goal, target_scans, starts_on, ends_on, responsible, archived_at"


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign is for.

    Attributes:
        goal: In words, or ``""``.
        target_scans: How many scans are hoped for.
        responsible: Whom to ask, or ``""``.
        archived_at: Since when it is out of the way of daily work; its codes go on working.
    """

    goal: str = ""
    target_scans: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    responsible: str = ""
    archived_at: datetime | None = None


def plan_of(db: Database, campaign_id: int) -> CampaignPlan:
    """Return what a campaign is for; an empty plan if nobody said."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM campaign_plan WHERE campaign_id = ?",  # noqa: S608 (constants)
        [campaign_id],
    ).fetchone()
    return CampaignPlan() if row is None else _to_plan(row)


def plans_of(db: Database, organisation_id: int) -> Mapping[int, CampaignPlan]:
    """Return the plans of an organisation's campaigns by number; campaigns without one are absent."""
    found = db.execute(
        f"SELECT campaign_id, {_COLUMNS} FROM campaign_plan "  # noqa: S608 (constants)
        "JOIN campaign ON campaign.id = campaign_id WHERE organisation_id = ?",
        [organisation_id],
    )
    return {row[0]: _to_plan(row[1:]) for row in found}


def write_plan(db: Database, campaign_id: int, plan: CampaignPlan) -> None:
    """Write what a campaign is for, and whether it is archived."""
    with transaction(db):
        db.execute(
            "INSERT OR REPLACE INTO campaign_plan VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                campaign_id,
                plan.goal,
                plan.target_scans,
                plan.starts_on.isoformat() if plan.starts_on else None,
                plan.ends_on.isoformat() if plan.ends_on else None,
                plan.responsible,
                to_text(plan.archived_at) if plan.archived_at else None,
            ],
        )


def costs_of(db: Database, campaign_id: int) -> Mapping[int, int]:
    """Return what batches of a campaign cost, in cents by number; those of which nobody said are absent."""
    found = db.execute(
        "SELECT batch_id, cents FROM batch_cost JOIN batch ON batch.id = batch_id WHERE campaign_id = ?",
        [campaign_id],
    )
    return dict(found.fetchall())


def write_cost(db: Database, batch_id: int, cents: int | None) -> None:
    """Write what a batch cost, in cents; ``None`` for not known."""
    with transaction(db):
        db.execute("DELETE FROM batch_cost WHERE batch_id = ?", [batch_id])
        if cents is not None:
            db.execute("INSERT INTO batch_cost VALUES (?, ?)", [batch_id, cents])


def _to_plan(row: Sequence[Any]) -> CampaignPlan:
    goal, target, starts_on, ends_on, responsible, archived_at = row
    return CampaignPlan(
        goal,
        target,
        to_optional_date(starts_on),
        to_optional_date(ends_on),
        responsible,
        to_optional_time(archived_at),
    )
