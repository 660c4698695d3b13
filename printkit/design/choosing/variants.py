"""Reading [variants]: the same drawing in other inks, and putting one of them on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from printkit.design.design import Variant
from printkit.design.fields import check_text, clean
from printkit.design.inks import NAME, Inks, SvgColour, read_cmyk
from printkit.design.marks import Paint
from printkit.design.tables import Palette, Table, nearest


def read_variants(table: Table | None, palette: Palette) -> dict[str, Variant]:
    """Read the colour variants of a design with these inks."""
    found: dict[str, Variant] = {}
    for name in table.data if table else ():
        if table is None:
            continue
        if not NAME.fullmatch(name):
            message = f'"{name}" cannot be the name of a variant.'
            remedy = "Use small letters a to z, digits and hyphens, beginning with a letter."
            table.fault("variant-name", name, message, remedy)
        entry = table.table(name)
        if entry is not None:
            found[name] = _read_variant(entry, name, palette)
            entry.finish()
    return found


def _read_variant(entry: Table, name: str, palette: Palette) -> Variant:
    title = " ".join(clean(entry.text("title", empty=False)).split())
    check_text(title, 0, entry.at("title"), entry.report)
    inks = entry.table("inks", required=True)
    changed = {}
    for ink in inks.data if inks else ():
        if inks is None or not _changeable(inks, ink, palette):
            continue
        changed[ink] = read_cmyk(inks, ink)
    if inks is not None and not inks.data:
        remedy = "Write inks = { petrol = [60, 0, 80, 10] } with the inks that change."
        entry.fault("variant-empty", "inks", "The variant changes no ink.", remedy)
    return Variant(name, title, changed)


def _changeable(inks: Table, ink: str, palette: Palette) -> bool:
    own = {name: value for name, value in palette.inks.items() if name not in ("black", "paper")}
    if ink in ("black", "paper"):
        message, remedy = (
            f'The ink "{ink}" is the same in every variant.',
            "Give the parts an ink of their own.",
        )
        inks.fault("variant-ink", ink, message, remedy)
    elif ink not in own:
        inks.fault("unknown-ink", ink, f'There is no ink "{ink}".', nearest(ink, own))
    elif own[ink].spot:
        message = f'The ink "{ink}" is a spot colour: it is what is in the press.'
        inks.fault("variant-ink", ink, message, "Take it out of the variant, or make it a process colour.")
    else:
        return True
    return False


def put_on(inks: Inks, variants: Mapping[str, Variant], name: str, table: Table) -> Inks:
    """Return the inks as a variant prints them; ``""`` is the base. An unknown name is a fault."""
    if not name:
        return inks
    if name not in variants:
        remedy = nearest(name, variants) if variants else "Leave the variant out."
        what = f'There is no variant "{name}".' if variants else "The design has no variants."
        table.report.add("unknown-variant", "variant", what, remedy, name)
        return inks
    cmyk = variants[name].inks
    changed = {
        key: replace(ink, cmyk=cmyk[key]) if key in cmyk else ink for key, ink in inks.palette.inks.items()
    }
    colours = {
        colour: SvgColour(stands.name, Paint(changed[stands.name], stands.paint.tint))
        for colour, stands in inks.colours.items()
    }
    return Inks(Palette(changed, inks.palette.used), colours)
