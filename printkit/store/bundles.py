"""Bundles as they were made after printing, before anybody knows where they go."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import Batch, Bundle

MOST = 1000
"""Bundles of a batch; more is a slip of the pen, and nobody can look through them."""


def bundles(db: Database, batch_id: int) -> tuple[Bundle, ...]:
    """Return the bundles of a batch in order of position."""
    found = db.execute(
        "SELECT first, last FROM made_bundle WHERE batch_id = ? ORDER BY first", [batch_id]
    ).fetchall()
    return tuple(
        Bundle(batch_id, number, len(found), first, last)
        for number, (first, last) in enumerate(found, start=1)
    )


def make_bundles(db: Database, batch: Batch, sizes: Sequence[int]) -> tuple[Bundle, ...]:
    """Note how a batch lies in bundles, instead of what was noted before; what was handed out stays.

    Args:
        db: The database.
        batch: From `find_batch`.
        sizes: Pieces in each, from the first position on; none for no bundles. Together at most the copies.

    Raises:
        SignetError: A bundle would be empty, or they hold more than there are copies.
    """
    if any(size < 1 for size in sizes) or sum(sizes) > batch.copies or len(sizes) > MOST:
        raise SignetError.of(
            "bundles",
            f"{len(sizes)} bundles of {sum(sizes)} pieces do not fit the batch of {batch.copies} copies.",
            f"Make at most {MOST} bundles that hold {batch.copies} pieces together.",
            key="size",
        )
    with transaction(db):
        db.execute("DELETE FROM made_bundle WHERE batch_id = ?", [batch.id])
        first = 1
        for size in sizes:
            db.execute("INSERT INTO made_bundle VALUES (?, ?, ?)", [batch.id, first, first + size - 1])
            first += size
        return bundles(db, batch.id)


def equal_sizes(copies: int, size: int) -> tuple[int, ...]:
    """Return the sizes of bundles of the same size; the last one has what is left."""
    whole, rest = divmod(copies, max(size, 1))
    return (size,) * whole + ((rest,) if rest else ())
