"""Parts that pages of campaigns and of batches share; each is one value, written by one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlite_utils import Database

from tracker.reports.answers import Rate, place_rate
from tracker.reports.breakdown import Breakdown, breakdown, breakdown_of_all
from tracker.reports.charts.chart import Chart
from tracker.reports.course import by_clock, by_day, course
from tracker.reports.days import ClockFigures, scans_by_clock
from tracker.reports.device_days import device_days
from tracker.reports.pieces import PlaceFigures, reasons
from tracker.reports.selection import Shown, Unit
from tracker.staff.figures.drawn import draw_rates, draw_shares
from tracker.staff.figures.filters import Filters
from tracker.staff.figures.listed import most_of
from tracker.staff.figures.scope import Scope
from tracker.staff.figures.sentences import (
    point_name,
)
from tracker.staff.figures.terms import (
    class_words,
    device_words,
    entry_words,
    reason_words,
    shown_words,
    word_of,
)
from tracker.staff.notes.store import Note, flags_of
from tracker.staff.pictures.course import clock_picture, course_picture

OTHER_CLASSES = ("repeat", "preview", "robot", "prefetch", "unsure")
MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class CourseRow:
    """Hits of an hour, a day or a week.

    Attributes:
        over: Whether it is over.
        devices: Different devices of that day, at least; ``None`` where nobody can say.
    """

    when: str
    number: int
    over: bool
    devices: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """Hits over time.

    Attributes:
        what: What is counted.
        word: The id of its definition.
        notes: Those whose days are shown, with their numbers.
        rows: The newest first, those without any hit left out.
        has_devices: Whether rows are days of scans wherever they were made, so that devices are told.
    """

    chart: Chart
    what: str
    word: str
    total: int
    rows: tuple[CourseRow, ...]
    has_devices: bool
    filters: Filters
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class When:
    """At which hours of the week, with what, and how the codes came in."""

    clock: Chart
    fields: tuple[ClockFigures, ...]
    devices: Chart
    device_rows: tuple[tuple[str, int], ...]
    entries: Chart
    entry_rows: tuple[tuple[str, int], ...]
    scans: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place; ``number`` is its id."""

    number: int
    figures: PlaceFigures
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class Places:
    """What came of each place.

    Attributes:
        chart: Rates with their intervals; ``None`` for less than two places of the same kind.
        complete: Whether scans of all places are those of all the time.
        total: How many places there are.
    """

    lines: tuple[PlaceLine, ...]
    chart: Chart | None
    complete: bool
    total: int


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Hits of a class, by its name in the counts."""

    name: str
    label: str
    hits: int


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why hits are in their class."""

    label: str
    reason: str
    hits: int


@dataclass(frozen=True, slots=True)
class Apart:
    """Hits that are no scans, and why.

    Attributes:
        reasons: Since the beginning, whatever days are asked for.
    """

    lines: tuple[ClassLine, ...]
    hits: int
    reasons: tuple[ReasonLine, ...]


def make_course(db: Database, scope: Scope, notes: Sequence[Note] = ()) -> Course:
    """Return hits over time as they are asked for."""
    filters = scope.filters
    points = course(db, scope.selection, filters.unit, scope.now)
    has_devices = filters.unit is Unit.DAY and filters.shown is Shown.SCANS and filters.place is None
    devices = _devices(db, scope) if has_devices else {}
    rows = tuple(
        CourseRow(point_name(point, filters.unit), point.number, point.over, devices.get(point.day))
        for point in points
        if point.number
    )
    what = shown_words(filters.shown)
    shown = tuple(note for note in notes if note.first <= filters.last and note.last >= filters.first)
    chart = course_picture(points, filters.unit, what=what, flags=flags_of(shown))
    total = sum(point.number for point in points)
    return Course(
        chart, what, word_of(filters.shown), total, tuple(reversed(rows)), has_devices, filters, shown
    )


