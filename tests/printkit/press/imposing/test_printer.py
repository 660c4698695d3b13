"""Printers that do not print true: their files, and that what they do is undone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.errors import SignetError
from printkit.manifest import read_manifest
from printkit.press.imposing.imposition import STILL, Box, Move, impose
from printkit.press.imposing.plan import Layout
from printkit.press.imposing.printer import EXACT, Deviation, Printer, load_printer, save_printer
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.press.symbols.qr import GRID
from printkit.units import MM, to_mm

offsets = st.floats(-10, 10).map(lambda mm: mm * MM)
scales = st.floats(0.96, 1.04)
deviations = st.builds(Deviation, offsets, offsets, scales, scales)
CROOKED = Printer(
    "Crooked", Deviation(1.2 * MM, -0.7 * MM, 0.998, 1.003), Deviation(-0.9 * MM, 0.5 * MM, 1.002, 0.999)
)


def printed_by(deviation: Deviation, box: Box, width: float, height: float) -> Box:
    """Return where a printer puts what a file has in a box."""
    left = width / 2 + (box.x - width / 2) * deviation.across + deviation.x
    top = height / 2 + (box.y - height / 2) * deviation.down + deviation.y
    return Box(left, top, box.width * deviation.across, box.height * deviation.down)


@given(deviations, st.floats(0, 800), st.floats(0, 1200))
def test_what_was_moved_comes_out_where_it_should(deviation: Deviation, x: float, y: float) -> None:
    move = Move.against(deviation, 900, 1300)
    box = printed_by(deviation, move.box(Box(x, y, 100, 50)), 900, 1300)
    assert (box.x, box.y, box.width, box.height) == pytest.approx((x, y, 100, 50))


@given(deviations, deviations)
def test_what_was_known_and_what_was_measured_besides_are_undone_together(
    known: Deviation, rest: Deviation
) -> None:
    """The real printer does what is known, and then the rest that showed when that was made good."""
    box = Move.against(known.then(rest), 900, 1300).box(Box(100, 200, 100, 50))
    true = printed_by(rest, printed_by(known, box, 900, 1300), 900, 1300)
    assert (true.x, true.y, true.width, true.height) == pytest.approx((100, 200, 100, 50))


def test_a_printer_that_prints_true_changes_nothing() -> None:
    assert Move.against(EXACT, 907.2, 1275.6) == STILL


def test_pieces_marks_and_boxes_are_moved_and_modules_stay_whole_steps(
    tmp_path: Path, make_design, make_pieces, decode_pdf
) -> None:  # type: ignore[no-untyped-def]
    job = PrintJob("Batch 3", make_design(), make_pieces(10))
    sheet = load_sheet("sra3")
    plain, moved = tmp_path / "plain.pdf", tmp_path / "moved.pdf"
    print_job(job, sheet, plain)
    print_job(job, sheet, moved, layout=Layout(printer=CROOKED))
    grid = impose(50 * MM, 150 * MM, 3 * MM, sheet)
    size = (grid.page_width, grid.page_height)
    before, after = (read_manifest(path.with_suffix(".csv")) for path in (plain, moved))
    for one, other in zip(before, after, strict=True):
        assert one.link == other.link
        here = Box(other.x_mm * MM, other.y_mm * MM, other.size_mm * MM, other.size_mm * MM)
        seen = printed_by(CROOKED.back, here, *size)
        middle = (seen.x + seen.width / 2, seen.y + seen.height / 2)
        true = ((one.x_mm + one.size_mm / 2) * MM, (one.y_mm + one.size_mm / 2) * MM)
        assert middle == pytest.approx(true, abs=2.1 * GRID)
    with pikepdf.open(moved) as pdf:
        for page, deviation in zip(pdf.pages, (CROOKED.front, CROOKED.back), strict=True):
            x1, y1, x2, y2 = (float(value) for value in page.obj.TrimBox)
            block = Box(x1, grid.page_height - y2, x2 - x1, y2 - y1)
            seen = printed_by(deviation, block, *size)
            assert (seen.x, seen.y, seen.width, seen.height) == pytest.approx(
                (grid.block.x, grid.block.y, grid.block.width, grid.block.height), abs=1e-3
            )
    found = decode_pdf(moved, 300)
    places = {row.link: row for row in after}
    assert len(found) == 10
    for symbol in found:
        left, top, width, height = symbol.box
        row = places[symbol.text]
        assert left + width / 2 == pytest.approx(row.x_mm + row.size_mm / 2, abs=0.15)
        assert top + height / 2 == pytest.approx(row.y_mm + row.size_mm / 2, abs=0.15)


def test_symbols_meet_the_grid_on_a_moved_page(tmp_path: Path, make_design, make_pieces) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.pdf"
    print_job(
        PrintJob("B", make_design(), make_pieces(10)),
        load_sheet("sra3"),
        path,
        layout=Layout(printer=CROOKED),
    )
    with pikepdf.open(path) as pdf:
        operations = pikepdf.parse_content_stream(pdf.pages[1])
        at = next(
            number
            for number, (values, _) in enumerate(operations)
            if [str(v) for v in values][:1] == ["0.24"]
        )
        frames = [values for values, operator in operations[at + 1 :] if str(operator) == "cm"]
        assert len(frames) == 10
        assert all(float(value) == int(value) for values in frames for value in values)


def test_a_printer_can_be_written_read_and_found_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "designs" / "printers"
    folder.mkdir(parents=True)
    printer = replace(CROOKED, title='Der "schiefe" \\ Drucker')
    save_printer(folder / "Crooked.toml", printer)
    monkeypatch.chdir(tmp_path)
    again = load_printer("crooked")
    assert again.title == printer.title
    for one, other in ((again.front, printer.front), (again.back, printer.back)):
        assert (to_mm(one.x), to_mm(one.y)) == pytest.approx((to_mm(other.x), to_mm(other.y)), abs=1e-3)
        assert (one.across, one.down) == pytest.approx((other.across, other.down), abs=1e-6)
    with pytest.raises(SignetError, match="Did you mean Crooked"):
        load_printer("croked")


def test_without_any_printer_the_folder_is_named() -> None:
    with pytest.raises(SignetError, match=r"There is none in designs.printers"):
        load_printer("office")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format = 2\n", '"format" is not 1'),
        ("", '"format" is missing'),
        ('format = 1\n[front]\nx = "16mm"\n', "front.x"),
        ('format = 1\n[front]\nwidth = "97%"\n', "98% to 102%"),
        ('format = 1\n[front]\nz = "1mm"\n', 'no key "z"'),
        ('format = 1\n[left]\nx = "1mm"\n', 'no key "left"'),
        ("format = 1\n[back]\ny = 3\n", '"3mm"'),
        ("format = \n", "not TOML"),
    ],
)
def test_faults_say_where_what_and_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SignetError) as caught:
        load_printer(str(path))
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert all(problem.remedy for problem in caught.value.problems)


def test_pieces_are_not_moved_off_the_paper() -> None:
    far = Deviation(-14 * MM, 0)
    with pytest.raises(SignetError, match=r"second page would run .* mm off the paper") as caught:
        impose(184 * MM, 271 * MM, 3 * MM, load_sheet("a4"), deviations=(EXACT, Deviation(0, 14 * MM)))
    assert caught.value.problems[0].remedy
    assert impose(50 * MM, 150 * MM, 3 * MM, load_sheet("sra3"), deviations=(far, far)).slots == 10
    with pytest.raises(SignetError, match=r"one piece a page.*: printer cannot"):
        impose(50 * MM, 150 * MM, 3 * MM, load_sheet("single"), deviations=(far, EXACT))
