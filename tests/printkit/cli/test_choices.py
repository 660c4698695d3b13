"""Variants and logos on the command line, from check to reprint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#e2001a" d="M0 0h9v4z"/></svg>'
RED = ("--logo-ink", "#e2001a=0,100,90,5")
DESIGN = """format = 1
title = "Frühling"
language = "de"
[piece]
width = "50mm"
height = "150mm"
[inks]
petrol = { cmyk = [90, 0, 40, 0] }
[variants.herbst]
title = "Herbst"
inks = { petrol = [0, 60, 90, 0] }
[variants.nass]
title = "Nass"
inks = { petrol = [90, 90, 90, 90] }
[fonts]
text = "Lato Regular"
[[front]]
type = "rectangle"
x = "5mm"
y = "5mm"
width = "40mm"
height = "40mm"
fill = "petrol"
[[front]]
type = "logo"
x = "5mm"
y = "100mm"
width = "30mm"
height = "12mm"
[[front]]
type = "qr"
x = "12mm"
y = "60mm"
size = "25mm"
[[front]]
type = "short-link"
x = "5mm"
y = "90mm"
width = "40mm"
font = "text"
size = "8pt"
"""


@pytest.fixture
def spring(printkit: Run, tmp_path: Path) -> str:
    (tmp_path / "spring").mkdir()
    (tmp_path / "spring/design.toml").write_text(DESIGN, encoding="utf-8")
    (tmp_path / "logo.svg").write_text(SVG, encoding="utf-8")
    return "spring"


def test_check_looks_at_the_base_and_at_every_variant(printkit: Run, spring: str) -> None:
    checked = printkit("check", spring)
    assert checked.code == 1
    assert 'variants.nass: inks.petrol: The ink "petrol" adds up to 360 %' in checked.err
    assert checked.err.count("adds up") == 1
    assert printkit("check", spring, "--variant", "herbst").code == 0
    unknown = printkit("check", spring, "--variant", "herbts")
    assert 'There is no variant "herbts". Did you mean "herbst"?' in unknown.err


def test_check_says_how_large_the_code_comes_out(printkit: Run, spring: str) -> None:
    words = ("check", spring, "--variant", "herbst")
    said = printkit(*words).out
    assert (
        "QR code for links like qr.example.de/bcd2fg, level M: 25 modules of 0.68 mm, 16.9 mm in all" in said
    )
    assert "a quiet zone of 4.0 mm (4 modules are 2.7 mm)" in said
    assert "/bcd2fgg, level" in printkit(*words, "--copies", 100_000).out
    long = printkit(*words, "--base-url", "https://qr.stadtbibliothek-lindenau.de", "--json").json["symbol"]
    assert (long["modules"], long["module_mm"]) == (29, pytest.approx(7 * 0.24 / 72 * 25.4, abs=1e-4))


def test_preview_draws_the_variant_beside_the_base(printkit: Run, spring: str, tmp_path: Path) -> None:
    assert printkit("preview", spring, "-o", "out").code == 0
    assert (
        printkit("preview", spring, "-o", "out", "--variant", "herbst", "--logo", "logo.svg", *RED).code == 0
    )
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "spring-front.png",
        "spring-herbst-front.png",
    ]


def test_what_was_chosen_at_minting_is_printed_again(
    printkit: Run, mint: Run, spring: str, tmp_path: Path
) -> None:
    mint("--variant", "herbst", "--logo", "logo.svg", *RED, design=spring, copies=3)
    mint(design=spring, copies=3)
    (tmp_path / "logo.svg").unlink()
    (tmp_path / "spring/design.toml").unlink()
    for batch, name in ((1, "a.pdf"), (1, "b.pdf"), (2, "c.pdf")):
        ran = printkit("reprint", batch, "--positions", "2", "--sheet", "single", "-o", name)
        assert ran.code == 0, ran.err
    digests = [
        hashlib.sha256((tmp_path / name).read_bytes()).digest() for name in ("a.pdf", "b.pdf", "c.pdf")
    ]
    assert digests[0] == digests[1] != digests[2]


def test_links_are_printed_with_a_logo_and_a_batch_is_frozen(
    printkit: Run, spring: str, tmp_path: Path
) -> None:
    (tmp_path / "links.csv").write_text("link\nhttps://s.example.org/aB9\n", encoding="utf-8")
    words = ("print", "--links", "links.csv", "--design", spring, "--sheet", "single", "-o", "x.pdf")
    assert printkit(*words, "--logo", "logo.svg").err.count("--logo-ink '#e2001a=") == 1
    assert printkit(*words, "--logo", "logo.svg", *RED).code == 0
    assert printkit("print", 1, "--sheet", "a4", "-o", "x.pdf", "--variant", "herbst").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--logo", "no.svg"),
            "no.svg: The logo cannot be read (No such file or directory). Check the path.",
        ),
        (("--logo", "."), "The logo cannot be read (Is a directory)."),
        (("--logo-ink", "#e2001a"), "is not of the form COLOUR=CMYK. Write it like --logo-ink"),
        ((*RED, *RED), "The colour #e2001a is given twice."),
        (RED, "There are inks for a logo, but no logo."),
    ],
)
def test_options_that_cannot_be_read_are_said(
    printkit: Run, spring: str, words: tuple[str, ...], said: str
) -> None:
    ran = printkit("check", spring, *words)
    assert ran.code == 1
    assert said in ran.err
