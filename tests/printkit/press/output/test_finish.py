from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from printkit.press.colours import press_profile
from printkit.press.imposing.imposition import Box
from printkit.press.output.document import Document
from printkit.press.output.finish import finish


@pytest.fixture
def written(tmp_path: Path) -> Path:
    with (tmp_path / "a.pdf").open("wb") as file:
        document = Document(file)
        page = Box(0, 0, 100, 100)
        kind = document.kind_of_page(document.resources(), media=page, trim=page, bleed=page)
        document.page(kind, b"")
        finish(document.pdf, "Batch 3 · Kanäle (Frühling)", "2026-11-22")
        document.close()
    return tmp_path / "a.pdf"


def test_the_printing_condition_is_named_and_its_profile_embedded(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert intent.OutputConditionIdentifier == "FOGRA39"
        assert intent.DestOutputProfile.N == 4
        data = bytes(intent.DestOutputProfile.read_bytes())
    assert data == press_profile()
    assert data[12:16] == b"prtr"
    assert data[16:20] == b"CMYK"


def test_nothing_is_claimed_that_was_not_checked(written: Path) -> None:
    assert b"PDFXVersion" not in written.read_bytes()


def test_title_and_dates_are_those_of_the_order(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        assert pdf.docinfo["/Title"] == "Batch 3 · Kanäle (Frühling)"
        assert pdf.docinfo["/CreationDate"] == pdf.docinfo["/ModDate"] == "D:20261122000000Z"
        assert pdf.pdf_version == "1.6"
        assert len(pdf.trailer.ID) == 2


def test_without_a_date_none_is_made_up() -> None:
    pdf = pikepdf.new()
    finish(pdf, "Links", "")
    assert "/CreationDate" not in pdf.docinfo
