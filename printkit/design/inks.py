"""Reading [inks]: process and spot inks, and the SVG colours that stand for them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from printkit.design.marks import Ink, Paint
from printkit.design.tables import BLACK, PAPER, Palette, Table, split_tint

NAME = re.compile(r"[a-z][a-z0-9_-]*")
HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ALWAYS = ("black", "paper")
_TAKEN_SPOTS = {"all", "none", "cyan", "magenta", "yellow", "black"}
_ALIKE = 60  # so far apart in RGB are colours that a program has changed while exporting
_LONGEST_SPOT = 127  # bytes of a name in a PDF (ISO 32000-1, annex C)


@dataclass(frozen=True, slots=True)
class SvgColour:
    """What a colour in SVG files stands for: an ink of the design and its tint."""

    name: str
    paint: Paint


@dataclass(frozen=True, slots=True)
class Inks:
    """The inks of a design.

    Attributes:
        colours: By SVG colour (``#rrggbb``) the paint it stands for.
    """

    palette: Palette
    colours: Mapping[str, SvgColour]


def instead_of(colour: str, known: Mapping[str, SvgColour]) -> str:
    """Return what to do about a colour of an SVG file that stands for no ink."""
    near = min(known, key=lambda other: _apart(colour, other))
    if _apart(colour, near) < _ALIKE:
        ink = known[near]
        tint = "" if ink.paint.tint == 1 else f" {ink.paint.tint * 100:g}%"
        both = f'svg = ["{near}{tint}", "{colour}{tint}"]'
        if ink.name in _ALWAYS:
            return f'It is nearly {near} ({ink.name}): use that, or give an ink svg = "{colour}".'
        return f"It is nearly {near} ({ink.name}): use that, or let this ink have both, {both}."
    names = ", ".join(f"{key} ({value.name})" for key, value in known.items())
    return f'Give an ink svg = "{colour}", or use one of {names}.'


def _apart(one: str, other: str) -> float:
    rgb = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (one, other)]
    return math.dist(*rgb)


def read_inks(table: Table | None) -> Inks:
    """Read the inks; black and paper are always there."""
    palette = Palette({"black": BLACK, "paper": PAPER})
    colours: dict[str, SvgColour] = {}
    for name in table.data if table else ():
        entry = _entry(table, name) if table else None
        if entry is None:
            continue
        ink = _read_ink(entry, name)
        palette.inks[name] = ink
        _read_colours(entry, name, ink, colours)
        entry.finish()
    for name, ink, colour in (("black", BLACK, "#000000"), ("paper", PAPER, "#ffffff")):
        colours.setdefault(colour, SvgColour(name, Paint(ink)))
    _require_distinct_plates(table, palette.inks)
    return Inks(palette, colours)


def _entry(table: Table, name: str) -> Table | None:
    if not NAME.fullmatch(name):
        table.fault(
            "ink-name",
            name,
            f'"{name}" cannot be the name of an ink.',
            "Use small letters a to z, digits and hyphens, beginning with a letter.",
        )
        return None
    if name in _ALWAYS:
        table.fault(
            "ink-name", name, f'The ink "{name}" is always there.', "Give yours another name, such as ink."
        )
        return None
    return table.table(name)


def _read_ink(entry: Table, name: str) -> Ink:
    cmyk = read_cmyk(entry, "cmyk")
    if not entry.has("spot"):
        return Ink(name, cmyk)
    plate = entry.text("spot", empty=False).strip()
    if plate.lower() in _TAKEN_SPOTS:
        entry.fault(
            "spot-name",
            "spot",
            f'"{plate}" cannot be the name of a spot colour.',
            "Use the name on the colour fan, or leave spot out for a process colour.",
        )
    elif not plate.isprintable() or len(plate.encode()) > _LONGEST_SPOT:
        entry.fault(
            "spot-name",
            "spot",
            f"The name of a spot colour has at most {_LONGEST_SPOT} bytes, and no control characters.",
            "Use the name on the colour fan.",
        )
    return Ink(plate, cmyk, spot=True)


def read_cmyk(table: Table, key: str) -> tuple[float, float, float, float]:
    """Read four values from 0 to 100 as shares from 0 to 1."""
    value = table.raw(key, True)
    if value is None:
        return BLACK.cmyk
    if isinstance(value, list) and len(value) == 4 and all(_is_share(part) for part in value):
        c, m, y, k = (float(part) / 100 for part in value)
        return c, m, y, k
    table.fault(
        "cmyk",
        key,
        f"{value} are not CMYK values.",
        "Write four numbers from 0 to 100, such as [90, 30, 40, 20].",
    )
    return BLACK.cmyk


def _is_share(part: object) -> bool:
    return (
        isinstance(part, int | float)
        and not isinstance(part, bool)
        and math.isfinite(part)
        and 0 <= part <= 100
    )


def _read_colours(entry: Table, name: str, ink: Ink, colours: dict[str, SvgColour]) -> None:
    value = entry.raw("svg", False)
    if value is None:
        return
    for text in value if isinstance(value, list) else [value]:
        colour, tint = split_tint(text) if isinstance(text, str) else ("", None)
        if tint is None or not 0 < tint <= 1 or not HEX.fullmatch(colour):
            entry.fault(
                "svg-colour",
                "svg",
                f"{text!r} is no SVG colour.",
                'Write "#00607a", or with a tint "#99bfca 40%", or several of them in [ ].',
            )
            continue
        full = full_hex(colour)
        if full in colours:
            entry.fault(
                "svg-colour",
                "svg",
                f'{full} stands for the ink "{colours[full].name}" already.',
                "Give each colour to one ink.",
            )
            continue
        colours[full] = SvgColour(name, Paint(ink, tint))


def full_hex(colour: str) -> str:
    """Return ``#abc`` as ``#aabbcc``, in small letters."""
    digits = colour[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(d * 2 for d in digits))


def _require_distinct_plates(table: Table | None, inks: Mapping[str, Ink]) -> None:
    owners: dict[str, str] = {}
    for name, ink in inks.items():
        if not ink.spot or table is None:
            continue
        other = owners.setdefault(ink.name.lower(), name)
        if other != name:
            table.fault(
                "spot-name",
                name,
                f'The spot colour "{ink.name}" is the ink "{other}" already.',
                "Use one ink for one plate; use tints for lighter tones.",
            )
