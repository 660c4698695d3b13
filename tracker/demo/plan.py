"""What the demo's staff wrote down: what the campaign is for, what it cost, what happened meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from printkit.store.model import Batch
from tracker.staff.accounts import Account
from tracker.staff.campaigns.plan import CampaignPlan, costs_of, plan_of, write_cost, write_plan
from tracker.staff.notes.store import Written, add_note, notes_of

GOAL = "Mehr Menschen in Lindenau wissen, auf welchen Wegen sie uns erreichen."
TARGET_SCANS = 500
STAYS_OUT_DAYS = 28
"""So many days longer than the season that is shown, the campaign lasts."""
CENTS = {"Kanäle": 9_800, "Flyer im Rathaus": 18_500, "Wünsche": 6_200}
"""Of design, print and handing out, by the name of the batch."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A note: from which to which day of the season, the first of which is 0, and what was."""

    first: int
    last: int
    text: str


NOTES = (
    Happened(6, 6, "Bericht im Lindenauer Anzeiger"),
    Happened(14, 27, "Herbstferien"),
    Happened(33, 33, "Lesenacht in der Zentralbibliothek"),
)


def write_down(db: Database, account: Account, batches: Sequence[Batch], first_day: date, days: int) -> None:
    """Write down what is not there yet; what somebody changed stays as it is.

    Args:
        db: The database.
        account: Who writes it.
        batches: The demo's; all of one campaign.
        first_day: Of the season.
        days: How long the campaign lasts.
    """
    campaign_id = batches[0].campaign_id
    if plan_of(db, campaign_id) != CampaignPlan() or notes_of(db, account.organisation_id, campaign_id):
        return
    last_day = first_day + timedelta(days=days - 1)
    plan = CampaignPlan(GOAL, TARGET_SCANS, first_day, last_day, account.name)
    write_plan(db, campaign_id, plan)
    known = costs_of(db, campaign_id)
    for batch in batches:
        if batch.id not in known and batch.name in CENTS:
            write_cost(db, batch.id, CENTS[batch.name])
    for one in NOTES:
        first, last = (first_day + timedelta(days=day) for day in (one.first, one.last))
        add_note(db, account, Written(campaign_id, first, last, one.text))
