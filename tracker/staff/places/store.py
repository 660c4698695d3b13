"""What is known of places besides their figures: what lies there, and since when they are used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from printkit.store.model import Place
from printkit.store.places import places

_USED = """
SELECT given.place_id, count(DISTINCT given.batch_id), sum(sign * pieces), min(on_day), max(on_day)
FROM given JOIN place ON place.id = given.place_id AND organisation_id = ?
WHERE on_day <= ? GROUP BY given.place_id
"""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place in the list.

    Attributes:
        batches: Batches of which anything was given to it by today.
        there: Pieces that are there.
        first: The day of the first hand-out, ``None`` if nothing was given to it yet.
        last: The day of the last hand-out or return.
    """

    place: Place
    batches: int
    there: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class BatchThere:
    """A batch of which pieces were given to a place."""

    batch_id: int
    batch: str
    campaign_id: int
    campaign: str
    there: int


def place_lines(db: Database, organisation_id: int, today: date) -> tuple[PlaceLine, ...]:
    """Return all places by name."""
    used = {row[0]: row[1:] for row in db.execute(_USED, [organisation_id, today.isoformat()])}
    lines = []
    for place in sorted(places(db, organisation_id), key=lambda one: one.name.casefold()):
        batches, there, first, last = used.get(place.id, (0, 0, None, None))
        lines.append(PlaceLine(place, batches, there, _day(first), _day(last)))
    return tuple(lines)


def batches_at(db: Database, place: Place, today: date) -> tuple[BatchThere, ...]:
    """Return the batches of which a place was given pieces, the latest first."""
    rows = db.execute(
        "SELECT batch.id, batch.name, campaign.id, campaign.name, sum(sign * pieces) FROM given"
        " JOIN batch ON batch.id = given.batch_id JOIN campaign ON campaign.id = batch.campaign_id"
        " WHERE given.place_id = ? AND on_day <= ? GROUP BY batch.id"
        " ORDER BY max(on_day) DESC, batch.id DESC",
        [place.id, today.isoformat()],
    )
    return tuple(BatchThere(*row) for row in rows)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
