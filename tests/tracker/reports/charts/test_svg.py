from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from tracker.reports.charts.chart import NARROW, WIDE, Chart, Head
from tracker.reports.charts.clock import clock_chart
from tracker.reports.charts.course import Bar, CourseTexts, course_chart
from tracker.reports.charts.drawing import Box, Dot, Drawing, Stroke, Text
from tracker.reports.charts.letters import shortened, width_of
from tracker.reports.charts.ranked import Ranked, ranked_chart
from tracker.reports.charts.rates import Rate, rates_chart
from tracker.reports.charts.reached import Reached, ReachedTexts, reached_chart
from tracker.reports.charts.scale import scale_for
from tracker.reports.charts.ticks import Span

HOSTILE = "\"><script>alert(1)</script>\x00\x0b\ud800\U0001f600 & 'so'"
SPACE = "{http://www.w3.org/2000/svg}"


def course(name: str) -> Chart:
    bars = [Bar(datetime(2026, 11, 2) + timedelta(days=day), day, tip=name) for day in range(9)]
    return course_chart(Head("course", name, name), bars, Span.DAY, CourseTexts(name, name), "de")


def clock(name: str) -> Chart:
    fields = {(day, hour): day * hour for day in range(7) for hour in range(24)}
    return clock_chart(Head("clock", name, name), fields, (name, name), "de")


def rates(name: str) -> Chart:
    rows = [
        Rate(name, 20.0, 10.0, 30.0, "20 %", name),
        Rate("", None, None, None, "–"),
        Rate("x", 5, 1, None, "5"),
    ]
    return rates_chart(Head("rates", name, name), rows, name, "{:g} %".format)


def ranked(name: str) -> Chart:
    rows = [Ranked(name, 40, "40", name), Ranked("b", 10, "10"), Ranked("c", None, name), Ranked("d", 0, "0")]
    return ranked_chart(Head("ranked", name, name), rows)


def reached(name: str) -> Chart:
    points = [Reached(day, 2 * day, 1.5 * day, 3 * day) for day in range(20)]
    return reached_chart(Head("reached", name, name), points, ReachedTexts(name, name, "{:g}".format))


ALL = [course, clock, rates, ranked, reached]


@pytest.mark.parametrize("make", ALL)
def test_svg_is_xml_that_a_strict_policy_lets_pass(make: Callable[[str], Chart]) -> None:
    written = make(HOSTILE).svg.svg
    pictures = list(ElementTree.fromstring(written).iter(f"{SPACE}svg"))
    assert [picture.get("viewBox", "").split()[2] for picture in pictures] == [f"{NARROW:g}", f"{WIDE:g}"]
    names = {element.tag.removeprefix(SPACE) for picture in pictures for element in picture.iter()}
    assert names <= {"svg", "desc", "g", "path", "circle", "text", "title"}
    attributes = {name for picture in pictures for element in picture.iter() for name in element.attrib}
    assert not attributes & {"style", "href", "onload", "onclick", "fill", "stroke"}
    assert all(picture.get("role") == "img" and picture.get("aria-label") for picture in pictures)
    described = [picture.get("aria-describedby") for picture in pictures]
    assert described == [picture.find(f"{SPACE}desc").get("id") for picture in pictures]  # type: ignore[union-attr]
    assert len(set(described)) == 2


@pytest.mark.parametrize("make", ALL)
def test_all_that_is_drawn_lies_within(make: Callable[[str], Chart]) -> None:
    chart = make("Stadtbibliothek Lindenau, Zweigstelle im Nordviertel am Alten Markt")
    for drawing in (chart.narrow, chart.wide):
        for mark in drawing.marks:
            for x, y in corners(mark):
                assert -0.01 <= x <= drawing.width + 0.01, mark
                assert -0.01 <= y <= drawing.height + 0.01, mark


def corners(mark: object) -> list[tuple[float, float]]:
    match mark:
        case Box():
            return [(mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height)]
        case Dot():
            return [(mark.x - mark.radius, mark.y), (mark.x + mark.radius, mark.y)]
        case Stroke():
            return list(mark.points)
        case Text():
            return [(mark.x, mark.y)]
    return []


