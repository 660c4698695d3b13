from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import force_locale

from tracker.reports.charts.chart import Chart
from tracker.reports.charts.drawing import Text
from tracker.reports.charts.reached import Reached
from tracker.reports.course import Point
from tracker.reports.days import ClockFigures
from tracker.reports.selection import Unit
from tracker.staff.pictures.course import clock_picture, course_picture
from tracker.staff.pictures.rows import (
    CountRow,
    RateRow,
    ranked_picture,
    rates_picture,
    reached_picture,
)

ZONE = ZoneInfo("Europe/Berlin")


def points(*numbers: int) -> list[Point]:
    begins = [datetime(2026, 11, 9, tzinfo=ZONE) + timedelta(days=day) for day in range(len(numbers))]
    return [Point(one, one.date(), number, True) for one, number in zip(begins, numbers, strict=True)]


def texts(chart: Chart) -> set[str]:
    return {mark.text for mark in chart.wide.marks if isinstance(mark, Text)}


@pytest.mark.parametrize(
    ("locale", "title", "about"),
    [
        ("de", "Scans je Tag", "am meisten: 1.234 (Di., 10. Nov. 2026)"),
        ("en_GB", "Scans by day", "most: 1,234 (Tue, 10 Nov 2026)"),
    ],
)
def test_a_course_speaks_the_language_of_the_page(app: Flask, locale: str, title: str, about: str) -> None:
    with app.test_request_context("/staff/"), force_locale(locale):
        chart = course_picture(points(7, 1234, 0), Unit.DAY)
    assert chart.title == title
    assert about in chart.about


def test_nothing_yet_is_said(app: Flask) -> None:
    with app.test_request_context("/staff/"), force_locale("de"):
        chart = course_picture([], Unit.WEEK)
        assert "Noch nichts zu zeigen." in chart.svg.svg
        assert clock_picture([]).svg.svg
        assert rates_picture([], "Quoten", unit="").svg.svg
        assert ranked_picture([], "Geräte").svg.svg
        assert reached_picture([], "Erreicht", unit="").svg.svg


def test_rates_and_shares_are_written_as_on_all_pages(app: Flask) -> None:
    with app.test_request_context("/staff/"), force_locale("de"):
        rates = rates_picture([RateRow("Blau", 20.6, 18.9, 22.4, "412 von 2.000")], "Quoten", unit="je 100")
        per_100 = rates_picture([RateRow("Flyer", 5.65)], "Scans", unit="je 100", percent=False)
        ranked = ranked_picture([CountRow("Telefon", 900), CountRow("Tablet", 100)], "Geräte")
        hidden = ranked_picture([CountRow("Telefon", 900), CountRow("Tablet", None)], "Geräte")
        reached = reached_picture([Reached(3, 20.64, 18.9, 22.4)], "Erreicht", unit="%")
    assert {"20,6\xa0%", "412 von 2.000", "25\xa0%"} <= texts(rates)
    assert "5,6" in texts(per_100) or "5,7" in texts(per_100)
    assert {"90,0\xa0%", "10,0\xa0%"} <= texts(ranked)
    assert "verborgen" in texts(hidden)
    assert "20,6\xa0%" in texts(reached)


def test_the_hours_of_the_week_are_all_there(app: Flask) -> None:
    fields = [ClockFigures(day, hour, day + hour) for day in range(7) for hour in range(24)]
    with app.test_request_context("/staff/"), force_locale("de"):
        chart = clock_picture(fields)
    assert {"Montag", "Sonntag", "29"} <= texts(chart)
    assert chart.title == "Scans nach Wochentag und Stunde"


def test_hours_and_weeks_are_named(app: Flask) -> None:
    with app.test_request_context("/staff/"), force_locale("de"):
        weeks = course_picture(points(5, 6), Unit.WEEK)
        hours = course_picture(
            [Point(datetime(2026, 11, 9, 14, tzinfo=ZONE), date(2026, 11, 9), 5, False)], Unit.HOUR
        )
    assert "Woche ab" in weeks.about
    assert "14:00" in hours.about
    assert "noch nicht zu Ende" in texts(hours)
