"""Slots, what is seen in them, and the faults of one symbol by itself: what both comparisons share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from printkit.manifest import Row
from printkit.proof.findings import Finding
from printkit.proof.symbols import QR, Symbol

TOLERANCE_MM = 1.0
"""How far a code may stand from the middle of its box. Less than a quiet zone of four modules of 0.33 mm."""
LEAST_MODULE_MM = 0.33
"""Below, phones at hand's distance fail."""
ROUNDED_MM = 0.005
QUIET = 4
"""Modules of quiet zone on each side (ISO/IEC 18004:2015, 6.3.8)."""
NEARLY = 0.1
"""Modules that may lack of a quiet zone: a tenth is less than a press can hold."""
SIDES = ("on the left", "above", "on the right", "below")


class Look(Enum):
    """What a slot holds."""

    SYMBOL = "a symbol"
    INK = "ink, but nothing that can be read"
    BLANK = "nothing"
    NO_PAGE = "no such page in the file"
    DAMAGED = "a page that cannot be drawn"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where a code belongs, and what a look at it showed."""

    file: Path
    row: Row
    look: Look

    def holds(self, symbol: Symbol) -> bool:
        """Tell whether the middle of a symbol lies in the slot's box."""
        across, down = symbol.x_mm - self.row.x_mm, symbol.y_mm - self.row.y_mm
        return 0 <= across <= self.row.size_mm and 0 <= down <= self.row.size_mm


@dataclass(frozen=True, slots=True)
class Sighting:
    """A symbol on a page (from 1) of a PDF."""

    file: Path
    page: int
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Result:
    """How many of the expected symbols were decoded, and the faults."""

    decoded: int
    findings: tuple[Finding, ...]


def poor_symbol(symbol: Symbol) -> Iterator[tuple[str, str]]:
    """Yield rule and message for what is wrong with a symbol in itself, wherever it stands."""
    if not symbol.readable:
        yield "unreadable", f"A code stands here, {at(symbol)}, that cannot be read."
    elif symbol.kind != QR:
        yield "wrong-symbology", f"{symbol.text} is a {symbol.kind} here; phones expect a QR code."
    elif symbol.inverted:
        yield "inverted", f"{symbol.text} is printed light on dark; not every phone reads that."
    if symbol.mirrored:
        yield "mirrored", f"{symbol.text} is printed as in a mirror; not every phone reads that."
    if symbol.quiet and min(symbol.quiet) < QUIET - NEARLY:
        yield "quiet-zone", f"{symbol.text} has a quiet zone of {_narrow(symbol)}; it needs {QUIET} modules."
    if 0 < symbol.module_mm < LEAST_MODULE_MM - ROUNDED_MM:
        size = f"{symbol.module_mm:.2f} mm"
        yield "small-module", f"{symbol.text} has modules of {size}; phones need {LEAST_MODULE_MM} mm."


def at(symbol: Symbol) -> str:
    """Say where on its page a symbol stands."""
    return f"{symbol.x_mm:.0f} mm from the left and {symbol.y_mm:.0f} mm from the top"


def alike(text: str, links: Iterable[str]) -> str:
    """Say which link differs from a text in capitals and small letters only, if one does."""
    found = next((link for link in links if link.upper() == text.upper()), None)
    return f" It differs from {found} in capitals and small letters." if found else ""


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by file, page and slot; those without a place last."""
    return tuple(
        sorted(findings, key=lambda f: (not f.file, f.file, f.page or 0, f.slot is None, f.slot or 0, f.rule))
    )


def _narrow(symbol: Symbol) -> str:
    """Say how wide a quiet zone is where it is too narrow: "2.5 modules on the left"."""
    by_width: dict[str, list[str]] = {}
    for width, side in zip(symbol.quiet or (), SIDES, strict=False):
        if width < QUIET - NEARLY:
            by_width.setdefault(f"{width:.1f}".removesuffix(".0"), []).append(side)
    return ", ".join(f"{width} modules {' and '.join(sides)}" for width, sides in by_width.items())
