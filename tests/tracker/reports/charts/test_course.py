from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.reports.charts.chart import Chart, Head
from tracker.reports.charts.course import Bar, CourseTexts, course_chart
from tracker.reports.charts.drawing import Box, Dot, Drawing, Ink, Text
from tracker.reports.charts.flags import Flag
from tracker.reports.charts.ticks import Span

ZONE = ZoneInfo("Europe/Berlin")
TEXTS = CourseTexts("Scans je Tag", "noch nicht zu Ende")
MONDAY = datetime(2026, 9, 28, tzinfo=ZONE)


def days(*numbers: int | None, over: bool = True) -> list[Bar]:
    last = len(numbers) - 1
    return [
        Bar(MONDAY + timedelta(days=day), number, over or day < last) for day, number in enumerate(numbers)
    ]


def drawn(bars: list[Bar], span: Span = Span.DAY, *flags: Flag) -> Chart:
    return course_chart(Head("days", "Scans je Tag"), bars, span, TEXTS, "de", flags=flags)


def bars_of(drawing: Drawing) -> list[Box]:
    floor = max(mark.y + mark.height for mark in drawing.marks if isinstance(mark, Box))
    return [mark for mark in drawing.marks if isinstance(mark, Box) and mark.y + mark.height > floor - 0.01]


def texts_of(drawing: Drawing) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, Text)]


@pytest.mark.parametrize("which", ["narrow", "wide"])
def test_bars_are_as_high_as_their_numbers(which: str) -> None:
    bars = bars_of(getattr(drawn(days(10, 20, 0, 40)), which))
    assert [round(bar.height / bars[0].height, 6) for bar in bars] == [1, 2, 4]
    steps = [other.x - one.x for one, other in itertools.pairwise(bars)]
    assert steps[1] == pytest.approx(2 * steps[0])  # a day without any leaves its room free


def test_what_is_not_over_is_light_and_said() -> None:
    drawing = drawn(days(4, 5, 2, over=False)).wide
    assert [bar.strength == 1 for bar in bars_of(drawing)] == [True, True, False]
    assert "noch nicht zu Ende" in texts_of(drawing)
    assert "noch nicht zu Ende" not in texts_of(drawn(days(4, 5, 2)).wide)


def test_weeks_begin_on_monday_and_the_year_is_said_once() -> None:
    texts = texts_of(drawn(days(*[3] * 57)).wide)
    assert [text for text in texts if "Okt" in text or "Nov" in text] == [
        "5. Okt.",
        "12. Okt.",
        "19. Okt.",
        "26. Okt.",
        "2. Nov.",
        "9. Nov.",
        "16. Nov.",
        "23. Nov.",
    ]
    assert texts.count("2026") == 1


def test_the_hour_that_comes_twice_has_two_bars_and_one_name() -> None:
    begins = datetime(2026, 10, 24, 22, tzinfo=ZoneInfo("UTC"))  # midnight in Berlin
    hours = [Bar((begins + timedelta(hours=hour)).astimezone(ZONE), 1) for hour in range(25)]
    drawing = drawn(hours, Span.HOUR).wide
    assert len(bars_of(drawing)) == 25
    names = [text for text in texts_of(drawing) if text.endswith(":00")]
    assert names[:3] == ["00:00", "03:00", "06:00"]


def test_flags_stand_above_their_days_and_do_not_cover_one_another() -> None:
    def flag(number: int, first: int, last: int) -> Flag:
        return Flag(number, date(2026, 10, first), date(2026, 10, last))

    bars = days(*[5] * 28)
    drawing = drawn(bars, Span.DAY, flag(1, 5, 5), flag(2, 5, 9), flag(3, 20, 20), flag(4, 30, 30)).wide
    dots = [mark for mark in drawing.marks if isinstance(mark, Dot)]
    assert len(dots) == 3  # the last is beyond the picture
    middles = [bar.x + bar.width / 2 for bar in bars_of(drawing)]
    assert [round(dot.x, 3) for dot in dots] == [round(middles[day], 3) for day in (7, 7, 22)]
    assert dots[0].y != dots[1].y
    assert [mark.text for mark in drawing.marks if isinstance(mark, Text) and mark.ink is Ink.LEAF] == [
        "1",
        "2",
        "3",
    ]


def test_many_notes_of_a_day_do_not_make_a_tower() -> None:
    flags = [Flag(number, date(2026, 10, 5), date(2026, 10, 5)) for number in range(1, 201)]
    few, many = (
        drawn(days(*[5] * 28), Span.DAY, *flags[:4]).wide,
        drawn(days(*[5] * 28), Span.DAY, *flags).wide,
    )
    assert many.height <= few.height + 20
    assert "…" in texts_of(many)
    assert "…" not in texts_of(few)


def test_a_note_belongs_to_the_week_around_it() -> None:
    weeks = [Bar(MONDAY + timedelta(weeks=week), 5) for week in range(4)]
    sunday = date(2026, 10, 11)
    drawing = drawn(weeks, Span.WEEK, Flag(1, sunday, sunday)).wide
    (dot,) = [mark for mark in drawing.marks if isinstance(mark, Dot)]
    assert dot.x == pytest.approx(bars_of(drawing)[1].x + bars_of(drawing)[1].width / 2)


@settings(max_examples=30)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10**7)), max_size=500),
    st.sampled_from(Span),
    st.sampled_from(["de", "en_GB"]),
)
def test_any_course_stays_in_its_picture(numbers: list[int | None], span: Span, locale: str) -> None:
    step = {Span.HOUR: timedelta(hours=1), Span.DAY: timedelta(days=1), Span.WEEK: timedelta(days=7)}[span]
    bars = [Bar(MONDAY + number * step, value) for number, value in enumerate(numbers)]
    chart = course_chart(Head("course", "x"), bars, span, TEXTS, locale)
    for drawing in (chart.narrow, chart.wide):
        for box in (mark for mark in drawing.marks if isinstance(mark, Box)):
            assert 0 <= box.x <= box.x + box.width <= drawing.width + 0.01
            assert 0 <= box.y <= box.y + box.height <= drawing.height
    ElementTree.fromstring(chart.svg.svg)
