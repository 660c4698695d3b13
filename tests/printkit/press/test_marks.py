from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.design.marks import LaidOut, Side
from printkit.press.colours import PressColours
from printkit.press.drawing import Kit
from printkit.press.imposing.imposition import Grid, impose
from printkit.press.imposing.sheet import Paper, Sheet, load_sheet
from printkit.press.job import PrintJob
from printkit.press.marks import Slug, crop_marks, page_words, slug_runs, slug_text, strip_height, strip_runs
from printkit.units import MM

SLUG = Slug(2, 50, "front", (451, 2, 52), None)
REASON = "the base URL http://127.0.0.1:8000 leads to this computer only"


BARE = LaidOut(
    "bare",
    "Bare",
    50 * MM,
    150 * MM,
    3 * MM,
    4 * MM,
    Side((), None, ()),
    None,
    fonts={},
    pictures={},
    inks=(),
)


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.of(PressColours(), BARE)


@pytest.fixture(scope="module")
def job() -> PrintJob:
    return PrintJob("Batch 3 · Kanäle", BARE, [], minted_on="2026-11-22")


def grid_on(sheet: str, width: float = 50, height: float = 150, bleed: float = 3) -> Grid:
    return impose(width * MM, height * MM, bleed * MM, load_sheet(sheet))


def test_the_slug_line_says_what_a_print_shop_asks_for(job: PrintJob) -> None:
    assert slug_text(job, SLUG) == (
        "Batch 3 · Kanäle | sheet 2/50 | front | positions 2, 52, 451 | minted 2026-11-22"
    )
    assert "| positions 1, 11 … 91 |" in slug_text(job, replace(SLUG, positions=range(1, 100, 10)))
    assert "| positions 3–12 |" in slug_text(job, replace(SLUG, positions=range(12, 2, -1)))
    assert "| position 7 |" in slug_text(job, replace(SLUG, positions=(7,)))
    assert "sheet 2/50, stack 1/5 |" in slug_text(job, replace(SLUG, stacks=5))
    files = replace(SLUG, sheet=12, file=2, files=5, stack=2, stacks=5)
    assert "sheet 12/50, file 2/5 |" in slug_text(job, files)
    assert "sheet 12/50, file 2/5, stack 4/10 |" in slug_text(job, replace(files, stack=4, stacks=10))
    one_code = replace(SLUG, sheet=1, sheets=1, positions=(), repeat=250)
    assert slug_text(replace(job, minted_on=""), one_code) == (
        "Batch 3 · Kanäle | sheet 1/1 | front | print this sheet 250 times"
    )
    assert "print this sheet once" in slug_text(job, replace(one_code, repeat=1))


@pytest.mark.parametrize("bleed", [0, 2, 3, 5])
def test_crop_marks_are_on_every_cut_outside_trim_and_bleed(bleed: float) -> None:
    grid = grid_on("sra3", bleed=bleed)
    block = grid.block
    offset = max(3, bleed) * MM
    lines = crop_marks(grid)
    upright = [line for line in lines if line[0] == line[2]]
    level = [line for line in lines if line[1] == line[3]]
    assert len(upright) == 2 * 2 * grid.columns
    assert len(level) == 2 * 2 * grid.rows
    edges = {edge for n in range(grid.slots) for edge in (grid.front(n).box.x, grid.front(n).box.right)}
    for edge in edges:
        assert any(line[0] == pytest.approx(edge, abs=1e-3) for line in upright)
    for _, top, _, bottom in upright:
        assert bottom - top == pytest.approx(5 * MM)
        assert bottom <= block.y - offset + 1e-3 or top >= block.bottom + offset - 1e-3
        assert top >= 0
        assert bottom <= grid.page_height


