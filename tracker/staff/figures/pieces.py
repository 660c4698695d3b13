"""The pieces of a batch, a page at a time, and one piece: when it was scanned, and what came last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.batches import find_batch, find_code
from printkit.store.model import Batch, BatchKind, Code
from printkit.store.organisations import organisation, organisation_of
from printkit.store.stock import hand_outs
from tracker.reports.piece_list import (
    PieceLine,
    PieceList,
    There,
    View,
    find_piece,
    hits_of_piece,
    list_pieces,
    whereabouts,
)
from tracker.reports.pieces import LiveHit
from tracker.scans.calendar import Calendar
from tracker.scans.ordered import kept_of
from tracker.staff.figures.numbers import count
from tracker.staff.paging import number_in

MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class PiecesPage:
    """Pieces of a batch.

    Attributes:
        places: Names of places that were given pieces of it.
        place: The only one, or ``""``.
        sought: What was typed to find a piece, or ``""``.
        problem: Why it was not found, or ``""``.
        found: The position that was found, ``None`` if nothing was sought.
    """

    batch: Batch
    list: PieceList
    view: View
    places: tuple[str, ...]
    place: str
    sought: str
    problem: str
    found: int | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class PiecePage:
    """One piece.

    Attributes:
        code: With a destination of its own, if it has one.
        there: Where it lies and since when, or ``None``.
        came_back: Whether it was handed out and lies at no place any more.
        first_day: On which day it was scanned first, that of the hand-out is 1; ``None`` if it was not.
        hits: The last single hits that are kept, the newest first.
        kept_days: For how many days single hits are kept.
    """

    batch: Batch
    code: Code
    line: PieceLine
    there: There | None
    came_back: bool
    first_day: int | None
    hits: tuple[LiveHit, ...]
    kept_days: int
    time_zone: str


def read_pieces(db: Database, batch: Batch, asked: Mapping[str, str], now: datetime) -> PiecesPage:
    """Return the pieces that an address asks for; what cannot be is left out."""
    zone = organisation(db, organisation_of(db, batch)).time_zone
    where = whereabouts(db, batch, now.astimezone(ZoneInfo(zone)).date())
    place = asked.get("place", "") if asked.get("place") in where.places else ""
    view = View(asked["view"]) if asked.get("view") in set(View) else View.POSITION
    sought = asked.get("find", "").strip()[:100]
    found, problem = _find(db, batch, sought) if sought else (None, "")
    pieces = PieceList((), 0, 1)
    if batch.kind is BatchKind.PER_PIECE:
        pieces = list_pieces(db, batch, where, view, number_in(asked.get("page", "")), place)
    return PiecesPage(batch, pieces, view, where.places, place, sought, problem, found, zone)


def read_piece(db: Database, batch: Batch, position: int, now: datetime) -> PiecePage | None:
    """Return all that is known of one piece, ``None`` if the batch has none at this position."""
    if batch.kind is not BatchKind.PER_PIECE or not 1 <= position <= batch.copies:
        return None
    organisation_id = organisation_of(db, batch)
    zone = organisation(db, organisation_id).time_zone
    today = now.astimezone(ZoneInfo(zone)).date()
    where = whereabouts(db, batch, today)
    line = find_piece(db, batch, where, position)
    if line is None:
        return None
    there = where.of(position)
    return PiecePage(
        batch,
        find_code(db, line.code),
        line,
        there,
        there is None and _was_given(db, batch, position, today),
        _first_day(line, there, Calendar(zone)),
        hits_of_piece(db, batch.id, position, MOST_HITS),
        kept_of(db, organisation_id).days,
        zone,
    )


def _was_given(db: Database, batch: Batch, position: int, today: date) -> bool:
    given = (one for one in hand_outs(db, batch.id) if one.on <= today)
    return any((one.first or 1) <= position <= (one.last or 0) for one in given)


def _find(db: Database, batch: Batch, sought: str) -> tuple[int | None, str]:
    """Return the position of a piece by position, code or link; else why there is none."""
    if sought.isascii() and sought.isdigit():
        if len(sought) < 10 and 1 <= int(sought) <= batch.copies:
            return int(sought), ""
        says = gettext("This batch has the positions 1 to %(copies)s.", copies=count(batch.copies))
        return None, str(says)
    code = _own_code(db, batch, sought)
    if code is None:
        return None, str(gettext("There is no such code. It stands at the end of the short link."))
    if code.batch_id == batch.id:
        return code.position, ""
    other = find_batch(db, code.batch_id)
    says = gettext("This code is of batch %(number)s, “%(name)s”.", number=other.id, name=other.name)
    return None, str(says)


def _own_code(db: Database, batch: Batch, sought: str) -> Code | None:
    """Return a code of the same organisation; of others it is not told whether they exist."""
    try:
        code = find_code(db, sought)
    except SignetError:
        return None
    same = organisation_of(db, find_batch(db, code.batch_id)) == organisation_of(db, batch)
    return code if same else None


def _first_day(line: PieceLine, there: There | None, calendar: Calendar) -> int | None:
    if line.first_scan_at is None or there is None:
        return None
    day = (line.first_scan_at.astimezone(calendar.zone).date() - there.on).days + 1
    return day if day > 0 else None  # scanned before it came back and went out again
