"""What the first page shows: campaigns with their batches, figures and days, ready to be written as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.batches import list_batches
from printkit.store.campaigns import campaigns
from printkit.store.model import Batch, Campaign
from printkit.store.organisations import organisation
from tracker.reports.days import DayFigures, scans_by_batch_and_day
from tracker.reports.figures import BatchFigures, batch_figures
from tracker.reports.unknown import UnknownCode, UnknownFigures, unknown_codes, unknown_figures
from tracker.staff.sparkline import Sparkline, draw

DAYS = 56
"""Eight weeks: about as long as a campaign lasts, so that its first days are still seen at its end."""
MOST_UNKNOWN = 10
"""Codes that do not exist and are asked for again and again; more would be a list to scroll past."""
OTHER_CLASSES = ("repeat", "preview", "robot", "prefetch", "unsure")
"""Classes of hits that are no scans, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Hits of one class."""

    name: str
    hits: int


@dataclass(frozen=True, slots=True)
class Row:
    """One batch.

    Attributes:
        classes: Hits by class, scans first, then tests if there are any; all classes are there.
        days: The last days with hits, the newest first.
        in_days: Scans in all of the last days.
        best: The day with most scans among them.
        sparkline: Those scans as a picture, on the scale of its campaign.
    """

    batch: Batch
    figures: BatchFigures
    classes: tuple[ClassLine, ...]
    days: tuple[DayFigures, ...]
    in_days: int
    best: DayFigures
    sparkline: Sparkline

    @property
    def target(self) -> str:
        """Where the batch leads, without what every address has."""
        return self.batch.destination.reference.partition("://")[2].removeprefix("www.").removesuffix("/")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the batches of a campaign; only of what may be summed."""

    copies: int
    handed_out: int
    hits: int
    scans: int


@dataclass(frozen=True, slots=True)
class CampaignRows:
    """One campaign, its batches by number, and their sums."""

    campaign: Campaign
    rows: tuple[Row, ...]
    totals: Totals
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Unknown:
    """Codes that do not exist: how often they were asked for of late, and which again and again."""

    figures: UnknownFigures
    codes: tuple[UnknownCode, ...]


def read_unknown(db: Database, organisation_id: int) -> Unknown | None:
    """Return what is to be said about codes that do not exist, ``None`` if nobody asked for any of late."""
    today = datetime.now(ZoneInfo(organisation(db, organisation_id).time_zone)).date()
    since = today - timedelta(days=DAYS - 1)
    figures = unknown_figures(db, since=since, organisation_id=organisation_id)
    if not figures.people and not figures.refused:
        return None
    codes = unknown_codes(db, most=MOST_UNKNOWN, organisation_id=organisation_id)
    return Unknown(figures, tuple(one for one in codes if one.last_day >= since))


def read_overview(db: Database, organisation_id: int) -> tuple[CampaignRows, ...]:
    """Return all campaigns of an organisation, the newest first."""
    figures = {one.batch: one for one in batch_figures(db, organisation_id=organisation_id)}
    batches = list_batches(db, organisation_id)
    days = scans_by_batch_and_day(db, DAYS, organisation_id=organisation_id)
    return tuple(
        _campaign(campaign, own, figures, days)
        for campaign in campaigns(db, organisation_id)
        if (own := tuple(batch for batch in batches if batch.campaign_id == campaign.id))
    )


def _campaign(
    campaign: Campaign,
    batches: tuple[Batch, ...],
    figures: dict[int, BatchFigures],
    days: dict[int, tuple[DayFigures, ...]],
) -> CampaignRows:
    own = tuple(figures[batch.id] for batch in batches)
    highest = max(day.scans for batch in batches for day in days[batch.id])
    totals = Totals(
        sum(one.copies for one in own),
        sum(one.handed_out for one in own),
        sum(one.hits for one in own),
        sum(one.scans for one in own),
    )
    span = days[batches[0].id]
    rows = tuple(_row(batch, figures[batch.id], days[batch.id], highest) for batch in batches)
    return CampaignRows(campaign, rows, totals, span[0].day, span[-1].day)


def _row(batch: Batch, figures: BatchFigures, days: tuple[DayFigures, ...], highest: int) -> Row:
    scans = tuple(day.scans for day in days)
    return Row(
        batch,
        figures,
        (
            ClassLine("person", figures.scans),
            *([ClassLine("test", figures.tests)] if figures.tests else []),
            *(ClassLine(name, getattr(figures.classes, name)) for name in OTHER_CLASSES),
        ),
        tuple(day for day in reversed(days) if day.hits),
        sum(scans),
        max(days, key=lambda day: day.scans),
        draw(scans, highest),
    )
