"""Snapshots as Signet 0.1 wrote them: a service that is upgraded while its database is away still redirects.

File: ``SIGNET-SNAPSHOT 1\\n``, one line of JSON (revision, codes, slots, targets), slots of 20 bytes (16
for the code, filled up with zeros; 4 for the number of its target), CRC-32 of all of it in 4 bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from zlib import crc32

from tracker.scans.snapshot.head import SnapshotError, Target

MAGIC = b"SIGNET-SNAPSHOT 1\n"
_CODE_BYTES = 16
_SLOT = struct.Struct(f"<{_CODE_BYTES}sI")
_EMPTY = bytes(_CODE_BYTES)
_NUMBER = struct.Struct("<I")


class Slots:
    """The codes of such a file, looked up as they lie in it.

    Args:
        content: All of the file.

    Raises:
        SnapshotError: It is damaged or something else.
    """

    def __init__(self, content: bytes) -> None:
        if not content.startswith(MAGIC) or len(content) < len(MAGIC) + 4:
            raise SnapshotError("it does not begin like a snapshot")
        if crc32(memoryview(content)[:-4]) != _NUMBER.unpack(content[-4:])[0]:
            raise SnapshotError("its checksum is wrong")
        end = content.index(b"\n", len(MAGIC))
        try:
            head = json.loads(content[len(MAGIC) : end])
            self.revision = int(head["revision"])
            self.codes = int(head["codes"])
            self.targets = tuple(Target(*fields) for fields in head["targets"])
            self._slots = int(head["slots"])
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotError(f"its head cannot be read ({error})") from error
        self._start, self._content = end + 1, content
        if self._slots < 1 or len(content) != self._start + self._slots * _SLOT.size + 4:
            raise SnapshotError("it has the wrong length")

    def find(self, code: bytes, checksum: int) -> int:
        """Return the number of a code's target, or -1; ``checksum`` is the code's CRC-32."""
        slot, key = checksum % self._slots, code.ljust(_CODE_BYTES, b"\0")
        while True:
            found, number = _SLOT.unpack_from(self._content, self._start + slot * _SLOT.size)
            if found == key:
                return int(number)
            if found == _EMPTY:
                return -1
            slot = (slot + 1) % self._slots

    def __iter__(self) -> Iterator[tuple[bytes, int]]:
        """Give all codes with the numbers of their targets."""
        for code, number in _SLOT.iter_unpack(memoryview(self._content)[self._start : -4]):
            if code != _EMPTY:
                yield code.rstrip(b"\0"), number
