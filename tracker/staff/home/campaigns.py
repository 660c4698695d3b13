"""Campaigns as the first page lists them: what they brought, and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.batches import list_batches
from printkit.store.campaigns import campaigns
from printkit.store.model import Batch, BatchKind, BatchState, Campaign
from printkit.store.organisations import organisation
from tracker.reports.charts.sparkline import Sparkline, draw
from tracker.reports.days import scans_by_campaign_and_day
from tracker.reports.figures import BatchFigures, ScanRate, batch_figures
from tracker.staff.campaigns.plan import CampaignPlan, plans_of

DAYS = 56
"""Eight weeks: about as long as a campaign lasts, so that its first days are still seen at its end."""


class Group(StrEnum):
    """Where a campaign stands in the list."""

    RUNNING = "running"
    OVER = "over"
    ARCHIVED = "archived"


class Next(StrEnum):
    """What a campaign needs next."""

    PRINT = "print"
    HAND_OUT = "hand-out"
    BATCH = "batch"


@dataclass(frozen=True, slots=True)
class Rate:
    """A scan rate of all batches of one kind together.

    Attributes:
        of_100: Pieces scanned of 100 handed out, or scans per 100 copies.
        counted: The numerator.
        of: The denominator: what was handed out and did not come back.
    """

    of_100: float
    counted: int
    of: int


@dataclass(frozen=True, slots=True)
class Card:
    """One campaign.

    Attributes:
        batches: How many it has.
        pieces: Scan rate of the batches with a code per piece, ``None`` before anything was handed out.
        per_100: Scans per 100 copies of those with one code for all, likewise.
        days: Scans on each of the last `DAYS` days, the oldest first.
        todo: What it needs next, and how many batches do; ``None`` if nothing.
    """

    campaign: Campaign
    plan: CampaignPlan
    group: Group
    batches: int
    copies: int
    handed_out: int
    scans: int
    pieces: Rate | None
    per_100: Rate | None
    last_scan_at: datetime | None
    days: tuple[int, ...]
    todo: tuple[Next, int] | None

    @property
    def in_days(self) -> int:
        """Scans in all of these days."""
        return sum(self.days)

    @property
    def best(self) -> int:
        """The most scans on one of them."""
        return max(self.days)

    @property
    def sparkline(self) -> Sparkline:
        """These days as a picture, on a scale of their own."""
        return draw(self.days, self.best or 1)


def read_cards(db: Database, organisation_id: int, today: date | None = None) -> tuple[Card, ...]:
    """Return all campaigns of an organisation, the newest first."""
    on = today or datetime.now(ZoneInfo(organisation(db, organisation_id).time_zone)).date()
    figures = {one.batch: one for one in batch_figures(db, organisation_id=organisation_id, today=on)}
    days = scans_by_campaign_and_day(db, DAYS, until=on, organisation_id=organisation_id)
    plans = plans_of(db, organisation_id)
    own: dict[int, list[Batch]] = {}
    for batch in list_batches(db, organisation_id):
        own.setdefault(batch.campaign_id, []).append(batch)
    return tuple(
        _card(
            campaign,
            plans.get(campaign.id, CampaignPlan()),
            own.get(campaign.id, []),
            figures,
            days.get(campaign.id, (0,) * DAYS),
            on,
        )
        for campaign in campaigns(db, organisation_id)
    )


def _card(
    campaign: Campaign,
    plan: CampaignPlan,
    batches: Sequence[Batch],
    figures: Mapping[int, BatchFigures],
    days: tuple[int, ...],
    today: date,
) -> Card:
    found = [figures[batch.id] for batch in batches]
    last = [one.last_scan_at for one in found if one.last_scan_at]
    return Card(
        campaign,
        plan,
        _group(plan, batches, today),
        len(batches),
        sum(one.copies for one in found),
        sum(one.handed_out for one in found),
        sum(one.scans for one in found),
        _rate(one.scan_rate for one in found if one.kind is BatchKind.PER_PIECE),
        _rate(one.scan_rate for one in found if one.kind is BatchKind.ONE_CODE),
        max(last, default=None),
        days,
        _next(batches),
    )


def _group(plan: CampaignPlan, batches: Sequence[Batch], today: date) -> Group:
    if plan.archived_at:
        return Group.ARCHIVED
    ended = plan.ends_on is not None and plan.ends_on < today
    retired = bool(batches) and all(batch.state is BatchState.RETIRED for batch in batches)
    return Group.OVER if ended or retired else Group.RUNNING


def _rate(rates: Iterable[ScanRate | None]) -> Rate | None:
    """Return the rate of batches together, of those that have one."""
    known = [one for one in rates if one]
    counted, of = sum(one.counted for one in known), sum(one.of for one in known)
    return Rate(100 * counted / of, counted, of) if of else None


def _next(batches: Sequence[Batch]) -> tuple[Next, int] | None:
    """Return the earliest step that a batch waits for, and how many wait for it."""
    for state, step in ((BatchState.MINTED, Next.PRINT), (BatchState.PRINTED, Next.HAND_OUT)):
        waiting = sum(batch.state is state for batch in batches)
        if waiting:
            return step, waiting
    return None if batches else (Next.BATCH, 0)
