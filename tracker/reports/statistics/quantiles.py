"""How many standard deviations a given certainty needs."""

from __future__ import annotations

from functools import lru_cache
from math import exp, inf, lgamma, log, log1p
from statistics import NormalDist

CONFIDENCE = 0.95
"""How sure an interval is, unless somebody wants another."""

_NORMAL_ABOVE = 1e6
_TINY = 1e-300
_STEPS = 200


def normal_quantile(probability: float) -> float:
    """Return the quantile of the standard normal distribution.

    Raises:
        ValueError: The probability is not between 0 and 1.
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
    return NormalDist().inv_cdf(probability)


@lru_cache(1024)
def student_quantile(probability: float, freedom: float) -> float:
    """Return the quantile of Student's t distribution; degrees of freedom need not be whole.

    Raises:
        ValueError: The probability is not between 0 and 1, or there is no freedom.
    """
    normal = normal_quantile(probability)
    if freedom <= 0:
        raise ValueError(f"degrees of freedom are more than 0, not {freedom}")
    if freedom > _NORMAL_ABOVE or probability == 0.5:
        return normal
    if probability < 0.5:
        return -student_quantile(1 - probability, freedom)
    low, high = 0.0, 1.0
    while _student_below(high, freedom) < probability:
        low, high = high, high * 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if _student_below(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def _student_below(t: float, freedom: float) -> float:
    """Return the probability that t is not exceeded, for t of at least 0."""
    share = t * t / (freedom + t * t)
    return 0.5 + 0.5 * _incomplete_beta(0.5, freedom / 2, share)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function (DLMF 8.17.22, its continued fraction)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # there the fraction converges slowly, at the mirror image quickly
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """Return 1 + d1/(1 + d2/(1 + …)) by the method of Lentz."""
    value = numerator = 1.0
    denominator = 0.0
    change = inf
    for step in range(1, 10_000):
        half = step // 2
        part = (
            half * (b - half) * x / ((a + step - 1) * (a + step))
            if step % 2 == 0
            else -(a + half) * (a + b + half) * x / ((a + step - 1) * (a + step))
        )
        denominator = 1 / _not_zero(1 + part * denominator)
        numerator = _not_zero(1 + part / numerator)
        change = numerator * denominator
        value *= change
        if abs(change - 1) < 1e-15:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
