"""Making tables: many codes at a time, by numpy. Only the background process needs it.

Records lie in rising order of the CRC-32 of their codes in every table. So tables are merged a part at a
time, like packs of sorted cards: what is held does not grow with them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import RawIOBase
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from tracker.scans.snapshot.head import TableFile
from tracker.scans.snapshot.table import HEAD, MAGIC, WIDEST, Table

PART_CODES = 1 << 17
"""Codes of a part: some 30 ms of work."""
_CODES_OF_A_BEGINNING = 3
Records = npt.NDArray[np.uint8]
"""A row for each record: the bytes of the code, filled up with zeros, and four of its number."""
Checksums = npt.NDArray[np.uint32]
Part = tuple[Records, Checksums]
"""Records in order of their checksums."""
_STEP = np.array([~crc32(bytes([255 ^ byte])) & 0xFFFFFFFF ^ 0x00FFFFFF for byte in range(256)], np.uint32)
"""What a byte does to a CRC-32."""


def records_of(codes: str, number: int) -> Records:
    """Return the records of codes that have one number.

    Args:
        codes: With commas between them; not none.
        number: At most 32 bits.

    Raises:
        ValueError: A code is too long for a table.
    """
    letters = _letters(codes.encode("ascii") + b",")
    width = letters.shape[1]
    if width > WIDEST:
        raise ValueError(f"a code is longer than {WIDEST}: {codes[:100]}")
    records = np.empty((len(letters), width + 4), np.uint8)
    records[:, :width] = letters
    records[:, width:] = np.frombuffer(np.uint32(number).tobytes(), np.uint8)
    return records


def _letters(content: bytes) -> Records:
    """Return a row for each code of a text in which a comma follows each."""
    step = content.index(b",") + 1
    if len(content) % step == 0:
        rows = np.frombuffer(content, np.uint8).reshape(-1, step)
        commas = rows == ord(",")
        if commas[:, -1].all() and not commas[:, :-1].any():  # all are equally long, as those of a batch are
            return rows[:, :-1]
    each = np.array(content[:-1].split(b","))
    return each.view(np.uint8).reshape(len(each), -1)


def in_order(several: Sequence[Records]) -> Part:
    """Put records together, as wide as the widest, and in order."""
    width = max(records.shape[1] for records in several)
    together = np.concatenate([_widened(records, width) for records in several])
    checksums = _checksums(together)
    order = np.argsort(checksums, kind="stable")
    return together[order], checksums[order]


def merged(tables: Sequence[Table]) -> Iterator[Part]:
    """Merge tables, a part at a time."""
    several = [_records(table) for table in tables]
    count = sum(map(len, several))
    bits = max(0, (max(count, 1) - 1).bit_length() - PART_CODES.bit_length() + 1)
    edges = [_edges(table, records, bits).tolist() for table, records in zip(tables, several, strict=True)]
    for part in range(2**bits):
        among = [records[edge[part] : edge[part + 1]] for records, edge in zip(several, edges, strict=True)]
        if any(map(len, among)):
            yield in_order(among)


class _Writing:
    """A table that is being written, a part at a time. `_writing` makes one."""

    def __init__(self, file: RawIOBase, name: str, width: int, codes: int, own: bool) -> None:
        self._file, self._name, self._codes, self._own = file, name, codes, own
        self._bits = max(0, (codes // _CODES_OF_A_BEGINNING).bit_length() - 1)
        self._counts = np.zeros(2**self._bits + 1, np.uint32)
        self._size = self._checksum = self._written = 0
        self._write(HEAD.pack(MAGIC, width, codes, self._bits, 0))

    def add(self, part: Part) -> None:
        """Write the next records; each part begins where the one before ended."""
        records, checksums = part
        self._write(records.tobytes())
        os.fdatasync(self._file.fileno())  # a little at a time: other work goes on in between
        beginnings = (checksums >> np.uint32(32 - self._bits)) if self._bits else np.zeros_like(checksums)
        low = int(beginnings[0])
        counts = np.bincount(beginnings - np.uint32(low))
        self._counts[low + 1 : low + 1 + len(counts)] += counts.astype(np.uint32)
        self._written += len(records)

    def finish(self) -> TableFile:
        """Write what is left, and return what a head says of the table.

        Raises:
            OSError: It could not be written.
            ValueError: There were more or fewer codes than announced.
        """
        if self._written != self._codes:
            raise ValueError(f"{self._codes} codes were announced, {self._written} came")
        self._write(np.cumsum(self._counts, dtype=np.uint32).astype("<u4").tobytes())
        os.fsync(self._file.fileno())
        return TableFile(self._name, self._codes, self._size, self._checksum, self._own)

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
        self._size += len(content)
        self._checksum = crc32(content, self._checksum)


@contextmanager
def _writing(folder: Path, width: int, codes: int, *, own: bool = False) -> Iterator[_Writing]:
    """Write a table of a new name; if the block fails, nothing is left of it.

    Args:
        folder: Where tables lie.
        width: Bytes of the longest code.
        codes: How many there will be.
        own: See `TableFile`.
    """
    path = folder / f"{codes}-{secrets.token_hex(6)}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "wb", buffering=0) as file:
            yield _Writing(file, path.name, width, codes, own)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def write_table(folder: Path, several: Sequence[Records], *, own: bool = False) -> TableFile:
    """Write a table of records in any order.

    Raises:
        OSError: It could not be written; nothing is left of it.
    """
    part = in_order(several)
    with _writing(folder, part[0].shape[1] - 4, len(part[0]), own=own) as table:
        table.add(part)
        return table.finish()


def write_merged(folder: Path, tables: Sequence[Table]) -> Iterator[TableFile | None]:
    """Write one table for several; give ``None`` after each part, and the table at the end.

    Raises:
        OSError: It could not be written; nothing is left of it.
    """
    width, codes = max(table.width for table in tables), sum(table.file.codes for table in tables)
    with _writing(folder, width, codes) as table:
        for part in merged(tables):
            yield None
            table.add((_widened(part[0], width + 4), part[1]))
        file = table.finish()
    yield file


def _records(table: Table) -> Records:
    step = table.width + 4
    content = np.frombuffer(table.content, np.uint8)
    return content[HEAD.size : HEAD.size + table.file.codes * step].reshape(-1, step)


def _edges(table: Table, records: Records, bits: int) -> npt.NDArray[np.uint32]:
    """Return where the records begin whose checksums begin with each value of some bits, and the end."""
    if table.bits >= bits:
        index = np.frombuffer(table.content, "<u4", offset=HEAD.size + records.size)
        return index[:: 2 ** (table.bits - bits)]
    beginnings = _checksums(records) >> np.uint32(32 - bits)
    return np.searchsorted(beginnings, np.arange(2**bits + 1)).astype(np.uint32)


def _checksums(records: Records) -> Checksums:
    checksums = np.full(len(records), 0xFFFFFFFF, np.uint32)
    for letters in records[:, :-4].T:
        after = _STEP[(checksums & 0xFF) ^ letters] ^ (checksums >> np.uint32(8))
        checksums = after if letters.all() else np.where(letters > 0, after, checksums)
    return ~checksums


def _widened(records: Records, width: int) -> Records:
    """Return records as wide as `width`, of which the last four bytes are the number."""
    missing = width - records.shape[1]
    if not missing:
        return records
    wide = np.zeros((len(records), width), np.uint8)
    wide[:, : records.shape[1] - 4], wide[:, -4:] = records[:, :-4], records[:, -4:]
    return wide
