"""What the press is told to print, and what it says it printed. Plain values; no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from printkit.design.marks import LaidOut


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece to print.

    Attributes:
        position: Its number in its batch, from 1; ``None`` where there are no positions.
        link: What the QR code says, exactly (``HTTPS://QR.EXAMPLE.DE/BCD2FG``).
        text: The short link as printed beside it (``qr.example.de/bcd2fg``).
        code: The short key alone (``BCD2FG``), or ``""`` for somebody else's links.
    """

    position: int | None
    link: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A run of pieces of one design on one sheet.

    Attributes:
        label: What the slug line calls the job: ``Batch 3 · Kanäle``.
        pieces: In order of position. In a one-code job the single piece.
        copies: ``None`` for a code per piece; for one code, how many copies are wanted.
        minted_on: Date of minting as ``2026-11-22``, or ``""`` without a store.
        not_for_print: Why these links must not be printed for the public, or ``""``.
        language: Of the design, for the words on slips.
    """

    label: str
    design: LaidOut
    pieces: Sequence[Piece]
    copies: int | None = None
    minted_on: str = ""
    not_for_print: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Printed:
    """What came off the press.

    Attributes:
        pieces: Pieces that the customer gets: copies for one code.
        sheets_in_file: Sheets in the files; a two-sided sheet is one sheet and two pages.
        sheets_to_print: Sheets of paper in all: ``sheets_in_file`` times ``repeat``.
        repeat: How many times each sheet is printed.
    """

    pieces: int
    sheets_in_file: int
    sheets_to_print: int
    repeat: int
    files: tuple[Path, ...]
    manifests: tuple[Path, ...]
