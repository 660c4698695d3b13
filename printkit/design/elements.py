"""Reading the elements of a side: one function for each type."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from printkit.design.bench import Bench
from printkit.design.choosing.logo import read_logo
from printkit.design.design import AnyElement, Code, ShortLink, Text
from printkit.design.fields import LINK_WORDS, check_text, clean, placeholders
from printkit.design.marks import Align, VerticalAlign
from printkit.design.shapes import (
    read_drawing_element,
    read_ellipse,
    read_image,
    read_line,
    read_path,
    read_rectangle,
)
from printkit.design.tables import Table, nearest

LEAST_SIZE = 1.0  # points; what is too small to read is a matter of `check`
SHRINK = 0.75  # of the size, where no min_size is given
_ALIGN: Mapping[str, Align] = {"left": "left", "center": "center", "right": "right"}
_VALIGN: Mapping[str, VerticalAlign] = {"top": "top", "middle": "middle", "bottom": "bottom"}


def read_element(table: Table, label: str, bench: Bench) -> AnyElement | None:
    """Read one element; ``None`` if its type is unknown or it cannot be used."""
    kind = table.text("type", empty=False)
    if kind not in READERS:
        if kind.strip():
            table.fault("unknown-type", "type", f'There is no element type "{kind}".', nearest(kind, READERS))
        return None
    table.text("name", "")
    element = READERS[kind](table, label, bench)
    table.finish()
    return element


def _read_text(table: Table, label: str, bench: Bench) -> Text:
    size, min_size = _read_sizes(table)
    return Text(
        key=label,
        condition=bench.condition(table),
        template=_read_template(table, bench),
        font=bench.font(table),
        x=table.length("x"),
        y=table.length("y"),
        width=table.length("width", above=0.0),
        height=table.length("height", above=0.0) if table.has("height") else None,
        size=size,
        min_size=size if table.choice("fit", ("shrink", "strict"), "shrink") == "strict" else min_size,
        leading=table.percent("leading", 1.3, 0.5, 5.0),
        align=_ALIGN[table.choice("align", tuple(_ALIGN), "left")],
        valign=_VALIGN[table.choice("valign", tuple(_VALIGN), "top")],
        ink=table.ink("ink", "black"),
        tracking=table.number("tracking", 0.0, -200.0, 1000.0),
        lines=table.whole("lines", 0, 1, 200),
        hyphenate=table.flag("hyphenate", False),
        hang=table.flag("hang", True),
        rotate=table.number("rotate", 0.0, -360.0, 360.0),
    )


def _read_short_link(table: Table, label: str, bench: Bench) -> ShortLink:
    size, min_size = _read_sizes(table)
    lines = table.whole("lines", 1, 1, 2)
    for key in ("leading", "valign"):
        if table.has(key) and lines == 1:
            message = f'"{key}" is for short links that may take two lines.'
            table.fault("one-line", key, message, "Add lines = 2, or take it out.")
    return ShortLink(
        key=label,
        condition=bench.condition(table),
        template=_read_template(table, bench, link=True),
        font=bench.font(table),
        x=table.length("x"),
        y=table.length("y"),
        width=table.length("width", above=0.0),
        size=size,
        min_size=min_size,
        align=_ALIGN[table.choice("align", tuple(_ALIGN), "left")],
        ink=table.ink("ink", "black"),
        tracking=table.number("tracking", 0.0, -200.0, 1000.0),
        lines=lines,
        leading=table.percent("leading", 1.2, 0.5, 5.0),
        valign=_VALIGN[table.choice("valign", tuple(_VALIGN), "top")],
        rotate=table.number("rotate", 0.0, -360.0, 360.0),
    )


def _read_code(table: Table, label: str, bench: Bench) -> Code:
    for key in ("when", "unless"):
        if table.has(key):
            table.fault("qr-when", key, "The QR code must be on every piece.", "Take the key out.")
    return Code(
        key=label,
        x=table.length("x"),
        y=table.length("y"),
        size=table.length("size", above=0.0),
        level=table.choice("level", ("L", "M", "Q", "H"), "M"),
        panel=table.ink("panel", "paper"),
    )


def _read_sizes(table: Table) -> tuple[float, float]:
    faults = len(table.report.problems)
    size = table.length("size", least=LEAST_SIZE, usual="pt")
    if not table.has("min_size"):
        return size, size * SHRINK
    min_size = table.length("min_size", least=LEAST_SIZE, usual="pt")
    if min_size > size + 1e-9 and len(table.report.problems) == faults:
        table.fault("min-size", "min_size", '"min_size" is larger than "size".', "Make it smaller.")
    return size, min_size


def _read_template(table: Table, bench: Bench, *, link: bool = False) -> str:
    template = clean(table.text("text", "{link}" if link else None, empty=False))
    check_text(template, 0, table.at("text"), table.report)
    try:
        names = placeholders(template)
    except ValueError as error:
        message, _, remedy = str(error).partition(". ")
        table.fault("braces", "text", f"{message}.", remedy)
        return ""
    for name in names:
        if name not in LINK_WORDS:
            bench.use_field(table, "text", name)
        elif not link:
            remedy = 'Use an element with type = "short-link" for it.'
            table.fault("link-in-text", "text", f'A text cannot show "{{{name}}}".', remedy)
    if link and template and not set(names) & set(LINK_WORDS):
        table.fault(
            "link-missing", "text", "The short link's text shows no link.", "Write {link} or {code} into it."
        )
    return template


READERS: Mapping[str, Callable[[Table, str, Bench], AnyElement | None]] = {
    "rectangle": read_rectangle,
    "ellipse": read_ellipse,
    "line": read_line,
    "path": read_path,
    "drawing": read_drawing_element,
    "image": read_image,
    "logo": read_logo,
    "text": _read_text,
    "qr": _read_code,
    "short-link": _read_short_link,
}
