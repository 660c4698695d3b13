"""Calibration: a crooked printer is simulated, its sheet is measured, and then it prints true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.errors import SignetError
from printkit.press.extras.calibration import lines_of_scales, print_calibration
from printkit.press.extras.measuring import INSET, Figures, Page, Register, behind, deviation, measured
from printkit.press.imposing.printer import EXACT, Deviation, Printer
from printkit.press.imposing.sheet import Flip, Paper, Sheet, load_sheet
from printkit.units import MM

CROOKED = Printer("Crooked", Deviation(0.9 * MM, -0.4 * MM, 0.998, 1.002), Deviation(0.35 * MM, 0.5 * MM))
Stroke = tuple[float, float, float, float]


@dataclass(frozen=True)
class OnPaper:
    """The strokes of one side of a sheet as a printer printed them; y counts downwards."""

    strokes: list[Stroke]
    page: Page

    def cross(self, x: float, y: float) -> tuple[float, float]:
        """Return the middle of the cross near a place."""
        level = [s for s in self.strokes if 11 * MM < s[2] - s[0] < 13 * MM and near(s, x, y)]
        upright = [s for s in self.strokes if 11 * MM < s[3] - s[1] < 13 * MM and near(s, x, y)]
        assert len(level) == len(upright) == 1
        return upright[0][0], level[0][1]

    def figures(self) -> Figures:
        """Lay a ruler along."""
        width, height = self.page.width, self.page.height
        left, _ = self.cross(INSET, height / 2)
        right, _ = self.cross(width - INSET, height / 2)
        _, top = self.cross(width / 2, INSET)
        _, bottom = self.cross(width / 2, height - INSET)
        return Figures(left, right - left, top, bottom - top)


def near(stroke: Stroke, x: float, y: float) -> bool:
    x1, y1, x2, y2 = stroke
    return abs((x1 + x2) / 2 - x) < 4 * MM and abs((y1 + y2) / 2 - y) < 4 * MM


def printed(path: Path, page: Page, printer: Printer) -> tuple[OnPaper, OnPaper]:
    """Print the file on a printer that does what it does."""
    sides = []
    with pikepdf.open(path) as pdf:
        for leaf, does in zip(pdf.pages, (printer.front, printer.back), strict=True):
            strokes: list[Stroke] = []
            start = (0.0, 0.0)
            matrix: list[float] = [1, 0, 0, 1, 0, 0]
            for values, operator in pikepdf.parse_content_stream(leaf):
                if str(operator) == "cm":
                    matrix = [float(value) for value in values]
                elif str(operator) in ("m", "l"):
                    a, _, _, d, e, f = matrix
                    x, y = a * float(values[0]) + e, page.height - (d * float(values[1]) + f)
                    x = page.width / 2 + (x - page.width / 2) * does.across + does.x
                    y = page.height / 2 + (y - page.height / 2) * does.down + does.y
                    if str(operator) == "l":
                        strokes.append(
                            (min(start[0], x), min(start[1], y), max(start[0], x), max(start[1], y))
                        )
                    start = (x, y)
            sides.append(OnPaper(strokes, page))
    return sides[0], sides[1]


def seen_through(side: OnPaper) -> list[Stroke]:
    """Return the strokes of the back, seen from the front against the light."""
    width, height = side.page.width, side.page.height
    if side.page.axis == "vertical":
        return [(width - x2, y1, width - x1, y2) for x1, y1, x2, y2 in side.strokes]
    return [(x1, height - y2, x2, height - y1) for x1, y1, x2, y2 in side.strokes]


def meeting(front: OnPaper, back: OnPaper, *, along_x: bool) -> float:
    """Return the number, in millimetres, at which lines of the two scales meet best."""
    page, at = front.page, 48 * MM
    first, second = (0, 1) if along_x else (1, 0)
    middle = (page.width if along_x else page.height) / 2

    def lines(strokes: list[Stroke]) -> list[float]:
        return sorted(
            stroke[first]
            for stroke in strokes
            if stroke[first] == pytest.approx(stroke[first + 2], abs=1e-6)
            and 4 * MM < stroke[second + 2] - stroke[second] < 9 * MM
            and min(abs(stroke[second] - at), abs(stroke[second + 2] - at)) < 3 * MM
        )

    here, there = lines(front.strokes), lines(seen_through(back))
    assert len(here) == len(there) == 2 * lines_of_scales(page) + 1
    _, best = min((abs(one - other), one) for one in here for other in there)
    return round((best - middle) / (5 * MM)) / 10


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
@pytest.mark.parametrize("name", ["a4", "sra3", "50x70"])
def test_the_sheet_measures_a_printer_and_then_shows_zero(tmp_path: Path, name: str, flip: Flip) -> None:
    paper = load_sheet(name).paper
    assert paper is not None
    sheet = Sheet(name, name, Paper(paper.width, paper.height, 0, 0, flip))
    page, path = Page.of(sheet), tmp_path / "c.pdf"
    print_calibration(sheet, path)
    front, back = printed(path, page, CROOKED)
    found = measured("Crooked", page, front.figures(), back.figures(), None, None)
    assert near_to(found.front, CROOKED.front)
    assert near_to(found.back, CROOKED.back)

    known = None
    for slack in (0.2, 0.06):  # a difference of scale falsifies the reading by a share of itself
        register = Register(*(meeting(front, back, along_x=along) * MM for along in (True, False)))
        known = measured("Crooked", page, front.figures(), None, register, known)
        assert known.back.x == pytest.approx(CROOKED.back.x, abs=slack * MM)
        assert known.back.y == pytest.approx(CROOKED.back.y, abs=slack * MM)
        print_calibration(sheet, path, known)
        front, back = printed(path, page, CROOKED)

    print_calibration(sheet, path, found)
    front, back = printed(path, page, CROOKED)
    true = Figures.true(page)
    for side in (front, back):
        got = side.figures()
        assert (got.left, got.across, got.top, got.down) == pytest.approx(
            (true.left, true.across, true.top, true.down), abs=0.01
        )
    assert [meeting(front, back, along_x=along) for along in (True, False)] == [0, 0]


def near_to(one: Deviation, other: Deviation) -> bool:
    assert (one.x, one.y) == pytest.approx((other.x, other.y), abs=0.01)
    assert (one.across, one.down) == pytest.approx((other.across, other.down), abs=1e-4)
    return True


def test_what_is_left_over_is_added(tmp_path: Path) -> None:
    sheet, path = load_sheet("sra3"), tmp_path / "c.pdf"
    page = Page.of(sheet)
    guess = Printer("Crooked", Deviation(0.5 * MM, 0), Deviation(0, 0.2 * MM, 1.001, 1))
    print_calibration(sheet, path, guess)
    front, back = printed(path, page, CROOKED)
    found = measured("Crooked", page, front.figures(), back.figures(), None, guess)
    assert near_to(found.front, CROOKED.front)
    assert near_to(found.back, CROOKED.back)


shifts = st.floats(-2, 2).map(lambda mm: mm * MM)


@given(shifts, shifts, shifts, shifts, st.sampled_from(["vertical", "horizontal"]))
def test_where_the_back_lies_against_the_front_says_where_it_is(
    x: float, y: float, v: float, w: float, axis: Callable[..., str]
) -> None:
    back = behind(Deviation(x, y), Register(v, w), axis)  # type: ignore[arg-type]
    seen = (-back.x, back.y) if axis == "vertical" else (back.x, -back.y)
    assert (seen[0] - x, seen[1] - y) == pytest.approx((v, w))


def test_the_sheet_says_what_to_do_in_german_and_english(tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    print_calibration(load_sheet("sra3"), path, CROOKED)
    with pypdfium2.PdfDocument(path) as pdf:
        front, back = (" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
    for words in (
        "Kalibrierbogen SRA3: Vorderseite", "über die lange Kante", "Richtig wären A 20.0, B 280.0",
        "Calibration sheet SRA3: front", "flipped on the long edge", "Gedruckt für den Drucker „Crooked“",
        "printkit calibrate --sheet sra3 --printer NAME --front A B C D --register V W",
    ):  # fmt: skip
        assert words in front
    assert "Rückseite" in back
    assert "--back E F G H instead of --register V W" in back


@pytest.mark.parametrize("name", ["a4", "a3", "sra3", "letter", "tabloid", "50x70"])
def test_nothing_of_the_sheet_runs_into_anything_else(tmp_path: Path, name: str) -> None:
    """Words keep off the strokes, off each other and off the paper's edge, on both sides."""
    path, sheet = tmp_path / "c.pdf", load_sheet(name)
    page = Page.of(sheet)
    print_calibration(sheet, path)
    sides = printed(path, page, Printer("True"))
    with pypdfium2.PdfDocument(path) as pdf:
        for leaf, side in zip(pdf, sides, strict=True):
            text = leaf.get_textpage()
            boxes = [text.get_rect(number) for number in range(text.count_rects())]
            assert len(boxes) > 10
            for left, bottom, right, top in boxes:
                assert min(left, bottom, page.width - right, page.height - top) > 5 * MM
                for x1, y1, x2, y2 in side.strokes:
                    beside = x1 > right or x2 < left
                    assert beside or y1 > page.height - bottom or y2 < page.height - top


