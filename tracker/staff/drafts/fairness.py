"""What a comparison of batches can tell with so many copies, and how many a finer one needs. Arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from printkit.store.model import BatchKind
from tracker.reports.statistics.planning import CERTAINTY, Aim, copies_needed, copies_needed_of_one_code
from tracker.staff.drafts.model import Batches

USUAL = 0.01
"""A scan rate that is common for print, from which a difference is to be told."""
HIGHER = (0.015, 0.02, 0.03)
SPREAD = 2.0
"""How much more than by chance scans of one code vary, where nobody knows better (docs/statistics.md)."""
_HIGHEST = 0.25
"""Print that more than a quarter scans is not seen; what only tells that apart tells nothing."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many copies of each variant it takes to tell one scan rate from another.

    Attributes:
        daily: The same for who looks every day, and wants to stop as soon as it is clear.
    """

    rate: float
    higher: float
    copies: int
    daily: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """What a comparison of batches can tell.

    Attributes:
        variants: How many are compared; the planning supposes two if it is only one.
        copies: Of the smallest, 0 if nobody said.
        certainty: How often a difference that is there is found.
        usual: The scan rate from which it is told; with one code: scans a copy.
        told: The next higher rate that these copies can tell from it; ``None`` if none.
        is_even: Whether all batches have the same number of copies.
        needs: What it takes for some differences.
    """

    kind: BatchKind
    variants: int
    copies: int
    certainty: float
    usual: float
    told: float | None
    is_even: bool
    needs: tuple[Need, ...]


def fairness(batches: Batches) -> Fairness:
    """Return what a comparison of these batches can tell."""
    copies = [row.copies for row in batches.rows if row.copies]
    aim = Aim(variants=max(2, len(copies)))
    smallest = min(copies, default=0)
    return Fairness(
        kind=batches.kind,
        variants=len(copies),
        copies=smallest,
        certainty=CERTAINTY,
        usual=USUAL,
        told=_told(batches.kind, smallest, aim) if len(copies) > 1 else None,
        is_even=len(set(copies)) <= 1,
        needs=tuple(_need(batches.kind, higher, aim) for higher in HIGHER),
    )


def _need(kind: BatchKind, higher: float, aim: Aim) -> Need:
    if kind is BatchKind.ONE_CODE:
        needed = copies_needed_of_one_code(USUAL, higher, spread=SPREAD, aim=aim)
    else:
        needed = copies_needed(USUAL, higher, aim)
    return Need(USUAL, higher, needed.first, needed.first_daily)


def _told(kind: BatchKind, copies: int, aim: Aim) -> float | None:
    """Return the lowest rate, by halving, that so many copies of each tell from the usual one."""
    low, high = USUAL * 1.001, _HIGHEST
    if copies < 1 or _need(kind, high, aim).copies > copies:
        return None
    for _ in range(30):
        middle = (low + high) / 2
        if _need(kind, middle, aim).copies > copies:
            low = middle
        else:
            high = middle
    return high
