"""What every code answers, in few rows: a batch's codes are read only once, since they never change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from printkit.store.model import Answer


@dataclass(frozen=True, slots=True)
class Group:
    """Codes that came together, never change, and answer the same unless one has an answer of its own.

    Attributes:
        batch_id: Their batch; for strangers, its number in the database that was lost.
        organisation_id: Whose they are.
        kind: Kind of destination, such as ``url``.
        reference: For the kind ``url``, the URL.
        retired: Whether the kind page is shown instead.
        first: One of the codes, always the same: two databases with it have this group in common.
        stranger_id: Number of the group of strangers; 0 for a batch of this database.
    """

    batch_id: int
    organisation_id: int
    kind: str
    reference: str
    retired: bool
    first: str
    stranger_id: int = 0


@dataclass(frozen=True, slots=True)
class Answering:
    """What every code answers at one revision.

    Attributes:
        history: Name of the database's history: that of every backup of it.
        revision: Grows with every change.
        groups: All codes, by groups.
        own: Codes of batches with an answer of their own.
    """

    history: str
    revision: int
    groups: tuple[Group, ...]
    own: tuple[Answer, ...]


def revision(db: Database) -> int:
    """Return a number that grows with every change to what any code answers."""
    return int(db.execute("SELECT number FROM revision").fetchone()[0])


def answering(db: Database) -> Answering:
    """Read what every code answers, all of one moment."""
    with _reading(db):
        history = str(db.execute("SELECT name FROM history").fetchone()[0])
        groups = (*_batches(db), *_strangers(db))
        own = tuple(Answer(row[0], row[1], row[2], row[3], bool(row[4])) for row in db.execute(_OWN))
        return Answering(history, revision(db), groups, own)


def codes_of(db: Database, group: Group) -> str:
    """Return the codes of a group, in any order, with commas between them.

    One text, since a million Python objects for the codes of a batch would cost seconds.
    """
    sql, number = _CODES_OF_BATCH, group.batch_id
    if group.stranger_id:
        sql, number = _CODES_OF_STRANGERS, group.stranger_id
    return str(db.execute(sql, [number]).fetchone()[0] or "")


def answers(db: Database) -> Iterator[Answer]:
    """Give what every code of a batch answers now, in order of the codes, one after the other."""
    for row in db.execute("SELECT code, batch_id, kind, reference, retired FROM answer ORDER BY code"):
        yield Answer(row[0], row[1], row[2], row[3], bool(row[4]))


@contextmanager
def _reading(db: Database) -> Iterator[None]:
    """Let all statements of the block see one state of the database."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("ROLLBACK")


def _batches(db: Database) -> Iterator[Group]:
    for row in db.execute(_BATCHES):
        yield _group(row, 0)


def _strangers(db: Database) -> Iterator[Group]:
    for row in db.execute(_STRANGERS):
        yield _group(row, row[6])


def _group(row: Sequence[Any], stranger_id: int) -> Group:
    return Group(row[0], row[1], row[2], row[3], bool(row[4]), row[5], stranger_id)


_BATCHES = """
SELECT batch.id, campaign.organisation_id, destination.kind, destination.reference,
  batch.retired_at IS NOT NULL,
  (SELECT code FROM code WHERE batch_id = batch.id ORDER BY position LIMIT 1)
FROM batch
JOIN campaign ON campaign.id = batch.campaign_id
JOIN destination ON destination.id = batch.destination_id
WHERE batch.minted_at IS NOT NULL
ORDER BY batch.id
"""
_STRANGERS = """
SELECT batch_id, organisation_id, kind, reference, retired,
  (SELECT min(code) FROM stranger WHERE target_id = stranger_target.id), id
FROM stranger_target ORDER BY id
"""
_OWN = """
SELECT code.code, code.batch_id, destination.kind, destination.reference,
  code.retired_at IS NOT NULL OR batch.retired_at IS NOT NULL
FROM code INDEXED BY code_of_its_own
JOIN batch ON batch.id = code.batch_id
JOIN destination ON destination.id = coalesce(code.destination_id, batch.destination_id)
WHERE (code.destination_id IS NOT NULL OR code.retired_at IS NOT NULL) AND batch.minted_at IS NOT NULL
ORDER BY code.batch_id, code.code
"""
_CODES_OF_BATCH = "SELECT group_concat(code) FROM code WHERE batch_id = ?"
_CODES_OF_STRANGERS = "SELECT group_concat(code) FROM stranger WHERE target_id = ?"
