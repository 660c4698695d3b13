"""Symbols whose paths leave no doubt are read, however they are drawn and by whomever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from printkit.proof.paths.reader import PathsRead
from printkit.units import MM

Read = Callable[..., PathsRead]
Draw = Callable[..., str]
BLACK = "0 0 0 1 k\n"
STYLES = (
    "runs", "one line", "a fill for each run", "modules", "a fill for each module", "downwards", "columns",
    "lines", "fat modules",
)  # fmt: skip


def only(read: PathsRead) -> Any:
    assert read.doubt == ""
    (symbol,) = read.symbols
    return symbol


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("turn", ["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"])
def test_every_way_to_draw_is_read(read: Read, draw: Draw, text: str, style: str, turn: str) -> None:
    symbol = only(read(BLACK + draw(style, turn=turn, place=(150, 150))))
    assert (symbol.text, symbol.kind, symbol.mirrored, symbol.black) == (text, "QRCode", False, True)
    assert symbol.module_mm == pytest.approx(2 / MM, rel=0.01)
    assert symbol.quiet == (4, 4, 4, 4)


def test_place_is_told_from_the_top_left(read: Read, draw: Draw) -> None:
    symbol = only(read(BLACK + draw(), MediaBox=Array([-10, -20, 290, 280])))
    side = symbol.size_mm * MM
    assert (symbol.x_mm * MM, symbol.y_mm * MM) == pytest.approx((110 + side / 2, 280 - 100 - side / 2))


@pytest.mark.parametrize("turn", ["-1 0 0 1", "1 0 0 -1", "0 1 1 0"])
def test_mirrored_symbols_are_told(read: Read, draw: Draw, text: str, turn: str) -> None:
    symbol = only(read(BLACK + draw(turn=turn, place=(150, 150))))
    assert (symbol.text, symbol.mirrored) == (text, True)


@pytest.mark.parametrize(
    ("ink", "black"),
    [
        ("0 0 0 1 k", True), ("0 g", True), ("0 0 0 rg", False), ("0 0 0 0.9 k", False),
        ("1 1 0 0.6 k", False), ("/Spot cs 1 scn", True), ("/Gray cs 0 sc", True),
        ("/Petrol cs 1 scn", False), ("/DeviceCMYK cs", True),
    ],
)  # fmt: skip
def test_dark_inks(read: Read, draw: Draw, ink: str, black: bool) -> None:
    def resources(pdf: Pdf) -> Dictionary:
        def spot(name: str, *look: float) -> Array:
            tint = Dictionary(
                FunctionType=2, N=1, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array(look)
            )
            return Array([Name.Separation, Name(name), Name.DeviceCMYK, tint])

        icc = Array([Name.ICCBased, Stream(pdf, b"", Dictionary(N=1))])
        spaces = Dictionary(
            Spot=spot("/Black", 0, 0, 0, 1), Gray=icc, Petrol=spot("/Petrol", 0.9, 0.3, 0.4, 0.6)
        )
        return Dictionary(ColorSpace=spaces)

    assert only(read(f"{ink}\n{draw()}", resources)).black is black


def test_codes_side_by_side_in_one_path(read: Read, draw: Draw) -> None:
    ops = [draw(place=(x, y), text=f"CODE {x} {y}") for x in (20, 120, 220) for y in (20, 120, 220)]
    found = read(BLACK + "\n".join(ops))
    assert found.doubt == ""
    assert {symbol.text for symbol in found.symbols} == {
        f"CODE {x} {y}" for x in (20, 120, 220) for y in (20, 120, 220)
    }


def test_many_symbols_in_modules_without_a_break(read: Read, draw: Draw) -> None:
    ops = BLACK + "\n".join(
        draw("a fill for each module", place=(x, y), text=f"CODE {x} {y}")
        for x in (20, 120)
        for y in (20, 120)
    )
    assert len(read(ops).symbols) == 4


def test_a_form_for_each_code(read: Read, draw: Draw, text: str) -> None:
    def resources(pdf: Pdf) -> Dictionary:
        form = Stream(pdf, draw(place=(8, 8)).encode(), Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 80])))  # fmt: skip
        return Dictionary(XObject=Dictionary(Code=form))

    found = read(f"{BLACK}q 1 0 0 1 50 60 cm /Code Do Q q 0 1 -1 0 250 150 cm /Code Do Q", resources)
    assert [symbol.text for symbol in found.symbols] == [text, text]
    assert not any(symbol.mirrored for symbol in found.symbols)
    assert only(read(f"{BLACK}q -1 0 0 1 150 60 cm /Code Do Q", resources)).mirrored


def test_light_panel_on_dark_artwork(read: Read, draw: Draw) -> None:
    panel = "1 0 0 0.8 k 0 0 300 300 re f 0 0 0 0 k 90 90 m 180 90 l 180 180 l 90 180 l h f\n"
    assert only(read(panel + BLACK + draw())).quiet == (4, 4, 4, 4)


def test_round_panel_and_light_tint(read: Read, draw: Draw) -> None:
    """A disc large enough; a photo-like clip elsewhere does not matter."""
    quarters = "225 125 c 225 70 180 25 125 25 c 70 25 25 70 25 125 c 25 180 70 225 125 225 c f\n"
    disc = f"125 225 m 180 225 225 180 {quarters}"
    assert only(read("0 0 0 1 k 0 0 300 300 re f 0 0 0.3 0 k " + disc + BLACK + draw())).quiet == (4, 4, 4, 4)


@pytest.mark.parametrize(
    ("panel", "quiet"),
    [
        ("95 80 120 120 re", (2.5, 4, 4, 4)),
        ("80 80 120 76 re", (4, 3, 4, 4)),
        ("80 80 73 120 re", (4, 4, 1.5, 4)),
        ("80 100 120 120 re", (4, 4, 4, 0)),
        ("80 98 120 120 re", (4, 4, 4, 1)),
    ],
)
def test_quiet_zone_is_measured(read: Read, draw: Draw, panel: str, quiet: tuple[float, ...]) -> None:
    found = only(read(f"1 0 0 0.8 k 0 0 300 300 re f 0 0 0 0 k {panel} f\n{BLACK}{draw()}"))
    assert found.quiet == pytest.approx(quiet, abs=0.06)


def test_dark_bar_beside_the_code_takes_from_its_quiet_zone(read: Read, draw: Draw) -> None:
    found = only(read(f"{BLACK}90 80 5 100 re f\n{draw()}"))
    assert found.quiet == pytest.approx((2.5, 4, 4, 4), abs=0.06)


def test_clip_larger_than_the_code(read: Read, draw: Draw, text: str) -> None:
    assert only(read(f"q 50 50 150 150 re W n {BLACK}{draw()} Q")).text == text


def test_content_in_several_streams(read: Read, draw: Draw, text: str) -> None:
    first, second = (BLACK + draw()).split("re\n", 1)
    assert only(read([first + "re\n", second])).text == text


def test_paint_elsewhere_does_not_matter(read: Read, draw: Draw, text: str) -> None:
    after = "0 0 0 1 k 10 10 60 60 re f 5 w 20 250 m 280 250 l S 0 0 m 50 0 l 0 50 l f"
    assert only(read(f"{BLACK}{draw()} {after}")).text == text


def test_text_beside_the_code_does_not_matter(read: Read, draw: Draw, text: str) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    fonts = Dictionary(Font=Dictionary(F=font))
    assert only(read(f"{BLACK}{draw()} BT /F 10 Tf 20 40 Td (a short link) Tj ET", fonts)).text == text


def test_rotated_page_counts_from_its_own_corner(read: Read, draw: Draw) -> None:
    assert only(read(BLACK + draw(), Rotate=90)) == only(read(BLACK + draw()))


def test_page_without_a_code(read: Read) -> None:
    found = read("0 0 0 1 k 10 10 60 60 re f")
    assert (found.doubt, found.symbols, found.artwork) == ("", (), ())
