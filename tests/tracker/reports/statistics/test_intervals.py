import math

import pytest

from tracker.reports.statistics.intervals import scans_interval, scans_per_100, wilson


@pytest.mark.parametrize(
    ("counted", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_as_published(counted, of, low, high):
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = wilson(counted, of)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_wilson_at_the_ends():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert wilson(0, 5).low == 0
    assert wilson(5, 5).high == 1
    assert wilson(5, 5).low == pytest.approx(1 - wilson(0, 5).high)
    assert 0.2 < wilson(1, 1).low < wilson(1, 1).high == 1
    for bad in ((-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no share"):
            wilson(*bad)


def test_wilson_solves_the_equation_it_comes_from():
    for counted, of in ((1, 7), (3, 4), (40, 1000)):
        found = wilson(counted, of, 0.9)
        for bound in (found.low, found.high):
            z = (counted / of - bound) / math.sqrt(bound * (1 - bound) / of)
            assert abs(z) == pytest.approx(1.6448536269514722)


def test_even_days_give_the_interval_of_counts():
    scans = scans_interval([5, 5, 5, 5] * 25)
    assert scans.low == pytest.approx(500 - 1.96 * math.sqrt(500), abs=3)
    assert scans.high == pytest.approx(500 + 1.96 * math.sqrt(500), abs=5)


def test_groups_and_few_days_make_it_wider():
    even, jumping = scans_interval([10] * 20), scans_interval([0, 20] * 10)
    assert jumping.high - jumping.low > 3 * (even.high - even.low)
    few = scans_interval([67, 66, 67])
    assert few.high - few.low > 1.5 * (even.high - even.low)


def test_nothing_is_said_of_one_day_and_something_of_none():
    assert scans_interval([]) is None
    assert scans_interval([7]) is None
    assert scans_interval([7, 0]).low < 1
    nothing = scans_interval([0, 0, 0])
    assert (nothing.low, nothing.high) == (0, pytest.approx(3.6888794541139363))
    assert scans_per_100([0, 0], 100).high == pytest.approx(3.6888794541139363)
    assert scans_per_100([7], 100) is None
    with pytest.raises(ValueError, match="copies"):
        scans_per_100([1, 2], 0)


@pytest.mark.slow
@pytest.mark.parametrize("days", [5, 14, 60])
@pytest.mark.parametrize("kind", ["days", "groups"])
@pytest.mark.parametrize("declining", [False, True])
def test_19_of_20_intervals_hold_what_was_to_be_expected(chance, days, kind, declining):
    draw = chance.on_days_that_differ if kind == "days" else lambda mean: chance.in_groups(mean, 6)
    shares = [math.exp(-day / 10) if declining else 1.0 for day in range(days)]
    expected, rounds = 60.0, 800
    held = naive = 0
    for _ in range(rounds):
        daily = [draw(expected * share / sum(shares)) for share in shares]
        found = scans_interval(daily)
        held += found is not None and found.low <= expected <= found.high
        naive += abs(sum(daily) - expected) <= 1.96 * math.sqrt(max(1, sum(daily)))
    assert 0.93 <= held / rounds <= 0.995
    assert naive / rounds < 0.91  # what is said of independent scans
