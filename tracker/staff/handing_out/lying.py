"""What of a batch lies where: bundles in the stock, pieces at places, what was booked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
from printkit.store.stock import StillOut, Stock, hand_outs, returns, still_out, stock_of, waste
from tracker.staff.handing_out.handles import Handle


@dataclass(frozen=True, slots=True)
class AtPlace:
    """What of a batch is at a place.

    Attributes:
        given: Pieces given to it by today.
        planned: Pieces that are to go there later.
        spans: Which these are, as far as positions are known, without those that came back.
        since: The first day.
    """

    place_id: int
    place: str
    given: int
    back: int
    spans: tuple[Span, ...]
    since: date
    planned: int

    @property
    def there(self) -> int:
        """Pieces that are there today."""
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
        history: What was booked, the latest first, as much of it as was asked for.
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


def read_lying(db: Database, batch: Batch, today: date, *, lines: Sequence[int] = ()) -> Lying:
    """Return what of a batch lies where.

    Args:
        db: The database.
        batch: The batch.
        today: In the organisation's time zone.
        lines: Which lines of the history are wanted, by their place in it: numbers in a row.
    """
    there = still_out(hand_outs(db, batch.id), returns(db, batch.id))
    stock = stock_of(batch, there, waste(db, batch.id))
    return Lying(
        batch,
        denominator(db, batch.id, today=today),
        stock,
        _places(there, today),
        _piles(batch, bundles(db, batch.id), stock, there),
        tuple(
            Line(one, "" if one.cancelled_at else str(Handle.of([one])))
            for one in bookings(db, batch.id, lines[-1] + 1 if lines else 0)[lines[0] if lines else 0 :]
        ),
    )


def _places(there: StillOut, today: date) -> tuple[AtPlace, ...]:
    by_place: dict[int, list[tuple[HandOut, tuple[Span, ...]]]] = {}
    for one, spans in sorted(there, key=lambda pair: pair[0].place.casefold()):
        by_place.setdefault(one.place_id, []).append((one, spans))
    return tuple(
        AtPlace(
            number,
            several[0][0].place,
            sum(one.pieces for one, _ in several if one.on <= today),
            sum(one.back for one, _ in several),
            joined(span for _, spans in several for span in spans),
            min(one.on for one, _ in several),
            sum(one.pieces for one, _ in several if one.on > today),
        )
        for number, several in by_place.items()
    )


def _piles(batch: Batch, made: Sequence[Bundle], stock: Stock, there: StillOut) -> tuple[Pile, ...]:
    if batch.kind is BatchKind.ONE_CODE:
        # The copies are all alike: what is left is the last of the bundles.
        gone = batch.copies - stock.left
        left = ((gone + 1, batch.copies),) if stock.left else ()
        return tuple(Pile(one, common([(one.first, one.last)], left), ()) for one in made)
    held = sorted((span, one.place) for one, spans in there for span in spans)
    reach_free, reach_held = _Reach(stock.free), _Reach([span for span, _ in held])
    found = []
    for one in made:
        free, out = stock.free[reach_free.of(one)], held[reach_held.of(one)]
        inside = tuple((max(first, one.first), min(last, one.last)) for first, last in free)
        found.append(Pile(one, inside, tuple(dict.fromkeys(place for _, place in out))))
    return tuple(found)


class _Reach:
    """Finds those of many ranges, in ascending order and apart from each other, that meet a bundle."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._begins, self._ends = [first for first, _ in spans], [last for _, last in spans]

    def of(self, bundle: Bundle) -> slice:
        return slice(bisect_left(self._ends, bundle.first), bisect_right(self._begins, bundle.last))
