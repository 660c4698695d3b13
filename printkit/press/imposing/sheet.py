"""Sheets of paper: `designs/sheets/*.toml` → `Sheet`, all faults of a file together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from printkit.design.tables import Table
from printkit.press.imposing.lookup import check_table, find_file, names_in, open_table
from printkit.shipped import shipped_folder
from printkit.units import MM, mm_text

Flip = Literal["long-edge", "short-edge"]

SMALLEST = 10 * MM
PAPER_KEYS = ("width", "height", "margin", "least_margin", "gap", "flip")
KEYS = ("format", "title", "one_piece_per_page", *PAPER_KEYS)


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of an imposed sheet. Lengths are points.

    Attributes:
        margin: Kept free of pieces and their bleed on each side; crop marks and slug line stand there.
        least_margin: What is kept free instead if at least twice as many pieces fit so.
        gap: Least distance between the trims of two pieces.
        flip: Edge about which the sheet is turned to print its back.
    """

    width: float
    height: float
    margin: float
    gap: float
    flip: Flip
    least_margin: float | None = None

    @property
    def margins(self) -> tuple[float, ...]:
        """Return all margins that it may have, the one that is wanted first."""
        return (self.margin,) if self.least_margin is None else (self.margin, self.least_margin)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed on: a paper that takes several pieces, or one piece a page.

    Attributes:
        name: By which people ask for it.
        paper: ``None`` for one piece a page with its bleed and without marks.
    """

    name: str
    title: str
    paper: Paper | None


def sheet_names() -> tuple[str, ...]:
    """Return the names of all sheets in `./designs/sheets` and of the shipped ones."""
    return names_in(_folders())


def load_sheet(name_or_path: str) -> Sheet:
    """Find a sheet and read it: a path, else from `./designs/sheets`, else a shipped one, in any case.

    Raises:
        SignetError: If there is none of that name, or with every fault of the file.
    """
    path = find_file("sheet", name_or_path, _folders())
    table = open_table("sheet", path)
    name = path.stem.lower()
    title = table.text("title", name, empty=False)
    paper = None if table.flag("one_piece_per_page", False) else _paper(table)
    if paper is None:
        _check_no_paper(table)
    check_table(table)
    return Sheet(name, title, paper)


def _folders() -> tuple[Path, ...]:
    return Path("designs/sheets"), shipped_folder() / "sheets"


def _paper(table: Table) -> Paper:
    width, height = (table.length(key, least=SMALLEST) for key in ("width", "height"))
    margin, gap = (table.length(key, least=0.0) for key in ("margin", "gap"))
    if not table.report.errors and 2 * margin >= min(width, height):
        shortest = mm_text(min(width, height))
        table.fault("margin", "margin", f'"margin" leaves nothing of {shortest}.', "Make it smaller.")
    least = table.length("least_margin", least=0.0) if table.has("least_margin") else None
    if not table.report.errors and least is not None and least > margin:
        table.fault("margin", "least_margin", '"least_margin" is wider than "margin".', "Make it narrower.")
    flip = table.choice("flip", ("long-edge", "short-edge"), "long-edge")
    return Paper(width, height, margin, gap, "short-edge" if flip == "short-edge" else "long-edge", least)


def _check_no_paper(table: Table) -> None:
    for key in PAPER_KEYS:
        if table.has(key):
            table.fault("single", key, f'"{key}" means nothing with one piece a page.', "Leave it out.")
