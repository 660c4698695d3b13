"""The manifest: a CSV beside each PDF that says which code stands where.

Written by the press, read by the proof, and of use to anybody with a spreadsheet. One row a symbol, in order
of page and slot; UTF-8, comma, RFC 4180. Lengths are millimetres from the top left corner of the page
(MediaBox).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TextIO

from printkit.errors import SignetError
from printkit.files import replacing


@dataclass(frozen=True, slots=True)
class Row:
    """Where one symbol stands.

    Attributes:
        file: Name of the PDF, without folders.
        page: Page of the file, from 1. A two-sided sheet has two pages.
        sheet: Sheet of the job, from 1.
        slot: Slot on the sheet, from 1, row by row from the top left of the front.
        side: ``front`` or ``back``.
        position: The piece's number in its batch, or ``None``.
        link: What the symbol says.
        x_mm: Left edge of the symbol's box, quiet zone included.
        y_mm: Upper edge of the box; ``size_mm`` its side.
    """

    file: str
    page: int
    sheet: int
    slot: int
    side: str
    position: int | None
    code: str
    link: str
    x_mm: float
    y_mm: float
    size_mm: float


COLUMNS = tuple(field.name for field in fields(Row))
SIDES = ("front", "back")
LARGEST = 1 << 24
"""Pages, sheets, slots and lengths are smaller."""
MOST_SPOTS = 10_000
"""Places of slots that are kept; every sheet has the same."""
USE_THE_PRINTED = "Use the .csv that `printkit print` wrote."


def manifest_path(pdf: Path) -> Path:
    """Return where the manifest of a PDF lies: beside it, with ``.csv`` for its ending."""
    return pdf.with_suffix(".csv")


def is_header(line: str) -> bool:
    """Tell whether a line is the first one of a manifest, also of one that a spreadsheet saved."""
    return line.strip("\ufeff\r\n").replace(";", ",") == ",".join(COLUMNS)


@dataclass(frozen=True, slots=True)
class Spot:
    """What all rows of one slot on one page of a sheet have in common; see `Row`."""

    slot: int
    side: str
    x_mm: float
    y_mm: float
    size_mm: float


class ManifestWriter:
    """Writes a manifest page by page, while its PDF grows.

    Args:
        file: Open for text in UTF-8 without translation of line ends, at its beginning.
        pdf: Name of the PDF, without folders.
    """

    def __init__(self, file: TextIO, pdf: str) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)
        self._pdf = pdf
        self._lengths: dict[Spot, tuple[str, ...]] = {}

    def write(self, page: int, sheet: int, symbols: Iterable[tuple[Spot, int | None, str, str]]) -> None:
        """Write the rows of a page: for each symbol where it stands, its position, code and link."""
        for spot, position, code, link in symbols:
            lengths = self._lengths.get(spot)
            if lengths is None:
                lengths = self._lengths[spot] = _lengths(spot)
            self._writer.writerow(
                (self._pdf, page, sheet, spot.slot, spot.side, position, code, link, *lengths)
            )


def write_manifest(path: Path, rows: Iterable[Row]) -> None:
    """Write rows to a CSV; the file appears whole or not at all."""
    with replacing(path) as (new,), new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows((*astuple(row)[:8], *_lengths(row)) for row in rows)


def read_manifest(path: Path) -> tuple[Row, ...]:
    """Read a manifest as a whole; see `iterate_manifest`.

    Raises:
        SignetError: If the file is absent, is no manifest, or a row of it makes no sense.
    """
    return tuple(iterate_manifest(path))


def iterate_manifest(path: Path) -> Iterator[Row]:
    """Yield the rows of a manifest, also of one that a spreadsheet saved: semicolons, decimal commas, empty
    lines at the end. Takes no more memory for a million rows than for one page.

    Raises:
        SignetError: If the file is absent, is no manifest, or a row of it makes no sense.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            delimiter = ";" if ";" in file.readline() else ","
            file.seek(0)
            yield from _rows(path, csv.reader(file, delimiter=delimiter))
    except OSError as error:
        message = f"The manifest cannot be read ({error.strerror})."
        raise _unusable(path, message, "Name it with --manifest.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unusable(path, "This is not a CSV in UTF-8.", USE_THE_PRINTED) from error


def _lengths(place: Row | Spot) -> tuple[str, ...]:
    return tuple(f"{length:.3f}" for length in (place.x_mm, place.y_mm, place.size_mm))


def _rows(path: Path, lines: Iterable[list[str]]) -> Iterator[Row]:
    numbered = enumerate(lines, start=1)
    page, taken, reader = 0, set[tuple[str, int]](), _Reader()
    _, header = next(numbered, (1, []))
    if tuple(header) != COLUMNS:
        raise _unusable(path, f"The first line is not {','.join(COLUMNS)}.", USE_THE_PRINTED)
    for number, cells in numbered:
        if not any(cells):
            continue
        try:
            row = reader.row(cells)
        except ValueError as error:
            message = f"Line {number} is not a row of a manifest."
            raise _unusable(path, message, USE_THE_PRINTED) from error
        if row.page != page:
            page, taken = row.page, set()
        if (row.side, row.slot) in taken:
            message = f"Line {number} names page {page}, slot {row.slot} again."
            raise _unusable(path, message, USE_THE_PRINTED)
        taken.add((row.side, row.slot))
        yield row


class _Reader:
    """Turns lines of a manifest into rows; what recurs on every page is looked at once."""

    def __init__(self) -> None:
        self._lengths: dict[tuple[str, ...], tuple[float, float, float]] = {}

    def row(self, cells: Sequence[str]) -> Row:
        """Return a line as a row.

        Raises:
            ValueError: If it is none.
        """
        file, page, sheet, slot, side, position, code, link, *box = cells
        where = int(page), int(sheet), int(slot)
        if not (min(where) > 0 and max(where) < LARGEST and side in SIDES and link):
            raise ValueError(cells)
        written = tuple(box)
        lengths = self._lengths.get(written)
        if lengths is None:
            if len(self._lengths) >= MOST_SPOTS:
                self._lengths.clear()
            lengths = self._lengths[written] = _box(written)
        return Row(file, *where, side, int(position) if position else None, code, link, *lengths)


def _box(written: Sequence[str]) -> tuple[float, float, float]:
    x, y, size = (float(cell.replace(",", ".")) for cell in written)
    if not (abs(x) < LARGEST and abs(y) < LARGEST and 0 < size < LARGEST):
        raise ValueError(written)
    return x, y, size


def _unusable(path: Path, message: str, remedy: str) -> SignetError:
    return SignetError.of("manifest", message, remedy, file=str(path))
