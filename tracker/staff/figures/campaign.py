"""The figures of a campaign: the answer, its course, its batches side by side, its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext
from sqlite_utils import Database

from printkit.store.model import Batch, Campaign
from tracker.reports.answers import Cost, Rate, cost_of, rate_of
from tracker.reports.charts.chart import Chart
from tracker.reports.figures import BatchFigures
from tracker.staff.campaigns.plan import CampaignPlan, plan_of
from tracker.staff.figures.comparison import Compare, make_comparison
from tracker.staff.figures.drawn import draw_rates
from tracker.staff.figures.listed import MOST, most_of
from tracker.staff.figures.parts import (
    Apart,
    Course,
    Places,
    When,
    make_apart,
    make_course,
    make_places,
    make_when,
    take_apart,
)
from tracker.staff.figures.scope import Scope, read_scope
from tracker.staff.figures.summary import Summary, read_summary
from tracker.staff.notes.store import Note
from tracker.staff.paging import number_in, pages_of


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in the table of a campaign.

    Attributes:
        lately: Scans of the last four weeks.
        planned: The day on which it will be handed out first, if that is still to come.
    """

    batch: Batch
    figures: BatchFigures
    rate: Rate | None
    cost: Cost | None
    lately: int
    planned: date | None


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches of a campaign by number.

    Attributes:
        lines: Those with the most scans, or a page of all if somebody asks for one (``batches=2``).
        total: How many there are.
        page: Which page of all it is; 0 for those with the most scans.
        pages: How many pages all would be.
        charts: Rates with their intervals, those of pieces and those per 100 copies apart; without those
            batches that are all compared on the same page.
    """

    lines: tuple[BatchLine, ...]
    charts: tuple[Chart, ...]
    total: int
    page: int
    pages: int

    @property
    def numbers(self) -> frozenset[int]:
        """Return the numbers of the batches that are listed."""
        return frozenset(line.batch.id for line in self.lines)


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """All that the page of a campaign says.

    Attributes:
        compare: ``None`` for less than two batches that can be compared.
    """

    campaign: Campaign
    plan: CampaignPlan
    scope: Scope
    summary: Summary
    batches: Batches
    course: Course
    compare: Compare | None
    places: Places
    when: When
    apart: Apart

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Return every chart of the page."""
        several = (self.course.chart, *self.batches.charts, self.places.chart, self.when.clock)
        compared = self.compare.chart if self.compare else None
        found = (*several, compared, self.when.devices, self.when.entries)
        return tuple(chart for chart in found if chart)


def read_campaign(
    db: Database, campaign: Campaign, asked: Mapping[str, str], now: datetime, notes: Sequence[Note] = ()
) -> CampaignFigures:
    """Return the figures of a campaign.

    Args:
        db: The database.
        campaign: Of the organisation of whoever asks.
        asked: The arguments of the address, from which filters are taken.
        now: The time.
        notes: Those on its time axis.
    """
    scope = read_scope(db, campaign.organisation_id, campaign.id, asked, now)
    compared = make_comparison(db, scope, asked)
    return CampaignFigures(
        campaign,
        plan_of(db, campaign.id),
        scope,
        read_summary(db, scope),
        _batches(scope, compared, asked.get("batches", "")),
        make_course(db, scope, notes),
        compared,
        make_places(db, scope),
        make_when(db, scope, found := take_apart(db, scope)),
        make_apart(db, scope, found),
    )


def _batches(scope: Scope, compared: Compare | None, asked: str) -> Batches:
    lately, dailies = scope.lately(), scope.dailies()
    every = tuple(zip(scope.reading.batches, scope.figures, strict=True))
    pages = pages_of(len(every), MOST)
    page = min(number_in(asked), pages)
    shown = every[(page - 1) * MOST : page * MOST] if page else most_of(every, lambda one: one[1].scans)
    lines = tuple(
        BatchLine(
            batch,
            figures,
            rate_of(figures, dailies[batch.id]),
            cost_of((figures,), dailies, scope.costs),
            lately[batch.id],
            scope.planned(batch.id),
        )
        for batch, figures in shown
    )
    return Batches(lines, tuple(_charts(lines, compared)), len(every), page, pages)


def _charts(lines: Sequence[BatchLine], compared: Compare | None) -> Iterator[Chart]:
    for name, title, per_100 in (
        ("rates", gettext("Batches compared: scan rate"), False),
        ("rates-per-100", gettext("Batches compared: scans per 100 copies"), True),
    ):
        meant = [line for line in lines if line.rate and line.rate.per_100 is per_100]
        shown = compared.shown if compared and compared.per_100 is per_100 else frozenset()
        if len(meant) > 1 and not {line.batch.id for line in meant} <= shown:
            yield draw_rates(name, title, [(line.batch.name, line.rate) for line in meant])