def _devices(db: Database, scope: Scope) -> dict[date, int]:
    """Return the devices of each day on which some were told apart."""
    found = device_days(
        db,
        scope.batch_id,
        scope.selection.days,
        until=scope.filters.last,
        campaign_id=scope.campaign_id,
        organisation_id=scope.organisation_id,
    )
    return {one.day: one.devices for one in found if one.devices}


def make_when(db: Database, scope: Scope, found: Breakdown) -> When:
    """Return when and with what people scanned, in the days and at the place that are asked for."""
    fields = _clock(db, scope)
    devices = tuple((device_words(one.word), one.scans) for one in found.devices)
    entries = tuple((entry_words(one.word), one.scans) for one in found.entries)
    return When(
        clock_picture(fields),
        fields,
        draw_shares("devices", gettext("Scans by device"), devices),
        devices,
        draw_shares("entries", gettext("Scans by way in"), entries),
        entries,
        found.scans,
    )


def _clock(db: Database, scope: Scope) -> tuple[ClockFigures, ...]:
    """Return scans by weekday and hour: of all days and without tests from their sums, which is quicker."""
    if scope.filters.is_plain and not any(one.tests for one in scope.figures):
        campaign_id = scope.campaign_id if scope.batch_id is None else None
        return scans_by_clock(
            db, scope.batch_id, campaign_id=campaign_id, organisation_id=scope.organisation_id
        )
    return by_clock(db, scope.selection.of(Shown.SCANS))


def make_places(db: Database, scope: Scope, shown: Sequence[PlaceFigures] | None = None) -> Places:
    """Return what came of places since the beginning.

    Args:
        db: The database.
        scope: What is looked at.
        shown: Which of its places; by default those with most scans.
    """
    meant = most_of(scope.places, lambda one: one.scans) if shown is None else shown
    lines = tuple(_place_line(db, scope, figures) for figures in meant)
    kinds = {line.rate.per_100 for line in lines if line.rate}
    chart = None
    if len(lines) > 1 and len(kinds) == 1:
        rows = [(line.figures.place, line.rate) for line in lines]
        chart = draw_rates("places", gettext("Places compared"), rows)
    complete = all(line.figures.complete for line in lines)
    return Places(lines, chart, complete, len(scope.places))


def make_apart(db: Database, scope: Scope, found: Breakdown) -> Apart:
    """Return hits that are no scans, and why."""
    named = (("person", found.scans), ("test", found.tests))
    others = ((name, getattr(found.classes, name)) for name in OTHER_CLASSES)
    lines = tuple(ClassLine(name, class_words(name), hits) for name, hits in (*named, *others))
    return Apart(lines, found.classes.hits, _reasons(db, scope))


def take_apart(db: Database, scope: Scope) -> Breakdown:
    """Return what the hits were, of the days and the place that are asked for."""
    if not scope.filters.is_plain:
        return breakdown(db, scope.selection)
    return breakdown_of_all(db, scope.reading, scope.figures)


def _reasons(db: Database, scope: Scope) -> tuple[ReasonLine, ...]:
    sums: dict[tuple[str, str], int] = {}
    found = reasons(
        db,
        scope.batch_id,
        campaign_id=scope.campaign_id if scope.batch_id is None else None,
        organisation_id=scope.organisation_id,
    )
    for one in found:
        sums[one.cls, one.reason] = sums.get((one.cls, one.reason), 0) + one.hits
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:MOST_REASONS]
    return tuple(
        ReasonLine(_class_of_hits(cls), reason_words(reason), hits) for (cls, reason), hits in ordered
    )


def _class_of_hits(cls: str) -> str:
    return gettext("People (scans and tests)") if cls == "person" else class_words(cls)


def _place_line(db: Database, scope: Scope, figures: PlaceFigures) -> PlaceLine:
    number = scope.place_numbers[figures.place]
    daily = () if figures.pieces else by_day(db, scope.at_place(number))
    return PlaceLine(number, figures, place_rate(figures, daily))
