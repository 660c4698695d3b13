"""Sheets of every kind in three renderers, as devices of 300, 600 and 1200 dpi would see them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from printkit.manifest import Row, read_manifest
from printkit.press.imposing.plan import Layout
from printkit.press.imposing.sheet import Paper, Sheet
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.press.symbols.qr import GRID, QUIET, form_for, module_steps, symbols
from printkit.units import MM

COMMANDS = {
    "poppler": (
        *("pdftoppm", "-gray", "-r", "{dpi}", "-f", "{page}", "-l", "{page}"),
        *("-singlefile", "{pdf}", "{out}"),
    ),
    "mupdf": ("mutool", "draw", "-q", "-c", "gray", "-r", "{dpi}", "-o", "{out}.pgm", "{pdf}", "{page}"),
    "ghostscript": (
        *("gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pgmraw", "-r{dpi}"),
        *("-dFirstPage={page}", "-dLastPage={page}", "-sOutputFile={out}.pgm", "{pdf}"),
    ),
}  # fmt: skip
UPRIGHT = Paper(110 * MM, 130 * MM, 5 * MM, 6 * MM, "long-edge")
KINDS = {
    "upright": (Sheet("upright", "Upright", UPRIGHT), Layout()),
    "turned": (Sheet("turned", "Turned", Paper(160 * MM, 100 * MM, 5 * MM, 6 * MM, "short-edge")), Layout()),
    "work-and-turn": (Sheet("upright", "Upright", UPRIGHT), Layout(work_and_turn=True)),
    "single": (Sheet("single", "Single", None), Layout()),
}


@pytest.fixture(scope="module", params=KINDS)
def sheet(request, tmp_path_factory, make_design, make_pieces) -> Path:  # type: ignore[no-untyped-def]
    """Return a file of each kind with two pieces of 40 × 60 mm, the code on their backs."""
    path: Path = tmp_path_factory.mktemp(request.param) / "a.pdf"
    design = make_design(40, 60)
    kind, layout = KINDS[request.param]
    print_job(PrintJob("Test", design, make_pieces(2)), kind, path, layout=layout)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("dpi", [300, 600, 1200])
@pytest.mark.parametrize("renderer", COMMANDS)
def test_modules_are_whole_and_none_grows(
    sheet: Path, need_program, tmp_path: Path, renderer: str, dpi: int
) -> None:  # type: ignore[no-untyped-def]
    """Every pixel of a symbol is as its modules say; where no grid can be kept, but for those on an edge."""
    on_grid = "single" not in str(sheet)
    command = COMMANDS[renderer]
    for row in read_manifest(sheet.with_suffix(".csv")):
        out = tmp_path / f"{row.page}"
        call = [
            need_program(command[0]),
            *(part.format(dpi=dpi, page=row.page, pdf=sheet, out=out) for part in command[1:]),
        ]
        subprocess.run(call, check=True, capture_output=True)
        with Image.open(out.with_suffix(".pgm")) as page:
            seen = crop(page, row, dpi)
        wanted = modules_of(row, dpi)
        assert [found.text for found in zxingcpp.read_barcodes(seen)] == [row.link]
        shift, wrong = best_fit(np.asarray(seen) < 128, wanted)
        assert shift <= 2
        edges = (
            np.abs(np.diff(wanted.astype(int), axis=0)).sum()
            + np.abs(np.diff(wanted.astype(int), axis=1)).sum()
        )
        assert wrong <= (0 if on_grid else edges), (renderer, dpi, wrong, edges)


def crop(page: Image.Image, row: Row, dpi: int) -> Image.Image:
    """Return the box of a symbol with its quiet zone."""
    dot = dpi / 25.4
    left, top, size = round(row.x_mm * dot), round(row.y_mm * dot), round(row.size_mm * dot)
    return page.crop((left, top, left + size, top + size))


def modules_of(row: Row, dpi: int) -> np.ndarray:
    """Return the symbol as it should come out, upright, a pixel for each dot."""
    form = form_for([row.link], "M")
    (symbol,) = symbols([row.link], form)
    steps = module_steps(row.size_mm * MM, form.modules)
    dots = round(steps * GRID / 72 * dpi)
    dark = np.array([list(line) for line in symbol.rows], bool)
    return np.pad(dark.repeat(dots, 0).repeat(dots, 1), QUIET * dots // 2)


def best_fit(seen: np.ndarray, wanted: np.ndarray) -> tuple[float, int]:
    """Return how far a symbol is from the middle, in dots, and how many pixels differ, whichever way up."""
    found = []
    middle = (np.array(seen.shape) - wanted.shape) / 2
    for turn in range(4):
        turned = np.rot90(wanted, turn)
        for y in range(-2, 3):
            for x in range(-2, 3):
                top, left = int(middle[0]) + y, int(middle[1]) + x
                part = seen[top : top + turned.shape[0], left : left + turned.shape[1]]
                found.append((int((part != turned).sum()), abs(top - middle[0]), abs(left - middle[1])))
    wrong, *shifts = min(found)
    return max(shifts), wrong
