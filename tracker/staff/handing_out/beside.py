"""What lies where of several batches beside each other, told by sums: however many bookings there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from printkit.store.denominators import Denominator, denominator
from printkit.store.model import Batch

_THERE = """
SELECT batch_id, place.name, sum(sign * pieces) AS there FROM given JOIN place ON place.id = place_id
WHERE batch_id IN (SELECT value FROM json_each(?)) GROUP BY batch_id, place_id HAVING there > 0
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
class Row:
    """A place, and how many pieces of each batch are there, planned ones among them."""

    place: str
    there: tuple[int, ...]


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
    by_place: dict[str, list[int]] = {}
    for batch_id, place, there in db.execute(_THERE, [f"[{','.join(map(str, column))}]"]):
        by_place.setdefault(place, [0] * len(batches))[column[batch_id]] = there
    lines = []
    for number, batch in enumerate(batches):
        now = denominator(db, batch.id, today=today)
        out = sum(there[number] for there in by_place.values())
        lines.append(Line(batch, now, batch.copies - now.waste - out))
    rows = (Row(name, tuple(by_place[name])) for name in sorted(by_place, key=str.casefold))
    return tuple(lines), tuple(rows)
