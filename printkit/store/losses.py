"""Pieces that came back from a place, and pieces that were spoilt before they got anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store import rows
from printkit.store.booked import Return, Waste
from printkit.store.database import transaction
from printkit.store.days import check_past_day
from printkit.store.fitting import more_than_left
from printkit.store.model import Batch, HandOut, Place
from printkit.store.spans import Span, common, joined, pieces_in, without, written
from printkit.store.stock import hand_outs, read_stock, returns, still_out
from printkit.store.times import to_text


def give_back(
    db: Database,
    batch: Batch,
    place: Place,
    on: date,
    *,
    pieces: int | None = None,
    positions: Sequence[Span] = (),
    at: datetime | None = None,
    by: str = "",
) -> tuple[Return, ...]:
    """Note that pieces came back from a place into the stock: by their positions, or only how many.

    Pieces of which only the number is known lower what a rate is told of, and cannot be handed out again.

    Args:
        db: The database.
        batch: From `find_batch`.
        place: Where they were.
        on: The day they came back, in the organisation's time zone.
        pieces: How many; all that are there if neither this nor positions are given.
        positions: Which.
        at: When this is noted, by default now.
        by: Who notes it.

    Returns:
        One for each hand-out that pieces came back of.

    Raises:
        SignetError: They were not there on that day.
    """
    with transaction(db):
        check_past_day(db, batch, on, at)
        back = returns(db, batch.id)
        there = [one for one in hand_outs(db, batch.id) if one.place_id == place.id and one.on <= on]
        parts = (
            _by_positions(there, back, positions, place)
            if positions
            else _by_number(there, back, pieces, place)
        )
        return tuple(
            _add_return(db, given, span, number, on, to_text(at), by) for given, span, number in parts
        )


_Part = tuple[HandOut, Span | None, int]


def _by_positions(
    there: Sequence[HandOut], back: tuple[Return, ...], wanted: Sequence[Span], place: Place
) -> list[_Part]:
    parts: list[_Part] = []
    left = joined(wanted)
    for given, spans in still_out(there, back):
        mine = common(left, spans)
        if pieces_in(mine) > given.pieces - given.back:
            raise more_than_left(given.pieces - given.back, pieces_in(joined(wanted)))
        parts += [(given, span, pieces_in([span])) for span in mine]
        left = without(left, mine) if mine else left
    if left:
        raise SignetError.of(
            "not-there",
            f"The positions {written(left)} were not at {place.name} on that day.",
            "Look at what lies where, and at the day.",
            key="positions",
            value=written(left),
        )
    return parts


def _by_number(
    there: Sequence[HandOut], back: tuple[Return, ...], pieces: int | None, place: Place
) -> list[_Part]:
    known = sum(one.pieces - one.back for one in there)
    if not known:
        message = f"No piece of this batch was at {place.name} on that day."
        raise SignetError.of("nothing-there", message, "Look at what lies where.", key="pieces")
    if pieces is None or pieces == known:  # all of it: then it is known which
        return [part for given, spans in still_out(there, back) for part in _all_of(given, spans)]
    if not 1 <= pieces <= known:
        raise more_than_left(known, pieces)
    parts: list[_Part] = []
    for given in sorted(there, key=lambda one: (one.on, one.id), reverse=True):
        if number := min(pieces, given.pieces - given.back):
            parts.append((given, None, number))
            pieces -= number
    return parts


def _all_of(given: HandOut, spans: Sequence[Span]) -> list[_Part]:
    left = given.pieces - given.back
    if pieces_in(spans) == left:
        return [(given, span, pieces_in([span])) for span in spans]
    return [(given, None, left)] if left else []


def _add_return(
    db: Database, given: HandOut, span: Span | None, pieces: int, on: date, at: str, by: str
) -> Return:
    first, last = span or (None, None)
    cursor = db.execute(
        "INSERT INTO come_back (hand_out_id, batch_id, first, last, pieces, back_on, created_at, by_whom)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [given.id, given.batch_id, first, last, pieces, on.isoformat(), at, by],
    )
    return rows.to_return(db.execute(rows.RETURN + "WHERE id = ?", [cursor.lastrowid]).fetchone())


def note_waste(
    db: Database,
    batch: Batch,
    on: date,
    *,
    pieces: int | None = None,
    positions: Sequence[Span] = (),
    at: datetime | None = None,
    by: str = "",
) -> tuple[Waste, ...]:
    """Note that pieces were spoilt at printing or cutting: by their positions, or only how many.

    Returns:
        One for each range of positions.

    Raises:
        SignetError: So many are not left, or one of them is not in the stock.
    """
    with transaction(db):
        check_past_day(db, batch, on, at)
        stock = read_stock(db, batch)
        spans = joined(positions)
        if gone := without(spans, stock.free):
            raise SignetError.of(
                "not-in-stock",
                f"The positions {written(gone)} are not in the stock.",
                "Only pieces that were not handed out can be spoilt before.",
                key="positions",
                value=written(gone),
            )
        number = pieces_in(spans) if spans else pieces or 0
        if not 1 <= number <= stock.left:
            raise more_than_left(stock.left, number)
        parts: list[tuple[Span | None, int]] = [(span, pieces_in([span])) for span in spans]
        parts = parts or [(None, number)]
        return tuple(_add_waste(db, batch, span, each, on, to_text(at), by) for span, each in parts)


def _add_waste(
    db: Database, batch: Batch, span: Span | None, pieces: int, on: date, at: str, by: str
) -> Waste:
    first, last = span or (None, None)
    cursor = db.execute(
        "INSERT INTO waste (batch_id, first, last, pieces, noted_on, created_at, by_whom)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [batch.id, first, last, pieces, on.isoformat(), at, by],
    )
    return rows.to_waste(db.execute(rows.WASTE + "WHERE id = ?", [cursor.lastrowid]).fetchone())
