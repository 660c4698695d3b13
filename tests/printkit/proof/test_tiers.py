"""Both ways of reading together: what is drawn besides, and what counts where they disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from printkit.proof.expected import from_links, from_manifests
from printkit.proof.findings import Report
from printkit.proof.first_look import PageRead
from printkit.proof.merge import merged
from printkit.proof.paths.reader import PathsRead
from printkit.proof.prove import prove
from printkit.proof.sample import SMALL_CODES, choose
from printkit.proof.symbols import QR, Symbol

Make = Callable[..., Any]
PDF = Path("job.pdf")


def proof(pdf: Path, **options: bool) -> Report:
    return prove([pdf], from_manifests([pdf]), **options)


def told(report: Report) -> list[tuple[str, int | None, int | None]]:
    return [(finding.rule, finding.page, finding.slot) for finding in report.findings]


def test_small_jobs_are_drawn_whole(tmp_path: Path, make_sheets: Make) -> None:
    tiers = proof(make_sheets(3).write(tmp_path / "job.pdf")).tiers
    assert (tiers.paths, tiers.drawn, tiers.both) == (72, 72, 72)
    assert (tiers.pages, tiers.pages_drawn, tiers.sampled) == (3, 3, False)


@pytest.mark.slow
def test_large_jobs_are_drawn_in_part(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(60, 2, 2).write(tmp_path / "job.pdf")
    report = proof(pdf)
    assert (report.findings, report.tiers.paths, report.tiers.sampled) == ((), 240, True)
    assert report.tiers.pages_drawn < 30
    assert report.tiers.both == 4 * report.tiers.pages_drawn
    assert proof(pdf, full=True).tiers.pages_drawn == 60
    assert proof(pdf) == report


def test_sample_holds_the_ends_of_each_file_and_some_by_chance() -> None:
    counts = [(Path("a"), 1000), (Path("b"), 3), (Path("c"), 5000)]
    sample = choose(counts, SMALL_CODES + 1, full=False)
    assert sample.pages[Path("a")] >= {1, 2, 999, 1000}
    assert sample.pages[Path("b")] == {1, 2, 3}
    assert 60 <= sum(map(len, sample.pages.values())) <= 75
    assert all(1 <= page <= count for file, count in counts for page in sample.pages[file])
    assert choose(counts, SMALL_CODES + 1, full=False) == sample
    assert choose(counts, SMALL_CODES + 2, full=False) != sample
    assert choose(counts[:1], SMALL_CODES + 1, full=True).pages[Path("a")] == frozenset(range(1, 1001))


@pytest.mark.slow
def test_page_in_doubt_is_drawn(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(60, 2, 2).change(101, turn=30)
    report = proof(sheets.write(tmp_path / "job.pdf"))
    assert (report.findings, report.decoded) == ((), 240)
    assert report.tiers.paths == 236
    assert report.tiers.drawn - report.tiers.both == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [{"blob": 7.5}, {"drawn": ""}, {"drawn": "HTTPS://EVIL.EXAMPLE/"}, {"mirror": True}, {"ink": "#ffffff"},
     {"panel": "#202020", "ink": "#f0f0f0"}, {"size": 6.0}],
)  # fmt: skip
def test_a_fault_on_a_page_outside_the_sample_is_found(
    tmp_path: Path, make_sheets: Make, fault: dict[str, Any]
) -> None:
    """The sample never holds all of them; so one at least is found without it."""
    sheets = make_sheets(60, 2, 2)
    for index in range(20, 220, 8):
        sheets = sheets.change(index, **fault)
    report = proof(sheets.write(tmp_path / "job.pdf"))
    assert report.tiers.pages_drawn < 60
    found = {(finding.page, finding.slot) for finding in report.findings}
    assert found == {(index // 4 + 1, index % 4 + 1) for index in range(20, 220, 8)}


@pytest.mark.slow
def test_code_on_artwork_that_only_one_page_holds(tmp_path: Path, make_sheets: Make) -> None:
    """A picture is drawn where it first stands; a code in it is told on every page that has it."""
    sheets = make_sheets(60, 2, 2)
    pdf = sheets.write(tmp_path / "job.pdf")
    stray = tmp_path / "stray.pdf"
    make_sheets(1, 1, 1, first=5000).write(stray, manifest=False)
    with pikepdf.open(pdf, allow_overwriting_input=True) as job, pikepdf.open(stray) as other:
        form = job.copy_foreign(other.pages[0].as_form_xobject())
        pages = [30, 31, 44]
        for page in pages:
            job.pages[page - 1].Resources.XObject = Dictionary(Stray=form)
            # turned, so that its paths do not tell
            job.pages[page - 1].contents_add(b"q 0.8 0.6 -0.6 0.8 450 -420 cm /Stray Do Q")
        job.save(pdf)
    report = proof(pdf)
    assert [(rule, page) for rule, page, _ in told(report)] == [("foreign", page) for page in pages]


@pytest.mark.slow
def test_picture_of_a_code(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(60, 2, 2).write(tmp_path / "job.pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as job:
        image = qr_picture(job)
        for page in (20, 33):
            job.pages[page - 1].Resources.XObject = Dictionary(Im=image)
            job.pages[page - 1].contents_add(b"q 80 0 0 80 400 100 cm /Im Do Q")
        job.save(pdf)
    assert [(rule, page) for rule, page, _ in told(proof(pdf))] == [("foreign", 20), ("foreign", 33)]


def qr_picture(pdf: pikepdf.Pdf) -> Stream:
    import qrcode

    code = qrcode.QRCode(border=4, box_size=1)
    code.add_data("HTTPS://EVIL.EXAMPLE/BCD2FG")
    rows = code.get_matrix()
    data = bytes(0 if dark else 255 for row in rows for dark in row)
    return Stream(pdf, data, Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=len(rows), Height=len(rows), BitsPerComponent=8,
        ColorSpace=Name.DeviceGray))  # fmt: skip


def seen(text: str, x: float = 50, **values: Any) -> Symbol:
    return Symbol(text, QR, x, 50, 20, **{"quiet": (4, 4, 4, 4), "module_mm": 0.8, **values})


def test_what_is_drawn_counts_where_both_disagree() -> None:
    paths = PathsRead(1, "", (seen("A"), seen("B", 100), seen("C", 150)))
    drawn = PageRead(1, 6.0, (seen("A"), seen("X", 100)))
    page = merged(paths, drawn, lambda symbol: False, lambda symbol: symbol)
    assert [symbol.text for symbol in page.symbols] == ["A", "X"]
    assert page.faults == (
        "The paths say B here; the drawn page shows X.",
        "The paths say C here; the drawn page shows nothing that can be read.",
    )
    assert page.hidden


def test_a_narrower_quiet_zone_in_the_drawing_is_a_disagreement() -> None:
    drawn = PageRead(1, 6.0, (seen("A", quiet=(4, 1.5, 4, 4)),))
    page = merged(PathsRead(1, "", (seen("A"),)), drawn, lambda symbol: True, lambda symbol: symbol)
    assert page.faults == ("A has a full quiet zone by its paths; the drawn page shows less.",)


@pytest.mark.parametrize("doubtful", [False, True])
@pytest.mark.parametrize(("dark", "words"), [
    ((2.4, 5, 2.2, 18), "modules on the left"), ((5, 2.4, 18, 2.2), "modules above"),
    ((23.4, 5, 2.2, 18), "modules on the right"), ((5, 23.4, 18, 2.2), "modules below"),
])  # fmt: skip
def test_quiet_zone_of_both_tiers(
    tmp_path: Path, make_sheets: Make, doubtful: bool, dark: tuple[float, ...], words: str
) -> None:
    """A dark bar ends 3 modules from the symbol."""
    sheets = make_sheets(1, 1, 1)
    cell = replace(sheets.cells[0], x=4, y=4, size=20)
    sheets = replace(sheets, cells=(cell,), width=28, height=28)
    pdf = sheets.write(tmp_path / "job.pdf")
    canvas = Canvas(str(tmp_path / "bar.pdf"), pagesize=(28 * mm, 28 * mm))
    x, y, width, height = dark
    canvas.rect(x * mm, (28 - y - height) * mm, width * mm, height * mm, 0, 1)
    canvas.save()
    with pikepdf.open(pdf, allow_overwriting_input=True) as job, pikepdf.open(tmp_path / "bar.pdf") as bar:
        if doubtful:  # the page is drawn only
            job.pages[0].contents_add(b"1 2 xyz")
        job.pages[0].add_overlay(bar.pages[0])
        job.save(pdf)
    report = proof(pdf)
    assert [finding.rule for finding in report.findings] == ["quiet-zone"]
    assert words in report.findings[0].message
    assert report.facts.narrowest_quiet == pytest.approx(3.0, abs=0.15)


def test_report_tells_modules_and_inks(tmp_path: Path, make_sheets: Make) -> None:
    facts = proof(make_sheets(1).write(tmp_path / "job.pdf")).facts
    assert facts.smallest_module_mm == pytest.approx(20 / 33, abs=0.005)
    assert facts.narrowest_quiet == 4
    assert (facts.black, facts.other_ink) == (0, 24)  # reportlab's black is RGB


@pytest.mark.slow
def test_annotation_over_a_code_is_drawn(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(60, 2, 2).write(tmp_path / "job.pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as job:
        look = Stream(job, b"1 1 1 rg 0 0 80 80 re f", Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 80])))  # fmt: skip
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, F=4, AP=Dictionary(N=look),
                           Rect=Array([40, 297 * mm - 120, 120, 297 * mm - 40]))  # fmt: skip
        job.pages[33].Annots = Array([job.make_indirect(stamp)])
        job.save(pdf)
    report = proof(pdf)
    assert [(finding.page, finding.slot) for finding in report.findings] == [(34, 1)]


@pytest.mark.slow
def test_links_alone_are_read_both_ways(tmp_path: Path, make_sheets: Make) -> None:
    sheets = make_sheets(60, 2, 2)
    pdf = sheets.write(tmp_path / "job.pdf", manifest=False)
    report = prove([pdf], from_links(cell.link for cell in sheets.cells))
    assert (report.decoded, report.findings, report.tiers.paths) == (240, (), 240)
