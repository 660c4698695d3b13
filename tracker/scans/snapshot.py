"""What every code answers, in one file that workers keep in memory.

The background process writes it at every change, the workers load it when it is new; so a worker starts and
redirects while the database is locked, damaged or gone. A hash table of fixed slots is used as it lies in
the file: loading a million codes is reading 40 MB, without a Python object for each.

File: ``SIGNET-SNAPSHOT 1\\n``, one line of JSON (revision, slots, targets), slots of 20 bytes (16 for the
code, filled up with zeros; 4 for the number of its target), CRC-32 of all of it in 4 bytes.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from printkit.files import replace_file
from printkit.store.model import Answer

MAGIC = b"SIGNET-SNAPSHOT 1\n"
CODE_BYTES = 16
SLOT = CODE_BYTES + 4
SPARSENESS = 2.0
"""Slots per code: at two, a code is found at the first or second look."""
_EMPTY = bytes(CODE_BYTES)
_NUMBER = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Target:
    """What a code answers.

    Attributes:
        batch_id: Its batch.
        kind: Kind of destination, such as ``url``.
        reference: For the kind ``url``, the URL.
        retired: Whether the kind page is shown instead.
    """

    batch_id: int
    kind: str
    reference: str
    retired: bool


class SnapshotError(Exception):
    """The file is no whole snapshot of this format."""


class Snapshot:
    """The answers of all codes at one revision of the database. Make it with `read` or `build`."""

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
        self._start, self.content = end + 1, content
        if len(content) != self._start + self._slots * SLOT + 4:
            raise SnapshotError("it has the wrong length")

    @classmethod
    def read(cls, path: Path) -> Snapshot:
        """Load a file.

        Raises:
            OSError: It cannot be read.
            SnapshotError: It is damaged or something else.
        """
        return cls(path.read_bytes())

    def find(self, code: str) -> int:
        """Return the number of a code's target in `targets`, or -1 for an unknown code.

        Args:
            code: ASCII, in capitals, at most `CODE_BYTES` long.
        """
        key = code.encode("ascii")
        slots, content = self._slots, self.content
        slot = crc32(key) % slots
        key = key.ljust(CODE_BYTES, b"\0")
        while True:
            at = self._start + slot * SLOT
            found = content[at : at + CODE_BYTES]
            if found == key:
                return int.from_bytes(content[at + CODE_BYTES : at + SLOT], "little")
            if found == _EMPTY:
                return -1
            slot = (slot + 1) % slots


def build(answers: Iterable[Answer], revision: int) -> Snapshot:
    """Make a snapshot of what every code answers.

    Raises:
        ValueError: A code is too long for the format.
    """
    numbers: dict[Target, int] = {}
    entries = [
        (answer.code.encode("ascii"), numbers.setdefault(_target(answer), len(numbers))) for answer in answers
    ]
    slots = max(8, math.ceil(len(entries) * SPARSENESS))
    table = _table(entries, slots)
    head = {
        "revision": revision,
        "codes": len(entries),
        "slots": slots,
        "targets": [[target.batch_id, target.kind, target.reference, target.retired] for target in numbers],
    }
    content = MAGIC + json.dumps(head).encode("ascii") + b"\n" + table
    return Snapshot(content + _NUMBER.pack(crc32(content)))


def write(snapshot: Snapshot, path: Path) -> None:
    """Put a snapshot in place of the old one.

    Raises:
        OSError: It could not be written; the old one is untouched.
    """
    replace_file(path, snapshot.content)


def _target(answer: Answer) -> Target:
    return Target(answer.batch_id, answer.kind, answer.reference, answer.retired)


def _table(entries: Iterable[tuple[bytes, int]], slots: int) -> bytearray:
    table = bytearray(slots * SLOT)
    for code, number in entries:
        if len(code) > CODE_BYTES:
            raise ValueError(f"code {code!r} is longer than {CODE_BYTES}")
        slot = crc32(code) % slots
        while table[slot * SLOT]:
            slot = (slot + 1) % slots
        at = slot * SLOT
        table[at : at + len(code)] = code
        table[at + CODE_BYTES : at + SLOT] = _NUMBER.pack(number)
    return table


class SnapshotFile:
    """The newest whole snapshot of a file, kept while a newer one is damaged.

    Args:
        path: The file; it may be missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self.snapshot: Snapshot | None = None
        self.fault = ""
        self.refresh()

    def refresh(self) -> bool:
        """Load the file if it is another one than the last; return whether there is a new snapshot."""
        try:
            state = self._path.stat()
            seen = (state.st_ino, state.st_mtime_ns, state.st_size)
            if seen == self._seen:
                return False
            self._seen = seen
            self.snapshot = Snapshot.read(self._path)
        except FileNotFoundError:
            self.fault = "" if self.snapshot else "there is no snapshot yet"
            return False
        except SnapshotError as error:  # files are replaced whole: this one stays as it is
            self.fault = str(error)
            return False
        except OSError as error:
            self._seen, self.fault = None, error.strerror or "it cannot be read"
            return False
        self.fault = ""
        return True
