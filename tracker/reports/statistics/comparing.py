"""Which of several batches is better, or that it is too early to say, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import exp

from tracker.reports.statistics.evidence import (
    Day,
    Evidence,
    evidence_of_groups,
    evidence_of_pieces,
    most_likely,
    ratios_left,
)
from tracker.reports.statistics.intervals import Interval, scans_per_100, wilson
from tracker.reports.statistics.missing import Outlook, what_is_missing
from tracker.reports.statistics.planning import ERROR
from tracker.reports.statistics.samples import Measure, Sample, Windowed, same_days
from tracker.reports.statistics.verdict import (
    Compared,
    Comparison,
    Missing,
    PairVerdict,
    Verdict,
    VerdictKind,
)

WORTH = 1.25
"""A rate less than a quarter above the other is no difference worth mentioning."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two batches, the one with the higher rate first."""

    first: Windowed
    second: Windowed
    days: tuple[Day, ...]
    evidence: Evidence


def compare(
    samples: Sequence[Sample], measure: Measure, *, worth: float = WORTH, error: float = ERROR
) -> Comparison:
    """Return batches side by side, with a verdict that stays right however often somebody looks.

    Every pair is compared. Among several pairs, "better" is claimed by S. Holm's rule (Scandinavian Journal
    of Statistics 6 (1979), 65–70), "no difference" only if the interval, taken wider for the number of pairs,
    holds nothing worth mentioning.

    Args:
        samples: At least two.
        measure: What they count.
        worth: The ratio of two rates from which on a difference is worth mentioning, above 1.
        error: How often any of the claims may be wrong.

    Raises:
        ValueError: There are fewer than two samples, one of them twice, or ``worth`` is not above 1.
    """
    if len({sample.batch for sample in samples}) < max(2, len(samples)) or worth <= 1:
        raise ValueError("two or more different batches are compared, by a ratio above 1")
    days, windowed = same_days(samples)
    batches = tuple(_compared(one, measure) for one in windowed)
    if not days:
        return Comparison(measure, 0, worth, batches, _nothing_yet(windowed))
    pairs = [_pair(one, other, measure) for one, other in combinations(windowed, 2)]
    return Comparison(measure, days, worth, batches, _verdict(windowed, pairs, measure, worth, error))


def holm(doubts: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted for their number by Holm's rule, in the order given."""
    adjusted, highest = [0.0] * len(doubts), 0.0
    for rank, place in enumerate(sorted(range(len(doubts)), key=lambda place: doubts[place])):
        highest = max(highest, min(1.0, (len(doubts) - rank) * doubts[place]))
        adjusted[place] = highest
    return tuple(adjusted)


def _nothing_yet(windowed: Sequence[Windowed]) -> Verdict:
    return Verdict(VerdictKind.TOO_EARLY, tuple(one.batch for one in windowed), (), Missing(None, 1))


def _compared(one: Windowed, measure: Measure) -> Compared:
    interval: Interval | None
    if measure is Measure.PIECES:
        share = wilson(one.counted, one.copies)
        interval = Interval(100 * share.low, None if share.high is None else 100 * share.high)
    else:
        interval = scans_per_100(one.daily, one.copies) if one.copies else None
    per_100 = 100 * one.counted / one.copies if one.copies else 0.0
    return Compared(one.batch, one.copies, one.joined, one.left_out, one.counted, per_100, interval)


def _pair(one: Windowed, other: Windowed, measure: Measure) -> _Pair:
    if other.counted * one.copies > one.counted * other.copies:
        one, other = other, one
    pieces = measure is Measure.PIECES
    open_of = [_still_open(each) if pieces else list(map(float, each.out)) for each in (one, other)]
    days = tuple(Day(*day) for day in zip(one.daily, other.daily, *open_of, strict=True))
    return _Pair(one, other, days, evidence_of_pieces(days) if pieces else evidence_of_groups(days))


def _still_open(one: Windowed) -> list[float]:
    """Return for each day how many pieces could be scanned for the first time, on average over the day."""
    found, left = [], one.copies
    for newly in one.daily:
        found.append(max(left - max(newly - 1, 0) / 2, 0.5))  # a half: no logarithm of 0 when all are scanned
        left -= newly
    return found


def _verdict(
    windowed: Sequence[Windowed], pairs: Sequence[_Pair], measure: Measure, worth: float, error: float
) -> Verdict:
    doubts = holm([min(1.0, exp(-pair.evidence(0.0))) for pair in pairs])
    outlook = Outlook(worth, error / len(pairs), measure is Measure.SCANS)
    judged = tuple(_judged(pair, doubt, error, outlook) for pair, doubt in zip(pairs, doubts, strict=True))
    leader = max(windowed, key=lambda one: one.counted / one.copies).batch
    with_leader = [pair for pair in judged if leader in (pair.first, pair.second)]
    beaten = {pair.second for pair in with_leader if pair.kind is VerdictKind.BETTER}
    best = tuple(one.batch for one in windowed if one.batch not in beaten)
    still_open = [pair.missing for pair in with_leader if pair.missing]
    if still_open:
        return Verdict(VerdictKind.TOO_EARLY, best, judged, _most(still_open))
    kind = VerdictKind.BETTER if beaten else VerdictKind.NO_DIFFERENCE
    return Verdict(kind, best, judged, None)


def _judged(pair: _Pair, doubt: float, error: float, outlook: Outlook) -> PairVerdict:
    centre = most_likely(pair.days)
    left, ratio = ratios_left(pair.evidence, centre, error), _ratio(pair)
    found = PairVerdict(pair.first.batch, pair.second.batch, VerdictKind.BETTER, ratio, left, doubt, None)
    among_all = ratios_left(pair.evidence, centre, outlook.error)
    if among_all.high and among_all.high < outlook.worth and among_all.low > 1 / outlook.worth:
        return replace(found, kind=VerdictKind.NO_DIFFERENCE)
    if doubt <= error and centre > 0 and (ratio is None or ratio > 1):
        return found
    missing = what_is_missing(pair.days, (pair.first.copies, pair.second.copies), outlook)
    return replace(found, kind=VerdictKind.TOO_EARLY, missing=missing)


def _ratio(pair: _Pair) -> float | None:
    if not pair.second.counted:
        return None
    return pair.first.counted * pair.second.copies / (pair.first.copies * pair.second.counted)


def _most(missing: Sequence[Missing]) -> Missing:
    copies = [one.copies for one in missing]
    days = [one.days for one in missing]
    return Missing(
        None if None in copies else max(one for one in copies if one is not None),
        None if None in days else max(one for one in days if one is not None),
    )
