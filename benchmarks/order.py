"""What all contenders print: two-sided bookmarks, ten on a sheet SRA3, each with a code of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

MM = 72 / 25.4
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
HOST = "QR.EXAMPLE.DE"
LENGTH = 8

SHEET = (320.0, 450.0)
PIECE = (50.0, 150.0)
GAP = 6.0
BLEED = 3.0
COLUMNS, ROWS = 5, 2
CODE = (14.0, 86.0, 22.0)
"""Left, top and side of the code on the piece, quiet zone included, in mm."""
LINK_BASELINE = 114.0
LINK_SIZE = 8.0
LEVEL = "Q"


@dataclass(frozen=True, slots=True)
class Order:
    """Codes that differ in every place, and are the same in every run."""

    pieces: int

    def codes(self) -> Iterator[str]:
        """Yield the codes, in order of position."""
        chance = random.Random(20261123)
        for _ in range(self.pieces):
            yield "".join(chance.choices(ALPHABET, k=LENGTH))

    @property
    def slots(self) -> int:
        return COLUMNS * ROWS

    @property
    def sheets(self) -> int:
        return -(-self.pieces // self.slots)

    def on_sheet(self, sheet: int) -> Iterator[tuple[int, int]]:
        """Yield slots and the pieces on them, cut-and-stack; all count from 0."""
        for slot in range(self.slots):
            if (piece := slot * self.sheets + sheet) < self.pieces:
                yield slot, piece


def link(code: str) -> str:
    """Return what a symbol says."""
    return f"HTTPS://{HOST}/{code}"


def text(code: str) -> str:
    """Return what is printed beside it."""
    return f"{HOST}/{code}".lower()


def corner(slot: int) -> tuple[float, float]:
    """Return the lower left corner of the trim on a slot, in points from that of the sheet."""
    row, column = divmod(slot, COLUMNS)
    width = COLUMNS * (PIECE[0] + GAP) - GAP
    height = ROWS * (PIECE[1] + GAP) - GAP
    left = (SHEET[0] - width) / 2 + column * (PIECE[0] + GAP)
    top = (SHEET[1] - height) / 2 + row * (PIECE[1] + GAP)
    return left * MM, (SHEET[1] - top - PIECE[1]) * MM
