"""Bookings that are taken back, made once more, or put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.batches import find_batch
from printkit.store.booked import Booked, Booking, Return
from printkit.store.bookings import find_booking
from printkit.store.database import transaction
from printkit.store.days import check_day
from printkit.store.fitting import elsewhere_until
from printkit.store.model import HandOut, Place
from printkit.store.stock import hand_outs, returns, still_out, waste
from printkit.store.times import to_text


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
    return cancel_all(db, [booking], at=at, by=by)[0]


def cancel_all(
    db: Database, several: Sequence[Booking], *, at: datetime | None = None, by: str = ""
) -> tuple[int, ...]:
    """Take bookings of one batch back; all or none. As `cancel`, and as quick for many as for one.

    Raises:
        SignetError: One of them holds no more, or a later booking builds on it.
    """
    with transaction(db):
        numbers = tuple(_keep(db, _holding(db, one), at, by, changed=False) for one in several)
        for one in several:
            if one.what is Booked.HAND_OUT:
                _cancel_hand_out(db, one)
            else:
                table = "come_back" if one.what is Booked.RETURN else "waste"
                db.execute(f"DELETE FROM {table} WHERE id = ?", [one.id])  # noqa: S608 (constants)
        for batch_id in {one.batch_id for one in several if one.what is Booked.RETURN}:
            _check_places(db, batch_id)
        return numbers


def note_booked_again(db: Database, batch_id: int, first: int, last: int) -> None:
    """Note that what `kept` returned holds again, so that it is booked again once only."""
    sql = "UPDATE cancelled SET again = 1 WHERE batch_id = ? AND id BETWEEN ? AND ? AND NOT changed"
    db.execute(sql, [batch_id, first, last])


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
        now = _holding(db, booking)
        check_day(db, find_batch(db, now.batch_id), on, at)
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
        raise elsewhere_until(max(before))


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


def _check_places(db: Database, batch_id: int) -> None:
    """Refuse that a piece is at two places, now that a return is none any more."""
    given = hand_outs(db, batch_id)
    there = still_out(given, returns(db, batch_id))
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
    (copies,) = db.execute("SELECT copies FROM batch WHERE id = ?", [batch_id]).fetchone()
    lost = sum(one.pieces for one in waste(db, batch_id))
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
