"""About how many more copies or days it takes to decide, if things go on as they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log, sqrt

from tracker.reports.statistics.enough import needed_information
from tracker.reports.statistics.evidence import (
    Day,
    inflation_of_days,
    inflation_of_pieces,
    information,
    likely_within_prior,
)
from tracker.reports.statistics.planning import CERTAINTY
from tracker.reports.statistics.verdict import Missing

LONGEST_DAYS = 365
LATELY_DAYS = 7
UNTOLD_SPREAD = 2.0
"""By how much the variance is taken larger as long as days cannot tell."""

_LEAST_MORE = 1.05


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a pair is decided by.

    Attributes:
        worth: The ratio from which on a difference is worth mentioning.
        error: How often a claim about this pair may be wrong.
        in_groups: Whether scans may come in groups.
    """

    worth: float
    error: float
    in_groups: bool


def what_is_missing(days: Sequence[Day], copies: tuple[int, int], outlook: Outlook) -> Missing:
    """Return what it takes to say either that one is better, or that there is no difference.

    It supposes that the ratio of the two is what it looks like now, nearer to none the less is known.
    """
    if not any(day.first or day.second for day in days):
        return Missing(None, None)
    seen = likely_within_prior(days)
    effect = max(abs(seen), log(outlook.worth) - abs(seen))
    grouped = (inflation_of_days(days) or UNTOLD_SPREAD) if outlook.in_groups else None
    inflation = grouped or inflation_of_pieces(days)
    have = information(days, seen) / inflation
    lately = days[-LATELY_DAYS:]
    a_day = information(lately, seen) / inflation / len(lately)
    needed = max(needed_information(effect, outlook.error, CERTAINTY), _LEAST_MORE * have)
    wait = ceil((needed - have) / a_day) if a_day > 0 else LONGEST_DAYS + 1
    enough_left = outlook.in_groups or _come(lately) / len(lately) * wait <= sum(copies) - _come(days)
    will_do = wait <= LONGEST_DAYS and enough_left
    return Missing(_more_copies(copies, needed / have), wait if will_do else None)


def _come(days: Sequence[Day]) -> float:
    """Return what days brought of both; a piece that was scanned is not scanned for the first time again."""
    return sum(day.first + day.second for day in days)


def _more_copies(copies: tuple[int, int], times: float) -> int:
    """Return how many more of each make the comparison that many times as informative.

    What counts is 1 / (1/first + 1/second): many copies of the one do not make up for few of the other.
    """
    total, product = sum(copies), copies[0] * copies[1]
    wanted = times * product / total
    half = total / 2 - wanted
    return max(1, ceil(sqrt(half * half + wanted * total - product) - half))
