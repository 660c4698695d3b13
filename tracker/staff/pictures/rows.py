"""Rates with their intervals, and rows of numbers, as charts; and the share that was reached by a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from flask_babel import format_decimal, gettext

from tracker.reports.charts.chart import Chart, Head
from tracker.reports.charts.ranked import Ranked, ranked_chart
from tracker.reports.charts.rates import Rate, rates_chart
from tracker.reports.charts.reached import Reached, ReachedTexts, reached_chart
from tracker.staff.pictures.words import in_percent, per_100, plain, rate


@dataclass(frozen=True, slots=True)
class RateRow:
    """A batch or place with its rate.

    Attributes:
        name: What it is called.
        value: Of 100; ``None`` where there is no rate yet.
        low: Where the interval begins, ``None`` without one.
        high: Where it ends, ``None`` if nothing bounds it.
        about: What it is a rate of, such as ``412 of 2,000``.
    """

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """A device, place, way in: what it is called and how many; ``None`` where that is not told."""

    name: str
    count: int | None


def rates_picture(
    rows: Sequence[RateRow], title: str, *, unit: str, percent: bool = True, name: str = "rates"
) -> Chart:
    """Return rates side by side as a chart.

    Args:
        rows: In their order.
        title: Of the chart.
        unit: Of the axis, such as "of 100 handed out".
        percent: Whether values are written with a percent sign; scans per 100 copies are not.
        name: The id of the chart.
    """
    write = in_percent if percent else plain
    rates = [
        Rate(row.name, row.value, row.low, row.high, _rate(row.value, percent=percent), row.about)
        for row in rows
    ]
    about = gettext("A dot for each rate, and a bar from where to where the true rate lies.")
    return rates_chart(Head(name, title, about), rates, unit, write, 100 if percent else inf)


def ranked_picture(
    rows: Sequence[CountRow], title: str, *, shares: bool = True, name: str = "ranked"
) -> Chart:
    """Return numbers side by side as a chart.

    Args:
        rows: In their order.
        title: Of the chart.
        shares: Whether each number's share of all is said.
        name: The id of the chart.
    """
    total = sum(row.count or 0 for row in rows)
    ranked = [
        Ranked(
            row.name,
            row.count,
            gettext("hidden") if row.count is None else format_decimal(row.count),
            rate(100 * row.count / total) if shares and total and row.count is not None else "",
        )
        for row in rows
    ]
    about = gettext("A bar for each, as long as its number. All numbers are in the table.")
    return ranked_chart(Head(name, title, about), ranked)


def reached_picture(points: Sequence[Reached], title: str, *, unit: str, name: str = "reached") -> Chart:
    """Return how large a share was reached by which day as a chart.

    Args:
        points: In the order of their days; values are of 100.
        title: Of the chart.
        unit: Of the values, such as "of 100 pieces handed out".
        name: The id of the chart.
    """
    texts = ReachedTexts(unit, gettext("days since the hand-out"), in_percent)
    about = gettext("A curve of the share that was reached by each day, in the band in which the truth lies.")
    rounded = [Reached(one.day, round(one.value, 1), round(one.low, 1), round(one.high, 1)) for one in points]
    return reached_chart(Head(name, title, about), rounded, texts)


def _rate(value: float | None, *, percent: bool) -> str:
    if value is None:
        return "–"
    return rate(value) if percent else per_100(value)