@given(st.floats(0, 40), st.sampled_from([0, 2, 3, 5]), st.sampled_from([(50, 150), (85, 55), (30, 30)]))
def test_no_mark_stands_on_a_trim_or_in_a_bleed(gap: float, bleed: float, size: tuple[int, int]) -> None:
    paper = Paper(500 * MM, 700 * MM, 10 * MM, gap * MM, "long-edge")
    grid = impose(size[0] * MM, size[1] * MM, bleed * MM, Sheet("wide", "Wide", paper))
    spills = [grid.front(slot).box.grown(bleed * MM) for slot in range(grid.slots)]
    for x1, y1, x2, y2 in crop_marks(grid):
        assert 2 * MM - 1e-3 <= x2 - x1 + y2 - y1 <= 2 * 5 * MM + 1e-3
        for box in spills:
            beside = x2 <= box.x + 1e-3 or x1 >= box.right - 1e-3
            assert beside or y2 <= box.y + 1e-3 or y1 >= box.bottom - 1e-3


@pytest.mark.parametrize(("gap", "lengths"), [(6, []), (7.9, []), (8, [2]), (16, [10]), (20, [5, 5])])
def test_gaps_have_marks_where_there_is_room_outside_both_bleeds(gap: float, lengths: list[float]) -> None:
    paper = Paper(320 * MM, 450 * MM, 10 * MM, gap * MM, "long-edge")
    grid = impose(50 * MM, 150 * MM, 3 * MM, Sheet("wide", "Wide", paper))
    left = grid.front(0).box.x
    inside = [y2 - y1 for x1, y1, x2, y2 in crop_marks(grid) if x1 == x2 == pytest.approx(left, abs=1e-3)]
    assert inside[2:] == pytest.approx([length * MM for length in lengths] * (grid.rows - 1), abs=1e-3)


def test_a_common_cut_has_one_mark() -> None:
    paper = Paper(320 * MM, 450 * MM, 10 * MM, 0, "long-edge")
    grid = impose(50 * MM, 150 * MM, 0, Sheet("flat", "Flat", paper))
    assert sum(1 for x1, _, x2, _ in crop_marks(grid) if x1 == x2) == 2 * (grid.columns + 1)


@given(
    st.sampled_from(["a4", "a3", "sra3"]),
    st.sampled_from([(50, 150), (55, 210), (99, 210), (105, 148), (184, 271), (60, 20)]),
    st.text(max_size=200),
    st.text(max_size=200),
)
def test_all_words_stand_within_the_paper_and_off_the_pieces(
    kit: Kit, job: PrintJob, sheet: str, size: tuple[int, int], label: str, reason: str
) -> None:
    grid = grid_on(sheet, *size)
    spill = grid.block.grown(3 * MM)
    for run in slug_runs(replace(job, label=label, not_for_print=reason), SLUG, grid, kit):
        top, bottom = run.baseline - 0.75 * run.size, run.baseline + 0.22 * run.size
        assert run.size >= 4
        assert bottom <= spill.y - 5 * MM or top >= spill.bottom + 5 * MM
        assert top >= 3 * MM - 0.5
        assert bottom <= grid.page_height - 3 * MM + 0.2
        assert run.x >= 3 * MM - 0.01
        right = run.x + kit.faces[run.font].width(run.text, run.size)
        assert right <= grid.page_width - 3 * MM + 0.05


@pytest.mark.parametrize("sheet", ["a4", "a3", "sra3"])
@pytest.mark.parametrize("size", [(50, 150), (99, 210), (105, 148)])
@pytest.mark.parametrize("reason", ["", REASON])
def test_words_keep_off_the_crop_marks(
    kit: Kit, job: PrintJob, sheet: str, size: tuple[int, int], reason: str
) -> None:
    grid = grid_on(sheet, *size)
    runs = slug_runs(replace(job, not_for_print=reason), SLUG, grid, kit)
    room = (grid.page_height - grid.block.bottom) / MM - 8 - 3  # from the marks to where text must end
    for run in runs:
        top, bottom = run.baseline - 0.72 * run.size, run.baseline + 0.22 * run.size
        right = run.x + kit.faces[run.font].width(run.text, run.size)
        for x, y1, _, y2 in crop_marks(grid):
            away = max(run.x - x, x - right, y1 - bottom, top - y2)
            assert away >= (2 if room > 8 else 0.3) * MM - 1e-3
    if room > 8:
        assert runs[0].x >= grid.block.x + 1.7 * MM - 1e-3 or reason


