"""What our own press prints is proved; the same file with a fault put in is not."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from printkit.design.marks import Ink, LaidOut, Outline, Paint, Side, SymbolBox
from printkit.manifest import read_manifest
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import Piece, Printed, PrintJob
from printkit.press.pdf import print_job
from printkit.proof.expected import from_links, from_manifests
from printkit.proof.findings import Report
from printkit.proof.prove import prove
from printkit.units import MM

PETROL, PAPER = Ink("petrol", (0.9, 0.3, 0.4, 0.2)), Ink("paper", (0, 0, 0, 0))
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def sound(report: Report, codes: int, *, places: bool = True) -> bool:
    """Tell whether so many codes were expected and decoded, without a finding."""
    return (report.codes, report.decoded, report.findings, report.places) == (codes, codes, (), places)


def area(x: float, y: float, width: float, height: float, ink: Ink) -> Outline:
    """Return a rectangle; millimetres."""
    left, top, right, bottom = (value * MM for value in (x, y, x + width, y + height))
    path = (("M", left, top), ("L", right, top), ("L", right, bottom), ("L", left, bottom), ("Z",))
    return Outline(path, fill=Paint(ink))


def bookmark(two_sided: bool = True) -> LaidOut:
    """Return a bookmark of 50x150 mm, dark all over, with its code on a panel on the last side."""
    ground = area(-3, -3, 56, 156, PETROL)
    coded = Side((ground, area(15, 20, 20, 20, PAPER)), SymbolBox(15 * MM, 20 * MM, 20 * MM, "Q", "code"), ())
    size = {"width": 50 * MM, "height": 150 * MM, "bleed": 3 * MM, "safe": 4 * MM}
    front, back = (Side((ground,), None, ()), coded) if two_sided else (coded, None)
    return LaidOut(
        "plain", "Plain", **size, front=front, back=back, fonts={}, pictures={}, inks=(PETROL, PAPER)
    )


def pieces(count: int) -> list[Piece]:
    codes = [f"BC{ALPHABET[n // 28]}{ALPHABET[n % 28]}FG" for n in range(count)]
    host = "QR.EXAMPLE.DE"
    return [
        Piece(number, f"HTTPS://{host}/{code}", f"{host}/{code}".lower(), code)
        for number, code in enumerate(codes, start=1)
    ]


def printed(path: Path, count: int, sheet: str = "sra3", two_sided: bool = True) -> Printed:
    return print_job(
        PrintJob("Batch 1", bookmark(two_sided), pieces(count)), load_sheet(sheet), path / "out.pdf"
    )


@pytest.mark.parametrize("sheet", ["a4", "sra3", "single"])
@pytest.mark.parametrize("two_sided", [True, False])
def test_press_is_proved(tmp_path: Path, sheet: str, two_sided: bool) -> None:
    files = printed(tmp_path, 23, sheet, two_sided).files
    assert sound(prove(files, from_manifests(files)), 23)
    expected = from_links(piece.link for piece in pieces(23))
    assert sound(prove(files, expected), 23, places=False)


def test_one_code_is_proved(tmp_path: Path) -> None:
    piece = Piece(None, "HTTPS://QR.EXAMPLE.DE/BCD2FG", "qr.example.de/bcd2fg", "BCD2FG")
    job = PrintJob("Batch 2", bookmark(), [piece], copies=500)
    files = print_job(job, load_sheet("sra3"), tmp_path / "flyer.pdf").files
    report = prove(files, from_manifests(files))
    assert sound(report, report.decoded)
    assert report.decoded > 1
    assert prove(files, from_links([piece.link], repeats=True)).findings == ()
    others = printed(tmp_path, 23).files
    assert prove([*files, *others], from_manifests([*files, *others])).findings == ()


def test_slot_painted_over_on_one_sheet(tmp_path: Path) -> None:
    result = printed(tmp_path, 23)
    row = next(row for row in read_manifest(result.manifests[0]) if row.position == 7)
    with pikepdf.open(result.files[0], allow_overwriting_input=True) as pdf:
        page = pdf.pages[row.page - 1]
        top = float(page.mediabox[3]) - row.y_mm * MM
        x, side = row.x_mm * MM, row.size_mm * MM
        page.contents_add(f"q 0 0 0 1 k {x} {top - side} {side} {side} re f Q".encode())
        pdf.save(result.files[0])
    report = prove(result.files, from_manifests(result.files))
    assert [(f.rule, f.page, f.sheet, f.slot) for f in report.findings] == [
        ("missing", row.page, row.sheet, row.slot)
    ]


def test_pages_in_another_order(tmp_path: Path) -> None:
    result = printed(tmp_path, 23, two_sided=False)
    with pikepdf.open(result.files[0], allow_overwriting_input=True) as pdf:
        pdf.pages.reverse()
        pdf.save(result.files[0])
    report = prove(result.files, from_manifests(result.files))
    assert {finding.rule for finding in report.findings} == {"misplaced"}


def test_reprint_among_the_first_run_is_told(tmp_path: Path) -> None:
    first = printed(tmp_path, 23).files[0]
    job = PrintJob("Batch 1", bookmark(), pieces(23)[4:6])
    again = print_job(job, load_sheet("a4"), tmp_path / "again.pdf").files[0]
    report = prove([first, again], from_manifests([first, again]))
    assert [finding.rule for finding in report.findings] == ["duplicate"] * 2
