"""What the fold must know of what was ordered: whose a code is, and where its piece was handed out."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


FOREVER_MS = 2**62


class Holding(NamedTuple):
    """Where some pieces are, from a moment on and until they come back (`FOREVER_MS`: they did not)."""

    first: int
    last: int
    place_id: int
    from_ms: int
    until_ms: int = FOREVER_MS


class Holdings:
    """Where the pieces of a batch are, and were.

    Args:
        held: In any order. Those of the same pieces have the same ``first`` and ``last``, and none overlap in
            time; see `parted`. What came back on the day on which it was given was there at no moment.
    """

    def __init__(self, held: Iterable[Holding]) -> None:
        lasting = (one for one in held if one.from_ms < one.until_ms)
        self.held = tuple(sorted(lasting, key=lambda one: (one.first, one.from_ms)))
        self._of: dict[int, list[Holding]] = {}
        for one in self.held:
            self._of.setdefault(one.first, []).append(one)
        self._firsts = list(self._of)

    def of(self, position: int) -> Sequence[Holding]:
        """Return where a piece was, in order of time."""
        at = bisect_right(self._firsts, position) - 1
        found = self._of[self._firsts[at]] if at >= 0 else []
        return found if found and found[0].last >= position else ()

    def place_at(self, position: int, at_ms: int) -> int:
        """Return the number of the place where a piece was at a time, or `NOWHERE`."""
        for one in self.of(position):
            if one.from_ms <= at_ms < one.until_ms:
                return one.place_id
        return NOWHERE


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
        return self._holdings[piece.batch_id].place_at(piece.position, at_ms)


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


def holdings(db: Database, batch_id: int, calendar: Calendar) -> Holdings:
    """Return where the pieces of a batch are and were.

    A hand-out holds from its day's beginning, and until that of the day on which its pieces came back. Of
    copies with one code nobody can tell which came back: the place has them until all have.
    """
    ends: dict[int, list[tuple[int, int, int]]] = {}
    for number, first, last, on in db.execute(
        "SELECT hand_out_id, first, last, back_on FROM come_back WHERE batch_id = ? AND first IS NOT NULL",
        [batch_id],
    ):
        ends.setdefault(number, []).append((first, last, calendar.midnight_ms(date.fromisoformat(on))))
    rows = db.execute(
        "SELECT hand_out.id, first, last, hand_out.place_id, handed_out_on"
        " FROM hand_out JOIN bundle ON bundle.id = bundle_id WHERE hand_out.batch_id = ?",
        [batch_id],
    )
    held = [
        part
        for number, first, last, place, on in rows
        for part in _ended(
            Holding(first, last, place, calendar.midnight_ms(date.fromisoformat(on))), ends.get(number, ())
        )
    ]
    return Holdings([*parted(held), *_with_one_code(db, batch_id, calendar)])


def _ended(one: Holding, ends: Iterable[tuple[int, int, int]]) -> Iterator[Holding]:
    """Yield the parts of a holding, each until it came back; no two ends are of the same piece."""
    begin = one.first
    for first, last, until_ms in sorted(ends):
        if begin < first:
            yield one._replace(first=begin, last=first - 1)
        yield one._replace(first=first, last=last, until_ms=until_ms)
        begin = last + 1
    if begin <= one.last:
        yield one._replace(first=begin)


def parted(held: Sequence[Holding]) -> Iterator[Holding]:
    """Yield the same holdings, cut so that any two have either the same pieces or none in common."""
    cuts = sorted({one.first for one in held} | {one.last + 1 for one in held})
    for one in held:
        begins = cuts[bisect_left(cuts, one.first) : bisect_left(cuts, one.last + 1)]
        for begin, end in zip(begins, [*begins[1:], one.last + 1], strict=True):
            yield one._replace(first=begin, last=end - 1)


def _with_one_code(db: Database, batch_id: int, calendar: Calendar) -> Iterator[Holding]:
    """Yield where copies with one code are: a place has them from the first that it was given to the last."""
    rows = db.execute(
        "SELECT on_day, given.place_id, sum(sign * pieces) FROM given JOIN batch ON batch.id = batch_id"
        " WHERE batch_id = ? AND kind = 'one-code' GROUP BY on_day, given.place_id"
        " ORDER BY on_day, sum(sign * pieces)",  # what comes back on a day does so before others go out
        [batch_id],
    )
    there: dict[int, int] = {}
    begun: dict[int, str] = {}
    for on, place, pieces in rows:
        there[place] = there.get(place, 0) + pieces
        if there[place] and place not in begun:
            begun[place] = on
        elif not there[place] and place in begun:
            yield _single(calendar, place, begun.pop(place), on)
    for place, on in begun.items():
        yield _single(calendar, place, on, None)


def _single(calendar: Calendar, place: int, since: str, until: str | None) -> Holding:
    ends_ms = calendar.midnight_ms(date.fromisoformat(until)) if until else FOREVER_MS
    return Holding(0, 0, place, calendar.midnight_ms(date.fromisoformat(since)), ends_ms)
