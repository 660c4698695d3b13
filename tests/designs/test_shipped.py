"""The designs that travel with Signet: beautiful is for people to judge, the rest is proved here."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from printkit.design.checks.check import check
from printkit.design.choosing.choices import Choices, Logo, with_choices
from printkit.design.design import Design, LogoBox, ShortLink, Text
from printkit.design.fields import placeholders, resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import FolderSource
from printkit.errors import Problem, SignetError
from printkit.press.imposing.sheet import load_sheet
from printkit.press.job import Piece, PrintJob
from printkit.press.pdf import print_job
from printkit.press.symbols.qr import GRID, form_for, module_steps
from printkit.shipped import shipped_folder
from printkit.store.codes import ALPHABET
from printkit.units import MM

SHIPPED = sorted(path.parent.name for path in shipped_folder().glob("*/design.toml"))
HOST, CODE = "qr.example.de", "BCD2FG"
LONG_HOST = "qr.stadtbuecherei-bad-lindenau-mitte.de"  # 39 characters
NAMES = (
    "Żółć Miejska Biblioteka Łódź",
    "İstanbul Çağdaş Kütüphanesi",
    "Δημοτική Βιβλιοθήκη Θεσσαλονίκης",
    "Şişli Ğ ı, Őrség, Bücherei ẞ",
)
# What may stay empty, and how many drawings and rules go with it.
OPTIONAL = {"channels-bookmark": ("channel_{}", 6), "dl-flyer": ("bell_{}", 5)}

LOGO_SIZES = {"wide": (240, 30), "tall": (30, 90), "square": (60, 60)}


def load(name: str, choices: Choices = Choices()) -> Design:  # noqa: B008
    folder = shipped_folder() / name
    return load_design(with_choices(FolderSource(f"designs/{name}", folder), choices))


def variants(name: str) -> list[str]:
    content = tomllib.loads((shipped_folder() / name / "design.toml").read_text("utf-8"))
    return ["", *content.get("variants", {})]


VARIANTS = [(name, variant) for name in SHIPPED for variant in variants(name)]


@pytest.fixture(scope="module", params=SHIPPED)
def design(request: pytest.FixtureRequest) -> Design:
    return load(request.param)


def findings(
    design: Design, given: Mapping[str, str], host: str = HOST, code: str = CODE
) -> tuple[Problem, ...]:
    """Look for faults with the widest code of its length."""
    texts = resolve_texts(design, given)
    link, text = f"HTTPS://{host.upper()}/{code}", f"{host}/{code.lower()}"
    return check(design, texts, text, code, lambda level: form_for([link], level).modules, ALPHABET)


def errors(found: tuple[Problem, ...]) -> list[str]:
    return [str(problem) for problem in found if problem.severity == "error"]


def svg_logo(width: int, height: int) -> Logo:
    box = f'<path fill="#e2001a" d="M0 0h{width}v{height}h-{width}z"/>'
    shapes = f'{box}<circle fill="#003366" cx="12" cy="12" r="9"/>'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shapes}</svg>'
    return Logo("logo.svg", text.encode())


def bitmap_logo(width: int, height: int) -> Logo:
    file = io.BytesIO()
    Image.new("CMYK", (width * 12, height * 12), (0, 255, 230, 0)).save(file, "TIFF", compression="tiff_lzw")
    return Logo("logo.tif", file.getvalue())


def test_all_six_are_there() -> None:
    two_sided = {"a6-card", "channels-bookmark", "dl-flyer", "voucher-bookmark", "wish-bookmark"}
    assert {*two_sided, "a4-poster"} == set(SHIPPED)
    assert {name for name in SHIPPED if load(name).back is not None} == two_sided


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_nothing_is_found_in_any_variant(name: str, variant: str) -> None:
    design = load(name, Choices(variant))
    assert findings(design, {}) == ()
    assert all(sum(ink.cmyk) <= 2.8 for ink in design.inks.values()), "the ink dries slowly"


def test_each_has_two_variants_or_more(design: Design) -> None:
    assert len(design.variants) >= 2
    assert len({tuple(sorted(variant.inks.items())) for variant in design.variants.values()}) == len(
        design.variants
    )


def test_texts_may_be_twice_as_long(design: Design) -> None:
    given = {}
    for name, field in design.fields.items():
        text = field.default or field.sample
        assert field.max_length >= 2 * len(text), f"{name}: room for twice its default"
        given[name] = f"{text} {text}"[: field.max_length].rstrip()
    for host, code in ((HOST, CODE), (LONG_HOST, "BCD2FGHJ")):
        found = findings(design, given, host, code)
        assert [str(f) for f in found if f.severity == "error" or f.rule == "text-overlap"] == []


def test_texts_may_stand_in_quotation_marks(design: Design) -> None:
    given = {
        name: f"„{field.default}“" for name, field in design.fields.items() if len(field.default or "") > 4
    }
    assert [found for found in errors(findings(design, given)) if "safe area" in found] == []


def test_any_text_may_be_empty_alone_and_with_all_others(design: Design) -> None:
    for name in design.fields:
        lay_out(design, resolve_texts(design, {name: ""}))
    assert errors(findings(design, dict.fromkeys(design.fields, ""))) == []


@pytest.mark.parametrize("name", NAMES)
def test_names_from_abroad_can_be_set(design: Design, name: str) -> None:
    assert errors(findings(design, {"library": name})) == []


def test_a_character_that_cannot_be_set_is_named_with_its_field(design: Design) -> None:
    for name in design.fields:
        texts = resolve_texts(design, {name: "😀م漢"})
        if name not in shown_fields(design, texts):
            continue
        with pytest.raises(SignetError) as caught:
            lay_out(design, texts)
        said = [problem.message for problem in caught.value.problems]
        for character in "😀م漢":
            named = [message for message in said if f'"{character}" (U+{ord(character):04X})' in message]
            assert named, (name, character)
            assert all(f'(in the field "{name}")' in message for message in named)


def shown_fields(design: Design, texts: Mapping[str, str]) -> set[str]:
    elements = [element for _, found in design.sides for element in found]
    shown = [element for element in elements if element.condition.holds(texts, design.logo)]
    return {n for e in shown if isinstance(e, Text | ShortLink) for n in placeholders(e.template)}


@pytest.mark.parametrize("kind", LOGO_SIZES)
def test_logos_of_any_shape_fit(design: Design, kind: str) -> None:
    inks = {"#e2001a": "0,100,90,5", "#003366": "100,70,10,40"}
    for choices in (
        Choices("", svg_logo(*LOGO_SIZES[kind]), inks),
        Choices("", bitmap_logo(*LOGO_SIZES[kind])),
    ):
        branded = load(design.name, choices)
        assert findings(branded, {}) == ()
        assert shown_logos(branded)


def shown_logos(design: Design) -> list[LogoBox]:
    elements = [element for _, found in design.sides for element in found]
    return [e for e in elements if isinstance(e, LogoBox) and (e.outlines or e.image)]


@pytest.mark.parametrize("host", ["s.de", "192.168.178.134:8000", "xn--bcherei-strae-7ib.example", LONG_HOST])
@pytest.mark.parametrize("code", [CODE, "BCD2FGHJ"])
def test_links_fit_whatever_host_and_code(design: Design, host: str, code: str) -> None:
    assert errors(findings(design, {}, host, code)) == []


def test_codes_are_large_on_a_short_host(design: Design) -> None:
    (box,) = [side.symbol for side in lay_out(design, resolve_texts(design, {})).sides if side.symbol]
    modules = form_for([f"HTTPS://{HOST.upper()}/{CODE}"], box.level).modules
    steps = module_steps(box.size, modules)
    assert steps * GRID >= 0.42 * MM
    assert modules * steps * GRID > (45 * MM if design.width > 200 * MM else 17 * MM)


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_is_left_empty_takes_its_drawing_along(name: str) -> None:
    design, (pattern, count) = load(name), OPTIONAL[name]
    full = lay_out(design, resolve_texts(design, {}))
    given = {pattern.format(number): "" for number in range(3, count + 1)}
    bare = lay_out(design, resolve_texts(design, given))
    marks = [sum(len(side.marks) for side in laid_out.sides) for laid_out in (full, bare)]
    assert marks[0] - marks[1] >= len(given) * 4
    assert findings(design, given) == ()


def test_fields_help_those_who_order(design: Design) -> None:
    for name, field in design.fields.items():
        assert field.help, name
        assert field.default is not None, name
        assert str(field.max_length) in field.help, f"{name}: the help says another length"


def test_what_happens_and_what_to_do_without_a_phone_is_said(design: Design) -> None:
    words = " ".join(field.default or "" for field in design.fields.values()).lower()
    assert "scann" in words
    assert any(word in words for word in ("eintippen", "tippen", "eingeben")), "no word for those who type"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_the_printed_code_reads_in_every_variant(
    name: str, variant: str, decode_pdf: Callable[..., list[Any]], tmp_path: Path
) -> None:
    design = load(name, Choices(variant))
    laid_out = lay_out(design, resolve_texts(design, {}))
    for number, host in enumerate((HOST, LONG_HOST)):
        link = f"HTTPS://{host.upper()}/{CODE}"
        piece = Piece(1, link, f"{host}/{CODE.lower()}", CODE)
        printed = print_job(
            PrintJob("Test", laid_out, [piece]), load_sheet("single"), tmp_path / f"{number}.pdf"
        )
        for decode in (decode_pdf, partial(decode_pdf, decoder="zbar")):
            assert [seen.text for seen in decode(printed.files[0])] == [link]
