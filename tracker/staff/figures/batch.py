"""The figures of one batch: as those of a campaign, one level down, and how long it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from printkit.store.model import Batch, BatchKind
from tracker.reports.charts.chart import Chart
from tracker.reports.pieces import ScannedAgain, scanned_again
from tracker.reports.samples import samples_of
from tracker.reports.statistics.lasting import HalfLife, Reached, days_until, first_scans, half_life
from tracker.reports.statistics.samples import Measure
from tracker.scans.ordered import kept_of
from tracker.staff.figures.drawn import draw_reached
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

_DAYS = 28


@dataclass(frozen=True, slots=True)
class Lasting:
    """How quickly pieces are scanned, and how long that goes on.

    Attributes:
        reached: For each whole day since the hand-out; empty with one code for all.
        rows: Of them, those of the first four weeks, one of each later week, and the last.
        half: By the end of which day half of the pieces scanned so far had been scanned; ``None`` if none.
        half_life: By which day half of the scans so far had come; ``None`` without a scan.
        again: Pieces that were scanned more than once; ``None`` with one code for all.
        chart: The curve, if there is one.
    """

    reached: tuple[Reached, ...]
    rows: tuple[Reached, ...]
    half: int | None
    half_life: HalfLife | None
    again: ScannedAgain | None
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class FiguresOfBatch:
    """All that the page of a batch says.

    Attributes:
        lasting: ``None`` before a whole day since the hand-out is over.
        kept_days: For how many days single hits are kept.
    """

    batch: Batch
    scope: Scope
    summary: Summary
    course: Course
    places: Places
    when: When
    lasting: Lasting | None
    apart: Apart
    kept_days: int

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Return every chart of the page."""
        lasting = self.lasting.chart if self.lasting else None
        several = (self.course.chart, self.places.chart, self.when.clock, self.when.devices)
        return tuple(chart for chart in (*several, self.when.entries, lasting) if chart)


def read_batch(
    db: Database,
    batch: Batch,
    organisation_id: int,
    asked: Mapping[str, str],
    now: datetime,
    notes: Sequence[Note] = (),
) -> FiguresOfBatch:
    """Return the figures of a batch.

    Args:
        db: The database.
        batch: Of the organisation of whoever asks.
        organisation_id: That organisation.
        asked: The arguments of the address, from which filters are taken.
        now: The time.
        notes: Those on its time axis.
    """
    scope = read_scope(db, organisation_id, batch.campaign_id, asked, now, batch_id=batch.id)
    found = take_apart(db, scope)
    return FiguresOfBatch(
        batch,
        scope,
        read_summary(db, scope),
        make_course(db, scope, notes),
        make_places(db, scope),
        make_when(db, scope, found),
        _lasting(db, batch, scope),
        make_apart(db, scope, found),
        kept_of(db, organisation_id).days,
    )


def _lasting(db: Database, batch: Batch, scope: Scope) -> Lasting | None:
    """Return how long a batch lasts, as far as whole days since its hand-out tell."""
    daily = scope.daily_since_out(batch.id)[:-1]  # today is not over
    if scope.out is None or not daily:
        return None
    reached: tuple[Reached, ...] = ()
    if batch.kind is BatchKind.PER_PIECE and scope.figures[0].scan_rate:  # none if all came back
        (sample,) = samples_of(db, (batch,), Measure.PIECES, scope.now.date())
        reached = first_scans(sample.cohorts)
    chart = draw_reached(reached) if len(reached) > 1 and reached[-1].share else None
    half = days_until(reached[-1].share / 2, reached) if reached and reached[-1].share else None
    rows = tuple(one for one in reached if one.days <= _DAYS or one.days % 7 == 0 or one is reached[-1])
    again = scanned_again(db, scope.reading) if batch.kind is BatchKind.PER_PIECE else None
    return Lasting(reached, rows, half, half_life(daily), again, chart)
