from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.design.marks import Side, SymbolBox
from printkit.press.imposing.imposition import impose
from printkit.press.imposing.placing import PlacedSide
from printkit.press.imposing.sheet import Sheet, load_sheet
from printkit.press.symbols.qr import GRID, QUIET
from printkit.units import MM

SHEETS = [load_sheet(name) for name in ("a4", "sra3", "single")]


def placed(name: str, sheet: Sheet, x: float, y: float, size: float) -> PlacedSide:
    side = Side((), SymbolBox(x * MM, y * MM, size * MM, "M", "code"), ())
    grid = impose(50 * MM, 150 * MM, 3 * MM, sheet)
    return PlacedSide.of(name, side, grid, 150 * MM, modules=25)


tenths = st.integers(0, 300).map(lambda value: value / 10)


@given(st.sampled_from(["front", "back"]), st.sampled_from(SHEETS), tenths, tenths, st.floats(8, 20))
def test_every_symbol_keeps_its_quiet_zone_on_the_grid(
    name: str, sheet: Sheet, x: float, y: float, size: float
) -> None:
    side = placed(name, sheet, x, y, size)
    for slot in range(side.grid.slots):
        left, bottom = (value * GRID for value in side.symbol_corner(slot))
        box = side.symbol_box(slot)
        quiet = QUIET * side.steps * GRID - 1e-6
        width = side.modules * side.steps * GRID
        assert left - quiet >= box.x
        assert left + width + quiet <= box.right
        assert side.page_height - bottom + quiet <= box.bottom
        assert side.page_height - bottom - width - quiet >= box.y
        if side.grid.marks:
            assert all(isinstance(value, int) for value in side.symbol_corner(slot))
            assert left - box.x == pytest.approx(box.right - left - width, abs=1e-6)


@given(st.sampled_from(["front", "back"]), st.sampled_from(SHEETS[:2]), tenths, tenths)
def test_a_piece_moves_by_less_than_a_hair(name: str, sheet: Sheet, x: float, y: float) -> None:
    with_symbol = placed(name, sheet, x, y, 15)
    grid = with_symbol.grid
    without = PlacedSide.of(name, Side((), None, ()), grid, 150 * MM, modules=0)
    for slot in range(grid.slots):
        moved, nominal = with_symbol.matrix(slot), without.matrix(slot)
        assert moved[:4] == nominal[:4]
        assert moved[4:] == pytest.approx(nominal[4:], abs=GRID / 2 + 1e-6)