def test_what_no_printer_gives_is_refused() -> None:
    page = Page.of(load_sheet("sra3"))
    with pytest.raises(SignetError) as caught:
        deviation(Figures(2 * MM, 250 * MM, 20 * MM, 410 * MM), page, "ABCD")
    assert "A is 2 mm; it should be about 20 mm" in str(caught.value)
    assert "B is 250 mm; it should be about 280" in str(caught.value)
    assert len(caught.value.problems) == 2
    with pytest.raises(SignetError, match="cannot be 16 mm off"):
        behind(EXACT, Register(0, 16 * MM), "vertical")
    far = Printer("Far", Deviation(14 * MM, 0), EXACT)
    with pytest.raises(SignetError, match="With what was known, the front would be"):
        measured("Far", page, Figures(22 * MM, 280 * MM, 20 * MM, 410 * MM), None, None, far)


def test_a_sheet_without_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SignetError, match="has no paper"):
        print_calibration(load_sheet("single"), tmp_path / "c.pdf")
    small = Sheet("a6", "A6", Paper(105 * MM, 148 * MM, 0, 0, "long-edge"))
    with pytest.raises(SignetError, match="smaller than 140 mm"):
        print_calibration(small, tmp_path / "c.pdf")
    assert not list(tmp_path.iterdir())
