"""Rates come with their intervals and with how far to trust them."""

from __future__ import annotations

import pytest

from printkit.store.model import BatchKind
from tracker.reports.answers import FEW, Trust, answer_of, piece_rate, place_rate, rate_of
from tracker.reports.figures import BatchFigures, ClassCounts, EntryCounts, ScanRate
from tracker.reports.pieces import PlaceFigures

FLYER = (12, 8, 9, 3, 14, 6, 2, 5, 3, 0, 4, 2, 1, 3)


def batch(
    number: int, kind: BatchKind, scans: int, rate: ScanRate | None, copies: int = 1000
) -> BatchFigures:
    given = rate.of if rate else 0
    return BatchFigures(
        number, f"Serie {number}", "Kampagne", kind, copies, given, scans, scans, 0, ClassCounts(scans),
        EntryCounts(scans), None, None, None, rate,
    )  # fmt: skip


def test_the_example_of_the_docs_for_pieces() -> None:
    rate = piece_rate(126, 500)
    assert rate is not None
    assert rate.interval is not None
    assert rate.interval.high is not None
    assert (round(rate.each, 1), round(rate.interval.low, 1), round(rate.interval.high, 1)) == (
        25.2,
        21.6,
        29.2,
    )
    assert rate.trust is Trust.FAIR


def test_the_example_of_the_docs_for_one_code() -> None:
    flyer = batch(1, BatchKind.ONE_CODE, 72, ScanRate(3.6, 72, 2000, "copies"), 2000)
    rate = rate_of(flyer, FLYER)
    assert rate is not None
    assert rate.interval is not None
    assert rate.interval.high is not None
    assert (round(rate.interval.low, 1), round(rate.interval.high, 1)) == (2.3, 5.6)
    answer = answer_of((flyer,), {1: FLYER}, {1: 18_000})
    assert answer.cost is not None
    assert answer.cost.each.each == pytest.approx(2.5)
    assert answer.cost.each.interval is not None
    assert round(answer.cost.each.interval.low, 2) == 1.62
    assert answer.per_100 == rate
    assert answer.pieces is None


def test_few_scans_are_said_to_be_few() -> None:
    few = piece_rate(FEW - 1, 2000)
    good = piece_rate(900, 2000)
    assert few is not None
    assert good is not None
    assert (few.trust, good.trust) == (Trust.FEW, Trust.GOOD)
    assert piece_rate(0, 0) is None


def test_kinds_are_not_mixed_into_one_rate() -> None:
    pieces = batch(1, BatchKind.PER_PIECE, 50, ScanRate(10, 40, 400, "pieces handed out"))
    more = batch(2, BatchKind.PER_PIECE, 70, ScanRate(10, 60, 600, "pieces handed out"))
    flyer = batch(3, BatchKind.ONE_CODE, 72, ScanRate(3.6, 72, 2000, "copies"), 2000)
    waiting = batch(4, BatchKind.PER_PIECE, 0, None)
    days = {1: (0,) * 14, 2: (0,) * 14, 3: FLYER, 4: (0,) * 14}
    answer = answer_of((pieces, more, flyer, waiting), days, {})
    assert answer.pieces is not None
    assert (answer.pieces.counted, answer.pieces.of) == (100, 1000)
    assert answer.per_100 is not None
    assert (answer.per_100.counted, answer.per_100.of) == (72, 2000)
    assert (answer.batches, answer.waiting, answer.cost, len(answer.rates)) == (4, 1, None, 2)


def test_costs_count_scans_of_batches_with_a_cost_only() -> None:
    one = batch(1, BatchKind.PER_PIECE, 50, None)
    other = batch(2, BatchKind.PER_PIECE, 500, None)
    cost = answer_of((one, other), {1: (25, 25), 2: (250, 250)}, {1: 5000}).cost
    assert cost is not None
    assert (cost.cents, cost.scans, cost.unknown, cost.each.each) == (5000, 50, 1, 1.0)
    free = answer_of((batch(3, BatchKind.PER_PIECE, 0, None),), {}, {3: 5000}).cost
    assert free is not None
    assert free.each.each is None


def test_a_place_without_codes_of_its_own_has_scans_per_100() -> None:
    flyers = place_rate(PlaceFigures("Rathaus", 2000, 72, 0, 0, complete=True), FLYER)
    pieces = place_rate(PlaceFigures("Mitte", 500, 200, 126, 500, complete=True), ())
    assert flyers is not None
    assert pieces is not None
    assert (flyers.per_100, pieces.per_100) == (True, False)
    assert (flyers.each, pieces.each) == (3.6, 25.2)
    assert place_rate(PlaceFigures("Nirgends", 0, 0, 0, 0, complete=True), ()) is None
