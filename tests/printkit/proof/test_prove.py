"""Whole proofs of real PDFs, faults put in one by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printkit.proof.expected import from_links, from_manifests
from printkit.proof.findings import Report
from printkit.proof.prove import prove

Make = Callable[..., Any]


def sound(report: Report, codes: int, *, places: bool = True) -> bool:
    """Tell whether so many codes were expected and decoded, without a finding."""
    return (report.codes, report.decoded, report.findings, report.places) == (codes, codes, (), places)


def proof(sheets: Any, path: Path) -> Report:
    pdf = sheets.write(path / "job.pdf")
    return prove([pdf], from_manifests([pdf]))


def told(report: Report) -> list[tuple[str, int | None, int | None]]:
    return [(finding.rule, finding.page, finding.slot) for finding in report.findings]


def test_sound_job_has_no_findings(tmp_path: Path, make_sheets: Make) -> None:
    assert sound(proof(make_sheets(3), tmp_path), 72)


def test_progress_counts_codes(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(3).write(tmp_path / "job.pdf")
    steps: list[tuple[int, int]] = []
    prove([pdf], from_manifests([pdf]), lambda done, total: steps.append((done, total)))
    assert steps == [(24, 72), (48, 72), (72, 72)]


def test_removed_code_is_missing(tmp_path: Path, make_sheets: Make) -> None:
    report = proof(make_sheets().change(30, drawn=""), tmp_path)
    assert (report.codes, report.decoded) == (48, 47)
    assert told(report) == [("missing", 2, 7)]
    assert report.findings[0].message.endswith("should stand here; the place is empty.")
    assert report.findings[0].sheet == 2


@pytest.mark.parametrize("fault", [{"blob": 7.5}, {"ink": "#f0f0f0", "panel": "#303030", "blob": 7.5}])
def test_damaged_code_is_unreadable(tmp_path: Path, make_sheets: Make, fault: dict[str, Any]) -> None:
    report = proof(make_sheets().change(5, **fault), tmp_path)
    assert told(report) == [("unreadable", 1, 6)]
    assert report.decoded == 47


def test_code_painted_over_is_missing(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    cover = replace(sheets.cells[4], drawn="", panel="navy")
    assert told(proof(sheets.stray(cover), tmp_path)) == [("missing", 1, 5)]


def test_code_in_place_of_another_is_duplicate_and_missing(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    report = proof(sheets.change(3, drawn=sheets.cells[40].link), tmp_path)
    assert told(report) == [("duplicate", 1, 4), ("missing", 1, 4)]
    assert "on page 2, sheet 2, slot 17" in report.findings[0].message
    assert report.decoded == 47


def test_swapped_codes_are_misplaced(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    one, other = sheets.cells[1].link, sheets.cells[26].link
    report = proof(sheets.change(1, drawn=other).change(26, drawn=one), tmp_path)
    assert told(report) == [("misplaced", 1, 2), ("misplaced", 2, 3)]
    assert report.findings[0].message == f"{other} stands here; it belongs on page 2, sheet 2, slot 3."
    assert report.decoded == 48


def test_shifted_code_is_misplaced(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    shifted = replace(sheets.cells[9], x=sheets.cells[9].x + 2.5)
    report = proof(sheets.change(9, drawn="").stray(shifted), tmp_path)
    assert told(report) == [("misplaced", 1, 10)]
    assert re.search(r"stands 2\.[456] mm too far to the right\.$", report.findings[0].message)


def test_code_outside_every_slot_is_misplaced(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    lost = replace(sheets.cells[9], x=sheets.cells[9].x + 22)
    report = proof(sheets.change(9, drawn="").stray(lost), tmp_path)
    assert told(report) == [("misplaced", 1, None)]
    assert "it belongs on page 1, sheet 1, slot 10" in report.findings[0].message


def test_foreign_code_in_a_slot(tmp_path: Path, make_sheets: Make) -> None:
    report = proof(make_sheets().change(0, drawn="HTTPS://EVIL.EXAMPLE/BCD2FG"), tmp_path)
    assert told(report) == [("foreign", 1, 1), ("missing", 1, 1)]


def test_foreign_code_outside_every_slot(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    stray = replace(sheets.cells[0], x=37.0, size=14, page=2, drawn="HTTPS://EVIL.EXAMPLE/BCD2FG", turn=30)
    report = proof(sheets.stray(stray), tmp_path)
    assert told(report) == [("foreign", 2, None)]
    assert "44 mm from the left and 22 mm from the top" in report.findings[0].message
    assert report.decoded == 48


def test_duplicate_outside_every_slot(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    stray = replace(sheets.cells[7], x=37.0, y=100, size=16, page=2)
    assert told(proof(sheets.stray(stray), tmp_path)) == [("duplicate", 2, None)]


def test_capitals_count(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets()
    report = proof(sheets.change(0, drawn=sheets.cells[0].link.lower()), tmp_path)
    assert told(report) == [("foreign", 1, 1), ("missing", 1, 1)]
    assert f"differs from {sheets.cells[0].link} in capitals" in report.findings[0].message


@pytest.mark.parametrize("turn", [90, 180, 270, 33])
def test_turned_codes_are_read(tmp_path: Path, make_sheets: Make, turn: int) -> None:
    sheets = make_sheets(1)
    for index in range(24):
        sheets = sheets.change(index, turn=turn)
    assert proof(sheets, tmp_path).findings == ()


def test_dark_artwork(tmp_path: Path, make_sheets: Make) -> None:
    assert proof(replace(make_sheets(1), art="#102030"), tmp_path).findings == ()


def test_small_modules_are_read_on_the_second_look(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(1)
    small = tuple(replace(cell, size=5.5) for cell in sheets.cells)
    report = proof(replace(sheets, cells=small).change(0, turn=10), tmp_path)
    assert report.decoded == 24
    assert {finding.rule for finding in report.findings} == {"small-module"}
    assert "has modules of 0.17 mm; phones need 0.33 mm" in report.findings[0].message


def test_light_on_dark_is_told(tmp_path: Path, make_sheets: Make) -> None:
    report = proof(make_sheets(1).change(2, ink="white", panel="black"), tmp_path)
    assert told(report) == [("inverted", 1, 3)]
    assert report.decoded == 24


def test_missing_page(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(2).write(tmp_path / "job.pdf", pages=1)
    report = prove([pdf], from_manifests([pdf]))
    assert told(report) == [("missing-page", 2, None)]
    assert report.decoded == 24
    assert report.findings[0].message == "The file has no page 2: 24 codes are missing."


def test_code_twice_over_two_files(tmp_path: Path, make_sheets: Make) -> None:
    files = [make_sheets(1).write(tmp_path / "a.pdf"), make_sheets(1, first=20).write(tmp_path / "b.pdf")]
    report = prove(files, from_manifests(files))
    assert [(f.rule, Path(f.file).name, f.slot) for f in report.findings] == [
        ("duplicate", "b.pdf", slot) for slot in (1, 2, 3, 4)
    ]
    assert "slot 21 of a.pdf" in report.findings[0].message


def test_file_named_twice_is_read_once(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(1).write(tmp_path / "a.pdf")
    assert sound(prove([pdf, pdf], from_manifests([pdf, pdf])), 24)


def test_one_code_for_all_with_manifest(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(1, 4, 2)
    one = replace(sheets, cells=tuple(replace(c, link="HTTPS://QR.EXAMPLE.DE/BCD2FG") for c in sheets.cells))
    pdf = one.write(tmp_path / "one.pdf", positions=False)
    assert sound(prove([pdf], from_manifests([pdf])), 8)
    pdf = one.change(3, drawn="").write(tmp_path / "one.pdf", positions=False)
    assert told(prove([pdf], from_manifests([pdf]))) == [("missing", 1, 4)]


def test_links_alone(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(2)
    pdf = sheets.write(tmp_path / "job.pdf", manifest=False)
    expected = from_links(cell.link for cell in sheets.cells)
    assert sound(prove([pdf], expected), 48, places=False)


def test_links_alone_with_faults(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(2)
    links = [cell.link for cell in sheets.cells]
    faulty = sheets.change(1, drawn="").change(26, drawn=links[0]).change(30, drawn="HTTPS://EVIL.EXAMPLE/B")
    pdf = faulty.change(40, blob=3).write(tmp_path / "job.pdf", manifest=False)
    report = prove([pdf], from_links(links))
    assert told(report) == [
        ("duplicate", 2, 3),
        ("foreign", 2, 7),
        ("unreadable", 2, 17),
        *[("missing", None, None)] * 4,
    ]
    assert report.decoded == 44


def test_links_alone_are_read_enlarged_before_they_are_missing(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(2)
    small = tuple(replace(cell, size=11, turn=30) for cell in sheets.cells)
    pdf = replace(sheets, cells=small).write(tmp_path / "job.pdf", manifest=False)
    assert sound(prove([pdf], from_links(c.link for c in small)), 48, places=False)


def test_other_kind_of_symbol_is_told(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(1, 1, 1)
    pdf, cell = sheets.write(tmp_path / "job.pdf"), sheets.cells[0]
    symbol = zxingcpp.create_barcode(cell.link, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=8)
    picture = Image.frombytes("L", symbol.shape[::-1], bytes(memoryview(symbol)))
    canvas = Canvas(str(pdf), pagesize=(sheets.width * mm, sheets.height * mm))
    left, side = (cell.x + 2) * mm, 16 * mm
    canvas.drawInlineImage(picture, left, (sheets.height - cell.y - 2) * mm - side, side, side)
    canvas.save()
    assert told(prove([pdf], from_manifests([pdf]))) == [("wrong-symbology", 1, 1)]
    assert told(prove([pdf], from_links([cell.link]))) == [("wrong-symbology", 1, 1)]


def test_one_link_alone(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(1, 4, 2)
    link = sheets.cells[0].link
    one = replace(sheets, cells=tuple(replace(cell, link=link) for cell in sheets.cells))
    pdf = one.write(tmp_path / "one.pdf", manifest=False)
    assert sound(prove([pdf], from_links([link], repeats=True)), 8, places=False)
    pdf = one.change(5, blob=3).write(tmp_path / "one.pdf", manifest=False)
    report = prove([pdf], from_links([link], repeats=True))
    assert (report.codes, report.decoded, told(report)) == (8, 7, [("unreadable", 1, 6)])
    other = from_links(["HTTPS://QR.EXAMPLE.DE/ZZZ222"], repeats=True)
    assert {f.rule for f in prove([pdf], other).findings} == {"foreign", "missing", "unreadable"}
