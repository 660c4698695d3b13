"""The process that writes a file: an order comes in, the file goes out. It has all its time, and gives way.

Started by `tracker.staff.exports.making` for each file, so that no worker reads a hundred thousand rows
while patrons wait.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.database import WAIT_SECONDS
from tracker.reports.export import rows_of
from tracker.reports.forms import to_csv, to_json
from tracker.reports.workbook import Look, Sheet, write_workbook
from tracker.staff.exports.order import Form, Order, SheetWords

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

NICENESS = 10
MARK = "\ufeff"
"""By it spreadsheets know that a file is UTF-8."""
_DAYS = {True: "dd.mm.yyyy", False: "dd/mm/yyyy"}


def write(order: Order, file: BinaryIO) -> None:
    """Write the file of an order; all of it tells of the same moment."""
    with closing(_reading(order.database)) as db:
        db.execute("BEGIN")
        if order.form is Form.XLSX:
            day = _DAYS[order.german]
            look = Look(day, f"{day} hh:mm:ss", order.time_zone)
            sheets = (
                Sheet(words.title, words.headings, words.widths, _rows(db, order, words), _called(words))
                for words in order.sheets
            )
            write_workbook(file, sheets, order.explained, look)
        else:
            for text in _texts(db, order):
                file.write(text.encode("utf-8", "replace"))
        db.execute("ROLLBACK")


def _reading(path: Path) -> Database:
    """Open a database that the service has open, to read it and nothing else.

    Nor is it brought up to date: a program that was replaced while its service goes on would otherwise put
    newer tables under workers that do not know them.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    return Database(sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None))


def _texts(db: Database, order: Order) -> Iterator[str]:
    (words,) = order.sheets
    rows = _local(_rows(db, order, words), ZoneInfo(order.time_zone))
    if order.form is Form.JSON:
        yield from to_json(rows)
        return
    yield "" if order.german else MARK  # the German form begins with it anyhow
    yield from to_csv(rows, words.kind, german=order.german)


def _rows(db: Database, order: Order, words: SheetWords) -> Iterator[DataclassInstance]:
    return rows_of(
        db,
        words.kind,
        order.batch_id,
        campaign_id=order.campaign_id,
        organisation_id=order.organisation_id,
    )


def _local(rows: Iterator[DataclassInstance], zone: ZoneInfo) -> Iterator[DataclassInstance]:
    """Yield rows with their moments on the clock of a zone, as the workbook has them."""
    for row in rows:
        values = ((field.name, getattr(row, field.name)) for field in fields(row))
        moments = {name: value.astimezone(zone) for name, value in values if isinstance(value, datetime)}
        yield replace(row, **moments) if moments else row


def _called(words: SheetWords) -> Mapping[tuple[str, str], str]:
    return {(column, word): called for column, word, called in words.values}


def main() -> None:
    """Read the order from the standard input and write the file to the standard output, which is a file."""
    os.nice(NICENESS)
    write(Order.from_json(sys.stdin.read()), sys.stdout.buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
