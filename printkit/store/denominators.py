"""What a rate is told of: pieces that were handed out and did not come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from printkit.store.batches import find_batch
from printkit.store.stock import waste

_GIVEN = """
SELECT coalesce(sum(iif(sign > 0, pieces, 0)), 0), coalesce(sum(iif(sign < 0, pieces, 0)), 0)
FROM given WHERE batch_id = ?1 AND on_day <= ?2 AND (?3 IS NULL OR place_id = ?3)
"""


@dataclass(frozen=True, slots=True)
class Denominator:
    """What a rate of a batch, or of a batch at one place, is told of on a day.

    Attributes:
        printed: Pieces printed; of one place, what was handed out to it.
        handed_out: Pieces given to places by that day. One that came back and was given again counts twice.
        returned: Pieces that came back by then.
        waste: Pieces spoilt before they were handed out; 0 for one place.
        counted: What the rate is told of: ``handed_out - returned``.
    """

    printed: int
    handed_out: int
    returned: int
    waste: int
    counted: int

    @property
    def in_stock(self) -> int:
        """Pieces that could be handed out."""
        return self.printed - self.waste - self.counted


def denominator(db: Database, batch_id: int, place_id: int | None = None, *, today: date) -> Denominator:
    """Return what the rate of a batch is told of.

    Args:
        db: The database.
        batch_id: Its number.
        place_id: At this place only.
        today: In the organisation's time zone; what is planned for later is left out.

    Raises:
        SignetError: There is no such batch.
    """
    batch = find_batch(db, batch_id)
    given, back = db.execute(_GIVEN, [batch_id, today.isoformat(), place_id]).fetchone()
    if place_id is not None:
        return Denominator(given, given, back, 0, given - back)
    printed = batch.copies if batch.printed_at or given else 0
    return Denominator(printed, given, back, sum(one.pieces for one in waste(db, batch_id)), given - back)
