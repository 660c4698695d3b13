"""A run: everything that determines the files of a print job. It can be pickled, for processes that help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from printkit.press.imposing.imposition import Grid
from printkit.press.imposing.plan import Plan
from printkit.press.job import PrintJob
from printkit.press.symbols.qr import Form, form_for


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a run.

    Attributes:
        number: From 1, of ``parts``.
        sheets: The sheets in it; they count from 0 over all files.
        name: Name of the PDF, without folders.
    """

    number: int
    parts: int
    sheets: Sequence[int]
    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """What is printed, and how.

    Attributes:
        forms: The form of the symbols of each side; ``None`` where a side has none.
        parts: The files.
    """

    job: PrintJob
    grid: Grid
    plan: Plan
    forms: tuple[Form | None, ...]
    parts: tuple[Part, ...]


def forms_of(job: PrintJob) -> tuple[Form | None, ...]:
    """Return the form in which all symbols of each side can be written.

    Raises:
        SignetError: If a link cannot be written at all.
    """
    return tuple(
        None if side.symbol is None else form_for((piece.link for piece in job.pieces), side.symbol.level)
        for side in job.design.sides
    )


def split(out: Path, sheets: int, most: int | None) -> tuple[Part, ...]:
    """Distribute sheets over files: ``out`` itself if one is enough, else ``out-001.pdf`` and so on.

    Args:
        out: The PDF that was asked for.
        sheets: Sheets in all.
        most: Sheets that a file holds; ``None`` for all.
    """
    if not most or sheets <= most:
        return (Part(1, 1, range(sheets), out.name),)
    count = -(-sheets // most)
    width = max(3, len(str(count)))
    return tuple(
        Part(
            number,
            count,
            range((number - 1) * most, min(number * most, sheets)),
            numbered(out, number, width),
        )
        for number in range(1, count + 1)
    )


def numbered(out: Path, number: int, width: int) -> str:
    """Return the name of one file of several."""
    return f"{out.stem}-{number:0{width}}{out.suffix}"
