"""Plans: every copy once, piles in order after cutting, any sheet by itself."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from printkit.design.marks import LaidOut, Side
from printkit.errors import SignetError
from printkit.press.imposing.imposition import Grid
from printkit.press.imposing.plan import CUT_AND_STACK, Filled, Layout, Plan, Skip, plan_job
from printkit.press.job import Piece, PrintJob
from printkit.units import MM

PIECE = Piece(1, "HTTPS://QR.EXAMPLE.DE/BCD2FG", "qr.example.de/bcd2fg", "BCD2FG")
SIDE = Side((), None, ())


def job(pieces: int, copies: int | None = None) -> PrintJob:
    design = LaidOut("bare", "Bare", 50 * MM, 150 * MM, 3 * MM, 4 * MM, SIDE, SIDE, {}, {}, ())
    return PrintJob("Test", design, [PIECE] * pieces, copies=copies)


def grid(columns: int, rows: int, *, work_and_turn: bool = False) -> Grid:
    return Grid(
        1000, 1000, columns, rows, 50, 50, 10, 5, 0, "vertical", marks=True, work_and_turn=work_and_turn
    )


def planned(pieces: int, slots: int, layout: Layout = CUT_AND_STACK, file_sheets: int | None = None) -> Plan:
    return plan_job(job(pieces), grid(slots, 1), layout, file_sheets)


def cut(plan: Plan, sheets: Grid) -> list[Filled]:
    """Return what lies on the table, from the top, after all sheets were cut and the piles put together."""
    together: list[Filled] = []
    step = plan.depth if plan.order == "stacks" else 1
    for first in range(0, plan.sheets, step):
        here = [plan.on_sheet(sheet) for sheet in range(first, min(first + step, plan.sheets))]
        for slot in range(sheets.slots):
            pile = [filled for sheet in here for filled in sheet if filled.slot == slot]
            turned_over = plan.order == "stacks" and sheets.face_down(slot)
            together += reversed(pile) if turned_over else pile
    return together


@st.composite
def layouts(draw: st.DrawFn, slots: int, pieces: int) -> Layout:
    skips = st.builds(Skip, st.integers(1, slots), st.none() | st.integers(1, 4))
    sizes = draw(st.lists(st.integers(1, max(1, pieces // 3)), max_size=5))
    while sum(sizes) > pieces:
        sizes.pop()
    bundles = draw(
        st.sampled_from([{}, {"bundle_size": draw(st.integers(1, pieces + 3))}, {"bundles": tuple(sizes)}])
    )
    return Layout(
        order=draw(st.sampled_from(["stacks", "rows"])),
        stack_depth=draw(st.none() | st.integers(1, 30)),
        start_slot=draw(st.integers(1, slots)),
        skip_slots=tuple(draw(st.lists(skips, max_size=4))),
        **bundles,  # type: ignore[arg-type]
    )


@given(st.data(), st.integers(1, 4), st.integers(1, 4), st.integers(1, 300), st.none() | st.integers(1, 9))
def test_every_copy_comes_once_and_in_order_whatever_was_asked_for(
    data: st.DataObject, half: int, rows: int, pieces: int, file_sheets: int | None
) -> None:
    sheets = grid(2 * half, rows, work_and_turn=data.draw(st.booleans()))
    layout = data.draw(layouts(sheets.slots, pieces))
    try:
        plan = plan_job(job(pieces), sheets, layout, file_sheets)
    except SignetError as error:
        assume(error.problems[0].rule != "slot")
        raise
    on_table = cut(plan, sheets)
    assert [filled.copy for filled in on_table if filled.copy is not None] == list(range(pieces))
    check_slips(on_table, layout, pieces)
    check_blanks(plan, layout)


def check_slips(on_table: list[Filled], layout: Layout, pieces: int) -> None:
    """Each bundle begins with its slip, and has as many pieces as was asked for."""
    piles: list[list[Filled]] = []
    for filled in on_table:
        if filled.bundle is not None:
            assert filled.bundle == len(piles)
            piles.append([])
        elif layout.bundle_size or layout.bundles:
            piles[-1].append(filled)
    sizes = [len(pile) for pile in piles]
    if layout.bundle_size:
        assert set(sizes[:-1]) <= {layout.bundle_size}
        assert 1 <= sizes[-1] <= layout.bundle_size
    elif layout.bundles:
        assert tuple(sizes[: len(layout.bundles)]) == layout.bundles
        assert len(sizes) == len(layout.bundles) + (pieces > sum(layout.bundles))
    else:
        assert not sizes


def check_blanks(plan: Plan, layout: Layout) -> None:
    """What was to be skipped is skipped; no sheet is empty, and none more would do with one less."""
    for sheet in range(plan.sheets):
        slots = [filled.slot + 1 for filled in plan.on_sheet(sheet)]
        assert slots == sorted(set(slots))
        assert slots
        skipped = {skip.slot for skip in layout.skip_slots if skip.sheet in (None, sheet + 1)}
        assert not skipped & set(slots)
        if sheet == 0:
            assert slots[0] >= layout.start_slot
    assert plan.series is not None
    assert plan.slots.before(plan.sheets - 1) < plan.series.length <= plan.slots.before(plan.sheets)


@given(st.integers(1, 3000), st.integers(1, 40))
def test_cut_and_stack_puts_copy_slot_times_sheets_plus_sheet(pieces: int, slots: int) -> None:
    plan = planned(pieces, slots)
    assert plan.sheets == -(-pieces // slots)
    for sheet in range(plan.sheets):
        expected = [(slot, slot * plan.sheets + sheet) for slot in range(slots)]
        assert [(filled.slot, filled.copy) for filled in plan.on_sheet(sheet)] == [
            (slot, copy) for slot, copy in expected if copy < pieces
        ]


def test_rows_are_read_on_each_sheet_and_go_around_what_is_skipped() -> None:
    plan = planned(12, 6, Layout(order="rows", start_slot=3, skip_slots=(Skip(5), Skip(2, 2))))
    filled = [[(one.slot + 1, one.copy) for one in plan.on_sheet(sheet)] for sheet in range(plan.sheets)]
    assert filled == [
        [(3, 0), (4, 1), (6, 2)],
        [(1, 3), (3, 4), (4, 5), (6, 6)],
        [(1, 7), (2, 8), (3, 9), (4, 10), (6, 11)],
    ]


def test_a_stack_depth_makes_piles_that_are_complete_in_themselves() -> None:
    plan = planned(10, 2, Layout(stack_depth=2))
    assert [[one.copy for one in plan.on_sheet(sheet)] for sheet in range(5)] == [
        [0, 2], [1, 3], [4, 6], [5, 7], [8, 9],
    ]  # fmt: skip


def test_a_file_is_a_pile_of_its_own_unless_a_depth_is_given() -> None:
    assert planned(100, 2, file_sheets=20).depth == 20
    assert planned(30, 2, file_sheets=20).depth == 15
    assert planned(100, 2, Layout(stack_depth=30), file_sheets=20).depth == 30
    assert planned(100, 2).depth == 50
    assert [planned(100, 2, Layout(stack_depth=30)).stacks, planned(100, 2).stacks] == [2, 1]
    assert planned(100, 2, Layout(order="rows"), file_sheets=20).stacks == 1


def test_files_end_where_piles_end() -> None:
    assert planned(100, 2, Layout(stack_depth=6)).file_sheets(20) == 18
    assert planned(100, 2, Layout(stack_depth=30)).file_sheets(20) == 20
    assert planned(100, 2, file_sheets=20).file_sheets(20) == 20
    assert planned(100, 2, Layout(order="rows")).file_sheets(20) == 20
    assert planned(100, 2).file_sheets(None) is None


def test_a_start_slot_shortens_the_piles_of_the_slots_before_it() -> None:
    plan = planned(10, 4, Layout(start_slot=3))
    assert [[(one.slot, one.copy) for one in plan.on_sheet(sheet)] for sheet in range(3)] == [
        [(2, 4), (3, 7)],
        [(0, 0), (1, 2), (2, 5), (3, 8)],
        [(0, 1), (1, 3), (2, 6), (3, 9)],
    ]


def test_slips_stand_before_their_bundles() -> None:
    plan = planned(5, 1, Layout(bundles=(2,)))
    shown = [plan.on_sheet(sheet)[0] for sheet in range(plan.sheets)]
    assert [(one.copy, one.bundle) for one in shown] == [
        (None, 0), (0, None), (1, None), (None, 1), (2, None), (3, None), (4, None),
    ]  # fmt: skip


def test_one_code_fills_one_sheet_to_be_repeated() -> None:
    plan = plan_job(job(1, copies=2001), grid(5, 2), CUT_AND_STACK)
    assert (plan.sheets, plan.pages, plan.repeat) == (1, 2, 201)
    assert plan.on_sheet(0) == tuple(Filled(slot, 0) for slot in range(10))
    spoiled = plan_job(job(1, copies=2001), grid(5, 2), Layout(skip_slots=(Skip(1), Skip(7))))
    assert spoiled.repeat == 251
    assert {filled.slot for filled in spoiled.on_sheet(0)} == set(range(10)) - {0, 6}


def test_one_code_work_and_turn_is_a_single_page() -> None:
    plan = plan_job(job(1, copies=2001), grid(4, 2, work_and_turn=True), Layout(work_and_turn=True))
    assert (plan.sheets, plan.pages, plan.repeat) == (1, 1, 251)


def test_a_plan_travels_to_another_process_and_draws_from_the_middle() -> None:
    again: Plan = pickle.loads(pickle.dumps(planned(1000, 10)))
    assert again.on_sheet(57) == tuple(Filled(slot, slot * 100 + 57) for slot in range(10))


def test_the_last_sheet_of_a_million_is_planned_as_fast_as_the_first() -> None:
    plan = planned(9_000_007, 10, Layout(bundle_size=100_000, skip_slots=(Skip(4),)), 1000)

    def seconds(sheets: range) -> float:
        start = time.process_time()
        for sheet in sheets:
            plan.on_sheet(sheet)
        return time.process_time() - start

    first = min(seconds(range(300)) for _ in range(3))
    last = min(seconds(range(plan.sheets - 300, plan.sheets)) for _ in range(3))
    assert plan.sheets > 1_000_000
    assert last < 4 * first


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        (Layout(start_slot=11), "There is no slot 11: the sheet has 10"),
        (Layout(start_slot=0), "There is no slot 0"),
        (Layout(skip_slots=(Skip(12, 1),)), "There is no slot 12"),
        (Layout(skip_slots=tuple(Skip(slot) for slot in range(1, 11))), "All slots of the sheet"),
        (Layout(skip_slots=(Skip(3, 9),)), "Slots of sheet 9 are to be skipped, but there are only 3"),
        (
            Layout(skip_slots=tuple(Skip(slot, 2) for slot in range(1, 11))),
            "All slots of sheet 2 are to be skipped",
        ),
        (Layout(start_slot=10), "Nothing would stand on sheet 1"),
        (Layout(bundles=(20, 10)), "add up to 30, but there are 25 pieces"),
        (Layout(bundles=(5, 0)), "A bundle cannot have 0 pieces"),
        (Layout(bundle_size=0), "A bundle cannot have 0 pieces"),
    ],
)
def test_what_cannot_be_had_is_said(layout: Layout, words: str) -> None:
    with pytest.raises(SignetError, match=words) as caught:
        planned(25, 10, layout)
    assert all(problem.remedy for problem in caught.value.problems)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(bundle_size=10),
        Layout(bundles=(10,)),
        Layout(start_slot=2),
        Layout(skip_slots=(Skip(1, 1),)),
        Layout(work_and_turn=True, skip_slots=(Skip(1),)),
    ],
)
def test_one_sheet_printed_again_and_again_has_no_bundles_and_no_first_sheet(layout: Layout) -> None:
    with pytest.raises(SignetError, match="printed again and again, without"):
        plan_job(job(1, copies=100), grid(10, 1), layout)


@pytest.mark.parametrize(
    ("pieces", "copies", "words"),
    [(0, None, "There is no piece to print"), (2, 10, "2 pieces and 10 copies"), (1, 0, "1 pieces and 0")],
)
def test_nothing_is_no_job(pieces: int, copies: int | None, words: str) -> None:
    with pytest.raises(SignetError, match=words):
        plan_job(job(pieces, copies), grid(10, 1), CUT_AND_STACK)


def test_numbers_on_every_sheet_are_those_of_the_piles(make_pieces: Callable[..., list[Piece]]) -> None:
    assert len(make_pieces(7)) == 7
    for pieces in (1, 7, 23, 10_007):
        plan = planned(pieces, 7)
        table = cut(plan, grid(7, 1))
        assert [filled.copy for filled in table] == list(range(pieces))
