"""The contact sheet, measured and decoded: true size, every variant, every code readable."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import zxingcpp

MM = 72 / 25.4
DPI = 150


def test_designs_stand_beside_each_other_in_true_size(printkit, tmp_path: Path):
    ran = printkit("contact", "wish-bookmark", "a4-poster", "-o", "contact.pdf")
    assert ran.code == 0, ran.err
    listed = printkit("designs", "--json").json["designs"]
    shown = [one for one in listed if one["design"] in ("wish-bookmark", "a4-poster")]
    wanted = sum(1 + len(one["variants"]) for one in shown)
    assert f"{wanted} specimens" in ran.out
    with pypdfium2.PdfDocument(tmp_path / "contact.pdf") as pdf:
        pages = [page.render(scale=DPI / 72).to_pil() for page in pdf]
    codes = [code for page in pages for code in zxingcpp.read_barcodes(page)]
    assert len(codes) == wanted
    assert {code.text for code in codes} == {"HTTPS://QR.EXAMPLE.DE/BCD2FG"}
    # 25 modules of 0.847 mm each, as `check` says of the wish bookmark: nothing was scaled.
    widths = [(code.position.top_right.x - code.position.top_left.x) / DPI * 25.4 / 25 for code in codes]
    assert abs(widths[0] - 0.847) < 0.02


def test_the_sheet_is_not_written_where_there_is_no_folder(printkit, tmp_path: Path):
    ran = printkit("contact", "wish-bookmark", "-o", "nowhere/contact.pdf")
    assert ran.code == 1
    assert "no folder" in ran.err
    assert not list(tmp_path.iterdir())
