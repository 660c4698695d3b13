"""How many sheets a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import pairwise

from printkit.errors import SignetError
from printkit.press.crew.run import Part, Run
from printkit.press.pages import Pages
from printkit.press.plates import Plates

SHEETS = 1000
_TRIED = 20
"""Sheets that are drawn to learn how large sheets become."""
_PER_PAGE = 64
"""Bytes that a page takes in the tables at the end of a file."""


@dataclass(frozen=True, slots=True)
class Splitting:
    """How much a file holds.

    Attributes:
        sheets: Most sheets; ``None`` for no limit.
        size: Most bytes; ``None`` for no limit.
    """

    sheets: int | None = SHEETS
    size: int | None = None


USUAL = Splitting()
"""What happens unless the user wants something else."""


def sheets_in_file(run: Run, splitting: Splitting) -> int:
    """Return how many sheets fit into a file of a size, from sheets of the run drawn for trial.

    All files hold the same number of sheets, and the largest sheet of the trial counts: so every file ends
    safely below the size.

    Raises:
        SignetError: If not even one sheet fits.
    """
    assert splitting.size is not None
    sheets = run.plan.sheets
    tried = sorted({sheets * number // _TRIED for number in range(_TRIED)} | {sheets - 1})
    file, ends = BytesIO(), [0]
    trial = Part(1, 1, tried, run.parts[0].name)
    Pages(Plates(run), trial, file, StringIO()).draw(lambda: ends.append(file.tell()))
    largest = max(end - start for start, end in pairwise(ends)) + _PER_PAGE * run.plan.pages
    shared = file.tell() - ends[-1]
    most = (splitting.size - shared) // largest
    if most < 1:
        raise SignetError.of(
            "split-size",
            f"A file with a single sheet is larger than {splitting.size:,} bytes.",
            f"Allow {shared + largest:,} bytes or more.",
        )
    return min(most, splitting.sheets or most)


def check_size(size: int, name: str, splitting: Splitting) -> None:
    """Require that a file that was drawn is not larger than it may be.

    Raises:
        SignetError: It is: its sheets are larger than those that were drawn for trial.
    """
    if splitting.size is not None and size > splitting.size:
        raise SignetError.of(
            "split-size",
            f"{name} became {size:,} bytes large, more than {splitting.size:,}: its links are long.",
            "Allow larger files, or split at a number of sheets.",
        )
