"""What lies where of several batches beside each other, told by sums: however many bookings there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from printkit.store.denominators import Denominator, denominator
from printkit.store.model import Batch

_THERE = """
SELECT batch_id, place.name, sum(iif(on_day <= ?2, sign * pieces, 0)), sum(iif(on_day > ?2, pieces, 0))
FROM given JOIN place ON place.id = place_id
WHERE batch_id IN (SELECT value FROM json_each(?1)) GROUP BY batch_id, place_id
HAVING sum(sign * pieces) > 0
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A batch in the table.

    Attributes:
        now: What its rate is told of today.
        left: Pieces that can be handed out; those of planned hand-outs cannot.
    """

    batch: Batch
    now: Denominator
    left: int


@dataclass(frozen=True, slots=True)
class There:
    """Pieces of a batch at a place today, and those that are to go there later."""

    today: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A place, and what of each batch is there."""

    place: str
    there: tuple[There, ...]


def read_beside(
    db: Database, batches: Sequence[Batch], today: date
) -> tuple[tuple[Line, ...], tuple[Row, ...]]:
    """Return what is known of batches, and what of them lies at which place, by name.

    Args:
        db: The database.
        batches: Those meant, in the order of the columns.
        today: In the organisation's time zone.
    """
    column = {batch.id: number for number, batch in enumerate(batches)}
    by_place: dict[str, list[There]] = {}
    meant = f"[{','.join(map(str, column))}]"
    for batch_id, place, *there in db.execute(_THERE, [meant, today.isoformat()]):
        by_place.setdefault(place, [There()] * len(batches))[column[batch_id]] = There(*there)
    lines = []
    for number, batch in enumerate(batches):
        now = denominator(db, batch.id, today=today)
        out = sum(there[number].today + there[number].planned for there in by_place.values())
        lines.append(Line(batch, now, batch.copies - now.waste - out))
    rows = (Row(name, tuple(by_place[name])) for name in sorted(by_place, key=str.casefold))
    return tuple(lines), tuple(rows)
