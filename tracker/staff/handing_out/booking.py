"""Bookings as staff make them: the store's change and the line of the audit trail in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.booked import Booked, Booking, Return, Waste
from printkit.store.bookings import find_booking, kept
from printkit.store.bundles import make_bundles
from printkit.store.corrections import cancel_all, change_hand_out, note_booked_again
from printkit.store.database import transaction
from printkit.store.losses import give_back, note_waste
from printkit.store.model import Batch, Bundle, HandOut, Place
from printkit.store.places import hand_out_bundles, places
from printkit.store.spans import Span, joined, written
from tracker.staff.accounts import Account
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind as About
from tracker.staff.audit.lines import Subject, about_batch, note
from tracker.staff.handing_out.handles import Handle, held

_MOST_NAMED = 20
"""Ranges that a line of the audit trail names: it has no room for hundreds, and nobody reads them."""


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
        done = hand_out_bundles(db, batch, place, on, parts, by=account.name)
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
    """Note how the pieces are bundled.

    Raises:
        SignetError: The bundles do not fit the batch.
    """
    with transaction(db):
        done = make_bundles(db, batch, sizes)
        note(db, account, Action.BUNDLES_MADE, about_batch(batch), str(len(done)))
        return done


def cancel_bookings(db: Database, account: Account, batch: Batch, handle: Handle) -> tuple[int, ...]:
    """Take bookings back; all or none. Return the numbers under which they are kept, for `book_again`.

    Raises:
        SignetError: One of them was changed meanwhile, or a later one builds on it.
    """
    with transaction(db):
        done = held(db, batch, handle)
        numbers = cancel_all(db, done, by=account.name)
        for place, on, several in _together(done):
            spans = [span for one in several for span in _span(one)]
            detail = _detail(place, spans, sum(one.pieces for one in several), on)
            note(db, account, Action.BOOKING_TAKEN_BACK, about_batch(batch), detail)
        return numbers


def book_again(db: Database, account: Account, batch: Batch, first: int, last: int) -> int:
    """Book what was taken back once more; all or none. Return how many bookings that were.

    Args:
        db: The database.
        account: Who does it.
        batch: The batch.
        first: The lowest of the numbers that `cancel_bookings` returned.
        last: The highest.

    Raises:
        SignetError: The pieces are elsewhere by now.
    """
    with transaction(db):
        found = kept(db, batch.id, first, last)
        for place, on, several in _together(found):
            _book_again(db, account, batch, place, on, several)
        note_booked_again(db, batch.id, first, last)
        return len(found)


def _together(several: Sequence[Booking]) -> Iterator[tuple[str, date, list[Booking]]]:
    """Join what was booked at once: alike but for the pieces."""

    def alike(one: Booking) -> tuple[str, str, date, bool]:
        return one.what, one.place, one.on, one.first is None

    for _, group in groupby(several, alike):
        found = list(group)
        yield found[0].place, found[0].on, found


def _book_again(
    db: Database, account: Account, batch: Batch, place: str, on: date, several: Sequence[Booking]
) -> None:
    spans = [span for one in several for span in _span(one)]
    pieces = None if spans else sum(one.pieces for one in several)
    if several[0].what is Booked.WASTE:
        book_waste(db, account, batch, on, pieces=pieces, positions=spans)
    elif several[0].what is Booked.HAND_OUT:
        book_hand_outs(db, account, batch, place, on, spans or [one.pieces for one in several])
    else:
        here = (one for one in places(db, account.organisation_id) if one.name == place)
        book_return(db, account, batch, next(here), on, pieces=pieces, positions=spans)


def move_hand_out(
    db: Database, account: Account, batch: Batch, handle: Handle, place: Place, on: date
) -> Booking:
    """Put a hand-out right; return it as it is now.

    Raises:
        SignetError: It was changed meanwhile, or its pieces were elsewhere on that day.
    """
    with transaction(db):
        (booking,) = held(db, batch, handle)
        if change_hand_out(db, booking, place, on, by=account.name):
            before = _detail(booking.place, _span(booking), booking.pieces, booking.on)
            detail = f"{before} → {place.name}, {on.isoformat()}"
            note(db, account, Action.HAND_OUT_CHANGED, about_batch(batch), detail)
        found = find_booking(db, batch.id, Booked.HAND_OUT, booking.id)
        assert found is not None
        return found


def _spans(done: Sequence[HandOut | Return | Waste]) -> tuple[Span, ...]:
    return tuple((one.first, one.last) for one in done if one.first is not None and one.last is not None)


def _span(one: Booking) -> tuple[Span, ...]:
    return ((one.first, one.last),) if one.first is not None and one.last is not None else ()


def _detail(place: str, spans: Sequence[Span], pieces: int, on: date) -> str:
    which = f"× {pieces}"
    if spans:
        together = joined(spans)
        which = written(together[:_MOST_NAMED]) + (f",… (× {pieces})" if together[_MOST_NAMED:] else "")
    return ", ".join(part for part in (place, which, on.isoformat()) if part)
