"""A table: to each of its codes a number. Used as it lies in the file, without a Python object for each code.

File: ``SIGNET-CODES 1\\n`` and a null; four unsigned 32-bit numbers (width, codes, bits, null); records of
width + 4 bytes (the code, filled up with zeros; its number), in rising order of the CRC-32 of the code; then
2 ** bits + 1 numbers: where the records begin whose CRC-32 begins with those bits. All numbers are
little-endian. There are three to six records to a beginning, so a code is found at the first look.

Tables of up to `LARGEST_READ` are read, larger ones mapped: all workers share them, but whoever shortens
such a file ends the workers.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

from tracker.scans.snapshot.head import SnapshotError, TableFile

MAGIC = b"SIGNET-CODES 1\n\0"
HEAD = struct.Struct("<16s4I")
WIDEST = 16
LARGEST_READ = 32 * 1024 * 1024
FEW = 2_000
_PAIR = struct.Struct("<2I")


class Table:
    """A table whose checksum was right when it was opened.

    Args:
        folder: Where tables lie.
        file: What the head says of it.

    Raises:
        OSError: It cannot be read.
        SnapshotError: It is damaged or another one.

    Attributes:
        file: What the head says of it.
        content: The file.
        width: Bytes of a code in it.
        bits: Of a CRC-32, that the index has.
        few: All of it, if its codes have answers of their own and are few; every hit asks for them first.
    """

    __slots__ = ("_at_index", "_shift", "bits", "content", "few", "file", "width")

    def __init__(self, folder: Path, file: TableFile) -> None:
        content = _open(folder / file.name, file)
        self.file, self.content = file, content
        magic, self.width, codes, self.bits, _ = HEAD.unpack_from(content)
        self._at_index = HEAD.size + codes * (self.width + 4)
        if (
            magic != MAGIC
            or codes != file.codes
            or self.bits > 32
            or len(content) != self._at_index + 4 * (2**self.bits + 1)
        ):
            raise SnapshotError(f"the table {file.name} is not as it should be")
        self._shift = 32 - self.bits
        self.few = dict(self) if file.own and codes <= FEW else {}

    def find(self, code: bytes, checksum: int) -> int:
        """Return the number of a code, or -1.

        Args:
            code: ASCII, in capitals.
            checksum: Its CRC-32.
        """
        width, content = self.width, self.content
        first, end = _PAIR.unpack_from(content, self._at_index + 4 * (checksum >> self._shift))
        if first == end:
            return -1
        step = width + 4
        key = code if len(code) == width else code.ljust(width, b"\0")
        start, stop = HEAD.size + first * step, HEAD.size + end * step
        at = content.find(key, start, stop)
        while at >= 0 and (at - start) % step:  # across the border of two records
            at = content.find(key, at + 1, stop)
        return -1 if at < 0 else int.from_bytes(content[at + width : at + step], "little")

    def __iter__(self) -> Iterator[tuple[bytes, int]]:
        """Give all codes with their numbers."""
        records = struct.Struct(f"<{self.width}sI")
        with memoryview(self.content) as view, view[HEAD.size : self._at_index] as part:
            for code, number in records.iter_unpack(part):
                yield code.rstrip(b"\0"), number


def _open(path: Path, file: TableFile) -> bytes | mmap:
    with path.open("rb") as opened:
        if os.fstat(opened.fileno()).st_size != file.size or file.size < HEAD.size + 4:
            raise SnapshotError(f"the table {file.name} has the wrong length")
        content: bytes | mmap = (
            opened.read() if file.size <= LARGEST_READ else mmap(opened.fileno(), 0, access=ACCESS_READ)
        )
    if crc32(content) != file.checksum:  # the interpreter is free meanwhile
        raise SnapshotError(f"the checksum of the table {file.name} is wrong")
    return content
