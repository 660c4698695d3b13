"""What the colours of an SVG logo are printed in, as those who order write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from printkit.design.choosing.choices import Logo
from printkit.design.choosing.separation import suggested_cmyk
from printkit.design.inks import HEX, full_hex
from printkit.design.marks import Ink, Paint
from printkit.design.tables import BLACK, PAPER, Palette, Report, nearest, split_tint
from printkit.errors import Problem

BLACK_AND_WHITE: Mapping[str, Paint] = {"#000000": Paint(BLACK), "#ffffff": Paint(PAPER)}
_MOST_LISTED = 12
_CMYK = re.compile(r"\s*,\s*".join([r"(\d+(?:\.\d+)?)"] * 4), re.ASCII)


def read_logo_inks(given: Mapping[str, str], palette: Palette, report: Report) -> dict[str, Paint]:
    """Return by colour (``#rrggbb``) the paint that was chosen for it; what cannot be read is reported."""
    found: dict[str, Paint] = {}
    for colour, value in given.items():
        key = f"logo ink {colour}"
        if not HEX.fullmatch(colour):
            message = f'"{colour}" is no colour of an SVG file.'
            report.add("logo-ink", key, message, 'Write it like "#e2001a".', value)
            continue
        full = full_hex(colour)
        paint = _paint(full, value.strip(), palette, key, report)
        if paint is not None:
            found[full] = paint
    return found


def _paint(colour: str, value: str, palette: Palette, key: str, report: Report) -> Paint | None:
    match = _CMYK.fullmatch(value)
    if match:
        c, m, y, k = (float(part) / 100 for part in match.groups())
        if max(c, m, y, k) <= 1:
            return Paint(Ink(colour, (c, m, y, k)))
        report.add("logo-ink", key, f"{value} has more than 100 %.", "Write 0 to 100 for each ink.", value)
        return None
    name, tint = split_tint(value)
    if name in palette.inks and tint is not None and 0 < tint <= 1:
        palette.used.add(name)
        return Paint(palette.inks[name], tint)
    message = f'"{value}" is neither four values of CMYK nor an ink of the design.'
    remedy = f"Write it like {colour}=0,100,90,5. {nearest(name, palette.inks)}"
    report.add("logo-ink", key, message, remedy, value)
    return None


def unknown_colours(colours: Iterable[str], logo: Logo) -> Problem:
    """Return the fault of a logo with colours that nobody gave an ink, with a suggestion for each."""
    all_of_them = tuple(colours)
    listed = all_of_them[:_MOST_LISTED]
    more = len(all_of_them) - len(listed)
    names = ", ".join(listed) + (f" and {more} more" if more else "")
    options = " ".join(f"--logo-ink '{colour}={_values(colour)}'" for colour in listed)
    what = "the colour" if len(all_of_them) == 1 else "the colours"
    remedy = (
        f"Take the values for print from the logo's manual. Computed from the screen they would be: {options}"
    )
    message = f"No ink is known for {what} {names} of the logo."
    return Problem("logo-colour", message, remedy, logo.name, "", names)


def _values(colour: str) -> str:
    return ",".join(map(str, suggested_cmyk(colour)))
