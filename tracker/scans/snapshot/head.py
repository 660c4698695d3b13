"""The head of a snapshot: where groups of codes lead, and which tables hold the codes.

File: ``SIGNET-SNAPSHOT 2\\n``, one line of JSON (history, revision, tables), one for each target, and last
the CRC-32 of all before it, in 8 hexadecimal digits.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from printkit.store.model import DEFAULT_ORGANISATION

MAGIC = b"SIGNET-SNAPSHOT 2\n"
FIRST_STRANGER, FIRST_OWN = 1 << 31, 3 << 30
"""Numbers in tables: below the first a batch's; from it on those of strangers; from the second on targets
that single codes of batches have of their own."""
_END = 9
_AT_ONCE = 200
_NAME = re.compile(r"[0-9a-z-]{1,64}")


class SnapshotError(Exception):
    """A file is no whole snapshot, or no whole part of one."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a code answers.

    Attributes:
        batch_id: Its batch; of a stranger, that batch's number in the database that was lost.
        kind: Kind of destination, such as ``url``.
        reference: For the kind ``url``, the URL.
        retired: Whether the kind page is shown instead.
        organisation_id: Whose code it is.
        stranger_id: Number of its group of strangers, or 0 for codes of the database. Strangers are codes on
            paper that the database does not know, since an older one was restored.
    """

    batch_id: int
    kind: str
    reference: str
    retired: bool
    organisation_id: int = DEFAULT_ORGANISATION
    stranger_id: int = 0

    @property
    def stranger(self) -> bool:
        """Whether the database does not know the code."""
        return self.stranger_id > 0

    @property
    def group(self) -> int:
        """Number of the codes that came together with it."""
        return FIRST_STRANGER + self.stranger_id if self.stranger_id else self.batch_id


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table that a head names.

    Attributes:
        name: Its file in the folder of tables.
        codes: How many codes it has.
        size: Its length in bytes.
        checksum: CRC-32 of all of it.
        own: Whether its codes are in another table as well, and have answers of their own in this one.
    """

    name: str
    codes: int
    size: int
    checksum: int
    own: bool


Numbered = tuple[int, Target]


@dataclass(frozen=True, slots=True)
class Head:
    """All of a head.

    Attributes:
        history: Name of the history of the database that it was made from.
        revision: That of the database.
        tables: In the order in which a code is looked for.
        targets: With the numbers that stand for them in the tables, as lines of the file.
    """

    history: str
    revision: int
    tables: tuple[TableFile, ...]
    targets: Mapping[bytes, Numbered]

    def to_bytes(self) -> bytes:
        """Return the content of the file."""
        tables = [[one.name, one.codes, one.size, one.checksum, one.own] for one in self.tables]
        first = json.dumps({"history": self.history, "revision": self.revision, "tables": tables})
        content = b"\n".join((MAGIC[:-1], first.encode(), *self.targets, b""))
        return content + b"%08x\n" % crc32(content)

    @classmethod
    def from_bytes(cls, content: bytes, known: Mapping[bytes, Numbered] | None = None) -> Head:
        """Read the content of a file.

        Args:
            content: All of it.
            known: Lines of an earlier head: what is in both costs next to nothing, and stays the same object.

        Raises:
            SnapshotError: It is damaged or something else.
        """
        if not content.startswith(MAGIC):
            raise SnapshotError("it does not begin like a snapshot")
        if content[-_END:] != b"%08x\n" % crc32(memoryview(content)[:-_END]):
            raise SnapshotError("its checksum is wrong")
        lines = content[len(MAGIC) : -_END - 1].split(b"\n")
        try:
            first = json.loads(lines[0])
            tables = tuple(_table_file(*fields) for fields in first["tables"])
            return cls(
                str(first["history"]), int(first["revision"]), tables, _targets(lines[1:], known or {})
            )
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotError(f"its head cannot be read ({error})") from error


def line_of(number: int, target: Target) -> bytes:
    """Return the line of a target."""
    fields = (target.batch_id, target.kind, target.reference, int(target.retired))
    return json.dumps([number, *fields, target.organisation_id, target.stranger_id]).encode()


def _targets(lines: Sequence[bytes], known: Mapping[bytes, Numbered]) -> Mapping[bytes, Numbered]:
    found: dict[bytes, Numbered] = {}
    for at in range(0, len(lines), _AT_ONCE):
        for line in lines[at : at + _AT_ONCE]:
            found[line] = known.get(line) or _numbered(line)
        time.sleep(0)  # lets go of the interpreter: a worker's redirects do not wait for thousands of lines
    return found


def _numbered(line: bytes) -> Numbered:
    number, batch_id, kind, reference, retired, organisation_id, stranger_id = json.loads(line)
    return int(number), Target(
        int(batch_id), str(kind), str(reference), bool(retired), int(organisation_id), int(stranger_id)
    )


def _table_file(name: str, codes: int, size: int, checksum: int, own: bool) -> TableFile:
    if not _NAME.fullmatch(name):  # it becomes a path
        raise ValueError(f"{name!r} names no table")
    return TableFile(name, int(codes), int(size), int(checksum), bool(own))
