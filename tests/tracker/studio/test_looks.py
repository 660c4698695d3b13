"""What the studio draws: every design in every colour, what is said about it, and pictures that are kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from printkit.design.source import design_names
from printkit.errors import SignetError
from tracker.studio.catalogue import catalogue
from tracker.studio.looks import look, picture
from tracker.studio.orders import SIDES, Finding, Job, LogoFile, Look, LookOrder
from tracker.studio.shelf import Shelf, make_room
from tracker.studio.shown import Catalogue

Draw = Callable[..., Look]
RED = b'<path fill="#e2001a" d="M0 0h40v10H0z"/>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">%b</svg>' % RED
PLAIN = LookOrder(1, "wish-bookmark", "", (), None, "https://qr.example.de", 6)


@pytest.fixture
def draw(run_folder: Path) -> Draw:
    """Return ``draw(**changes)``: the look of the wish bookmark with some things changed."""

    def drawn(size: str = "small", **changes: object) -> Look:
        order = replace(PLAIN, **changes)  # type: ignore[arg-type]
        return Look.from_json(look(Job(str(run_folder), size, order).to_bytes()))

    return drawn


@pytest.fixture
def seen(run_folder: Path) -> Callable[..., Image.Image]:
    def opened(found: Look, side: str = "front", size: str = "small") -> Image.Image:
        content = Shelf(run_folder, 1).read(found.key, f"{side}-{size}.webp")
        assert content is not None
        return Image.open(BytesIO(content)).convert("RGB")

    return opened


def differ(one: Image.Image, other: Image.Image) -> bool:
    assert one.size == other.size
    return ImageChops.difference(one, other).getbbox() is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", design_names())
def test_every_design_in_every_colour_can_be_seen_and_printed(
    name: str, draw: Draw, seen: Callable[..., Image.Image]
) -> None:
    shown = Catalogue.from_json(catalogue(b"")).find(name)
    assert shown is not None
    fronts = []
    for variant in [one.name for one in shown.variants] or [""]:
        found = draw(design=name, variant=variant, samples=True)
        assert found.errors == 0
        assert len(found.pixels) == shown.sides
        assert all(max(seen(found, side).size) == 520 for side in SIDES[: shown.sides])
        fronts.append(seen(found))
    assert all(differ(fronts[0], other) for other in fronts[1:])


def test_the_catalogue_says_what_a_form_needs() -> None:
    found = Catalogue.from_json(catalogue(b""))
    assert [one.name for one in found.designs] == list(design_names())
    assert found.broken == ()
    wish = found.find("wish-bookmark")
    assert wish is not None
    headline = wish.fields[0]
    assert (headline.name, headline.most, headline.lines, headline.side) == ("headline", 32, False, "front")
    assert {field.side for field in wish.fields} == {"front", "back"}
    assert [one.name for one in wish.variants] == ["", "klar", "violett", "bernstein"]
    assert all(colour.startswith("#") for one in wish.variants for colour in one.swatches)


def test_text_and_logo_change_the_picture(draw: Draw, seen: Callable[..., Image.Image]) -> None:
    plain = draw()
    assert draw().key == plain.key
    assert differ(seen(plain), seen(draw(texts=(("headline", "Was nun?"),))))
    logo = draw(logo=LogoFile("logo.svg", SVG, (("#e2001a", "0,100,90,5"),)))
    assert not differ(seen(plain), seen(logo))
    assert differ(seen(plain, "back"), seen(logo, "back"))


def found_in(look: Look) -> dict[str, Finding]:
    return {finding.rule: finding for finding in look.findings}


def test_what_is_wrong_is_told_by_field(draw: Draw) -> None:
    texts = (("headline", "W" * 33), ("thanks", "Für 本"), ("step_1", "W" * 24), ("gone", "x"))
    found = found_in(draw(texts=texts))
    assert found["text-length"].fields == ("headline",)
    assert (found["missing-glyph"].fields, found["missing-glyph"].value) == (("thanks",), "本")
    assert found["text-too-long"].fields == ("step_1",)
    assert "unknown-field" not in found  # a text of a design that has changed


def test_of_a_text_that_is_too_long_its_beginning_is_seen(
    draw: Draw, seen: Callable[..., Image.Image]
) -> None:
    long = draw(texts=(("headline", "Was lesen Sie\x07 heute noch alles am Abend?"),))
    assert {"text-length", "control-character"} <= set(found_in(long))
    assert not differ(seen(long), seen(draw(texts=(("headline", "Was lesen Sie heute noch alles a"),))))


def test_a_logo_that_cannot_be_used_leaves_the_rest_to_be_seen(
    draw: Draw, seen: Callable[..., Image.Image]
) -> None:
    found = draw(logo=LogoFile("logo.svg", SVG))
    assert found_in(found)["logo-colour"].about == "logo"
    assert not differ(seen(found, "back"), seen(draw(), "back"))


def test_a_variant_that_is_gone_is_said(draw: Draw) -> None:
    assert "unknown-variant" in found_in(draw(variant="gone"))


def test_links_that_are_too_long_are_said(draw: Draw) -> None:
    long = draw(base="https://" + ".".join(["kurzlinks" * 5] * 3) + ".example.de")
    assert {finding.about for finding in long.findings} == {"link"}
    assert long.errors
    assert len(long.pixels) == 2


def test_pictures_are_drawn_in_other_sizes_later(draw: Draw, run_folder: Path) -> None:
    found = draw()
    picture(Job(str(run_folder), "large", None, found.key, 1).to_bytes())
    content = Shelf(run_folder, 1).read(found.key, "back-large.webp")
    assert content is not None
    assert max(Image.open(BytesIO(content)).size) == pytest.approx(2000, abs=1)
    with pytest.raises(SignetError):  # another organisation has no such picture
        picture(Job(str(run_folder), "large", None, found.key, 2).to_bytes())


def test_what_nobody_wanted_for_long_makes_room(run_folder: Path) -> None:
    shelf = Shelf(run_folder, 1)
    keys = [letter * 40 for letter in "abcd"]
    for age, key in enumerate(keys):
        shelf.put(key, "front-small.webp", bytes(1000))
        os.utime(shelf.path(key, "front-small.webp"), (age, age))
    assert shelf.read(keys[0], "front-small.webp")  # wanted just now
    make_room(run_folder, most=2500)
    assert [bool(shelf.read(key, "front-small.webp")) for key in keys] == [True, False, False, True]


@pytest.mark.parametrize("key", ["", "../../etc", "A" * 40, "0" * 41])
def test_a_key_is_never_a_path(run_folder: Path, key: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Shelf(run_folder, 1).path(key, "front-small.webp")
