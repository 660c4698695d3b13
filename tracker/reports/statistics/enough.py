"""How much information it takes until evidence that may be looked at every day suffices."""

from __future__ import annotations

from math import log, sqrt

from tracker.reports.statistics.evidence import RATIOS
from tracker.reports.statistics.quantiles import normal_quantile

_HALVINGS = 50


def needed_information(effect: float, error: float, certainty: float) -> float:
    """Return at how much information the evidence suffices with a certainty.

    The evidence of a normal likelihood, with the prior of `tracker.reports.statistics.evidence`, is known in
    closed form (H. Robbins, Annals of Mathematical Statistics 41 (1970), 1397–1409).

    Args:
        effect: The logarithm of the ratio between what is true and what is to be excluded, above 0.
        error: How often it may be excluded wrongly, ever.
        certainty: How often it is to be excluded rightly.

    Raises:
        ValueError: There is no effect.
    """
    if effect <= 0:
        raise ValueError("what is no different is never told apart")
    low, high = 0.0, 1.0
    while not _suffices(high, effect, error, certainty):
        low, high = high, high * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _suffices(middle, effect, error, certainty) else (middle, high)
    return high


def _suffices(information: float, effect: float, error: float, certainty: float) -> bool:
    precision = 1 / RATIOS**2
    surplus = max(0.0, effect * information - normal_quantile(certainty) * sqrt(information))
    evidence = surplus**2 / (2 * (information + precision)) - log(1 + information / precision) / 2
    return evidence >= -log(error)
