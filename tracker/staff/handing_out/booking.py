"""Bookings as staff make them: the store's change and the line of the audit trail in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.booked import Booked, Booking, Return, Waste
from printkit.store.bookings import bookings, cancel, change_hand_out, find_booking, kept, note_booked_again
from printkit.store.bundles import make_bundles
from printkit.store.database import transaction
from printkit.store.losses import give_back, note_waste
from printkit.store.model import Batch, Bundle, HandOut, Place
from printkit.store.places import hand_out, places
from printkit.store.spans import Span, written
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind as About
from tracker.staff.audit.lines import Subject, about_batch, note
from tracker.staff.version import version_of


@dataclass(frozen=True, slots=True)
class Handle:
    """Names one booking as it was shown, so that another one never is taken back in its stead."""

    what: Booked
    id: int
    version: str

    @classmethod
    def of(cls, booking: Booking) -> Handle:
        """Return the handle of a booking that holds."""
        return cls(booking.what, booking.id, version_of(booking))

    @classmethod
    def read(cls, text: str) -> Handle | None:
        """Read what `str` wrote; ``None`` for anything else."""
        what, _, rest = text.partition(".")
        number, _, version = rest.partition(".")
        if what not in set(Booked) or not (number.isascii() and number.isdigit() and len(number) < 18):
            return None
        return cls(Booked(what), int(number), version)

    def __str__(self) -> str:
        """Write it for a field of a form."""
        return f"{self.what}.{self.id}.{self.version}"


def book_hand_outs(
    db: Database, account: Account, batch: Batch, place: str, on: date, parts: Sequence[Span | int]
) -> tuple[HandOut, ...]:
    """Give bundles to a place; all or none.

    Args:
        db: The database.
        account: Who does it.
        batch: The batch.
        place: Name of the place; a new one is made.
        on: Since when they are there.
        parts: Ranges of positions; of a batch with one code, numbers of copies.

    Raises:
        SignetError: One of them cannot be handed out.
    """
    with transaction(db):
        known = {one.id for one in places(db, account.organisation_id)}
        done = tuple(
            hand_out(db, batch, place, on, copies=part, by=account.name)
            if isinstance(part, int)
            else hand_out(db, batch, place, on, first=part[0], last=part[1], by=account.name)
            for part in parts
        )
        if not done:
            raise SignetError.of("nothing-left", "Nothing is left.")
        where = done[0]
        if where.place_id not in known:
            about = Subject(About.PLACE, where.place_id, where.place)
            note(db, account, Action.PLACE_ADDED, about)
        detail = _detail(where.place, _spans(done), sum(one.pieces for one in done), on)
        note(db, account, Action.PIECES_HANDED_OUT, about_batch(batch), detail)
        return done


def book_return(
    db: Database,
    account: Account,
    batch: Batch,
    place: Place,
    on: date,
    *,
    pieces: int | None,
    positions: Sequence[Span],
) -> tuple[Return, ...]:
    """Note what came back from a place.

    Raises:
        SignetError: It was not there.
    """
    with transaction(db):
        done = give_back(db, batch, place, on, pieces=pieces, positions=positions, by=account.name)
        detail = _detail(place.name, _spans(done), sum(one.pieces for one in done), on)
        note(db, account, Action.PIECES_CAME_BACK, about_batch(batch), detail)
        return done


def book_waste(
    db: Database, account: Account, batch: Batch, on: date, *, pieces: int | None, positions: Sequence[Span]
) -> tuple[Waste, ...]:
    """Note what was spoilt.

    Raises:
        SignetError: It is not in the stock.
    """
    with transaction(db):
        done = note_waste(db, batch, on, pieces=pieces, positions=positions, by=account.name)
        detail = _detail("", _spans(done), sum(one.pieces for one in done), on)
        note(db, account, Action.PIECES_SPOILT, about_batch(batch), detail)
        return done


def book_bundles(db: Database, account: Account, batch: Batch, sizes: Sequence[int]) -> tuple[Bundle, ...]:
    """Note how the pieces were piled.

    Raises:
        SignetError: The bundles do not fit the batch.
    """
    with transaction(db):
        done = make_bundles(db, batch, sizes)
        note(db, account, Action.BUNDLES_MADE, about_batch(batch), str(len(done)))
        return done


def cancel_bookings(
    db: Database, account: Account, batch: Batch, handles: Sequence[Handle]
) -> tuple[int, ...]:
    """Take bookings back; all or none. Return the numbers under which they are kept, for `book_again`.

    Raises:
        SignetError: One of them was changed meanwhile, or a later one builds on it.
    """
    with transaction(db):
        done = tuple(_holding(db, batch, handle) for handle in handles)
        numbers = tuple(cancel(db, booking, by=account.name) for booking in done)
        for booking in done:
            detail = _detail(booking.place, _span(booking), booking.pieces, booking.on)
            note(db, account, Action.BOOKING_TAKEN_BACK, about_batch(batch), detail)
        return numbers


def book_again(db: Database, account: Account, batch: Batch, numbers: Sequence[int]) -> int:
    """Book what was taken back once more; all or none. Return how many bookings that were.

    Raises:
        SignetError: The pieces are elsewhere by now.
    """
    with transaction(db):
        found = {number: one for number in numbers if (one := kept(db, batch.id, number)) is not None}
        for number, one in found.items():
            _book_again(db, account, batch, one)
            note_booked_again(db, number)
        return len(found)


def _book_again(db: Database, account: Account, batch: Batch, one: Booking) -> None:
    spans, pieces = _span(one), None if one.first else one.pieces
    if one.what is Booked.WASTE:
        book_waste(db, account, batch, one.on, pieces=pieces, positions=spans)
    elif one.what is Booked.HAND_OUT:
        book_hand_outs(db, account, batch, one.place, one.on, spans or [one.pieces])
    else:
        here = (place for place in places(db, account.organisation_id) if place.name == one.place)
        book_return(db, account, batch, next(here), one.on, pieces=pieces, positions=spans)


def move_hand_out(
    db: Database, account: Account, batch: Batch, handle: Handle, place: Place, on: date
) -> Booking:
    """Put a hand-out right; return it as it is now.

    Raises:
        SignetError: It was changed meanwhile, or its pieces were elsewhere on that day.
    """
    with transaction(db):
        booking = _holding(db, batch, handle)
        if change_hand_out(db, booking, place, on, by=account.name):
            before = _detail(booking.place, _span(booking), booking.pieces, booking.on)
            detail = f"{before} → {place.name}, {on.isoformat()}"
            note(db, account, Action.HAND_OUT_CHANGED, about_batch(batch), detail)
        found = find_booking(db, batch.id, Booked.HAND_OUT, booking.id)
        assert found is not None
        return found


def handles_of(db: Database, batch: Batch, what: Booked, numbers: Sequence[int]) -> tuple[Handle, ...]:
    """Return the handles of bookings that hold, by their numbers."""
    return tuple(
        Handle.of(one)
        for one in bookings(db, batch.id)
        if one.cancelled_at is None and one.what is what and one.id in numbers
    )


def _holding(db: Database, batch: Batch, handle: Handle) -> Booking:
    found = find_booking(db, batch.id, handle.what, handle.id)
    if found is None or Handle.of(found) != handle:
        raise SignetError.of("holds-no-more", "This booking was changed meanwhile.")
    return found


def _spans(done: Sequence[HandOut | Return | Waste]) -> tuple[Span, ...]:
    return tuple((one.first, one.last) for one in done if one.first is not None and one.last is not None)


def _span(one: Booking) -> tuple[Span, ...]:
    return ((one.first, one.last),) if one.first is not None and one.last is not None else ()


def _detail(place: str, spans: Sequence[Span], pieces: int, on: date) -> str:
    which = written(spans) if spans else f"× {pieces}"
    return ", ".join(part for part in (place, which, on.isoformat()) if part)
