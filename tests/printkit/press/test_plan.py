"""Plans: every copy once, piles in order, any sheet by itself."""

from __future__ import annotations

import pickle

import pytest

from printkit.errors import SignetError
from printkit.press.job import PrintJob
from printkit.press.plan import CUT_AND_STACK, Filled, Plan, plan_job


def test_cut_piles_put_on_each_other_are_in_order(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    plan = plan_job(PrintJob("Test", make_design(), make_pieces(23)), 10, CUT_AND_STACK)
    filled = [(one.slot, sheet, one.copy) for sheet in range(plan.sheets) for one in plan.on_sheet(sheet)]
    assert (plan.sheets, plan.repeat) == (3, 1)
    assert [copy for _, _, copy in sorted(filled)] == list(range(23))


def test_one_code_fills_one_sheet_to_be_repeated(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    plan = plan_job(PrintJob("Test", make_design(), make_pieces(1), copies=2001), 10, CUT_AND_STACK)
    assert (plan.sheets, plan.repeat) == (1, 201)
    assert plan.on_sheet(0) == tuple(Filled(slot, 0) for slot in range(10))


def test_a_plan_travels_to_another_process_and_draws_from_the_middle(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    plan = plan_job(PrintJob("Test", make_design(), make_pieces(1000)), 10, CUT_AND_STACK)
    again: Plan = pickle.loads(pickle.dumps(plan))
    assert again.on_sheet(57) == tuple(Filled(slot, slot * 100 + 57) for slot in range(10))


def test_nothing_is_no_job(make_design) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SignetError, match="There is no piece to print"):
        plan_job(PrintJob("Test", make_design(), []), 10, CUT_AND_STACK)
