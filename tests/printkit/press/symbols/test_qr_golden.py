"""Symbols that the standard prints, typed in as text; and what other encoders make of our links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from printkit.press.symbols.codewords import data_codewords
from printkit.press.symbols.encoder import MASKS, encoder_for
from printkit.press.symbols.many import all_rows
from printkit.press.symbols.qr import LEVELS, MODES, Form, form_for

GOLDEN = sorted((Path(__file__).parents[3] / "data" / "symbols").glob("*.txt"))


def read(path: Path) -> tuple[Mapping[str, str], list[str]]:
    head, _, rows = path.read_text("utf-8").partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), rows.split()


def shown(rows: tuple[bytes, ...]) -> list[str]:
    return ["".join(".#"[module] for module in row) for row in rows]


def masked(text: str, form: Form, mask: int) -> list[str]:
    """Return the symbol of a text with a mask of our choice."""
    encoder = encoder_for(form.version, LEVELS[form.level])
    data = data_codewords([text], form.version, MODES[form.mode], encoder.data_count)
    words = encoder.unmasked(data) ^ encoder.masks[mask]
    bits = encoder.frame.row_bits(words[:, : form.modules]).reshape(form.modules, -1)
    return shown(tuple(row[1 : form.modules + 1].tobytes() for row in bits))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_standards_own_symbols(path: Path) -> None:
    said, rows = read(path)
    form = Form(int(said["version"]), said["mode"], said["level"])  # type: ignore[arg-type]
    assert form == form_for([said["text"]], said["level"])
    assert masked(said["text"], form, int(said["mask"])) == rows


def test_the_standards_own_codewords() -> None:
    said, _ = read(next(path for path in GOLDEN if "i2" in path.stem))
    codewords = bytes.fromhex(said["codewords"])
    encoder = encoder_for(1, LEVELS["M"])
    data = data_codewords([said["text"]], 1, MODES["numeric"], encoder.data_count)
    assert data.tobytes() == codewords[: encoder.data_count]


@pytest.mark.parametrize(
    ("link", "level"),
    [("HTTPS://QR.EXAMPLE.DE/BCD2FG", "M"), ("HTTPS://QR.EXAMPLE.DE/BCD2FGHJ", "Q"), ("https://a.de/x", "L")],
)
def test_zxing_writes_the_same_but_for_the_choice_of_mask(link: str, level: str) -> None:
    form = form_for([link], level)
    written = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    dark = np.array(written.to_image(scale=1, add_quiet_zones=False)) == 0
    rows = shown(tuple(row.astype(np.uint8).tobytes() for row in dark))
    assert rows in [masked(link, form, mask) for mask in range(MASKS)]


@pytest.mark.slow
def test_segno_writes_the_same() -> None:
    """With the mask of our choice: segno judges masks with the format information already there."""
    segno = pytest.importorskip("segno", reason="segno, of the extra bench, is not installed")
    for number in range(200):
        link = f"HTTPS://QR.EXAMPLE.DE/{number:05}BCD"
        form = form_for([link], "Q")
        (rows,) = all_rows([link], form.version, MODES[form.mode], LEVELS[form.level])
        mask = next(mask for mask in range(MASKS) if masked(link, form, mask) == shown(rows))
        made = segno.make_qr(link, error="q", version=form.version, mask=mask, boost_error=False)
        assert [bytes(row) for row in made.matrix] == list(rows)
