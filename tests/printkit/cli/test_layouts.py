"""The options that say how pieces get onto sheets, as a user types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from printkit.manifest import Row, read_manifest

Command = Callable[..., Any]

PRINTER = 'format = 1\ntitle = "Office"\n[front]\nx = "1.5mm"\n[back]\nx = "-1mm"\ny = "0.5mm"\n'


def rows(name: str) -> list[Row]:
    return sorted(read_manifest(Path(name)), key=lambda row: row.position or 0)


def placed(name: str) -> list[tuple[int, int]]:
    return [(row.sheet, row.slot) for row in rows(name)]


@pytest.fixture
def press(printkit: Command, mint: Command) -> Command:
    """Mint 12 pieces and print them on A4 (four on a sheet) with options."""
    mint()

    def run(*words: object) -> Any:
        return printkit("print", 1, "--sheet", "a4", "-o", "a.pdf", *words)

    return run


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ((), [(1, 1), (2, 1), (3, 1), (1, 2)]),
        (("--order", "rows"), [(1, 1), (1, 2), (1, 3), (1, 4)]),
        (("--stack-depth", 2), [(1, 1), (2, 1), (1, 2), (2, 2)]),
        (("--start-slot", 3, "--order", "rows"), [(1, 3), (1, 4), (2, 1), (2, 2)]),
        (("--skip-slots", "1-2,1:3", "--order", "rows"), [(1, 4), (2, 3), (2, 4), (3, 3)]),
    ],
)
def test_pieces_stand_where_the_options_say(
    press: Command, printkit: Command, words: tuple[object, ...], slots: list[tuple[int, int]]
) -> None:
    ran = press(*words)
    assert ran.code == 0, ran.err
    assert placed("a.csv")[:4] == slots
    assert len(placed("a.csv")) == 12
    assert printkit("proof", "a.pdf").code == 0


def test_bundles_come_with_slips_and_are_proved(press: Command, printkit: Command) -> None:
    ran = press("--bundles", "5,5", "--flip", "short-edge")
    assert ran.code == 0, ran.err
    assert "3 bundles, the last of 2, each behind its slip." in ran.out
    assert "12 pieces on 4 sheets" in ran.out
    assert placed("a.csv")[:2] == [(2, 1), (3, 1)]
    assert printkit("proof", "a.pdf").code == 0
    assert "3 bundles of 4, each behind its slip." in press("--bundle-size", 4).out


def test_work_and_turn_says_what_to_do_with_the_piles(printkit: Command, mint: Command) -> None:
    mint(design="dl-flyer")
    ran = printkit("print", 1, "--sheet", "50x70", "-o", "a.pdf", "--work-and-turn")
    assert ran.code == 0, ran.err
    assert "turn the piles of the right half over" in ran.out
    assert {row.page for row in rows("a.csv")} == {1, 2}
    assert printkit("proof", "a.pdf").code == 0


def test_one_code_work_and_turn_is_one_page_for_both_sides(printkit: Command, mint: Command) -> None:
    mint("--one-code", design="dl-flyer", copies=500)
    ran = printkit("print", 1, "--sheet", "a4", "-o", "a.pdf", "--work-and-turn")
    assert ran.code == 1
    assert "needs two pieces side by side" in ran.err
    ran = printkit("print", 1, "--sheet", "sra3", "-o", "a.pdf", "--work-and-turn")
    assert ran.code == 0, ran.err
    assert "500 pieces on 1 sheet, to be printed 125 times" in ran.out
    assert "print both sides of the paper with this one page" in ran.out
    assert {row.page for row in rows("a.csv")} == {1}
    assert printkit("proof", "a.pdf").code == 0


def test_a_printer_moves_the_codes(press: Command, printkit: Command, tmp_path: Path) -> None:
    assert press().code == 0
    before = rows("a.csv")
    (tmp_path / "designs" / "printers").mkdir(parents=True)
    (tmp_path / "designs" / "printers" / "office.toml").write_text(PRINTER, encoding="utf-8")
    ran = press("--printer", "office")
    assert ran.code == 0, ran.err
    (side,) = {row.side for row in before}
    x, y = (-1.5, 0) if side == "front" else (1, -0.5)
    for one, other in zip(before, rows("a.csv"), strict=True):
        assert other.x_mm - one.x_mm == pytest.approx(x, abs=0.1)
        assert other.y_mm - one.y_mm == pytest.approx(y, abs=0.1)
    assert printkit("proof", "a.pdf").code == 0
    ran = press("--printer", "hall")
    assert ran.code == 1
    assert "There is no printer 'hall'" in ran.err


def test_reprints_take_the_same_options(press: Command, printkit: Command) -> None:
    ran = printkit(
        "reprint", 1, "--positions", "3,5-6", "--sheet", "a4", "-o", "r.pdf", "--order", "rows",
        "--start-slot", 2,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "sheet 1 begins at slot 2" in ran.out
    assert [(row.position, row.slot) for row in rows("r.csv")] == [(3, 2), (5, 3), (6, 4)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--bundle-size", 5, "--bundles", "5"), "either --bundle-size or --bundles"),
        (("--order", "rows", "--stack-depth", 5), "there are no stacks"),
        (("--work-and-turn", "--flip", "long-edge"), "leave --flip out"),
        (("--skip-slots", "x"), "'x' is no slot. Write 3"),
        (("--skip-slots", "0"), "they count upwards from 1"),
        (("--skip-slots", "5-3"), "they count upwards from 1"),
        (("--skip-slots", "0:3"), "they count upwards from 1"),
        (("--skip-slots", ""), "is no slot"),
        (("--bundles", "5,,6"), "no list of sizes"),
        (("--bundles", "5,0"), "no list of sizes"),
        (("--start-slot", 0), "0 is not in the range"),
        (("--stack-depth", 0), "0 is not in the range"),
    ],
)
def test_what_contradicts_itself_is_a_matter_of_usage(
    press: Command, words: tuple[object, ...], said: str
) -> None:
    ran = press(*words)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert not Path("a.pdf").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--start-slot", 5), "There is no slot 5: the sheet has 4"),
        (("--skip-slots", "1-4"), "All slots of the sheet are to be skipped"),
        (("--skip-slots", "9:1"), "Slots of sheet 9 are to be skipped, but there are only 3"),
        (("--start-slot", 4, "--skip-slots", "1:4"), "All slots of sheet 1 are to be skipped"),
        (("--bundles", "10,5"), "The bundles add up to 15, but there are 12 pieces"),
    ],
)
def test_what_the_sheet_does_not_have_is_said(press: Command, words: tuple[object, ...], said: str) -> None:
    ran = press(*words)
    assert ran.code == 1
    assert said in ran.err
    assert not Path("a.pdf").exists()


@pytest.mark.parametrize("command", ["print", "reprint"])
def test_help_groups_the_options(printkit: Command, command: str) -> None:
    text = printkit(command, "--help").out
    headings = ["Options:", "How pieces lie on sheets:", "Sheets that were used before:", "Bundles:"]
    assert [line for line in text.splitlines() if line in headings] == headings
    assert text.index("Bundles:") < text.index("--bundle-size")
