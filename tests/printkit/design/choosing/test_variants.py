"""Another variant prints the same drawing in other inks, wherever an ink is named."""

from collections.abc import Callable

import pytest

from printkit.design.checks.check import check
from printkit.design.choosing.choices import Choices
from printkit.design.design import Design
from printkit.design.layout import lay_out
from printkit.design.marks import Outline, Paint, TextRun
from printkit.design.reading import load_design
from printkit.design.source import FrozenSource
from printkit.errors import SignetError

Make = Callable[..., Design]

VARIANTS = """
[variants.herbst]
title = "Herbst"
inks = { petrol = [10, 75, 85, 5] }
"""
ELEMENTS = """
[[front]]
type = "rectangle"
x = "5mm"
y = "5mm"
width = "10mm"
height = "10mm"
fill = "petrol"
stroke = "petrol 40%"
stroke_width = "1pt"
[[front]]
type = "drawing"
file = "tree.svg"
x = "5mm"
y = "20mm"
width = "10mm"
[[front]]
type = "text"
text = "{headline}{library}"
x = "5mm"
y = "60mm"
width = "40mm"
font = "text"
size = "10pt"
ink = "petrol"
"""
TREE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="#99bfca" d="M0 0h1v1z"/></svg>'
HERBST = (0.1, 0.75, 0.85, 0.05)


def paints(design: Design) -> list[Paint]:
    found = []
    for mark in lay_out(design, {"headline": "Lesen", "library": "Hier"}).front.marks:
        match mark:
            case Outline():
                found += [paint for paint in (mark.fill, mark.stroke) if paint]
            case TextRun():
                found.append(mark.ink)
    return found


def test_a_variant_changes_shapes_drawings_and_texts_and_keeps_their_tints(make: Make) -> None:
    base = make(VARIANTS + ELEMENTS, {"tree.svg": TREE})
    herbst = make(VARIANTS + ELEMENTS, {"tree.svg": TREE}, choices=Choices("herbst"))
    assert [paint.ink.cmyk for paint in paints(base)] == [(0.9, 0.0, 0.4, 0.0)] * 4
    assert [paint.ink.cmyk for paint in paints(herbst)] == [HERBST] * 4
    assert [paint.tint for paint in paints(herbst)] == [p.tint for p in paints(base)] == [1.0, 0.4, 0.4, 1.0]
    assert herbst.inks["petrol"].cmyk == HERBST
    assert herbst.inks["black"] == base.inks["black"]
    assert (base.variant, herbst.variant) == ("", "herbst")
    assert [(v.name, v.title) for v in base.variants.values()] == [("herbst", "Herbst")]


def test_frozen_files_print_the_variant_that_was_chosen(make: Make) -> None:
    herbst = make(VARIANTS + ELEMENTS, {"tree.svg": TREE}, choices=Choices("herbst"))
    again = load_design(FrozenSource("batch 1/spring", herbst.files))
    assert again.variant == "herbst"
    assert paints(again) == paints(herbst)
    assert again.files == herbst.files


def test_nothing_chosen_freezes_nothing_more(make: Make) -> None:
    base = make(VARIANTS + ELEMENTS, {"tree.svg": TREE})
    assert sorted(base.files) == ["@fonts/Lato-Regular.ttf", "design.toml", "tree.svg"]


@pytest.mark.parametrize(
    ("variants", "name", "said"),
    [
        (VARIANTS, "hebst", 'There is no variant "hebst". Did you mean "herbst"?'),
        (VARIANTS, 'x"\n\x00\ud83d', "Known here: herbst."),
        ("", "herbst", "The design has no variants. Leave the variant out."),
    ],
)
def test_an_unknown_variant_names_the_nearest(make: Make, variants: str, name: str, said: str) -> None:
    with pytest.raises(SignetError) as caught:
        make(variants + ELEMENTS, {"tree.svg": TREE}, choices=Choices(name))
    assert said in str(caught.value)


def test_too_much_ink_of_a_variant_is_found(make: Make) -> None:
    wet = VARIANTS.replace("[10, 75, 85, 5]", "[90, 90, 90, 50]")
    texts = {"headline": "Lesen", "library": "Hier"}
    for choices, found in ((Choices(), []), (Choices("herbst"), ["total-ink"])):
        design = make(wet + ELEMENTS, {"tree.svg": TREE}, choices=choices)
        findings = check(design, texts, "qr.example.de/bcd2fg", "BCD2FG", lambda level: 25)
        assert [finding.rule for finding in findings if finding.severity == "error"] == found
