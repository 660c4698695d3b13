"""How strongly counts speak against a ratio of two rates, however often somebody looks.

Whoever looks daily and stops at the first "significant" day is wrong far more often than in one case of
twenty. So nothing here is a test for one look. Evidence is an *e-value*: a bet against a ratio that nobody
can win by stopping when it suits. If the ratio is the true one, the evidence against it ever reaches 20 with
probability 1/20 at most (J. Ville 1939), on whatever day.

Both batches are looked at day by day since the hand-out, and each newly scanned piece (or scan) is a bet on
which of the two it belongs to. Given the ratio of their rates, the chance is known from the copies that could
still be scanned. What a day after the hand-out has for both of them cancels.

Source of the bets: J. ter Schure, M. F. Pérez-Ortiz, A. Ly, P. Grünwald, The anytime-valid logrank test
(2020–2024, arXiv:2011.06931), with a normal prior of the logarithm of the ratio in place of one ratio, as
H. Robbins did (Annals of Mathematical Statistics 41 (1970), 1397–1409). Where scans come in groups, the
likelihood is that of fewer scans (quasi-likelihood, R. W. M. Wedderburn, Biometrika 61 (1974), 439–447). That
is no theorem for few days: docs/statistics.md says how often it was wrong in simulations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp, inf, log, log1p, pi, sqrt
from statistics import NormalDist

from tracker.reports.statistics.intervals import Interval
from tracker.reports.statistics.quantiles import student_quantile
from tracker.reports.statistics.spread import spread_without_weekdays

RATIOS = 0.7
"""Standard deviation of the logarithm of ratios that are bet on: most lie within a factor of 4."""

_FAR_OUT = 3.0
"""At so many standard deviations evidence begins to suffice."""

_FURTHEST = 12.0
"""Logarithm of the largest ratio that is looked at: more is without bound."""

_ALIKE = 1e-3
"""Days whose odds differ by less are taken together."""

_POINTS = 40
_WIDTHS = 8.0
_HALVINGS = 45

Evidence = Callable[[float], float]
"""From the logarithm of a ratio to the logarithm of the evidence against it."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day after the hand-out, of two batches.

    Attributes:
        first: What the first brought: newly scanned pieces, or scans.
        second: What the second brought.
        first_open: Copies of the first that could bring it.
        second_open: Copies of the second.
    """

    first: float
    second: float
    first_open: float
    second_open: float

    def chance(self, log_ratio: float) -> float:
        """Return the chance that what comes is the first's, if its rate is that many times the second's."""
        odds = log_ratio + log(self.first_open) - log(self.second_open)
        return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def evidence_of_singles(days: Sequence[Day]) -> Evidence:
    """Return the evidence of single events, of which none comes with another."""
    alike = _joined(days)
    bet = _log_bet(alike)
    return lambda log_ratio: bet - _log_likelihood(alike, log_ratio)


def evidence_of_pieces(days: Sequence[Day]) -> Evidence:
    """Return the evidence of pieces that were scanned for the first time.

    It is that of single events, or the weaker one of fewer of them if days differ more than those would: then
    some pieces had one reason together, such as a school class.
    """
    single, grouped = evidence_of_singles(days), _of_fewer(days, inflation_of_pieces(days))
    return lambda log_ratio: min(single(log_ratio), grouped(log_ratio))


def evidence_of_groups(days: Sequence[Day]) -> Evidence:
    """Return the evidence of scans, which usually come in groups.

    It is that of single events for so many scans as are worth what independent ones are: all of them, divided
    by `inflation_of_days`. As long as days cannot tell how they differ there is none.
    """
    by = inflation_of_days(days)
    return (lambda log_ratio: 0.0) if by is None else _of_fewer(days, by)


def inflation_of_days(days: Sequence[Day]) -> float | None:
    """Return by how much the variance is to be taken larger, because scans come in groups, and days are few.

    The first part is the variance of the days' shares over that of independent scans, or that of either
    batch by itself, at least 1: a small batch may just not have had its groups yet. The second is that of
    Student's distribution, as far out as evidence begins to suffice, over the normal one.

    Returns:
        ``None`` if fewer than two days' worth of days had scans.
    """
    freedom = _freedom(days)
    if freedom < 1:
        return None
    factor = max(
        _spread_of_shares(days),
        spread_without_weekdays([day.first for day in days]),
        spread_without_weekdays([day.second for day in days]),
    )
    return factor * inflation_of_few(freedom)


def inflation_of_pieces(days: Sequence[Day]) -> float:
    """Return by how much the variance of pieces is larger than that of single events, at least 1."""
    return max(1.0, _spread_of_shares(days))


def inflation_of_few(freedom: float) -> float:
    """Return by how much the variance is to be taken larger, because few days tell about it."""
    return (student_quantile(NormalDist().cdf(_FAR_OUT), freedom) / _FAR_OUT) ** 2


def most_likely(days: Sequence[Day]) -> float:
    """Return the logarithm of the ratio that fits best; infinite if one of the two brought nothing."""
    if not any(day.first for day in days):
        return -inf
    if not any(day.second for day in days):
        return inf
    return _highest(_joined(days), 0.0)


def likely_within_prior(days: Sequence[Day]) -> float:
    """Return the logarithm of the ratio that fits best, nearer to none the less is known; always finite."""
    return _highest(_joined(days), 1 / RATIOS**2)


def information(days: Sequence[Day], log_ratio: float) -> float:
    """Return how much the counts tell about the ratio: the inverse of the variance of its logarithm."""
    return sum(_weight(day, log_ratio) for day in days)


def ratios_left(evidence: Evidence, centre: float, error: float) -> Interval:
    """Return the ratios against which there is not enough evidence, whenever one looks.

    Args:
        evidence: Of the counts.
        centre: The logarithm of the ratio that fits best.
        error: How often the true ratio may be left out.
    """
    needed = -log(error)
    start = min(max(centre, -_FURTHEST), _FURTHEST)
    low = _edge(evidence, start, -_FURTHEST, needed)
    high = _edge(evidence, start, _FURTHEST, needed)
    return Interval(0.0 if low is None else exp(low), None if high is None else exp(high))


def _joined(days: Sequence[Day]) -> list[Day]:
    """Return days on which bets are the same as one: a year is then little more work than a week."""
    found: list[Day] = []
    for day in days:
        odds = log(day.first_open / day.second_open)
        if found and abs(odds - log(found[-1].first_open / found[-1].second_open)) < _ALIKE:
            last = found[-1]
            found[-1] = replace(last, first=last.first + day.first, second=last.second + day.second)
        else:
            found.append(day)
    return found


def _of_fewer(days: Sequence[Day], by: float) -> Evidence:
    return evidence_of_singles([replace(day, first=day.first / by, second=day.second / by) for day in days])


def _freedom(days: Sequence[Day]) -> float:
    """Return how many days can tell how they differ; fewer if a few of them had most scans."""
    weights = _weights(days)
    return sum(weights) ** 2 / sum(one * one for one in weights) - 1 if any(weights) else 0.0


def _spread_of_shares(days: Sequence[Day]) -> float:
    """Return the variance of the days' shares over that of independent events; 0 if nothing can be told."""
    seen, freedom = likely_within_prior(days), _freedom(days)
    if freedom <= 0:
        return 0.0
    squares = sum(_surplus(day, seen) ** 2 for day in days)
    return squares / sum(_weights(days)) * (freedom + 1) / freedom


