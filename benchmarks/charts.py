"""What a chart costs: laying it out twice and writing its SVG, in CPU time of a worker; bytes; PNG and PDF.

python benchmarks/charts.py
"""

from __future__ import annotations

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from report import Report

from tracker.reports.charts.chart import Chart, Head
from tracker.reports.charts.clock import clock_chart
from tracker.reports.charts.course import Bar, CourseTexts, course_chart
from tracker.reports.charts.paper import draw
from tracker.reports.charts.passing import Form, pack
from tracker.reports.charts.poster import Poster, poster_of
from tracker.reports.charts.ranked import Ranked, ranked_chart
from tracker.reports.charts.rates import Rate, rates_chart
from tracker.reports.charts.reached import Reached, ReachedTexts, reached_chart
from tracker.reports.charts.ticks import Span

TIMES = 15
ZONE = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2026, 9, 28, tzinfo=ZONE)
TEXTS = CourseTexts("", "noch nicht zu Ende")


def course(number: int, step: timedelta, span: Span) -> Chart:
    bars = [Bar(BEGIN + index * step, index * 37 % 101, tip=f"{index}") for index in range(number)]
    return course_chart(Head("course", "Scans"), bars, span, TEXTS, "de")


def clock() -> Chart:
    fields = {(day, hour): day * hour for day in range(7) for hour in range(24)}
    return clock_chart(Head("clock", "Scans"), fields, ("Scans", "Tausend Scans"), "de")


def rates() -> Chart:
    rows = [Rate(f"Serie {number}", 20, 15, 26, "20,0 %", "100 von 500") for number in range(10)]
    return rates_chart(Head("rates", "Scanquoten"), rows, "von 100", "{:g} %".format)


def ranked() -> Chart:
    return ranked_chart(
        Head("ranked", "Orte"), [Ranked(f"Ort {number}", number, f"{number}") for number in range(10)]
    )


def reached() -> Chart:
    points = [Reached(day, day / 3, day / 4, day / 2) for day in range(90)]
    return reached_chart(Head("reached", "Erreicht"), points, ReachedTexts("%", "Tage", "{:g}".format))


CHARTS: dict[str, Callable[[], Chart]] = {
    "56 days": lambda: course(56, timedelta(days=1), Span.DAY),
    "a year of days": lambda: course(365, timedelta(days=1), Span.DAY),
    "104 weeks": lambda: course(104, timedelta(days=7), Span.WEEK),
    "672 hours": lambda: course(672, timedelta(hours=1), Span.HOUR),
    "weekday and hour": clock,
    "10 rates": rates,
    "10 places": ranked,
    "90 days reached": reached,
}


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median of CPU time."""
    work()
    taken = []
    for _ in range(TIMES):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken) * 1000


def table() -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| chart | ms in a page | KB of SVG | ms as PNG | ms as PDF |"
    yield "|---|---|---|---|---|"
    for name, make in CHARTS.items():
        yield f"| {name} | {line(make)} |"


def line(make: Callable[[], Chart]) -> str:
    """Measure a chart."""
    poster = poster_of(make().wide, Poster("Scans", "Frühling", (), "Bibliothek"))
    size = len(make().svg.svg.encode()) / 1000
    in_page = milliseconds(lambda: make().svg)
    png = milliseconds(lambda: draw(pack(poster, Form.PNG, "")))
    pdf = milliseconds(lambda: draw(pack(poster, Form.PDF, "")))
    return f"{in_page:.1f} | {size:.1f} | {png:.0f} | {pdf:.0f}"


def main() -> None:
    """Measure, and tell."""
    parser = ArgumentParser(description=__doc__)
    Report.add_option(parser)
    given = parser.parse_args()
    report = Report("benchmarks/charts.py", [], ["babel", "reportlab", "pypdfium2"])
    report.look_for_place(given.into)
    report.tell([*report.head(), *table()], given.into)


if __name__ == "__main__":
    main()
