"""How many copies a fair comparison needs, before anything is printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log, log1p, sqrt

from tracker.reports.statistics.enough import needed_information
from tracker.reports.statistics.evidence import inflation_of_few
from tracker.reports.statistics.quantiles import normal_quantile

ERROR = 0.05
"""How often a difference may be claimed where there is none."""

CERTAINTY = 0.8
"""How often a difference that is there is to be found, unless somebody wants more."""


USUAL_DAYS = 14
"""How many days bring most scans of a batch with one code."""


@dataclass(frozen=True, slots=True)
class Aim:
    """How well a comparison is to work.

    Attributes:
        certainty: How often the difference is to be found if it is there.
        error: How often one may be claimed if there is none.
        variants: How many are compared, at least 2; each pair of them gets its part of ``error``.
        second_per_first: How many copies there are of the second for one of the first.

    Raises:
        ValueError: Something is out of bounds.
    """

    certainty: float = CERTAINTY
    error: float = ERROR
    variants: int = 2
    second_per_first: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.error < self.certainty < 1:
            raise ValueError("certainty is below 1 and above the error, which is above 0")
        if self.variants < 2 or self.second_per_first <= 0:
            raise ValueError("at least two variants are compared, each with copies")

    @property
    def error_of_a_pair(self) -> float:
        """What each pair of variants gets of the error."""
        return self.error / (self.variants * (self.variants - 1) / 2)


@dataclass(frozen=True, slots=True)
class CopiesNeeded:
    """How many copies of each of two variants have to be handed out.

    Attributes:
        first: Of the first, for who looks once, at the end.
        second: Of the second.
        first_daily: Of the first, for who may look every day, as `tracker compare` may be asked.
        second_daily: Of the second.
    """

    first: int
    second: int
    first_daily: int
    second_daily: int


def copies_needed(first: float, second: float, aim: Aim | None = None) -> CopiesNeeded:
    """Return the pieces needed to tell one scan rate from another.

    For one look: two-sided, by the normal approximation, with the variance of both together for "no
    difference". Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical methods for rates and proportions,
    3rd edition (2003), chapter 4, without the correction for continuity. For looks every day:
    `needed_information`.

    Args:
        first: The one scan rate, as a share between 0 and 1.
        second: The other.
        aim: How well it is to work; by default `Aim`'s.

    Raises:
        ValueError: A rate is not between 0 and 1, or they are equal.
    """
    if not 0 < first < 1 or not 0 < second < 1:
        raise ValueError(f"scan rates lie between 0 and 1, not at {first} and {second}")
    effect = log(log1p(-first) / log1p(-second))
    return _needed(first, second, aim or Aim(), lambda rate: rate * (1 - rate), effect, 1.0)


def copies_needed_of_one_code(
    first: float, second: float, *, spread: float, aim: Aim | None = None
) -> CopiesNeeded:
    """Return the copies needed to tell one number of scans a copy from another.

    As `copies_needed`, for counts whose variance is ``spread`` times that of independent scans. For who may
    look every day it is supposed that two weeks bring most of the scans.

    Raises:
        ValueError: A rate is not above 0, they are equal, or the spread is below 1.
    """
    if first <= 0 or second <= 0 or spread < 1:
        raise ValueError(f"scans a copy are above 0, and the spread at least 1: {first}, {second}, {spread}")
    return _needed(
        first,
        second,
        aim or Aim(),
        lambda rate: spread * rate,
        log(first / second),
        spread * inflation_of_few(USUAL_DAYS),
    )


def _needed(
    first: float,
    second: float,
    aim: Aim,
    variance: Callable[[float], float],
    effect: float,
    inflation: float,
) -> CopiesNeeded:
    if first == second:
        raise ValueError("no number of copies tells a rate from itself")
    ratio = aim.second_per_first
    together = variance((first + ratio * second) / (1 + ratio))
    if_alike = normal_quantile(1 - aim.error_of_a_pair / 2) * sqrt(together * (1 + 1 / ratio))
    if_not = normal_quantile(aim.certainty) * sqrt(variance(first) + variance(second) / ratio)
    once = (max(0.0, if_alike + if_not) / (first - second)) ** 2
    information = needed_information(abs(effect), aim.error_of_a_pair, aim.certainty)
    daily = inflation * information * (first + ratio * second) / (ratio * first * second)
    copies = [max(1, ceil(copies)) for copies in (once, once * ratio, daily, daily * ratio)]
    return CopiesNeeded(*copies)