def _weights(days: Sequence[Day]) -> list[float]:
    seen = likely_within_prior(days)
    return [_weight(day, seen) for day in days]


def _edge(evidence: Evidence, inside: float, outside: float, needed: float) -> float | None:
    """Return where evidence becomes enough, or ``None`` if it never does on this side."""
    if evidence(outside) < needed:
        return None
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if evidence(middle) >= needed else (middle, outside)
    return outside


def _log_likelihood(days: Sequence[Day], log_ratio: float) -> float:
    total = 0.0
    for day in days:
        odds = log_ratio + log(day.first_open) - log(day.second_open)
        total -= day.first * _log_of_1_and_exp(-odds) + day.second * _log_of_1_and_exp(odds)
    return total


def _log_of_1_and_exp(x: float) -> float:
    return x + log1p(exp(-x)) if x > 0 else log1p(exp(x))


def _log_bet(days: Sequence[Day]) -> float:
    """Return the logarithm of the likelihood, averaged over the prior of ratios.

    The integrand is log-concave: it lies within some widths of its highest point, and there the trapezoidal
    rule is as exact as the numbers are.
    """
    if not any(day.first or day.second for day in days):
        return 0.0
    precision = 1 / RATIOS**2
    highest = _highest(days, precision)
    width = 1 / sqrt(precision + information(days, highest))
    step = _WIDTHS * width / _POINTS
    points = [highest + step * number for number in range(-_POINTS, _POINTS + 1)]
    values = [_log_likelihood(days, point) - precision * point * point / 2 for point in points]
    top = max(values)
    return top + log(sum(exp(value - top) for value in values) * step * sqrt(precision / (2 * pi)))


def _highest(days: Sequence[Day], precision: float) -> float:
    """Return the log ratio at which the likelihood, times a normal prior of that precision, is highest."""
    low, high = -_FURTHEST, _FURTHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        rising = sum(_surplus(day, middle) for day in days) - precision * middle > 0
        low, high = (middle, high) if rising else (low, middle)
    return (low + high) / 2


def _weight(day: Day, log_ratio: float) -> float:
    """Return the variance of `_surplus`, if what comes is independent."""
    chance = day.chance(log_ratio)
    return (day.first + day.second) * chance * (1 - chance)


def _surplus(day: Day, log_ratio: float) -> float:
    """Return what the first brought beyond what it would have at this ratio, given what both brought."""
    chance = day.chance(log_ratio)
    return day.first * (1 - chance) - day.second * chance
