"""Files that are no proofable PDF, and manifests that are about another one."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from printkit.errors import SignetError
from printkit.manifest import manifest_path, write_manifest
from printkit.proof.expected import from_links, from_manifests
from printkit.proof.findings import Report
from printkit.proof.prove import prove

Make = Callable[..., Any]
ANY = from_links(["HTTPS://QR.EXAMPLE.DE/BCD2FG"])


def sound(report: Report, codes: int, *, places: bool = True) -> bool:
    """Tell whether so many codes were expected and decoded, without a finding."""
    return (report.codes, report.decoded, report.findings, report.places) == (codes, codes, (), places)


def rules(*files: Path) -> list[tuple[str, str]]:
    with pytest.raises(SignetError) as caught:
        prove(files, ANY)
    return [(problem.rule, Path(problem.file).name) for problem in caught.value.problems]


def encrypted(source: Path, target: Path) -> Path:
    with pikepdf.open(source) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return target


def test_all_unusable_files_are_told_together(tmp_path: Path, make_sheets: Make) -> None:
    sound = make_sheets(1).write(tmp_path / "sound.pdf")
    empty, text, cut, folder = (
        tmp_path / name for name in ("empty.pdf", "text.pdf", "cut.pdf", "folder.pdf")
    )
    empty.write_bytes(b"")
    text.write_text("no PDF")
    cut.write_bytes(sound.read_bytes()[:300])
    folder.mkdir()
    locked = encrypted(sound, tmp_path / "locked.pdf")
    assert rules(tmp_path / "absent.pdf", empty, text, cut, folder, sound, locked) == [
        ("no-file", "absent.pdf"),
        ("not-a-pdf", "empty.pdf"),
        ("not-a-pdf", "text.pdf"),
        ("damaged", "cut.pdf"),
        ("no-file", "folder.pdf"),
        ("encrypted", "locked.pdf"),
    ]


def test_pdf_without_pages(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.save(tmp_path / "none.pdf")
    assert rules(tmp_path / "none.pdf") == [("no-page", "none.pdf")]


def test_truncated_pdf_is_never_proved(tmp_path: Path, make_sheets: Make) -> None:
    whole = make_sheets(2).write(tmp_path / "job.pdf").read_bytes()
    expected = from_manifests([tmp_path / "job.pdf"])
    for share in (0.3, 0.6, 0.9):
        (tmp_path / "job.pdf").write_bytes(whole[: int(len(whole) * share)])
        with contextlib.suppress(SignetError):
            assert prove([tmp_path / "job.pdf"], expected).findings


def test_huge_page_is_read_in_its_slots(tmp_path: Path, make_sheets: Make) -> None:
    sheets = replace(make_sheets(1), width=5000.0, height=5000.0)
    pdf = sheets.write(tmp_path / "job.pdf")
    report = prove([pdf], from_manifests([pdf]))
    assert sound(report, 24)
    assert (report.tiers.paths, report.tiers.both) == (24, 24)


def test_huge_page_that_must_be_drawn_is_told(tmp_path: Path, make_sheets: Make) -> None:
    sheets = replace(make_sheets(1), width=5000.0, height=5000.0).change(3, turn=30)
    pdf = sheets.write(tmp_path / "job.pdf")
    report = prove([pdf], from_manifests([pdf]))
    assert report.decoded == 24
    assert [finding.rule for finding in report.findings] == ["coarse"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_page_keeps_its_slots(tmp_path: Path, make_sheets: Make, turn: int) -> None:
    pdf = make_sheets(1).write(tmp_path / "job.pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        opened.pages[0].Rotate = turn
        opened.save(pdf)
    assert sound(prove([pdf], from_manifests([pdf])), 24)


def test_cropped_page_keeps_its_slots(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(1).write(tmp_path / "job.pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        box = opened.pages[0].mediabox
        opened.pages[0].cropbox = [20, 30, float(box[2]) - 10, float(box[3]) - 25]
        opened.save(pdf)
    assert sound(prove([pdf], from_manifests([pdf])), 24)


def test_code_cut_off_by_the_crop_box_is_not_proved(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(1).write(tmp_path / "job.pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        box = opened.pages[0].mediabox
        opened.pages[0].cropbox = [0, 0, float(box[2]), float(box[3]) - 200]
        opened.save(pdf)
    report = prove([pdf], from_manifests([pdf]))
    assert {finding.slot for finding in report.findings} == set(range(1, 9))


def test_hidden_layer_does_not_count(tmp_path: Path, make_sheets: Make) -> None:
    """A code on a layer that is switched off is not printed."""
    pdf = make_sheets(1, 1, 1).write(tmp_path / "job.pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        layer = opened.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="codes"))
        off = pikepdf.Dictionary(ON=pikepdf.Array([]), OFF=pikepdf.Array([layer]), BaseState=pikepdf.Name.ON)
        opened.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)
        page = opened.pages[0]
        page.Resources.Properties = pikepdf.Dictionary(Codes=layer)
        page.contents_add(b"/OC /Codes BDC", prepend=True)
        page.contents_add(b"EMC")
        opened.save(pdf)
    assert [f.rule for f in prove([pdf], from_manifests([pdf])).findings] == ["missing"]


def test_renamed_pair_still_fits(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(1).write(tmp_path / "job.pdf")
    renamed = pdf.rename(tmp_path / "for-the-shop.pdf")
    manifest_path(pdf).rename(manifest_path(renamed))
    assert sound(prove([renamed], from_manifests([renamed])), 24)


def test_manifest_named_for_one_of_several(tmp_path: Path, make_sheets: Make) -> None:
    files = [make_sheets(1, first=n * 24).write(tmp_path / f"{n}.pdf") for n in range(3)]
    manifests = [manifest_path(file) for file in files]
    assert sound(prove(files[::-1], from_manifests(files[::-1], manifests)), 72)
    with pytest.raises(SignetError, match=r"2\.pdf: The manifest says nothing about this PDF"):
        from_manifests(files, manifests[:2])
    with pytest.raises(SignetError, match=r"also about 2\.pdf, which is not among"):
        from_manifests(files[:2], manifests)


def test_two_files_of_one_name_need_the_manifests_beside_them(tmp_path: Path, make_sheets: Make) -> None:
    files = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        files.append(make_sheets(1, first=24 * len(files)).write(tmp_path / folder / "job.pdf"))
    assert sound(prove(files, from_manifests(files)), 48)
    with pytest.raises(SignetError, match="Two PDFs are called"):
        from_manifests(files, [manifest_path(file) for file in files])


def test_manifest_of_another_job_of_one_name(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(1).write(tmp_path / "job.pdf")
    other = tmp_path / "other"
    other.mkdir()
    make_sheets(1, first=100).write(other / "job.pdf")
    shutil.copy(other / "job.csv", tmp_path / "job.csv")
    report = prove([pdf], from_manifests([pdf]))
    assert report.decoded == 0
    assert [f.rule for f in report.findings].count("foreign") == 24


def test_absent_and_empty_manifest(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(1).write(tmp_path / "job.pdf", manifest=False)
    with pytest.raises(SignetError, match="manifest cannot be read"):
        from_manifests([pdf])
    write_manifest(manifest_path(pdf), [])
    with pytest.raises(SignetError, match="The manifest has no rows"):
        from_manifests([pdf])


def test_nothing_expected_is_an_error() -> None:
    with pytest.raises(SignetError, match="no link to look for"):
        from_links([])


def test_page_that_cannot_be_drawn(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(2).write(tmp_path / "job.pdf")
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        opened.Root.Pages.Kids[0] = pikepdf.Dictionary()
        opened.save(pdf)
    report = prove([pdf], from_manifests([pdf]))
    assert report.decoded <= 24
    assert {finding.page for finding in report.findings} >= {1}


def test_tiny_page(tmp_path: Path, make_sheets: Make) -> None:
    pdf = make_sheets(1, 1, 1).write(tmp_path / "job.pdf")
    canvas = Canvas(str(pdf), pagesize=(0.5, 0.5))
    canvas.showPage()
    canvas.save()
    report = prove([pdf], from_manifests([pdf]))
    assert {finding.rule for finding in report.findings} <= {"damaged-page", "unreadable", "missing"}
    assert report.decoded == 0
