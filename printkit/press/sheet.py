"""Sheets of paper: `designs/sheets/*.toml` → `Sheet`, all faults of a file together."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from printkit.errors import Problem, SignetError
from printkit.press.lookup import find_file, names_in, read_toml
from printkit.shipped import shipped_folder
from printkit.units import MM, mm_text, parse_length

Flip = Literal["long-edge", "short-edge"]

LARGEST = 5000 * MM
PAPER_KEYS = ("width", "height", "margin", "gap", "flip")
KEYS = ("format", "title", "one_piece_per_page", *PAPER_KEYS)


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of an imposed sheet. Lengths are points.

    Attributes:
        margin: Kept free of pieces and their bleed on each side; crop marks and slug line stand there.
        gap: Least distance between the trims of two pieces.
        flip: Edge about which the sheet is turned to print its back.
    """

    width: float
    height: float
    margin: float
    gap: float
    flip: Flip


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
    return _Reader(str(path), read_toml("sheet", path)).sheet(path.stem.lower())


def _folders() -> tuple[Path, ...]:
    return Path("designs/sheets"), shipped_folder() / "sheets"


class _Reader:
    """Reads one table, keeping every fault it meets."""

    def __init__(self, file: str, table: dict[str, object]) -> None:
        self._file = file
        self._table = table
        self._problems: list[Problem] = []

    def sheet(self, name: str) -> Sheet:
        self._known_keys()
        if self._table.get("format") != 1:
            self._fault("format", "format", "is not 1.", "Write format = 1.")
        title = self._text("title", name)
        single = self._table.get("one_piece_per_page", False)
        if not isinstance(single, bool):
            self._fault(
                "type", "one_piece_per_page", "is neither true nor false.", "Write it without quotes."
            )
        if single:
            self._no_paper()
        paper = None if single else self._paper()
        if self._problems:
            raise SignetError(self._problems)
        return Sheet(name, title, paper)

    def _known_keys(self) -> None:
        for key in self._table:
            if key not in KEYS:
                near = difflib.get_close_matches(key, KEYS, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"Keys: {', '.join(KEYS)}."
                self._fault("unknown-key", key, "is not a key of a sheet.", hint)

    def _no_paper(self) -> None:
        for key in PAPER_KEYS:
            if key in self._table:
                self._fault("single", key, "means nothing with one piece a page.", "Leave it out.")

    def _paper(self) -> Paper:
        width = self._length("width", 10 * MM)
        height = self._length("height", 10 * MM)
        margin = self._length("margin", 0.0)
        gap = self._length("gap", 0.0)
        if not self._problems and 2 * margin >= min(width, height):
            self._fault(
                "margin", "margin", f"leaves nothing of {mm_text(min(width, height))}.", "Make it smaller."
            )
        flip = self._text("flip", "long-edge")
        if flip not in ("long-edge", "short-edge"):
            self._fault("flip", "flip", "is no way to turn a sheet.", 'Write "long-edge" or "short-edge".')
        return Paper(width, height, margin, gap, "short-edge" if flip == "short-edge" else "long-edge")

    def _text(self, key: str, default: str) -> str:
        value = self._table.get(key, default)
        if isinstance(value, str) and value.strip():
            return value
        self._fault("type", key, "is not a text.", f'Write it in quotes: {key} = "{default}".')
        return default

    def _length(self, key: str, least: float) -> float:
        value = self._table.get(key)
        if value is None:
            self._fault("missing-key", key, "is missing.", f'Write it with its unit: {key} = "10mm".')
            return math.nan
        if not isinstance(value, str):
            self._fault("unit", key, "has no unit.", f'Write {key} = "{value}mm".')
            return math.nan
        try:
            length = parse_length(value)
        except ValueError as error:
            self._fault("length", key, "is no length.", str(error))
            return math.nan
        if not least <= length <= LARGEST:
            limits = f"Write a length from {mm_text(least)} to {mm_text(LARGEST)}."
            self._fault("length", key, f"is {mm_text(length)}.", limits)
            return math.nan
        return length

    def _fault(self, rule: str, key: str, message: str, remedy: str) -> None:
        value = self._table.get(key)
        shown = "" if value is None else str(value)
        named = f'"{key}" {message}' if value is None else f'"{key}" ({shown!r}) {message}'
        self._problems.append(Problem(rule, named, remedy, self._file, key, shown))
