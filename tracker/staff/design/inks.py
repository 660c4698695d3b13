"""In which inks the colours of a drawn logo are printed, as people read and write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

MOST_INK = 300
"""Per cent of all four inks together that still dry; `printkit` refuses more."""
_FOUR = re.compile(r"\s*[,;/ ]\s*")
_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class InkRow:
    """A colour of a logo.

    Attributes:
        colour: As it is in the file, ``#e2001a``.
        ink: Per cent of cyan, magenta, yellow and black, ``0,100,90,5``; as it was typed if it is wrong.
        fault: What is wrong with it, ``""`` if nothing is.
    """

    colour: str
    ink: str
    fault: str = ""

    @property
    def name(self) -> str:
        """Name of its field."""
        return f"ink_{self.colour.removeprefix('#')}"


def ink_rows(inks: Iterable[tuple[str, str]]) -> tuple[InkRow, ...]:
    """Return the colours of a logo as they are stored."""
    return tuple(InkRow(colour, ink) for colour, ink in inks)


def read_inks(inks: Iterable[tuple[str, str]], typed: Mapping[str, str]) -> tuple[InkRow, ...]:
    """Return the colours of a logo as somebody typed them."""
    return tuple(_read(row, typed.get(row.name, row.ink)) for row in ink_rows(inks))


def _read(row: InkRow, typed: str) -> InkRow:
    parts = _FOUR.split(typed.strip().replace("%", "")[:60])
    try:
        values = [int(part) for part in parts]
    except ValueError:
        values = []
    if len(values) != _NUMBERS or not all(0 <= value <= 100 for value in values):
        words = gettext("Write four numbers from 0 to 100, such as 0, 100, 90, 5.")
        return InkRow(row.colour, typed[:60], str(words))
    if sum(values) > MOST_INK:
        words = gettext("Together at most %(most)s, else the ink does not dry.", most=MOST_INK)
        return InkRow(row.colour, typed[:60], str(words))
    return InkRow(row.colour, ",".join(map(str, values)))
