"""How long a batch lasts: when its pieces are scanned first, and when half of its scans had come.

Pieces that were never scanned so far are not left out, and not taken for pieces that never will be: of each
it is known how many days it waited without a scan (it is *censored*).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from tracker.reports.statistics.intervals import Interval
from tracker.reports.statistics.quantiles import CONFIDENCE, normal_quantile
from tracker.reports.statistics.samples import Cohort

SETTLED_HALF_LIVES = 4
"""After so many half-lives a sixteenth is still to come, if scans decline at a constant rate."""


_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Reached:
    """How many pieces had been scanned by the end of a day.

    Attributes:
        days: Whole days since the hand-out: 1 is the day of the hand-out itself.
        open: Pieces that were out that day and not yet scanned.
        scanned: Of those, scanned for the first time on that day.
        share: Of all pieces, scanned at least once by then.
        interval: Of ``share``.
    """

    days: int
    open: int
    scanned: int
    share: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class HalfLife:
    """By which day half of the scans so far had come.

    Attributes:
        days: Counted from the hand-out, the day of which is 1.
        observed_days: How long the batch has been out.
        settled: Whether hardly more is to come; if not, the half-life may still grow.
    """

    days: int
    observed_days: int
    settled: bool


def first_scans(cohorts: Sequence[Cohort], confidence: float = CONFIDENCE) -> tuple[Reached, ...]:
    """Return for each day since the hand-out how many pieces had been scanned by then.

    Source: E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, Journal of the
    American Statistical Association 53 (1958), 457–481; the variance is M. Greenwood's, the interval that of
    log(-log), which stays within 0 and 1 (J. D. Kalbfleisch, R. L. Prentice 1980).

    Args:
        cohorts: Pieces by day of hand-out; ``daily`` counts those scanned for the first time.
        confidence: How sure each interval is.

    Raises:
        ValueError: More pieces were scanned for the first time than there are.
    """
    if any(sum(cohort.daily) > cohort.copies for cohort in cohorts):
        raise ValueError("more pieces were scanned for the first time than there are")
    found, left, variance = [], 1.0, 0.0
    for day in range(max((len(cohort.daily) for cohort in cohorts), default=0)):
        out = [cohort for cohort in cohorts if len(cohort.daily) > day]
        waiting = sum(cohort.copies - sum(cohort.daily[:day]) for cohort in out)
        scanned = sum(cohort.daily[day] for cohort in out)
        if waiting:
            left *= 1 - scanned / waiting
            variance += scanned / (waiting * (waiting - scanned)) if waiting > scanned else 0.0
        found.append(Reached(day + 1, waiting, scanned, 1 - left, _around(left, variance, confidence)))
    return tuple(found)


def days_until(share: float, reached: Sequence[Reached]) -> int | None:
    """Return by the end of which day that share of pieces had been scanned; ``None`` if not yet."""
    return next((one.days for one in reached if one.share > share - _ROUNDING), None)


def half_life(daily: Sequence[int]) -> HalfLife | None:
    """Return by which day half of the scans so far had come, or ``None`` without a scan.

    This is of scans so far. What is still to come can only make it longer, so it is called settled when the
    batch has been out for four times as long.

    Args:
        daily: Scans of each day since the hand-out.
    """
    scans, so_far = sum(daily), 0
    if not scans:
        return None
    for day, number in enumerate(daily, 1):
        so_far += number
        if 2 * so_far >= scans:
            return HalfLife(day, len(daily), len(daily) >= SETTLED_HALF_LIVES * day)
    raise AssertionError("half of the scans are among all of them")


def _around(left: float, variance: float, confidence: float) -> Interval:
    """Return the interval of the share scanned, ``1 - left``."""
    if left in (0.0, 1.0) or not variance:
        return Interval(1 - left, 1 - left) if left == 0.0 else Interval(0.0, 1.0)
    width = normal_quantile((1 + confidence) / 2) * sqrt(variance) / abs(log(left))
    return Interval(1 - left ** exp(-width), 1 - left ** exp(width))
