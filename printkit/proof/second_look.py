"""The second look, larger: before a code is called unreadable."""

from __future__ import annotations

from collections.abc import Sequence

from printkit.proof.render import DamagedPageError, Pdf, Picture
from printkit.proof.slots import LEAST_MODULE_MM, QUIET, Look, Slot
from printkit.proof.symbols import Symbol, has_ink, measured, part, read_thoroughly

SECOND_DPI = (300, 600)
CLOSE_DPI, CLOSEST_DPI = 600, 1200
DOTS = 10
"""Dots of a module in a close look: what it measures is then right to a fifth of a module."""
RIM_MM = 0.5
"""What lies so near to the edge of a box may be the artwork around it."""


def second_look(pdf: Pdf, page: Picture, slot: Slot) -> tuple[Look, tuple[Symbol, ...]]:
    """Look at a slot in which nothing was read: larger and larger, until something in it can be read."""
    row, margin = slot.row, slot.row.size_mm / 10
    if not has_ink(part(page, row.x_mm + RIM_MM, row.y_mm + RIM_MM, row.size_mm - 2 * RIM_MM)):
        return Look.BLANK, ()
    box = (row.x_mm - margin, row.y_mm - margin, row.size_mm + 2 * margin, row.size_mm + 2 * margin)
    for dpi in SECOND_DPI:
        try:
            found = read_thoroughly(pdf.picture(row.page, dpi, box))
        except DamagedPageError:
            break
        inside = tuple(symbol for symbol in found if symbol.readable and slot.holds(symbol))
        if inside:
            return Look.SYMBOL, inside
    return Look.INK, ()


def look_again(pdf: Pdf, page: int, known: Sequence[Symbol]) -> list[Symbol]:
    """Read a whole page at twice the resolution; return what stands where nothing was read before."""
    try:
        found = read_thoroughly(pdf.picture(page, SECOND_DPI[0]))
    except DamagedPageError:
        return []
    new: list[Symbol] = []
    for symbol in sorted(found, key=lambda symbol: not symbol.readable):
        if not any(symbol.is_near(other) for other in (*known, *new)):
            new.append(symbol)
    return new


def look_closer(pdf: Pdf, page: int, symbol: Symbol) -> Symbol:
    """Measure a symbol of a drawn page finely, where the first look saw small modules or no quiet zone."""
    if not symbol.readable or symbol.quiet is None:
        return symbol
    if min(symbol.quiet) >= QUIET and symbol.module_mm >= LEAST_MODULE_MM * 1.1:
        return symbol
    margin = symbol.size_mm * 0.4
    side = symbol.size_mm + 2 * margin
    box = (symbol.x_mm - side / 2, symbol.y_mm - side / 2, side, side)
    dpi = min(max(CLOSE_DPI, round(DOTS / symbol.module_mm * 25.4)), CLOSEST_DPI)
    try:
        return measured(pdf.picture(page, dpi, box), symbol) or symbol
    except DamagedPageError:
        return symbol


def confirms(pdf: Pdf, page: int, symbol: Symbol) -> bool:
    """Tell whether a drawing shows a symbol that the paths say, larger and larger."""
    margin = symbol.size_mm * 0.3
    side = symbol.size_mm + 2 * margin
    box = (symbol.x_mm - side / 2, symbol.y_mm - side / 2, side, side)
    for dpi in SECOND_DPI:
        try:
            found = read_thoroughly(pdf.picture(page, dpi, box))
        except DamagedPageError:
            return False
        if any(other.text == symbol.text and other.is_near(symbol) for other in found):
            return True
    return False
