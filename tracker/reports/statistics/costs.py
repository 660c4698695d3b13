"""What a scan cost, and between which amounts that is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reports.statistics.intervals import Interval, scans_interval
from tracker.reports.statistics.quantiles import CONFIDENCE


@dataclass(frozen=True, slots=True)
class CostPerScan:
    """In the currency of the cost.

    Attributes:
        each: Cost by scans; ``None`` without any scan.
        interval: Its ``high`` is ``None`` if hardly a scan may be expected; ``None`` where days
            cannot tell.
    """

    each: float | None
    interval: Interval | None


def cost_per_scan(cost: float, daily: Sequence[int], confidence: float = CONFIDENCE) -> CostPerScan:
    """Return what a scan cost: the cost is known, the scans vary as `scans_interval` says.

    Args:
        cost: Of design, print and handing out.
        daily: Scans of each day since the hand-out.
        confidence: How sure, between 0 and 1.

    Raises:
        ValueError: The cost is below 0.
    """
    if cost < 0:
        raise ValueError(f"a cost is not below 0, as {cost} is")
    scans, found = sum(daily), scans_interval(daily, confidence)
    each = cost / scans if scans else None
    if found is None or not found.high:
        return CostPerScan(each, None)
    return CostPerScan(each, Interval(cost / found.high, cost / found.low if found.low > 0 else None))
