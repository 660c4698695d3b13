"""A copy of a design differs in its title and perhaps its inks, and in nothing else."""

from collections.abc import Callable

import pytest

from printkit.design.copying import copied_files
from printkit.design.design import Design
from printkit.design.reading import load_design
from printkit.design.source import FrozenSource, design_names, find_design
from printkit.errors import SignetError

Make = Callable[..., Design]

HEAD = """# What it is.
format = 1
title = "Frühling"  # for people
language = "de"
[piece]
width = "50mm"
height = "150mm"
# The colours.
[inks]
petrol = { svg = "#00607a", cmyk = [90, 0, 40, 0] }  # deep
# Warm ones.
kupfer = { cmyk = [0, 60.25, 80, 10] }

[inks.moos]
# in a table of its own
svg = "#123456"
cmyk = [
  50, 0,
  90, 10,
]
[variants.herbst]
title = "Herbst"
inks = { petrol = [0, 50, 90, 5], moos = [10, 20, 30, 40] }
# Cold.
[variants.winter]
title = "Winter: \\"Eis\\""
inks = { petrol = [90, 30, 0, 12.5] }

# The letters.
[fonts]
text = "Lato Regular"
[fields.headline]
default = "Lesen"
"""
PARTS = "".join(
    f'[[front]]\ntype = "rectangle"\nx = "{x}mm"\ny = "80mm"\nwidth = "9mm"\nheight = "9mm"\nfill = "{ink}"\n'
    for x, ink in ((5, "petrol"), (15, "kupfer"), (25, "moos"))
)
TEXT = """
[[front]]
type = "text"
text = "{headline}"
x = "5mm"
y = "9mm"
width = "40mm"
font = "text"
size = "9pt"
"""


def copy(design: Design, title: str, variant: str = "") -> Design:
    files = copied_files(design, title, variant)
    return load_design(FrozenSource("designs/mine", {**design.files, **files}))


def test_the_title_changes_and_all_else_stays(make: Make) -> None:
    design = make(PARTS + TEXT, head=HEAD)
    files = copied_files(design, 'Mein "Buch" \\ 1')
    assert sorted(files) == ["design.toml"]
    before, after = (part["design.toml"].decode().splitlines() for part in (design.files, files))
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ('title = "Frühling"  # for people', 'title = "Mein \\"Buch\\" \\\\ 1"')
    ]
    assert copy(design, "Mein Buch").front == design.front


def test_the_inks_of_a_variant_become_those_of_the_copy(make: Make) -> None:
    design = make(PARTS + TEXT, head=HEAD)
    mine = copy(design, "Mein Herbst", "herbst")
    assert {name: ink.cmyk for name, ink in mine.inks.items() if name not in ("black", "paper")} == {
        "petrol": (0.0, 0.5, 0.9, 0.05),
        "kupfer": (0.0, 0.6025, 0.8, 0.1),
        "moos": (0.1, 0.2, 0.3, 0.4),
    }
    text = mine.files["design.toml"].decode()
    for comment in (
        "# What it is.",
        "# The colours.",
        "# deep",
        "# Warm ones.",
        "# in a table",
        "# The letters.",
    ):
        assert comment in text
    assert 'svg = "#00607a"' in text


def test_the_other_variants_keep_their_look(make: Make) -> None:
    """Winter changes petrol alone; so in the copy it must bring the moss back that autumn changed."""
    mine = copy(make(PARTS + TEXT, head=HEAD), "Mein Herbst", "herbst")
    (winter,) = mine.variants.values()
    assert (winter.name, winter.title) == ("winter", 'Winter: "Eis"')
    assert winter.inks == {"petrol": (0.9, 0.3, 0.0, 0.125), "moos": (0.5, 0.0, 0.9, 0.1)}


def test_a_title_that_cannot_be_found_is_said(make: Make) -> None:
    with pytest.raises(SignetError, match="cannot be changed here"):
        copied_files(
            make(PARTS + TEXT, head=HEAD.replace('title = "Frühling"', '"title" = "Frühling"')), "Neu"
        )


@pytest.mark.parametrize("name", design_names())
def test_every_shipped_design_can_be_copied_in_a_variant(name: str) -> None:
    design = load_design(find_design(name))
    variant = next(reversed(design.variants), "")
    mine = copy(design, "Neu", variant)
    assert mine.title == "Neu"
    assert len(mine.variants) == len(design.variants) - bool(variant)
