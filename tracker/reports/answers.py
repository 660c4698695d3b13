"""The answer to "what did this print achieve", with how far it can be trusted: neither database nor words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from printkit.store.model import BatchKind
from tracker.reports.figures import BatchFigures
from tracker.reports.pieces import PlaceFigures
from tracker.reports.statistics.costs import CostPerScan, cost_per_scan
from tracker.reports.statistics.intervals import Interval, scans_per_100, wilson

FEW = 10
"""Fewer pieces or scans than this say next to nothing."""
_ROUGH, _FAIR = 0.75, 0.3
"""How wide an interval is, as a share of its rate, from which on a rate is rough, or fair."""


class Trust(StrEnum):
    """How far a rate can be trusted, by the width of its interval."""

    NONE = "none"
    FEW = "few"
    ROUGH = "rough"
    FAIR = "fair"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its interval, all in percent or per 100 copies.

    Attributes:
        each: Pieces scanned at least once of 100, or scans per 100 copies.
        counted: The numerator.
        of: The denominator, more than 0.
        interval: Between which values it lies with 95 %; ``None`` as long as days cannot tell.
        per_100: Whether it is of scans per 100 copies, which may be more than 100.
    """

    each: float
    counted: int
    of: int
    interval: Interval | None
    per_100: bool

    @property
    def trust(self) -> Trust:
        """How far it can be trusted."""
        if self.counted < FEW:
            return Trust.FEW
        if self.interval is None or self.interval.high is None:
            return Trust.ROUGH
        width = (self.interval.high - self.interval.low) / self.each
        return Trust.ROUGH if width > _ROUGH else Trust.FAIR if width > _FAIR else Trust.GOOD


@dataclass(frozen=True, slots=True)
class Cost:
    """What was paid, and what a scan cost.

    Attributes:
        cents: Of all batches whose cost is known.
        scans: Scans of these batches.
        each: A scan's, in euro.
        unknown: Batches whose cost nobody noted.
    """

    cents: int
    scans: int
    each: CostPerScan
    unknown: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What some batches, or one, achieved since the beginning.

    Attributes:
        pieces: Of those with a code per piece that were handed out; ``None`` without any.
        per_100: Of those with one code for all that were handed out; ``None`` without any.
        returned: Of those handed out, how many came back.
        waiting: Batches of which nothing was handed out.
    """

    copies: int
    handed_out: int
    returned: int
    hits: int
    scans: int
    tests: int
    pieces: Rate | None
    per_100: Rate | None
    cost: Cost | None
    first_scan_at: datetime | None
    last_scan_at: datetime | None
    batches: int
    waiting: int

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Return the rates there are, that of pieces first."""
        return tuple(rate for rate in (self.pieces, self.per_100) if rate)


def rate_of(figures: BatchFigures, daily: Sequence[int]) -> Rate | None:
    """Return the rate of one batch with its interval; ``None`` as long as nothing is handed out.

    Args:
        figures: Of the batch.
        daily: Scans of each day since the hand-out; needed of a batch with one code for all.
    """
    rate = figures.scan_rate
    if rate is None or rate.of <= 0:
        return None
    if figures.kind is BatchKind.ONE_CODE:
        return Rate(rate.percent, rate.counted, rate.of, _per_100(daily, rate.of), per_100=True)
    return piece_rate(rate.counted, rate.of)


def piece_rate(counted: int, of: int) -> Rate | None:
    """Return the share of pieces scanned at least once; ``None`` without any piece."""
    if of <= 0:
        return None
    of = max(of, counted)  # pieces that came back by their number only may be among the scanned ones
    share = wilson(counted, of)
    return Rate(100 * counted / of, counted, of, _percent(share), per_100=False)


def place_rate(figures: PlaceFigures, daily: Sequence[int]) -> Rate | None:
    """Return the rate of a place: of its pieces with a code of their own, or else scans per 100 copies."""
    if figures.pieces:
        return piece_rate(figures.pieces_scanned, figures.pieces)
    there = figures.handed_out - figures.returned
    if there <= 0:
        return None
    return Rate(100 * figures.scans / there, figures.scans, there, _per_100(daily, there), per_100=True)


def answer_of(
    figures: Sequence[BatchFigures],
    daily: Mapping[int, Sequence[int]],
    costs: Mapping[int, int],
) -> Answer:
    """Return what batches achieved together.

    Args:
        figures: Of each batch.
        daily: By batch, scans of each day since its hand-out; all end today.
        costs: By batch, in cents; batches whose cost nobody knows are absent.
    """
    first = [one.first_scan_at for one in figures if one.first_scan_at]
    last = [one.last_scan_at for one in figures if one.last_scan_at]
    return Answer(
        sum(one.copies for one in figures),
        sum(one.handed_out for one in figures),
        sum(one.returned for one in figures),
        sum(one.hits for one in figures),
        sum(one.scans for one in figures),
        sum(one.tests for one in figures),
        _pieces_together(figures),
        _one_code_together(figures, daily),
        cost_of(figures, daily, costs),
        min(first, default=None),
        max(last, default=None),
        len(figures),
        sum(one.scan_rate is None for one in figures),
    )


def cost_of(
    figures: Sequence[BatchFigures], daily: Mapping[int, Sequence[int]], costs: Mapping[int, int]
) -> Cost | None:
    """Return what the batches cost and what a scan of theirs did; ``None`` if nobody knows any cost."""
    known = [one for one in figures if one.batch in costs]
    if not known:
        return None
    cents = sum(costs[one.batch] for one in known)
    days = _together([daily.get(one.batch, ()) for one in known])
    scans = sum(one.scans for one in known)
    found = cost_per_scan(cents / 100, days)
    each = CostPerScan(cents / 100 / scans if scans else None, found.interval)
    return Cost(cents, scans, each, len(figures) - len(known))


def _pieces_together(figures: Sequence[BatchFigures]) -> Rate | None:
    rates = [one.scan_rate for one in figures if one.scan_rate and one.kind is BatchKind.PER_PIECE]
    return piece_rate(sum(rate.counted for rate in rates), sum(rate.of for rate in rates))


def _one_code_together(figures: Sequence[BatchFigures], daily: Mapping[int, Sequence[int]]) -> Rate | None:
    meant = [one for one in figures if one.scan_rate and one.kind is BatchKind.ONE_CODE]
    of = sum(one.scan_rate.of for one in meant if one.scan_rate)
    if of <= 0:
        return None
    counted = sum(one.scan_rate.counted for one in meant if one.scan_rate)
    days = _together([daily.get(one.batch, ()) for one in meant])
    return Rate(100 * counted / of, counted, of, _per_100(days, of), per_100=True)


def _together(daily: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Add up days that all end today; what was handed out later has fewer of them."""
    length = max(map(len, daily), default=0)
    padded = ((0,) * (length - len(days)) + tuple(days) for days in daily)
    return tuple(sum(day) for day in zip(*padded, strict=True))


def _per_100(daily: Sequence[int], copies: int) -> Interval | None:
    return scans_per_100(daily, copies) if daily else None


def _percent(share: Interval) -> Interval:
    return Interval(100 * share.low, None if share.high is None else 100 * share.high)