@pytest.mark.parametrize("size", [(210, 297), (297, 420)])
@pytest.mark.parametrize("reason", ["", REASON])
def test_in_a_narrow_margin_words_stand_between_the_marks(
    kit: Kit, job: PrintJob, size: tuple[int, int], reason: str
) -> None:
    grid = grid_on("sra3", *size)
    spill = grid.block.grown(3 * MM)
    for run in slug_runs(replace(job, not_for_print=reason), SLUG, grid, kit):
        top, bottom = run.baseline - 0.72 * run.size, run.baseline + 0.22 * run.size
        right = run.x + kit.faces[run.font].width(run.text, run.size)
        assert run.size >= 6
        assert "…" not in run.text
        assert bottom <= spill.y - 0.3 * MM or top >= spill.bottom + 0.3 * MM
        assert top >= 3 * MM - 0.1
        assert bottom <= grid.page_height - 3 * MM + 0.1
        for x1, _, x2, _ in crop_marks(grid):
            assert x1 != x2 or not run.x - 1.5 * MM < x1 < right + 1.5 * MM


@given(st.floats(0, 12), st.sampled_from([0, 2, 3, 5]))
def test_no_mark_runs_off_the_paper(margin: float, bleed: float) -> None:
    paper = Paper(320 * MM, 450 * MM, margin * MM, 6 * MM, "long-edge")
    for size in ((50, 150), (52.4, 70.9), (148, 210)):
        grid = impose(size[0] * MM, size[1] * MM, bleed * MM, Sheet("any", "Any", paper))
        for x1, y1, x2, y2 in crop_marks(grid):
            assert 0 <= min(x1, x2) <= max(x1, x2) <= grid.page_width
            assert 0 <= min(y1, y2) <= max(y1, y2) <= grid.page_height


@pytest.mark.parametrize("sheet", ["a4", "sra3"])
def test_a_warning_begins_the_slug_line_and_stands_above_the_block(
    kit: Kit, job: PrintJob, sheet: str
) -> None:
    grid = grid_on(sheet)
    first, words, above = slug_runs(replace(job, not_for_print=REASON), SLUG, grid, kit)
    assert first.text == above.text == f"NOT FOR PRINT – {REASON}"
    assert words.text == slug_text(job, SLUG)
    assert first.x < words.x
    assert first.baseline == words.baseline > grid.block.bottom
    assert above.baseline < grid.block.y
    assert above.size > first.size
    assert above.ink.cmyk == (0, 1, 1, 0)


def test_the_strip_of_a_page_without_marks_holds_its_words(kit: Kit, job: PrintJob) -> None:
    page = grid_on("single").block.grown(3 * MM)
    assert strip_height(job, page.width, kit) == 0
    warned = replace(job, not_for_print=REASON)
    height = strip_height(warned, page.width, kit)
    runs = strip_runs(warned, page, kit)
    assert runs[0].text == "NOT FOR PRINT"
    assert " ".join(run.text for run in runs[1:]) == REASON
    for run in runs:
        assert page.bottom < run.baseline - 0.75 * run.size
        assert run.baseline + 0.22 * run.size < page.bottom + height
        assert run.x + kit.faces[run.font].width(run.text, run.size) <= page.right


def test_the_slug_line_says_how_to_turn_the_sheet() -> None:
    sheet = load_sheet("sra3")
    grid = impose(50 * MM, 150 * MM, 3 * MM, sheet)
    short = impose(50 * MM, 150 * MM, 3 * MM, sheet, flip="short-edge")
    turned = impose(50 * MM, 150 * MM, 3 * MM, sheet, work_and_turn=True)
    assert page_words(grid, 0, 1) == "front"
    assert page_words(grid, 0, 2) == "front, flip on the long edge"
    assert page_words(short, 1, 2) == "back, flip on the short edge"
    assert page_words(turned, 1, 2) == "work-and-turn, side 2"
    assert page_words(turned, 0, 1) == "work-and-turn: this form on both sides"


def test_a_label_that_the_face_cannot_set_does_not_stop_the_press(kit: Kit, job: PrintJob) -> None:
    (line,) = slug_runs(replace(job, label="图书馆\nFrühling"), SLUG, grid_on("a4"), kit)
    assert line.text.startswith("??? Frühling | sheet 2/50")
