"""Pages painted by chance: where the paths leave no doubt, the drawing shows exactly the symbol they say."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from printkit.proof.paths.reader import open_paths
from printkit.proof.render import open_pdf
from printkit.units import MM

DOTS = 4
"""Dots a point: modules of 2 points take 8."""
COLOURS = ("0 0 0 0 k", "0 0 0 1 k", "1 0 0 0.8 k", "0 0 0.2 0 k", "1 g", "0 g", "0.5 g")
FILLS = ("f", "f*", "B", "S", "s")


def number(chance: random.Random, low: float = 0, high: float = 300) -> str:
    return f"{chance.uniform(low, high):.0f}"


def paint(chance: random.Random) -> str:
    """Return the operators of something: a panel, a bar, a path, a clip, a line."""
    some = [number(chance) for _ in range(8)]
    large = [number(chance, 0, 90), number(chance, 0, 90), number(chance, 60, 250), number(chance, 60, 250)]
    shape = chance.choice(
        [
            f"{' '.join(large)} re",
            f"{' '.join(large)} re {' '.join(large[:2])} 30 -30 re",
            f"{some[0]} {some[1]} {number(chance, 1, 40)} {number(chance, 1, 40)} re",
            f"{some[0]} {some[1]} m {' '.join(some[2:4])} l {' '.join(some[4:6])} l h",
            f"{some[0]} {some[1]} m {' '.join(some[2:8])} c {some[0]} {some[1]} l",
            f"{large[0]} {large[1]} m 290 {large[1]} l 290 290 l {large[0]} 290 l h",
        ]
    )
    turned = chance.choice(["", "", "1 0 0 1 40 20 cm ", "0 1 -1 0 300 0 cm ", "0.8 0.6 -0.6 0.8 60 0 cm "])
    if chance.random() < 0.15:
        return f"{shape} {chance.choice(['W', 'W*'])} n"
    return f"q {turned}{chance.choice(COLOURS)} {number(chance, 0, 9)} w {shape} {chance.choice(FILLS)} Q"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_no_doubt_means_drawn_alike(write: Callable[..., Path], draw: Callable[..., str], seed: int) -> None:
    chance, certain = random.Random(seed), 0
    for _ in range(60):
        before = [paint(chance) for _ in range(chance.randrange(4))]
        after = [paint(chance) for _ in range(chance.choice([0, 0, 0, 1, 2]))]
        if chance.random() < 0.5:
            before.append("q 0 0 0 0 k 80 80 110 110 re f Q")
        content = "\n".join([*before, "q 0 0 0 1 k", draw(), "Q", *after])
        path = write(content)
        with open_paths(path) as paths:
            found = paths.read(1)
        if not found.doubt and found.symbols:  # it may also be cut off altogether
            certain += 1
            (symbol,) = found.symbols
            assert_drawn(path, symbol, draw(), f"{before} {after}")
    assert certain > 3


def assert_drawn(path: Path, symbol: Any, drawn: str, content: str) -> None:
    """Compare every dot around the symbol with what should be seen."""
    with open_pdf(path) as pdf:
        picture = pdf.picture(1, 72 * DOTS)
    dots = np.asarray(picture.image)
    left, top = (symbol.x_mm - symbol.size_mm / 2) * MM, (symbol.y_mm - symbol.size_mm / 2) * MM
    quiet = [side * symbol.module_mm * MM for side in symbol.quiet]
    side = symbol.size_mm * MM
    for width, (x, y, right, bottom) in zip(
        quiet,
        (
            (left - quiet[0], top, left, top + side),
            (left, top - quiet[1], left + side, top),
            (left + side, top, left + side + quiet[2], top + side),
            (left, top + side, left + side, top + side + quiet[3]),
        ),
        strict=True,
    ):
        strip = dots[
            round(y * DOTS) + 2 : round(bottom * DOTS) - 2, round(x * DOTS) + 2 : round(right * DOTS) - 2
        ]
        assert width == 0 or not strip.size or strip.min() > 150, content
    rows = [line.split()[:4] for line in drawn.splitlines() if line.endswith("re")]
    dark = {(int(x) + n, int(y)) for x, y, length, _ in rows for n in range(int(length))}
    for row in range(25):
        for column in range(25):
            x, y = round((left + 2 * column + 1) * DOTS), round((top + side - 2 * row - 1) * DOTS)
            assert (dots[y, x] < 100) == ((column, row) in dark), content
