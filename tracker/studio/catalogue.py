"""Which designs there are, with their fields, colours and sizes (kind ``catalogue``)."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from printkit.design.design import AnyElement, Design, Field, LogoBox, ShortLink, Text, Variant
from printkit.design.fields import LONGEST, placeholders
from printkit.design.marks import Ink, Paint
from printkit.design.source import design_names
from printkit.errors import SignetError
from printkit.press.colours import ScreenColours
from printkit.press.imposing.imposition import impose
from printkit.press.imposing.sheet import load_sheet, sheet_names
from printkit.units import to_mm
from tracker.studio.looks import loaded, own_design, press_colours, stamp_of
from tracker.studio.shown import BrokenDesign, Catalogue, FieldShown, Fit, Shown, VariantShown

_MOST_SWATCHES = 5
_KEPT_DESIGNS = 64
_LONG_TEXT = 60
"""Characters; a field that may hold more gets several lines in a form."""


def catalogue(_payload: bytes) -> bytes:
    """Return a `Catalogue` as JSON: every design that there is, also those that cannot be used."""
    designs, broken = [], []
    for name in design_names():
        try:
            stamp = stamp_of(own_design(name).folder)
            designs.append(_shown(name, stamp))
        except SignetError as error:
            broken.append(BrokenDesign(name, str(error.problems[0])))
        except Exception as error:  # whatever somebody's own design does: the others are shown
            traceback.print_exc()
            broken.append(BrokenDesign(name, f"It cannot be read ({type(error).__name__})."))
    return Catalogue(tuple(designs), tuple(broken)).to_json().encode("utf-8", "surrogatepass")


@lru_cache(maxsize=_KEPT_DESIGNS)
def _shown(name: str, stamp: str) -> Shown:
    design = loaded(name, stamp, "", None)
    return Shown(
        name=design.name,
        title=design.title,
        description=design.description,
        language=design.language,
        stamp=stamp,
        width_mm=round(to_mm(design.width), 2),
        height_mm=round(to_mm(design.height), 2),
        bleed_mm=round(to_mm(design.bleed), 2),
        sides=len(design.sides),
        takes_logo=any(isinstance(element, LogoBox) for _, side in design.sides for element in side),
        fields=tuple(_field(field, design) for field in design.fields.values()),
        variants=_variants(design),
        fits=tuple(_fits(design)),
    )


def _fits(design: Design) -> Iterator[Fit]:
    """Yield the sheets that are large enough."""
    for name in sheet_names():
        try:
            sheet = load_sheet(name)
            grid = impose(design.width, design.height, design.bleed, sheet)
        except SignetError:  # too small; or a sheet of somebody's own is broken, which `printkit sheets` says
            continue
        yield Fit(name, sheet.title, grid.slots, grid.flip)


def _field(field: Field, design: Design) -> FieldShown:
    long = not field.max_length or field.max_length > _LONG_TEXT
    lines = long or "\n" in (field.default or "") or "\\n" in field.help
    most = field.max_length or LONGEST
    side = next((name for name, elements in design.sides if _shows(field.name, elements)), "front")
    return FieldShown(field.name, field.default, field.sample, field.help, most, lines, side)


def _shows(field: str, elements: Iterable[AnyElement]) -> bool:
    """Whether a text of a field stands among elements."""
    texts = (element for element in elements if isinstance(element, Text | ShortLink))
    return any(field in placeholders(element.template) for element in texts)


def _variants(design: Design) -> tuple[VariantShown, ...]:
    """Return the colours that can be chosen, the design's own first; none if there are no others."""
    if not design.variants:
        return ()
    colours = press_colours()
    changing = dict.fromkeys(name for variant in design.variants.values() for name in variant.inks)
    own = [design.inks[name] for name in changing]
    others = [
        VariantShown(variant.name, variant.title, _swatches(_inks(own, variant), colours))
        for variant in design.variants.values()
    ]
    return (VariantShown("", "", _swatches(own, colours)), *others)


def _inks(own: Iterable[Ink], variant: Variant) -> list[Ink]:
    return [replace(ink, cmyk=variant.inks.get(ink.name, ink.cmyk)) for ink in own]


def _swatches(inks: Iterable[Ink], colours: ScreenColours) -> tuple[str, ...]:
    """Return the strongest of some inks as seen on screen: light ones tell nothing on a white page."""
    strongest = sorted(inks, key=lambda ink: -sum(ink.cmyk[:3]))[:_MOST_SWATCHES]
    return tuple(_hex(colours.value(Paint(ink))) for ink in strongest)


def _hex(colour: Iterable[object]) -> str:
    return "#" + "".join(f"{round(255 * float(str(part))):02x}" for part in colour)
