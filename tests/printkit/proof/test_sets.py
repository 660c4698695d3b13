"""Several files of one job: what is missing among them, and pages that were lost or exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from printkit.manifest import manifest_path, write_manifest
from printkit.proof.expected import from_manifests
from printkit.proof.findings import Report
from printkit.proof.prove import prove

Make = Callable[..., Any]


def job(folder: Path, make_sheets: Make, files: int, pages: int = 2) -> list[Path]:
    """Write the files of one job, with sheets counted through all of them."""
    found = []
    for number in range(files):
        sheets = make_sheets(pages, 2, 2, first=number * pages * 4)
        pdf = sheets.write(folder / f"out-{number + 1:03}.pdf", manifest=False)
        rows = [replace(row, sheet=row.sheet + number * pages) for row in sheets.rows(pdf.name)]
        write_manifest(manifest_path(pdf), rows)
        found.append(pdf)
    return found


def proof(files: list[Path]) -> Report:
    return prove(files, from_manifests(files))


def test_a_whole_set_is_one_total(tmp_path: Path, make_sheets: Make) -> None:
    report = proof(job(tmp_path, make_sheets, 3))
    assert (report.codes, report.decoded, report.findings, report.notes) == (24, 24, (), ())


def test_missing_files_are_named_with_their_sheets(tmp_path: Path, make_sheets: Make) -> None:
    files = job(tmp_path, make_sheets, 5)
    for gone in (0, 2, 3):
        files[gone].unlink()
    report = proof([files[1], files[4]])
    assert [(f.rule, Path(f.file).name, f.message) for f in report.findings] == [
        (
            "missing-file",
            "out-001.pdf",
            "The file is missing: sheets 1 to 2 of the job are in none of these.",
        ),
        (
            "missing-file",
            "out-003.pdf",
            "The file is missing: sheets 5 to 8 of the job are in none of these.",
        ),
        (
            "missing-file",
            "out-004.pdf",
            "The file is missing: sheets 5 to 8 of the job are in none of these.",
        ),
    ]


def test_a_file_that_lies_beside_but_was_not_named(tmp_path: Path, make_sheets: Make) -> None:
    files = job(tmp_path, make_sheets, 3)
    report = proof(files[:2])
    assert [(f.rule, Path(f.file).name) for f in report.findings] == [("missing-file", "out-003.pdf")]


def test_one_file_of_a_set_may_be_proved_by_itself(tmp_path: Path, make_sheets: Make) -> None:
    report = proof(job(tmp_path, make_sheets, 3)[1:2])
    assert report.findings == ()
    assert report.notes == ("out-002.pdf is one of several files of its job; the others were not proved.",)


def test_a_number_in_a_name_makes_no_set(tmp_path: Path, make_sheets: Make) -> None:
    report = proof([make_sheets(1).write(tmp_path / "flyer-2026.pdf")])
    assert (report.findings, report.notes) == ((), ())


def test_same_code_in_two_files(tmp_path: Path, make_sheets: Make) -> None:
    files = job(tmp_path, make_sheets, 3)
    sheets = make_sheets(2, 2, 2, first=16).change(5, drawn=make_sheets(1).cells[1].link)
    rows = [replace(row, sheet=row.sheet + 4) for row in sheets.rows("out-003.pdf")]
    write_manifest(manifest_path(sheets.write(files[2], manifest=False)), rows)
    findings = proof(files).findings
    assert [(f.rule, Path(f.file).name, f.page, f.slot) for f in findings] == [
        ("duplicate", "out-003.pdf", 2, 2), ("missing", "out-003.pdf", 2, 2),
    ]  # fmt: skip
    assert "on page 1, sheet 1, slot 2 of out-001.pdf" in findings[0].message


def pages_of(pdf: Path, order: list[int]) -> None:
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        pages = list(opened.pages)
        del opened.pages[:]
        opened.pages.extend(pages[index - 1] for index in order)
        opened.save(pdf)


def test_removed_page_is_one_finding(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(12, 2, 5).write(tmp_path / "job.pdf")
    pages_of(pdf, [1, 2, *range(4, 13)])
    report = proof([pdf])
    assert report.decoded == 110
    assert [(f.rule, f.page, f.message) for f in report.findings] == [
        ("misplaced", 3, "Pages 3 to 11 hold the 90 codes of pages 4 to 12."),
        ("missing-page", 3, "Page 3 of 12 is missing or was replaced: 10 codes are nowhere."),
    ]


def test_exchanged_pages(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(6, 2, 2).write(tmp_path / "job.pdf")
    pages_of(pdf, [1, 5, 3, 4, 2, 6])
    assert [(f.rule, f.page, f.message) for f in proof([pdf]).findings] == [
        ("misplaced", 2, "Page 2 holds the 4 codes of page 5."),
        ("misplaced", 5, "Page 5 holds the 4 codes of page 2."),
    ]


def test_replaced_page(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(4, 2, 2)
    for index in range(4, 8):
        sheets = sheets.change(index, drawn=f"HTTPS://EVIL.EXAMPLE/{index}")
    report = proof([sheets.write(tmp_path / "job.pdf")])
    assert [f.message for f in report.findings if f.rule == "missing-page"] == [
        "Page 2 of 4 is missing or was replaced: 4 codes are nowhere."
    ]
    assert [f.rule for f in report.findings].count("foreign") == 4


def test_blank_page(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(4, 2, 2)
    for index in range(8, 16):
        sheets = sheets.change(index, drawn="")
    report = proof([sheets.write(tmp_path / "job.pdf")])
    assert [(f.rule, f.page, f.message) for f in report.findings] == [
        ("missing-page", 3, "Pages 3 to 4 of 4 are missing or were replaced: 8 codes are nowhere.")
    ]


def test_a_lost_last_back_is_found_though_it_has_no_code(tmp_path: Path, make_sheets: Make) -> None:
    fronts = make_sheets(3, 2, 2)
    pdf = fronts.write(tmp_path / "job.pdf", manifest=False)
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        for _ in range(3):
            opened.add_blank_page()
        opened.save(pdf)
    pages_of(pdf, [1, 4, 2, 5, 3, 6])
    write_manifest(
        manifest_path(pdf),
        [replace(row, page=2 * row.page - 1, sheet=row.page) for row in fronts.rows(pdf.name)],
    )
    assert proof([pdf]).findings == ()
    pages_of(pdf, [1, 2, 3, 4, 5])
    assert [(f.rule, f.page, f.sheet) for f in proof([pdf]).findings] == [("missing-page", 6, 3)]
