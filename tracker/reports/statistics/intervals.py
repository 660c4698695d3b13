"""Intervals for what was counted: between which values the truth lies, as far as the counts can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from tracker.reports.statistics.quantiles import CONFIDENCE, normal_quantile, student_quantile
from tracker.reports.statistics.spread import spread


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``; ``high`` is ``None`` where nothing bounds it."""

    low: float
    high: float | None


def wilson(counted: int, of: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval for a share, such as pieces scanned at least once of those handed out.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the
    American Statistical Association 22 (1927), 209–212. Never leaves 0 to 1, and has a width at 0 and at all.

    Args:
        counted: Of ``of``, how many.
        of: May be 0; then nothing is known.
        confidence: How sure, between 0 and 1.

    Raises:
        ValueError: More were counted than there are.
    """
    if not 0 <= counted <= of:
        raise ValueError(f"{counted} of {of} is no share")
    if of == 0:
        return Interval(0.0, 1.0)
    z2 = normal_quantile((1 + confidence) / 2) ** 2
    middle = (counted + z2 / 2) / (of + z2)
    half = sqrt(z2 * (counted * (of - counted) / of + z2 / 4)) / (of + z2)
    return Interval(
        0.0 if counted == 0 else max(0.0, middle - half),
        1.0 if counted == of else min(1.0, middle + half),
    )


def scans_interval(daily: Sequence[int], confidence: float = CONFIDENCE) -> Interval | None:
    """Return the interval for the number of scans to be expected of such days, given what each brought.

    Scans come in groups, so their number varies more than that of independent ones. The interval is that
    of the score (the one of `wilson`, for counts) with the variance enlarged by `spread`, and with Student's
    quantile, because few days tell little about how days differ.

    Args:
        daily: Scans of each day since the hand-out, days without any included.
        confidence: How sure, between 0 and 1.

    Returns:
        ``None`` for a single day with scans, or none: one day cannot tell how days differ.
    """
    scans = sum(daily)
    if not daily:
        return None
    if not scans:  # exact: with more to be expected, none at all would have been rarer than that
        return Interval(0.0, -log((1 - confidence) / 2))
    found = spread(daily)
    if found is None:
        return None
    t2 = student_quantile((1 + confidence) / 2, found.freedom) ** 2 * found.factor
    half = sqrt(t2 * (scans + t2 / 4))
    return Interval(max(0.0, scans + t2 / 2 - half), scans + t2 / 2 + half)


def scans_per_100(daily: Sequence[int], copies: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Return the interval for scans per 100 copies, as `scans_interval`.

    Raises:
        ValueError: There are no copies.
    """
    if copies <= 0:
        raise ValueError(f"scans per 100 copies need copies, not {copies}")
    found = scans_interval(daily, confidence)
    if found is None or found.high is None:
        return None
    return Interval(100 * found.low / copies, 100 * found.high / copies)
