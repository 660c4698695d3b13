"""Values of the figures as the rows of their charts."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from tracker.reports.answers import Rate
from tracker.reports.charts.chart import Chart
from tracker.reports.charts.reached import Reached as ReachedPoint
from tracker.reports.statistics.lasting import Reached
from tracker.staff.figures.numbers import count
from tracker.staff.pictures.rows import CountRow, RateRow, ranked_picture, rates_picture, reached_picture

Named = tuple[str, int]
"""What something is called, and how many."""


def draw_shares(name: str, title: str, rows: Sequence[Named]) -> Chart:
    """Draw numbers side by side, each with its share of all of them."""
    return ranked_picture([CountRow(label, number) for label, number in rows], title, name=name)


def draw_rates(name: str, title: str, rows: Sequence[tuple[str, Rate | None]]) -> Chart:
    """Draw rates with their intervals; all of pieces, or all of scans per 100 copies."""
    per_100 = any(rate.per_100 for _, rate in rows if rate)
    unit = gettext("Scans per 100 copies") if per_100 else gettext("Pieces scanned, of 100 handed out")
    return rates_picture([_row(*row) for row in rows], title, unit=unit, percent=not per_100, name=name)


def draw_reached(points: Sequence[Reached]) -> Chart:
    """Draw how many pieces had been scanned by which day since the hand-out."""
    drawn = [
        ReachedPoint(one.days, 100 * one.share, 100 * one.interval.low, 100 * (one.interval.high or 1.0))
        for one in points
    ]
    title = gettext("Pieces scanned at least once, by days since the hand-out")
    return reached_picture(drawn, title, unit=gettext("Of 100 pieces"))


def _row(label: str, rate: Rate | None) -> RateRow:
    if rate is None:
        return RateRow(label, None)
    about = gettext("%(counted)s of %(of)s", counted=count(rate.counted), of=count(rate.of))
    low, high = (rate.interval.low, rate.interval.high) if rate.interval else (None, None)
    return RateRow(label, rate.each, low, high, about)
