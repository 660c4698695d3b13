"""Bookings of a batch's pieces: those that hold, and their history."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlite_utils import Database

from printkit.store import rows
from printkit.store.booked import Booked, Booking, Return, Waste
from printkit.store.model import HandOut
from printkit.store.times import to_time

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
    return next(iter(find_bookings(db, batch_id, what, number, number)), None)


def find_bookings(db: Database, batch_id: int, what: Booked, first: int, last: int) -> tuple[Booking, ...]:
    """Return bookings of a batch that hold, by a range of numbers: what was booked together."""
    within = [batch_id, first, last]
    if what is Booked.HAND_OUT:
        sql = f"{_HAND_OUTS} AND hand_out.id BETWEEN ? AND ? ORDER BY hand_out.id"
        return tuple(_of_hand_out(rows.to_hand_out(row)) for row in db.execute(sql, within))
    sql = f"{_RETURNS if what is Booked.RETURN else _WASTE} AND id BETWEEN ? AND ? ORDER BY id"
    found = db.execute(sql, within).fetchall()
    if what is Booked.RETURN:
        return tuple(_of_return(db, rows.to_return(row)) for row in found)
    return tuple(_of_waste(rows.to_waste(row)) for row in found)


def kept(db: Database, batch_id: int, first: int, last: int) -> tuple[Booking, ...]:
    """Return bookings of a batch that were taken back, as they were, unless they were booked again.

    Args:
        db: The database.
        batch_id: The batch.
        first: The lowest of the numbers under which they are kept.
        last: The highest.
    """
    sql = f"{_CANCELLED} AND cancelled.id BETWEEN ? AND ? AND NOT changed AND NOT again ORDER BY cancelled.id"
    return tuple(_of_cancelled(row) for row in db.execute(sql, [batch_id, first, last]))


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