def test_each_hour_of_the_week_has_its_field_and_zeros_have_no_number() -> None:
    chart = clock_chart(Head("clock", "x"), {(0, 9): 3, (6, 23): 15}, ("Scans", "Tausend"), "de")
    for drawing in (chart.narrow, chart.wide):
        sizes = {(box.width, box.height) for box in drawing.marks if isinstance(box, Box)}
        fields = [
            box
            for box in drawing.marks
            if isinstance(box, Box) and (box.width, box.height) == max(sizes, key=lambda size: size[0])
        ]
        assert len(fields) == 168
        assert len({(round(box.x, 3), round(box.y, 3)) for box in fields}) == 168
        assert [box.strength for box in sorted(fields, key=lambda box: box.strength)][-1] == 1
        texts = [mark.text for mark in drawing.marks if isinstance(mark, Text)]
        assert "0" not in texts
        assert {"3", "15"} <= set(texts)


def test_large_numbers_of_a_week_are_in_thousands() -> None:
    chart = clock_chart(Head("clock", "x"), {(0, 9): 12_345}, ("Scans", "Tausend Scans"), "de")
    texts = [mark.text for mark in chart.wide.marks if isinstance(mark, Text)]
    assert "12,3" in texts
    assert "Tausend Scans" in texts


def test_rows_are_as_long_as_their_numbers() -> None:
    for drawing in (ranked("a").narrow, ranked("a").wide):
        bars = [mark for mark in drawing.marks if isinstance(mark, Box) and mark.strength == 1]
        assert bars[0].width / bars[1].width == pytest.approx(4)
        assert len(bars) == 2


def test_the_dot_lies_between_its_whiskers() -> None:
    for drawing in (rates("a").narrow, rates("a").wide):
        first = next(mark for mark in drawing.marks if isinstance(mark, Box))
        dot = next(mark for mark in drawing.marks if isinstance(mark, Dot))
        assert dot.x == pytest.approx(first.x + first.width / 2)


@pytest.mark.parametrize(
    ("highest", "steps"),
    [(0, (0, 1)), (1, (0, 1)), (3, (0, 1, 2, 3)), (7, (0, 2, 4, 6, 8)), (838, (0, 250, 500, 750, 1000))],
)
def test_scales_are_round_and_reach_the_highest(highest: int, steps: tuple[int, ...]) -> None:
    assert scale_for(highest).steps == steps


@pytest.mark.parametrize("highest", [0.003, 0.9, 4.4, 26.1, 99, 12_345_678])
def test_scales_of_rates_have_few_steps(highest: float) -> None:
    scale = scale_for(highest, 5, whole=False)
    assert highest <= scale.top <= 2.1 * highest
    assert len(scale.steps) <= 6


def test_widths_are_those_of_the_face() -> None:
    """At least as wide as Lato sets it, at most a fifth more."""
    from pathlib import Path

    import fontpkg_lato
    from fontTools.ttLib import TTFont

    face = TTFont(Path(fontpkg_lato.ROOT) / "files" / "Lato-Regular.ttf")
    letters, widths, units = face.getBestCmap(), face["hmtx"], face["head"].unitsPerEm
    for text in ("Stadtbibliothek Gütersloh", "28. Sept.", "1.000", "24,6 %", "Scans je Woche", "23–29"):
        real = sum(widths[letters[ord(one)]][0] for one in text) / units
        assert real <= width_of(text, 1) + 0.02 * len(text)
        assert width_of(text, 1) <= 1.2 * real


def test_a_name_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert shortened("Zentralbibliothek", 10, 500) == "Zentralbibliothek"
    short = shortened("Zentralbibliothek", 10, 50)
    assert short.endswith("…")
    assert width_of(short, 10) <= 50


def test_a_drawing_has_a_size() -> None:
    assert isinstance(course("a").wide, Drawing)
    assert course("a").wide.height < course("a").wide.width
