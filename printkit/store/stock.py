"""What of a batch lies in the stock, what is out at places, and what was spoilt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from printkit.store import rows
from printkit.store.booked import Return, Waste
from printkit.store.model import Batch, BatchKind, HandOut
from printkit.store.spans import Span, joined, pieces_in, without

StillOut = tuple[tuple[HandOut, tuple[Span, ...]], ...]
"""Hand-outs, and the positions of each that are still at its place."""


@dataclass(frozen=True, slots=True)
class Stock:
    """Where a batch's pieces are by what was booked, planned hand-outs among it.

    Attributes:
        left: How many can be handed out.
        out: How many are at places.
        spoilt: How many were spoilt.
        free: Positions that can be handed out; none with one code for all. They may be more than ``left``, as
            spoilt pieces are among them of which only the number is known.
    """

    left: int
    out: int
    spoilt: int
    free: tuple[Span, ...]

    @property
    def spoilt_somewhere(self) -> int:
        """How many of the free positions are spoilt, nobody noted which."""
        return pieces_in(self.free) - self.left if self.free else 0


def hand_outs(db: Database, batch_id: int) -> tuple[HandOut, ...]:
    """Return the hand-outs of a batch in order of position."""
    found = db.execute(
        rows.HAND_OUT + "WHERE hand_out.batch_id = ? ORDER BY bundle.first, hand_out.id", [batch_id]
    )
    return tuple(rows.to_hand_out(row) for row in found)


def returns(db: Database, batch_id: int) -> tuple[Return, ...]:
    """Return what came back of a batch, in the order of its days."""
    found = db.execute(rows.RETURN + "WHERE batch_id = ? ORDER BY back_on, id", [batch_id])
    return tuple(rows.to_return(row) for row in found)


def waste(db: Database, batch_id: int) -> tuple[Waste, ...]:
    """Return what was spoilt of a batch."""
    found = db.execute(rows.WASTE + "WHERE batch_id = ? ORDER BY noted_on, id", [batch_id])
    return tuple(rows.to_waste(row) for row in found)


def read_stock(db: Database, batch: Batch) -> Stock:
    """Return where the pieces of a batch are."""
    given = still_out(hand_outs(db, batch.id), returns(db, batch.id))
    return stock_of(batch, given, waste(db, batch.id))


def stock_of(batch: Batch, given: StillOut, spoilt: Sequence[Waste]) -> Stock:
    """Return where the pieces of a batch are, from all that is booked of it."""
    out = sum(one.pieces - one.back for one, _ in given)
    lost = sum(one.pieces for one in spoilt)
    free: tuple[Span, ...] = ()
    if batch.kind is BatchKind.PER_PIECE:
        taken = [*(span for _, spans in given for span in spans), *_spans(spoilt)]
        free = without([(1, batch.copies)], taken)
    return Stock(batch.copies - out - lost, out, lost, free)


def still_out(given: Sequence[HandOut], back: Sequence[Return]) -> StillOut:
    """Return hand-outs with the positions of each that are still at its place, as far as they are known."""
    came: dict[int, list[Return]] = {}
    for one in back:
        came.setdefault(one.hand_out_id, []).append(one)
    return tuple((one, _left(_spans([one]), came.get(one.id, ()))) for one in given)


def _left(spans: tuple[Span, ...], back: Sequence[Return]) -> tuple[Span, ...]:
    return without(spans, _spans(back)) if back else spans  # most never come back


def _spans(booked: Sequence[HandOut] | Sequence[Return] | Sequence[Waste]) -> tuple[Span, ...]:
    return joined((one.first, one.last) for one in booked if one.first is not None and one.last is not None)
