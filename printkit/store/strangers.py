"""Strangers: codes on paper that this database does not know, since an older backup of it was restored.

They go on leading to where they led, and no later code is one of them. Their batches, positions and figures
are lost; only the younger database, if it is found, has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION
from printkit.store.times import to_optional_time, to_text, to_time

_UNKNOWN = """
SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM code WHERE code = ?1)
  AND NOT EXISTS (SELECT 1 FROM stranger WHERE code = ?1)
"""


@dataclass(frozen=True, slots=True)
class Strangers:
    """Codes of one batch of a lost database that lead to one destination.

    Attributes:
        batch_id: Number of the batch in the lost database; it is printed on its sheets.
        kind: Kind of destination, such as ``url``.
        reference: For the kind ``url``, the URL.
        retired: Whether they were retired.
        codes: How many they are.
        found_at: When they were missed.
        accepted_at: When somebody was content with that, or ``None``.
    """

    batch_id: int
    kind: str
    reference: str
    retired: bool
    codes: int
    found_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lost:
    """Where codes led that may be strangers; the attributes are those of `Strangers`.

    An organisation that this database does not have either becomes the default one.
    """

    batch_id: int
    organisation_id: int
    kind: str
    reference: str
    retired: bool


def keep_strangers(db: Database, lost: Lost, codes: Sequence[str], *, at: datetime | None = None) -> int:
    """Store those of the codes that the database does not know, and return how many they are.

    Args:
        db: The database.
        lost: Where they led.
        codes: Some ten thousand at most: all are stored in one transaction.
        at: When, by default now.
    """
    with transaction(db):
        fresh = [code for code in codes if db.conn.execute(_UNKNOWN, [code]).fetchone()]
        if not fresh:
            return 0
        target_id = db.execute(
            "INSERT INTO stranger_target"
            " (organisation_id, batch_id, kind, reference, retired, codes, found_at)"
            " VALUES (coalesce((SELECT id FROM organisation WHERE id = ?), ?), ?, ?, ?, ?, ?, ?)",
            [
                lost.organisation_id,
                DEFAULT_ORGANISATION,
                lost.batch_id,
                lost.kind,
                lost.reference,
                int(lost.retired),
                len(fresh),
                to_text(at),
            ],
        ).lastrowid
        db.conn.executemany(
            "INSERT INTO stranger VALUES (?, ?)", [(code, target_id) for code in sorted(fresh)]
        )
        return len(fresh)


def strangers(db: Database) -> tuple[Strangers, ...]:
    """Return all strangers, by batch of the lost database and destination."""
    rows = db.execute(
        "SELECT batch_id, kind, reference, retired, sum(codes), min(found_at),"
        " iif(count(accepted_at) = count(*), max(accepted_at), NULL)"
        " FROM stranger_target GROUP BY batch_id, kind, reference, retired ORDER BY min(id)"
    )
    return tuple(
        Strangers(row[0], row[1], row[2], bool(row[3]), row[4], to_time(row[5]), to_optional_time(row[6]))
        for row in rows
    )


def unaccepted_strangers(db: Database) -> int:
    """Return how many codes are strangers with which nobody has said to be content."""
    sql = "SELECT coalesce(sum(codes), 0) FROM stranger_target WHERE accepted_at IS NULL"
    return int(db.execute(sql).fetchone()[0])


def accept_strangers(db: Database, *, at: datetime | None = None) -> int:
    """Note that somebody knows of the strangers and is content; return how many codes are meant."""
    with transaction(db):
        count = unaccepted_strangers(db)
        db.execute("UPDATE stranger_target SET accepted_at = ? WHERE accepted_at IS NULL", [to_text(at)])
        return count
