"""Bookings of a batch's pieces: their history, and how one is taken back or put right."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store import rows
from printkit.store.booked import Booked, Booking, Return, Waste
from printkit.store.database import transaction
from printkit.store.fitting import check_day
from printkit.store.model import HandOut, Place
from printkit.store.organisations import local_day
from printkit.store.stock import hand_outs, returns, still_out, waste
from printkit.store.times import to_text, to_time

_CANCELLED = """
SELECT batch_id, what, coalesce(place.name, ''), first, last, pieces, on_day, created_at, by_whom,
  cancelled_at, cancelled_by, changed, again
FROM cancelled LEFT JOIN place ON place.id = place_id WHERE batch_id = ?
"""
_LATEST = " ORDER BY {0}.created_at DESC, {1} DESC, {2} DESC, {0}.id DESC LIMIT ?"
_HAND_OUTS = rows.HAND_OUT + "WHERE hand_out.batch_id = ?"
_RETURNS = rows.RETURN + "WHERE batch_id = ?"
_WASTE = rows.WASTE + "WHERE batch_id = ?"
_COUNTED = " + ".join(
    f"(SELECT count(*) FROM {table} WHERE batch_id = ?1)"  # noqa: S608 (constants)
    for table in ("hand_out", "come_back", "waste", "cancelled")
)


def bookings(db: Database, batch_id: int, most: int = -1) -> tuple[Booking, ...]:
    """Return what was booked of a batch, the latest first; what was taken back stays in it.

    Args:
        db: The database.
        batch_id: The batch.
        most: How many; by default all.
    """

    def latest(sql: str, table: str, day: str, first: str) -> sqlite3.Cursor:
        return db.execute(sql + _LATEST.format(table, day, first), [batch_id, most])

    found = [
        _of_hand_out(rows.to_hand_out(row))
        for row in latest(_HAND_OUTS, "hand_out", "handed_out_on", "bundle.first")
    ]
    found += [
        _of_return(db, rows.to_return(row)) for row in latest(_RETURNS, "come_back", "back_on", "first")
    ]
    found += [_of_waste(rows.to_waste(row)) for row in latest(_WASTE, "waste", "noted_on", "first")]
    found += [_of_cancelled(row) for row in latest(_CANCELLED, "cancelled", "on_day", "first")]
    found.sort(key=lambda one: (one.at, one.on, one.first or 0, one.id), reverse=True)
    return tuple(found if most < 0 else found[:most])


def count_bookings(db: Database, batch_id: int) -> int:
    """Return how many bookings `bookings` has of a batch."""
    return int(db.execute(f"SELECT {_COUNTED}", [batch_id]).fetchone()[0])


def find_booking(db: Database, batch_id: int, what: Booked, number: int) -> Booking | None:
    """Return a booking of a batch that holds, ``None`` if there is none with this number."""
    if what is Booked.HAND_OUT:
        row = db.execute(f"{_HAND_OUTS} AND hand_out.id = ?", [batch_id, number]).fetchone()
        return _of_hand_out(rows.to_hand_out(row)) if row else None
    if what is Booked.RETURN:
        row = db.execute(f"{_RETURNS} AND id = ?", [batch_id, number]).fetchone()
        return _of_return(db, rows.to_return(row)) if row else None
    row = db.execute(f"{_WASTE} AND id = ?", [batch_id, number]).fetchone()
    return _of_waste(rows.to_waste(row)) if row else None


def cancel(db: Database, booking: Booking, *, at: datetime | None = None, by: str = "") -> int:
    """Take a booking back, as if it had never been made; the history keeps it.

    Args:
        db: The database.
        booking: From `find_booking` or `bookings`.
        at: When, by default now.
        by: Who takes it back.

    Returns:
        The number under which it is kept, for `kept`.

    Raises:
        SignetError: It holds no more, or a later booking builds on it.
    """
    with transaction(db):
        number = _keep(db, _holding(db, booking), at, by, changed=False)
        if booking.what is Booked.HAND_OUT:
            _cancel_hand_out(db, booking)
        elif booking.what is Booked.RETURN:
            _cancel_return(db, booking)
        else:
            db.execute("DELETE FROM waste WHERE id = ?", [booking.id])
        return number


def kept(db: Database, batch_id: int, number: int) -> Booking | None:
    """Return a booking of a batch that was taken back, as it was, unless it was booked again."""
    sql = f"{_CANCELLED} AND cancelled.id = ? AND NOT changed AND NOT again"
    row = db.execute(sql, [batch_id, number]).fetchone()
    return _of_cancelled(row) if row else None


def note_booked_again(db: Database, number: int) -> None:
    """Note that what was taken back holds again, so that it is booked again once only."""
    db.execute("UPDATE cancelled SET again = 1 WHERE id = ?", [number])


def change_hand_out(
    db: Database, booking: Booking, place: Place, on: date, *, at: datetime | None = None, by: str = ""
) -> bool:
    """Put a hand-out right: it was another place, or another day. Figures follow.

    Returns:
        Whether anything was changed.

    Raises:
        SignetError: It holds no more, or its pieces were elsewhere on that day.
    """
    with transaction(db):
        check_day(on, local_day(db, place.organisation_id, at))
        now = _holding(db, booking)
        given = {one.id: one for one in hand_outs(db, booking.batch_id)}
        one = given[now.id]
        if (one.place_id, one.on) == (place.id, on):
            return False
        _check_days(db, one, on)
        if one.first is None and any(
            other.place_id != place.id and other.back < other.pieces
            for other in given.values()
            if other.id != one.id
        ):
            raise SignetError.of(
                "one-place",
                "All copies of a batch with one code are at one place.",
                "Take the other hand-outs back first.",
                value=one.place,
            )
        _keep(db, now, at, by, changed=True)
        db.execute(
            "UPDATE hand_out SET place_id = ?, handed_out_on = ?, created_at = ?, by_whom = ? WHERE id = ?",
            [place.id, on.isoformat(), to_text(at), by, one.id],
        )
        return True


def _check_days(db: Database, one: HandOut, on: date) -> None:
    back = returns(db, one.batch_id)
    own = [other.on for other in back if other.hand_out_id == one.id]
    if own and on > min(own):
        raise SignetError.of(
            "came-back-before",
            f"Pieces of it came back on {min(own).isoformat()} already.",
            f"Use {min(own).isoformat()} or an earlier day.",
            key="on",
            value=min(own).isoformat(),
        )
    earlier = [other.on for other in back if other.hand_out_id != one.id and _meet(one, other)]
    before = [day for day in earlier if day <= one.on]
    if before and on < max(before):
        raise SignetError.of(
            "still-elsewhere",
            f"Pieces of it came back on {max(before).isoformat()}; before that they were elsewhere.",
            f"Use {max(before).isoformat()} or a later day.",
            key="on",
            value=max(before).isoformat(),
        )


def _meet(one: HandOut, other: HandOut | Return) -> bool:
    """Whether two bookings are of the same pieces; copies with one code cannot be told apart."""
    if one.first is None or one.last is None:
        return True
    if other.first is None or other.last is None:
        return False
    return one.first <= other.last and other.first <= one.last


def _cancel_hand_out(db: Database, booking: Booking) -> None:
    if db.execute("SELECT 1 FROM come_back WHERE hand_out_id = ? LIMIT 1", [booking.id]).fetchone():
        raise SignetError.of(
            "came-back",
            "Pieces of this hand-out came back.",
            "Take the return back first.",
            value=booking.place,
        )
    bundle = db.execute("SELECT bundle_id FROM hand_out WHERE id = ?", [booking.id]).fetchone()[0]
    db.execute("DELETE FROM hand_out WHERE id = ?", [booking.id])
    db.execute("DELETE FROM bundle WHERE id = ?", [bundle])


def _cancel_return(db: Database, booking: Booking) -> None:
    db.execute("DELETE FROM come_back WHERE id = ?", [booking.id])
    given = hand_outs(db, booking.batch_id)
    there = still_out(given, returns(db, booking.batch_id))
    reach: tuple[int, HandOut] | None = None
    for (first, last), one in sorted(
        ((span, one) for one, spans in there for span in spans), key=lambda pair: pair[0]
    ):
        if reach and first <= reach[0]:
            raise _given_again(max(one, reach[1], key=lambda given: (given.at, given.id)))
        reach = last, one
    single = [one for one in given if one.first is None and one.back < one.pieces]
    if len({one.place_id for one in single}) > 1:
        raise _given_again(max(single, key=lambda given: (given.at, given.id)))
    (copies,) = db.execute("SELECT copies FROM batch WHERE id = ?", [booking.batch_id]).fetchone()
    lost = sum(one.pieces for one in waste(db, booking.batch_id))
    if sum(one.pieces - one.back for one in given) + lost > copies:
        raise _given_again(max(given, key=lambda given: (given.at, given.id)))


def _given_again(later: HandOut) -> SignetError:
    return SignetError.of(
        "given-again",
        f"These pieces were handed out again to {later.place} on {later.on.isoformat()}.",
        "Take that hand-out back first.",
        value=later.place,
    )


def _holding(db: Database, booking: Booking) -> Booking:
    """Return a booking as it is now, proved to be the same: numbers of hand-outs are used again."""
    now = find_booking(db, booking.batch_id, booking.what, booking.id)
    if now is None or now != booking:
        raise SignetError.of("holds-no-more", "This booking was changed meanwhile.", "Look at it again.")
    return now


def _keep(db: Database, one: Booking, at: datetime | None, by: str, *, changed: bool) -> int:
    place = None
    if one.what is not Booked.WASTE:
        sql = "SELECT place_id FROM hand_out WHERE id = ?"
        if one.what is Booked.RETURN:
            sql = "SELECT place_id FROM hand_out WHERE id = (SELECT hand_out_id FROM come_back WHERE id = ?)"
        (place,) = db.execute(sql, [one.id]).fetchone()
    cursor = db.execute(
        "INSERT INTO cancelled (batch_id, what, place_id, first, last, pieces, on_day, created_at, by_whom,"
        " changed, cancelled_at, cancelled_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(one.batch_id, one.what, place, one.first, one.last, one.pieces, one.on.isoformat()),
            *(to_text(one.at), one.by, int(changed), to_text(at), by),
        ],
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _of_hand_out(one: HandOut) -> Booking:
    what = Booked.HAND_OUT
    return Booking(
        one.id, one.batch_id, what, one.place, one.first, one.last, one.pieces, one.on, one.at, one.by
    )


def _of_return(db: Database, one: Return) -> Booking:
    sql = "SELECT name FROM place JOIN hand_out ON place.id = place_id WHERE hand_out.id = ?"
    (place,) = db.execute(sql, [one.hand_out_id]).fetchone()
    return Booking(
        one.id, one.batch_id, Booked.RETURN, place, one.first, one.last, one.pieces, one.on, one.at, one.by
    )


def _of_waste(one: Waste) -> Booking:
    return Booking(
        one.id, one.batch_id, Booked.WASTE, "", one.first, one.last, one.pieces, one.on, one.at, one.by
    )


def _of_cancelled(row: Sequence[Any]) -> Booking:
    batch_id, what, place, first, last, pieces, on, at, by, cancelled_at, cancelled_by, changed, again = row
    return Booking(
        *(0, batch_id, Booked(what), place, first, last, pieces, date.fromisoformat(on), to_time(at), by),
        cancelled_at=to_time(cancelled_at),
        cancelled_by=cancelled_by,
        changed=bool(changed),
        again=bool(again),
    )
