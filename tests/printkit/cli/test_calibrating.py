"""Measuring a printer, as somebody beside it types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from printkit.press.imposing.printer import load_printer
from printkit.units import to_mm

Command = Callable[..., Any]
FIGURES = ("--front", "20,4", "279.8", "19.7mm", "410", "--register", "0.3", "-0.2")


@pytest.fixture
def calibrate(printkit: Command) -> Command:
    def run(*words: object) -> Any:
        return printkit("calibrate", "--sheet", "sra3", *words)

    return run


def test_a_printer_is_measured_noted_and_used(calibrate: Command, printkit: Command, mint: Command) -> None:
    ran = calibrate("-o", "c.pdf")
    assert ran.code == 0, ran.err
    with pypdfium2.PdfDocument("c.pdf") as pdf:
        assert len(pdf) == 2
    ran = calibrate("--printer", "office", *FIGURES)
    assert ran.code == 0, ran.err
    assert "front: 0.28 mm too far right, 0.30 mm too far up, 99.91% wide, 100.00% high" in ran.out
    assert "Next: printkit calibrate --sheet sra3 --printer office -o calibration.pdf" in ran.out
    office = load_printer("office")
    assert (to_mm(office.front.x), to_mm(office.back.x)) == pytest.approx((0.28, -0.58), abs=0.01)
    ran = calibrate("--printer", "OFFICE", "-o", "c.pdf")
    assert ran.code == 0, ran.err
    with pypdfium2.PdfDocument("c.pdf") as pdf:
        assert "„office“" in pdf[0].get_textpage().get_text_range()
    mint()
    assert printkit("print", 1, "--sheet", "sra3", "--printer", "office", "-o", "b.pdf").code == 0
    assert printkit("proof", "b.pdf").code == 0


def test_what_is_known_is_neither_lost_nor_counted_twice_unasked(calibrate: Command) -> None:
    assert calibrate("--printer", "office", *FIGURES).code == 0
    ran = calibrate("--printer", "Office", *FIGURES)
    assert ran.code == 1
    assert "office.toml is there already" in ran.err
    assert "use --add; if without, --replace" in ran.err
    assert calibrate("--printer", "office", "--add", "--register", "0.1", "0").code == 0
    assert to_mm(load_printer("office").back.x) == pytest.approx(-0.68, abs=0.01)
    ran = calibrate("--printer", "office", "--replace", "--back", 20, 280, 20, 410, "--json")
    back = ran.json["back"]
    assert (back["x_mm"], back["y_mm"], back["width"], back["height"]) == pytest.approx(
        (0, 0, 1, 1), abs=0.03
    )
    assert to_mm(load_printer("office").front.x) == pytest.approx(0, abs=0.02)
    ran = calibrate("--printer", "hall", "--add", *FIGURES)
    assert ran.code == 1
    assert "There is no designs/printers/hall.toml to add to" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Give either -o FILE.pdf, or what was measured"),
        (("-o", "c.pdf", "--register", 0, 0), "Give either -o FILE.pdf, or what was measured"),
        (("--register", 0, 0), "Name the printer"),
        (("--printer", "x", "--register", "0", "many"), "'many' is no length in millimetres"),
        (("--printer", "x", "--register", 0, 0, "--back", 20, 280, 20, 410), "either --back or --register"),
        (("--printer", "x", "--add", "--replace", "--register", 0, 0), "either --add or --replace"),
        (("-o", "c.pdf", "--add"), "--add and --replace go with measured figures"),
    ],
)
def test_what_contradicts_itself_is_a_matter_of_usage(
    calibrate: Command, words: tuple[object, ...], said: str
) -> None:
    ran = calibrate(*words)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--printer", "../x", "--register", 0, 0), "cannot be a name of a printer"),
        (("--printer", "x", "--front", 2, 280, 20, 410), "A is 2 mm; it should be about 20 mm"),
        (("--printer", "x", "-o", "c.pdf"), "There is no printer 'x'"),
        (("-o", "c.txt"), "does not end in .pdf"),
    ],
)
def test_what_cannot_be_is_said(calibrate: Command, words: tuple[object, ...], said: str) -> None:
    ran = calibrate(*words)
    assert ran.code == 1
    assert said in ran.err
    assert not list(Path.cwd().iterdir())
