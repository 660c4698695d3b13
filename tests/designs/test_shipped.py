"""The two designs that travel with Signet: beautiful is for people to judge, the rest is proved here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from printkit.design.check import check
from printkit.design.design import Design
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import FrozenSource, find_design
from printkit.errors import Problem
from printkit.press.job import Piece, PrintJob
from printkit.press.pdf import print_job
from printkit.press.qr import GRID, form_for, module_steps
from printkit.press.sheet import load_sheet
from printkit.units import MM

SHIPPED = ("channels-bookmark", "dl-flyer")
TEXT, LINK = "qr.example.de/bcd2fg", "HTTPS://QR.EXAMPLE.DE/BCD2FG"
# What may stay empty, and how many drawings and rules go with it.
OPTIONAL = {"channels-bookmark": ("channel_{}", 6), "dl-flyer": ("bell_{}", 5)}
# "#   autumn   tanne 45 80 60 55 · moos …": the colour variants that design.toml tells in comments.
VARIANT = re.compile(r"^#   (\w+)\s+(\w+ \d+ \d+ \d+ \d+(?: · \w+ \d+ \d+ \d+ \d+)+)$", re.MULTILINE)


@pytest.fixture(params=SHIPPED)
def design(request: pytest.FixtureRequest) -> Design:
    return load_design(find_design(request.param))


def findings(design: Design, given: Mapping[str, str], text: str = TEXT) -> tuple[Problem, ...]:
    texts = resolve_texts(design, given)
    link = f"HTTPS://{text.upper()}"
    return check(design, texts, text, text[-6:], lambda level: form_for([link], level).modules)


def longer(text: str, most: int) -> str:
    """Return a text with a third more of its own words, within what the field allows."""
    words, grown = text.split(), text
    while len(grown) < len(text) * 4 / 3:
        grown += f" {words[len(grown) % len(words)]}"
    return grown[: min(len(text) * 4 // 3, most)].rstrip()


def test_nothing_is_found(design: Design) -> None:
    assert findings(design, {}) == ()


def test_texts_may_be_a_third_longer(design: Design) -> None:
    given = {name: longer(field.default or "", field.max_length) for name, field in design.fields.items()}
    assert sum(map(len, given.values())) > 1.15 * sum(len(f.default or "") for f in design.fields.values())
    assert findings(design, given) == ()


@pytest.mark.parametrize(
    "name", ["Biblioteka Miejska w Łodzi", "Şişli Halk Kütüphanesi", "Żółć, Ğ, ı, İ und Őrség", "Bücherei Ü"]
)
def test_names_from_abroad(design: Design, name: str) -> None:
    assert findings(design, {"library": name}) == ()


def test_a_link_to_a_computer_in_the_house_fits(design: Design) -> None:
    assert findings(design, {}, "192.168.178.134:8000/bcd2fg") == ()


@pytest.mark.parametrize("host", ["qr.stadtbibliothek-lindenau.de", "xn--bcherei-strae-7ib.example"])
def test_the_widest_code_on_a_long_host_fits(design: Design, host: str) -> None:
    text, letters = f"{host}/bcd2fg", "23456789BCDFGHJKMNPQRSTVWXYZ"
    link = f"HTTPS://{text.upper()}"
    texts = resolve_texts(design, {})
    found = check(design, texts, text, "BCD2FG", lambda level: form_for([link], level).modules, letters)
    assert {problem.severity for problem in found} <= {"warning"}, found


@pytest.mark.parametrize("text", [TEXT, "qr.stadtbibliothek-lindenau.de/bcd2fg"])
def test_codes_are_large(design: Design, text: str) -> None:
    """On the leaf 21 mm, on the door 23 mm, whether the host is short or long."""
    boxes = [side.symbol for side in lay_out(design, resolve_texts(design, {})).sides if side.symbol]
    modules = form_for([f"HTTPS://{text.upper()}"], boxes[0].level).modules
    printed = modules * module_steps(boxes[0].size, modules) * GRID
    assert printed > {"channels-bookmark": 21 * MM, "dl-flyer": 23 * MM}[design.name]


def test_what_is_left_empty_takes_its_drawing_along(design: Design) -> None:
    pattern, count = OPTIONAL[design.name]
    full = lay_out(design, resolve_texts(design, {}))
    given = {pattern.format(number): "" for number in range(3, count + 1)}
    bare = lay_out(design, resolve_texts(design, given))
    marks = [sum(len(side.marks) for side in laid_out.sides) for laid_out in (full, bare)]
    assert marks[0] - marks[1] >= len(given) * 4
    assert findings(design, given) == ()


def test_fields_help_those_who_order(design: Design) -> None:
    for name, field in design.fields.items():
        assert field.help, name
        assert field.default, name
        assert len(field.default) <= field.max_length, name
        assert str(field.max_length) in field.help, f"{name}: the help says another length"


def test_ink_dries(design: Design) -> None:
    for name, ink in design.inks.items():
        assert sum(ink.cmyk) <= 2.8, name


def test_colours_change_with_the_inks_alone(design: Design) -> None:
    toml = design.files["design.toml"].decode()
    variants = VARIANT.findall(toml)
    assert len(variants) >= 2
    for title, values in variants:
        changed = toml
        for part in values.split(" · "):
            ink, *cmyk = part.split()
            pattern = rf"^({ink} = {{ cmyk = )\[[^]]*\]"
            changed, hits = re.subn(pattern, rf"\1[{', '.join(cmyk)}]", changed, flags=re.MULTILINE)
            assert hits == 1, f"{title}: no ink {ink}"
        source = FrozenSource(design.label, {**design.files, "design.toml": changed.encode()})
        variant = load_design(source)
        assert findings(variant, {}) == (), title
        assert all(sum(ink.cmyk) <= 2.8 for ink in variant.inks.values()), title


@pytest.mark.parametrize("decoder", ["zxing", "zbar"])
def test_the_printed_code_reads(
    design: Design, decoder: str, decode_pdf: Callable[..., list[Any]], tmp_path: Path
) -> None:
    laid_out = lay_out(design, resolve_texts(design, {}))
    job = PrintJob("Test", laid_out, [Piece(1, LINK, TEXT, "BCD2FG")])
    printed = print_job(job, load_sheet("single"), tmp_path / "piece.pdf")
    assert [seen.text for seen in decode_pdf(printed.files[0], decoder=decoder)] == [LINK]
