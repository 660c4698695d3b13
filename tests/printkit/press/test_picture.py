"""Pictures of a piece for pages: cut at the trim, marked as samples, the same drawing as the print."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp
from PIL import ImageChops

from printkit.press.colours import ScreenColours
from printkit.press.picture import draw_sides


def test_a_picture_of_each_side_is_cut_at_the_trim(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    design = make_design()
    front, back = draw_sides(design, make_pieces(1)[0], 600, ScreenColours())
    assert max(front.size) == max(back.size) == 600
    assert min(front.size) == pytest.approx(600 * design.width / design.height, abs=2)
    assert front.mode == "RGB"


def test_the_code_reads_without_a_band(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    piece = make_pieces(1)[0]
    _, back = draw_sides(make_design(), piece, 900, ScreenColours())
    assert [found.text for found in zxingcpp.read_barcodes(back)] == [piece.link]


def test_a_sample_says_so_and_nothing_else_changes(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    design, piece, colours = make_design(), make_pieces(1)[0], ScreenColours()
    plain, marked = (draw_sides(design, piece, 900, colours, word) for word in ("", "Muster"))
    assert ImageChops.difference(plain[0], marked[0]).getbbox() is None
    changed = ImageChops.difference(plain[1], marked[1]).getbbox()
    symbol, scale = design.back.symbol, 900 / design.height
    assert changed is not None
    assert changed[0] >= symbol.x * scale - 1
    assert changed[2] <= (symbol.x + symbol.size) * scale + 1
    assert changed[3] - changed[1] < symbol.size * scale / 3


def test_a_piece_of_one_side_gives_one_picture(make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    design = make_design()
    alone = replace(design, front=design.back, back=None)
    assert len(draw_sides(alone, make_pieces(1)[0], 300, ScreenColours())) == 1
