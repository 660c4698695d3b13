"""How rows of an export are written: CSV (RFC 4180), for German spreadsheets too, JSON and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.reports.export import Kind, column_of, columns_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# A spreadsheet calculates what begins so. Read with another separator than ours, what follows that separator
# begins a cell as well, whatever quotation marks stand around.
_FORMULA = re.compile(r"(^|[,;\t\r\n|])(?=[=+\-@\t\r\n＝＋－＠])")


def to_csv(
    rows: Iterable[DataclassInstance], kind: Kind = Kind.DAYS, *, german: bool = False
) -> Iterator[str]:
    """Yield rows as CSV (RFC 4180) with a header, a line at a time; no cell can be taken for a formula.

    Args:
        rows: From `tracker.reports.export.rows_of`.
        kind: Of which kind they are.
        german: For German spreadsheets: semicolons, decimal commas, and a mark that it is UTF-8.
    """
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";" if german else ",")
    yield "\ufeff" if german else ""
    writer.writerow(columns_of(kind))
    for row in rows:
        yield _taken(line)
        writer.writerow([cell(getattr(row, field.name), german) for field in fields(row)])
    yield _taken(line)


def to_json_lines(rows: Iterable[DataclassInstance]) -> Iterator[str]:
    """Yield rows as JSON, one object a line."""
    for row in rows:
        values = {column_of(field.name): _plain(getattr(row, field.name)) for field in fields(row)}
        yield json.dumps(values, ensure_ascii=False) + "\n"


def to_json(rows: Iterable[DataclassInstance]) -> Iterator[str]:
    """Yield rows as one JSON array, an object a line."""
    before = "[\n"
    for line in to_json_lines(rows):
        yield before + line.rstrip("\n")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def cell(value: object, german: bool) -> str:
    """Return a cell; what a spreadsheet would calculate gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    text = str(_plain(value))
    if isinstance(value, float):
        return text.replace(".", ",") if german else text
    return _FORMULA.sub(r"\1'", text) if isinstance(value, str) else text


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date as well
