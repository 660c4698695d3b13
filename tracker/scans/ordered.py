"""What the fold must know of what was ordered: whose a code is, and where its piece was handed out."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlite_utils import Database

from tracker.scans.calendar import Calendar

NOWHERE = 0
"""The place of a piece that was not handed out at the time of the hit."""


class Piece(NamedTuple):
    """Whose a code is."""

    batch_id: int
    position: int
    campaign_id: int
    organisation_id: int


class Holding(NamedTuple):
    """Where the pieces of a bundle are, from a moment on."""

    first: int
    last: int
    place_id: int
    from_ms: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How long an organisation keeps events.

    Attributes:
        days: How many; 0 for none at all.
        since: The hour from which on every hit is an event too.
    """

    days: int
    since: int


class Ordered:
    """What was ordered, as far as some codes are concerned; read inside the caller's transaction."""

    def __init__(self, db: Database, codes: Iterable[str]) -> None:
        self.pieces = pieces_of(db, codes)
        organisations = {piece.organisation_id for piece in self.pieces.values()}
        batches = {piece.batch_id: piece.organisation_id for piece in self.pieces.values()}
        self.calendars = {number: calendar_of(db, number) for number in organisations}
        self.kept = {number: kept_of(db, number) for number in organisations}
        self.calendar_of_batch = {batch: self.calendars[number] for batch, number in batches.items()}
        self._holdings = {
            batch: holdings(db, batch, calendar) for batch, calendar in self.calendar_of_batch.items()
        }

    def place_at(self, piece: Piece, at_ms: int) -> int:
        """Return the number of the place where a piece was at a time, or `NOWHERE`."""
        known = self._holdings[piece.batch_id]
        at = bisect_right(known, piece.position, key=lambda one: one.first) - 1
        if at >= 0 and known[at].last >= piece.position and known[at].from_ms <= at_ms:
            return known[at].place_id
        return NOWHERE


def pieces_of(db: Database, codes: Iterable[str]) -> Mapping[str, Piece]:
    """Return whose the codes are; those that this database does not have are left out."""
    rows = db.execute(
        "SELECT code.code, code.batch_id, coalesce(code.position, 0), campaign_id, organisation_id"
        " FROM json_each(?) AS wanted CROSS JOIN code ON code.code = wanted.value"
        " CROSS JOIN batch ON batch.id = code.batch_id"
        " CROSS JOIN campaign ON campaign.id = batch.campaign_id",
        [json.dumps(list(codes))],
    )
    return {row[0]: Piece(*row[1:]) for row in rows}


def calendar_of(db: Database, organisation_id: int) -> Calendar:
    """Return the calendar of an organisation."""
    row = db.execute("SELECT time_zone FROM organisation WHERE id = ?", [organisation_id]).fetchone()
    return Calendar(row[0])


def kept_of(db: Database, organisation_id: int) -> Kept:
    """Return how long an organisation keeps events."""
    row = db.execute(
        "SELECT coalesce(event_days, 30), coalesce(complete_since, 0) FROM organisation"
        " LEFT JOIN retention ON organisation_id = organisation.id WHERE organisation.id = ?",
        [organisation_id],
    ).fetchone()
    return Kept(*row)


def holdings(db: Database, batch_id: int, calendar: Calendar) -> tuple[Holding, ...]:
    """Return where the pieces of a batch are, by position; a hand-out holds from its day's beginning."""
    rows = db.execute(
        "SELECT coalesce(first, 0), coalesce(last, 0), hand_out.place_id, handed_out_on"
        " FROM hand_out LEFT JOIN bundle ON bundle.id = bundle_id WHERE hand_out.batch_id = ? ORDER BY 1",
        [batch_id],
    )
    return tuple(
        Holding(first, last, place, calendar.midnight_ms(date.fromisoformat(on)))
        for first, last, place, on in rows
    )
