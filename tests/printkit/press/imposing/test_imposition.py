from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.errors import SignetError
from printkit.press.imposing.imposition import Box, Grid, Placement, impose
from printkit.press.imposing.sheet import Flip, Paper, Sheet, load_sheet
from printkit.units import MM

# Pieces on sheets with margins of 10 mm, a gap of 6 mm and a bleed of 3 mm; r: turned. (print.md, 1.4,
# where 12 of 99 × 210 lie turned on 50x70; as many lie upright, along the grain.)
SHEETS = ("a4", "a3", "sra3", "letter", "tabloid", "50x70")
TABLE = {
    (50, 150): ("4r", "8", "10", "4r", "8", "36r"),
    (52, 148): ("4r", "8", "10", "4r", "8", "33r"),
    (55, 210): ("3", "6r", "7r", "3", "6r", "22r"),
    (99, 210): ("1", "3r", "4r", "1", "3r", "12"),
    (105, 148): ("2r", "4", "4", "2r", "4", "18r"),
    (148, 210): ("1", "2r", "2r", "1", "2r", "9"),
}


@pytest.mark.parametrize(
    ("size", "sheet", "expected"),
    [(size, sheet, cell) for size, row in TABLE.items() for sheet, cell in zip(SHEETS, row, strict=True)],
)
def test_as_many_pieces_fit_as_the_trade_says(size: tuple[int, int], sheet: str, expected: str) -> None:
    grid = impose(size[0] * MM, size[1] * MM, 3 * MM, load_sheet(sheet))
    assert f"{grid.slots}{'r' if grid.turn else ''}" == expected


@pytest.mark.parametrize(("size", "expected"), [((210, 297), "2r"), ((297, 420), "1"), ((55, 210), "7r")])
def test_sra3_takes_what_it_was_made_for(size: tuple[int, int], expected: str) -> None:
    grid = impose(size[0] * MM, size[1] * MM, 3 * MM, load_sheet("sra3"))
    assert f"{grid.slots}{'r' if grid.turn else ''}" == expected
    spill = grid.block.grown(3 * MM)
    assert min(spill.x, spill.y) >= 8 * MM - 0.2


def test_the_least_margin_serves_work_and_turn_too() -> None:
    grid = impose(145 * MM, 297 * MM, 3 * MM, load_sheet("sra3"), work_and_turn=True)
    assert (grid.columns, grid.rows, grid.turn) == (2, 1, 0)


def test_without_a_least_margin_the_margin_is_kept() -> None:
    paper = load_sheet("sra3").paper
    assert paper is not None
    kept = Sheet("kept", "Kept", replace(paper, least_margin=None))
    assert impose(210 * MM, 297 * MM, 3 * MM, kept).slots == 1
    with pytest.raises(SignetError, match="inside margins of 10 mm"):
        impose(297 * MM, 420 * MM, 3 * MM, kept)


def sheets(flip: Flip = "long-edge") -> st.SearchStrategy[Sheet]:
    lengths = st.integers(100, 1000).map(lambda mm: mm * MM)
    papers = st.builds(
        Paper, lengths, lengths, st.integers(0, 15).map(lambda mm: mm * MM),
        st.integers(0, 20).map(lambda mm: mm * MM / 2), st.just(flip),
    )  # fmt: skip
    return papers.map(lambda paper: Sheet("any", "Any", paper))


sizes = st.tuples(st.integers(20, 400), st.integers(20, 400)).map(lambda size: (size[0] * MM, size[1] * MM))
bleeds = st.sampled_from([0.0, 2 * MM, 3 * MM, 5 * MM])


def imposed(
    size: tuple[float, float], bleed: float, sheet: Sheet, *, work_and_turn: bool = False
) -> Grid | None:
    try:
        return impose(*size, bleed, sheet, work_and_turn=work_and_turn)
    except SignetError as error:
        if error.problems[0].rule not in ("piece-too-large", "work-and-turn"):
            raise
        return None


@given(sizes, bleeds, sheets())
def test_pieces_keep_the_margin_and_the_gap(size: tuple[float, float], bleed: float, sheet: Sheet) -> None:
    grid = imposed(size, bleed, sheet)
    assert sheet.paper is not None
    if grid is None:
        return
    spill = grid.block.grown(bleed)
    free = sheet.paper.margin - 0.2  # the paper is rounded to the grid
    assert min(spill.x, spill.y) >= free
    assert min(grid.page_width - spill.right, grid.page_height - spill.bottom) >= free
    boxes = [grid.front(slot).box for slot in range(grid.slots)]
    for one, other in pairwise(boxes):
        assert other.x - one.right >= sheet.paper.gap - 1e-6 or other.y - one.bottom >= sheet.paper.gap - 1e-6
    assert grid.block.x == pytest.approx(grid.page_width - grid.block.right)
    assert grid.block.y == pytest.approx(grid.page_height - grid.block.bottom)


@given(sizes, bleeds, sheets())
def test_bleeds_never_overlap(size: tuple[float, float], bleed: float, sheet: Sheet) -> None:
    grid = imposed(size, bleed, sheet)
    for side in (grid.front, grid.back) if grid else ():
        inks = [side(slot).ink for slot in range(min(grid.slots if grid else 0, 60))]
        for index, one in enumerate(inks):
            for other in inks[index + 1 :]:
                apart_x = one.right <= other.x + 1e-6 or other.right <= one.x + 1e-6
                assert apart_x or one.bottom <= other.y + 1e-6 or other.bottom <= one.y + 1e-6


