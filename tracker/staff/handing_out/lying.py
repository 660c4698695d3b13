"""What of a batch lies where: bundles in the stock, pieces at places, what was booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from printkit.store.booked import Booking
from printkit.store.bookings import bookings
from printkit.store.bundles import bundles
from printkit.store.denominators import Denominator, denominator
from printkit.store.model import Batch, BatchKind, Bundle, HandOut
from printkit.store.spans import Span, common, joined, pieces_in
from printkit.store.stock import Stock, hand_outs, read_stock, returns, still_out
from tracker.staff.handing_out.booking import Handle


@dataclass(frozen=True, slots=True)
class AtPlace:
    """What of a batch is at a place.

    Attributes:
        there: Pieces that are there, planned ones among them.
        spans: Which, as far as positions are known.
        since: The first day.
        planned: Whether nothing of it is there yet.
    """

    place_id: int
    place: str
    given: int
    back: int
    spans: tuple[Span, ...]
    since: date
    planned: bool

    @property
    def there(self) -> int:
        """Pieces that are there."""
        return self.given - self.back


@dataclass(frozen=True, slots=True)
class Pile:
    """A bundle, and what of it lies in the stock.

    Attributes:
        free: Its positions that can be handed out; of copies with one code nobody can say.
        places: Where others of its pieces are.
    """

    bundle: Bundle
    free: tuple[Span, ...]
    places: tuple[str, ...]

    @property
    def left(self) -> int:
        """Pieces that can be handed out."""
        return pieces_in(self.free)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history; ``handle`` takes it back, ``""`` if it holds no more."""

    booking: Booking
    handle: str


@dataclass(frozen=True, slots=True)
class Lying:
    """Where the pieces of a batch are.

    Attributes:
        now: What its rate is told of today.
        stock: By all that is booked, planned hand-outs among it.
    """

    batch: Batch
    now: Denominator
    stock: Stock
    places: tuple[AtPlace, ...]
    piles: tuple[Pile, ...]
    history: tuple[Line, ...]

    @property
    def open_piles(self) -> tuple[Pile, ...]:
        """Bundles of which something lies in the stock."""
        return tuple(pile for pile in self.piles if pile.left)


def read_lying(db: Database, batch: Batch, today: date, *, whole: bool = True) -> Lying:
    """Return what of a batch lies where.

    Args:
        db: The database.
        batch: The batch.
        today: In the organisation's time zone.
        whole: Whether also its bundles and the history are asked for.
    """
    given, back, stock = hand_outs(db, batch.id), returns(db, batch.id), read_stock(db, batch)
    spans = {one.id: there for one, there in still_out(given, back)}
    return Lying(
        batch,
        denominator(db, batch.id, today=today),
        stock,
        _places(given, spans, today),
        _piles(batch, bundles(db, batch.id) if whole else (), stock, given, spans),
        tuple(
            Line(one, "" if one.cancelled_at else str(Handle.of(one)))
            for one in (bookings(db, batch.id) if whole else ())
        ),
    )


def _places(given: Sequence[HandOut], spans: dict[int, tuple[Span, ...]], today: date) -> tuple[AtPlace, ...]:
    by_place: dict[int, list[HandOut]] = {}
    for one in sorted(given, key=lambda one: one.place.casefold()):
        by_place.setdefault(one.place_id, []).append(one)
    return tuple(
        AtPlace(
            number,
            several[0].place,
            sum(one.pieces for one in several),
            sum(one.back for one in several),
            joined(span for one in several for span in spans[one.id]),
            min(one.on for one in several),
            min(one.on for one in several) > today,
        )
        for number, several in by_place.items()
    )


def _piles(
    batch: Batch,
    made: Sequence[Bundle],
    stock: Stock,
    given: Sequence[HandOut],
    spans: dict[int, tuple[Span, ...]],
) -> tuple[Pile, ...]:
    if batch.kind is BatchKind.ONE_CODE:
        # The copies are all alike: what is left is the last of the bundles.
        gone = batch.copies - stock.left
        left = ((gone + 1, batch.copies),) if stock.left else ()
        return tuple(Pile(one, common([(one.first, one.last)], left), ()) for one in made)
    held = sorted((first, last, one.place) for one in given for first, last in spans[one.id])
    return tuple(
        Pile(
            one,
            tuple(
                (max(first, one.first), min(last, one.last))
                for first, last in stock.free
                if first <= one.last and one.first <= last
            ),
            tuple(
                dict.fromkeys(place for first, last, place in held if first <= one.last and one.first <= last)
            ),
        )
        for one in made
    )
