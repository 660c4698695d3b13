"""What batches cost: whole cents of hundredths of a cent, so that a piece may cost 3.4 cents. Arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.staff.campaigns.plan import PER_CENT
from tracker.staff.drafts.model import Batches, Row


@dataclass(frozen=True, slots=True)
class Totals:
    """All batches of a draft together.

    Attributes:
        pieces: How many pieces.
        cents: What they cost; ``None`` if nobody said a cost of any.
        each: What a piece costs on average, in hundredths of a cent, of those whose cost is known.
        unknown: Batches of which nobody said the cost.
    """

    batches: int
    pieces: int
    cents: int | None
    each: int | None
    unknown: int


def cents_of(row: Row, cost_each: bool) -> int | None:
    """Return what a whole batch costs in cents, half a cent rounded up; ``None`` if that is not known."""
    if row.cost is None or (cost_each and row.copies is None):
        return None
    whole = row.cost * (row.copies or 0) if cost_each else row.cost
    return (whole + PER_CENT // 2) // PER_CENT


def totals(batches: Batches) -> Totals:
    """Add up the batches of a draft."""
    known = [
        (cents, row.copies or 0)
        for row in batches.rows
        if (cents := cents_of(row, batches.cost_each)) is not None
    ]
    cents = sum(cost for cost, _ in known)
    pieces = sum(copies for _, copies in known)
    return Totals(
        batches=len(batches.rows),
        pieces=batches.pieces,
        cents=cents if known else None,
        each=(cents * PER_CENT + pieces // 2) // pieces if known and pieces else None,
        unknown=len(batches.rows) - len(known),
    )
