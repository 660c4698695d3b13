"""Rows of an export as a workbook for spreadsheets: real numbers and days, and a sheet that explains.

Rows are written as they are read, so memory does not depend on how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows below the header that a sheet can have; what is more begins another sheet."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""A text is a text, whatever it begins with: no name of a place can become a formula or a link."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes:
        title: Its name, of at most 28 letters, different from those of others.
        headings: What its columns are called.
        widths: How wide they are, in figures.
        rows: Dataclasses with a field for each column.
        called: By field and text, what stands there instead: words of the counts in the reader's language.
    """

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Iterable[DataclassInstance]
    called: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """How values are written.

    Attributes:
        day: The pattern of a day.
        time: The pattern of a time.
        zone: Whose clock holds; a spreadsheet knows no time zones.
    """

    day: str
    time: str
    zone: str


Definitions = Sequence[tuple[str, ...]]
"""Lines of the sheet that explains; the first is its header."""


def write_workbook(
    file: BinaryIO, sheets: Iterable[Sheet], explained: tuple[str, Definitions], look: Look
) -> None:
    """Write a workbook into a file that can seek.

    Args:
        file: Open for writing.
        sheets: Read and written one after the other.
        explained: Name and lines of the last sheet.
        look: How values are written.
    """
    with xlsxwriter.Workbook(file, dict(_OPTIONS)) as book:
        writer = _Writer(book, look)
        for sheet in sheets:
            writer.write(sheet)
        writer.explain(*explained)


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, look: Look) -> None:
        self._book = book
        self._zone = ZoneInfo(look.zone)
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self._day = book.add_format({"num_format": look.day, "align": "left"})
        self._time = book.add_format({"num_format": look.time, "align": "left"})
        self._number = book.add_format({"num_format": "#,##0"})
        self._plain = book.add_format({"num_format": "0"})
        self._broken = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, sheet: Sheet) -> None:
        """Write a sheet, or as many as its rows need."""
        page, row, pages = self._begin(sheet, sheet.title), 0, 1
        for one in sheet.rows:
            if row == MOST_ROWS:
                pages += 1
                page, row = self._begin(sheet, f"{sheet.title} {pages}"), 0
            row += 1
            for column, name in enumerate(part.name for part in fields(one)):
                value = getattr(one, name)
                value = sheet.called.get((name, value), value) if isinstance(value, str) else value
                self._cell(page, row, column, name, value)

    def explain(self, title: str, lines: Definitions) -> None:
        """Write the sheet that says what the columns mean."""
        page = self._book.add_worksheet(title)
        page.freeze_panes(1, 0)
        for column, width in enumerate((22, 26, 90)):
            page.set_column(column, column, width)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                page.write_string(row, column, text, self._broken if row else self._head)

    def _begin(self, sheet: Sheet, title: str) -> Worksheet:
        page = self._book.add_worksheet(title)
        page.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(zip(sheet.headings, sheet.widths, strict=True)):
            page.set_column(column, column, max(width, len(heading) + 2))
            page.write_string(0, column, heading, self._head)
        return page

    def _cell(self, page: Worksheet, row: int, column: int, name: str, value: Any) -> None:
        match value:
            case None:
                return
            case bool():
                page.write_boolean(row, column, value)
            case int() | float():
                page.write_number(row, column, value, self._form_of(name))
            case datetime():
                local = value.astimezone(self._zone).replace(tzinfo=None)
                page.write_datetime(row, column, local, self._time)
            case date():
                page.write_datetime(row, column, value, self._day)
            case _:
                page.write_string(row, column, str(value))

    def _form_of(self, name: str) -> Format:
        """Return how a number is written: counts in groups of three, numbers of things as they are."""
        return self._plain if name in {"batch", "position", "number"} else self._number
