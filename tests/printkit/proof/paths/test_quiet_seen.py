"""The quiet zone of drawn pages: what a line as thin as a hair takes from it is seen as well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from printkit.proof.first_look import FIRST_DPI
from printkit.proof.render import open_pdf
from printkit.proof.second_look import look_closer
from printkit.proof.symbols import Symbol, read_symbols

Write = Callable[..., Path]
Draw = Callable[..., str]
SIDES = {
    0: "{near} 0 -{wide} 25 re f",
    1: "0 {far} 25 {wide} re f",
    2: "{far} 0 {wide} 25 re f",
    3: "0 {near} 25 -{wide} re f",
}


def seen(path: Path) -> Symbol:
    """Return the only symbol of a drawn page, measured as the proof does."""
    with open_pdf(path) as pdf:
        (symbol,) = read_symbols(pdf.picture(1, FIRST_DPI))
        return look_closer(pdf, 1, symbol)


@pytest.mark.parametrize("unit", [0.96, 2.0])
@pytest.mark.parametrize("wide", [0.15, 1])
@pytest.mark.parametrize("quiet", [0.75, 1.5, 2.25, 3.25])
@pytest.mark.parametrize("side", SIDES)
def test_what_stands_in_it_is_measured_to_half_a_module(
    write: Write, draw: Draw, side: int, quiet: float, wide: float, unit: float
) -> None:
    bar = SIDES[side].format(near=-quiet, far=25 + quiet, wide=wide)
    drawn = draw(unit=unit).replace("\nQ", f"\n{bar}\nQ")
    expected = [4.0] * 4
    expected[side] = quiet
    assert seen(write(f"0 0 0 1 k\n{drawn}")).quiet == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize("turn", ["1 0 0 1", "0 1 -1 0", "0.8 0.6 -0.6 0.8", "0.96 0.28 -0.28 0.96"])
@pytest.mark.parametrize("unit", [0.94, 1.2, 2.0])
def test_four_modules_are_enough(write: Write, draw: Draw, unit: float, turn: str) -> None:
    where = {"turn": turn, "place": (150, 150), "unit": unit}
    symbol = draw(**where)
    panel = symbol.split("\n", 1)[0] + "\n-4 -4 33 33 re f Q"
    dark = "1 1 0 0.2 k 0 0 300 300 re f 0 0 0.2 0 k"
    assert seen(write(f"{dark}\n{panel}\n0 0 0 1 k\n{symbol}")).quiet == (4, 4, 4, 4)