def corners(placed: Placement) -> list[tuple[float, float]]:
    """Return top left and top right of the piece as it lies."""
    box: Box = placed.box
    around = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]
    first = placed.turn // 90
    return [around[first % 4], around[(first + 1) % 4]]


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
@given(data=st.data())
def test_each_back_stands_behind_its_own_front_the_same_way_up(flip: Flip, data: st.DataObject) -> None:
    sheet = data.draw(sheets(flip))
    grid = imposed(data.draw(sizes), 3 * MM, sheet)
    if grid is None or sheet.paper is None:
        return
    portrait = grid.page_height >= grid.page_width
    about_vertical = portrait == (flip == "long-edge")
    for slot in range(grid.slots):
        assert grid.page_of(0, slot) == 0
        assert behind(grid, slot, about_vertical=about_vertical)


def behind(grid: Grid, slot: int, *, about_vertical: bool) -> bool:
    """Tell whether the back of a slot, seen through the paper, lies on its front, the same way up."""
    seen = [
        (grid.page_width - x, y) if about_vertical else (x, grid.page_height - y)
        for x, y in corners(grid.back(slot))
    ]
    top_left, top_right = corners(grid.front(slot))
    assert seen[1] == pytest.approx(top_left)
    assert seen[0] == pytest.approx(top_right)
    return grid.page_of(0, slot) != grid.page_of(1, slot)


@given(sizes, bleeds, sheets())
def test_work_and_turn_is_one_form_for_both_sides(
    size: tuple[float, float], bleed: float, sheet: Sheet
) -> None:
    grid = imposed(size, bleed, sheet, work_and_turn=True)
    if grid is None:
        return
    assert grid.columns % 2 == 0
    assert all(behind(grid, slot, about_vertical=True) for slot in range(grid.slots))
    forms = []
    for page in (0, 1):
        fronts = {slot for slot in range(grid.slots) if grid.shows(page, slot) == 0}
        assert {slot for slot in range(grid.slots) if grid.page_of(0, slot) == page} == fronts
        forms.append(
            {
                (shown, round(place.box.x, 6), round(place.box.y, 6), place.turn)
                for slot in range(grid.slots)
                for shown in (grid.shows(page, slot),)
                for place in ((grid.back if shown else grid.front)(slot),)
            }
        )
        middle = grid.page_width / 2
        assert all((x < middle) == (shown == 0) for shown, x, _, _ in forms[-1])
    assert forms[0] == forms[1]


def test_work_and_turn_takes_the_best_even_grid_or_says_why_not() -> None:
    assert impose(50 * MM, 150 * MM, 3 * MM, load_sheet("sra3"), work_and_turn=True).columns == 4
    flyer = impose(105 * MM, 148 * MM, 3 * MM, load_sheet("sra3"), work_and_turn=True)
    assert (flyer.columns, flyer.rows) == (2, 2)
    with pytest.raises(SignetError, match="two pieces side by side; those of 105 mm × 148 mm cannot"):
        impose(105 * MM, 148 * MM, 3 * MM, load_sheet("a4"), work_and_turn=True)


def test_the_flip_can_be_chosen_against_the_sheet() -> None:
    sheet = load_sheet("sra3")
    grid = impose(50 * MM, 150 * MM, 3 * MM, sheet, flip="short-edge")
    assert (grid.axis, grid.flip) == ("horizontal", "short-edge")
    assert impose(50 * MM, 150 * MM, 3 * MM, sheet).flip == "long-edge"


@pytest.mark.parametrize("asked", [{"flip": "short-edge"}, {"work_and_turn": True}])
def test_nothing_can_be_turned_on_the_sheet_single(asked: dict[str, object]) -> None:
    with pytest.raises(SignetError, match="print shops that impose themselves"):
        impose(50 * MM, 150 * MM, 3 * MM, load_sheet("single"), **asked)  # type: ignore[arg-type]


def test_a_piece_that_does_not_fit_is_refused_with_both_sizes() -> None:
    with pytest.raises(SignetError) as caught:
        impose(210 * MM, 297 * MM, 3 * MM, load_sheet("a4"))
    text = str(caught.value)
    assert "210 mm × 297 mm" in text
    assert "184 mm × 271 mm" in text
    assert "A4" in text


def test_single_is_the_piece_with_its_bleed() -> None:
    grid = impose(50 * MM, 150 * MM, 3 * MM, load_sheet("single"))
    assert (grid.page_width, grid.page_height) == pytest.approx((56 * MM, 156 * MM))
    assert grid.slots == 1
    assert grid.front(0).box == grid.back(0).box == grid.block
    assert (grid.block.x, grid.block.y) == pytest.approx((3 * MM, 3 * MM))
    assert grid.back(0).turn == 0


def test_with_a_gap_too_small_for_two_bleeds_each_takes_half() -> None:
    paper = Paper(320 * MM, 450 * MM, 10 * MM, 2 * MM, "long-edge")
    grid = impose(50 * MM, 150 * MM, 3 * MM, Sheet("narrow", "Narrow", paper))
    first, second = grid.front(0), grid.front(1)
    assert first.box.x - first.ink.x == pytest.approx(3 * MM)
    assert first.ink.right == pytest.approx(second.ink.x)
    assert first.ink.right - first.box.right == pytest.approx(1 * MM)
