"""The snapshot as a worker has it: loaded when it is new, kept while a newer one is damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from tracker.scans.snapshot import format1
from tracker.scans.snapshot.head import Head, Numbered, SnapshotError, Target
from tracker.scans.snapshot.table import Table

TABLES, EARLIER = "codes", "snapshot.earlier"
"""Beside the head: the folder of the tables, and the head that was there before."""


class Snapshot:
    """The answers of all codes at one revision of the database. `read` loads one.

    Attributes:
        history: Name of the history of that database, or ``""`` if an older Signet wrote it.
        revision: That of the database.
        codes: How many codes it knows.
        targets: What codes answer.
        whole: Whether all of its files could be read. If not, a code may be known although it is not found.
        head: The head that it was made from; ``None`` if an older Signet wrote it.
        tables: Those of the head.
    """

    __slots__ = (
        "_few",
        "_index",
        "_tables",
        "codes",
        "head",
        "history",
        "revision",
        "tables",
        "targets",
        "whole",
    )

    def __init__(self, head: Head | None, tables: Sequence[Table], *, whole: bool = True) -> None:
        self.head, self.tables, self.whole = head, tuple(tables), whole
        numbered: Sequence[Numbered] = tuple(head.targets.values()) if head else ()
        self.history, self.revision = (head.history, head.revision) if head else ("", 0)
        self.targets = tuple(target for _, target in numbered)
        self._index = {number: index for index, (number, _) in enumerate(numbered)}
        self._few = {code: number for table in self.tables for code, number in table.few.items()}
        self._tables: tuple[Table | format1.Slots, ...] = tuple(one for one in self.tables if not one.few)
        self.codes = sum(table.file.codes for table in self.tables if not table.file.own)

    @classmethod
    def of_format_1(cls, content: bytes) -> Snapshot:
        """Make one of a file that an older Signet wrote.

        Raises:
            SnapshotError: It is damaged or something else.
        """
        slots, snapshot = format1.Slots(content), cls(None, ())
        snapshot.revision, snapshot.codes = slots.revision, slots.codes
        snapshot.targets, snapshot._tables = slots.targets, (slots,)
        snapshot._index = {number: number for number in range(len(slots.targets))}
        return snapshot

    def find(self, code: str) -> int:
        """Return the number of a code's target in `targets`, or -1 for an unknown code.

        Args:
            code: ASCII, in capitals.
        """
        key = code.encode("ascii")
        if key in self._few:
            return self._index.get(self._few[key], -1)
        checksum = crc32(key)
        for table in self._tables:
            number = table.find(key, checksum)
            if number >= 0:
                return self._index.get(number, -1)
        return -1

    def __iter__(self) -> Iterator[tuple[str, Target]]:
        """Give all codes with what they answer; each once."""
        for table in self._tables:
            if isinstance(table, Table) and table.file.own:
                continue
            for key, _ in table:
                code = key.decode("ascii")
                yield code, self.targets[self.find(code)]


def read(path: Path, before: Snapshot | None = None) -> Snapshot:
    """Load a snapshot.

    Args:
        path: Its head.
        before: An earlier one: what both have is not read again.

    Raises:
        OSError: A file cannot be read.
        SnapshotError: A file is damaged or something else.
    """
    content = path.read_bytes()
    if content.startswith(format1.MAGIC):
        return Snapshot.of_format_1(content)
    head = Head.from_bytes(content, before.head.targets if before and before.head else None)
    held = {table.file: table for table in before.tables} if before else {}
    return Snapshot(head, [held.get(file) or Table(path.parent / TABLES, file) for file in head.tables])


def read_what_is_left(path: Path) -> Snapshot:
    """Load what can be read of a snapshot; without its damaged tables it is not `whole`.

    Raises:
        OSError, SnapshotError: The head cannot be read.
    """
    head, tables = Head.from_bytes(path.read_bytes()), []
    for file in head.tables:
        with suppress(OSError, SnapshotError):
            tables.append(Table(path.parent / TABLES, file))
    return Snapshot(head, tables, whole=len(tables) == len(head.tables))


def best_left(path: Path) -> Snapshot | None:
    """Return what a process that starts beside damaged files can use: the earlier one, else what is left."""
    with suppress(OSError, SnapshotError):
        return read(path.with_name(EARLIER))
    with suppress(OSError, SnapshotError):
        return read_what_is_left(path)
    return None


class SnapshotFile:
    """The newest whole snapshot, kept while a newer one is damaged.

    A process that starts beside damaged files takes what is best: the earlier snapshot if that is whole, else
    what is left of the newest one.

    Args:
        path: The head; it may be missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self.snapshot: Snapshot | None = None
        self.fault = ""
        self.refresh()
        if self.snapshot is None:
            self.snapshot = best_left(path)

    def refresh(self) -> bool:
        """Load the snapshot if it is another one than the last; return whether there is a new one.

        Call it several times a second, from a thread of its own: redirects do not wait for it.
        """
        try:
            state = self._path.stat()
            seen = (state.st_ino, state.st_mtime_ns, state.st_size)
            if seen == self._seen:
                return False
            self._seen = seen
            self.snapshot = read(self._path, self.snapshot)
        except FileNotFoundError as error:
            self._seen = None
            if str(error.filename) != str(self._path):
                self.fault = f"the table {Path(error.filename).name} is missing"
            else:
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
