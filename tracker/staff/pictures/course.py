"""Hits over time as a chart, with notes as flags; and the hours of the week."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_decimal, gettext

from tracker.reports.charts.chart import Chart, Head
from tracker.reports.charts.clock import clock_chart
from tracker.reports.charts.course import Bar, CourseTexts, course_chart
from tracker.reports.charts.dates import written
from tracker.reports.charts.flags import Flag
from tracker.reports.charts.ticks import Span
from tracker.reports.course import Point
from tracker.reports.days import ClockFigures
from tracker.reports.selection import Unit
from tracker.staff.pictures.words import locale

_MOST_TIPS = 200
"""More bars than so many are too thin to be pointed at."""


def course_picture(
    points: Sequence[Point], unit: Unit, *, what: str = "", flags: Sequence[Flag] = (), name: str = "course"
) -> Chart:
    """Return hits over time as a chart.

    Args:
        points: From `tracker.reports.course.course`.
        unit: How long each is.
        what: What is counted, by default scans.
        flags: Notes, see `tracker.staff.notes.flags`.
        name: The id of the chart.
    """
    spoken = locale()
    bars = [
        Bar(one.begins, one.number, one.over, _tip(one, unit, spoken) if len(points) <= _MOST_TIPS else "")
        for one in points
    ]
    title = _titles(what or gettext("Scans"))[unit]
    head = Head(name, title, _about(points, unit, title, spoken))
    texts = CourseTexts("", gettext("not over yet"))
    return course_chart(head, bars, Span(unit.value), texts, spoken, flags=flags)


def clock_picture(fields: Sequence[ClockFigures], *, what: str = "", name: str = "clock") -> Chart:
    """Return the hours of the week as a chart.

    Args:
        fields: From `tracker.reports.course.by_clock`.
        what: What is counted, by default scans.
        name: The id of the chart.
    """
    what = what or gettext("Scans")
    numbers = {(one.weekday, one.clock): one.people for one in fields}
    head = Head(
        name,
        gettext("%(what)s by weekday and hour", what=what),
        gettext("A field for each hour of the week, darker for more; all numbers are in the table."),
    )
    return clock_chart(head, numbers, (what, gettext("%(what)s in thousands", what=what)), locale())


def _titles(what: str) -> dict[Unit, str]:
    return {
        Unit.HOUR: gettext("%(what)s by hour", what=what),
        Unit.DAY: gettext("%(what)s by day", what=what),
        Unit.WEEK: gettext("%(what)s by week", what=what),
    }


def _tip(point: Point, unit: Unit, spoken: str) -> str:
    return f"{_when(point, unit, spoken)}: {format_decimal(point.number)}"


def _when(point: Point, unit: Unit, spoken: str) -> str:
    day = written(point.begins, "yMMMEd", spoken)
    if unit is Unit.HOUR:
        return f"{day}, {point.begins:%H}:00"
    return str(gettext("week from %(day)s", day=day)) if unit is Unit.WEEK else day


def _about(points: Sequence[Point], unit: Unit, title: str, spoken: str) -> str:
    if not points:
        return str(gettext("Nothing to show yet."))
    best = max(points, key=lambda point: point.number)
    text = gettext(
        "%(title)s, from %(first)s to %(last)s; most: %(most)s (%(when)s). All numbers are in the table.",
        title=title,
        first=_when(points[0], unit, spoken),
        last=_when(points[-1], unit, spoken),
        most=format_decimal(best.number),
        when=_when(best, unit, spoken),
    )
    return str(text)
