import itertools
import math

import pytest

from tracker.reports.statistics.evidence import (
    Day,
    evidence_of_groups,
    evidence_of_pieces,
    evidence_of_singles,
    inflation_of_days,
    most_likely,
    ratios_left,
)

NEEDED = math.log(20)


def sequence(labels, first, second):
    """Days on which a single piece each was scanned first: of the first (1) or the second (0)."""
    days = []
    for label in labels:
        days.append(Day(label, 1 - label, first, second))
        first, second = first - label, second - 1 + label
    return days


@pytest.mark.parametrize("ratio", [1.0, 3.0, 0.2])
def test_evidence_against_the_truth_is_1_on_average(ratio):
    """All orders in which 7 of 20 pieces can be scanned, with their probabilities: nobody can win the bet."""
    average = total = 0.0
    for labels in itertools.product((0, 1), repeat=7):
        days = sequence(labels, 9.0, 11.0)
        chance = math.prod(
            day.chance(math.log(ratio)) if day.first else 1 - day.chance(math.log(ratio)) for day in days
        )
        total += chance
        average += chance * math.exp(evidence_of_singles(days)(math.log(ratio)))
    assert total == pytest.approx(1)
    assert average == pytest.approx(1, abs=1e-9)


def test_evidence_never_gets_stronger_on_average_when_one_more_is_scanned():
    for labels in itertools.product((0, 1), repeat=4):
        before = math.exp(evidence_of_singles(sequence(labels, 6.0, 8.0))(0.0))
        left = 6 - sum(labels), 8 - 4 + sum(labels)
        after = sum(
            left[1 - label]
            / sum(left)
            * math.exp(evidence_of_singles(sequence((*labels, label), 6.0, 8.0))(0.0))
            for label in (0, 1)
        )
        assert after == pytest.approx(before, rel=1e-9)


def test_without_anything_there_is_no_evidence():
    days = [Day(0, 0, 10.0, 20.0)] * 5
    for evidence in (evidence_of_pieces(days), evidence_of_groups(days)):
        assert evidence(0.0) == evidence(3.0) == 0
        left = ratios_left(evidence, 0.0, 0.05)
        assert (left.low, left.high) == (0, None)
    assert evidence_of_pieces([])(0.0) == 0


def test_ratio_that_fits_best_is_that_of_the_rates():
    days = [Day(6, 10, 100.0, 500.0)] * 4
    assert math.exp(most_likely(days)) == pytest.approx(3.0)
    assert most_likely([Day(0, 3, 5.0, 5.0)]) == -math.inf
    assert most_likely([Day(3, 0, 5.0, 5.0)]) == math.inf


def test_ratios_left_close_in_and_have_their_edges_where_evidence_suffices():
    widths = []
    for times in (1, 10, 100):
        days = [Day(4 * times, 2 * times, 1000.0 * times, 1000.0 * times)] * 5
        evidence = evidence_of_pieces(days)
        left = ratios_left(evidence, most_likely(days), 0.05)
        assert left.low < 2 < left.high
        assert evidence(math.log(left.low)) == pytest.approx(NEEDED, abs=1e-6)
        assert evidence(math.log(left.high)) == pytest.approx(NEEDED, abs=1e-6)
        widths.append(left.high / left.low)
    assert widths == sorted(widths, reverse=True)
    none_of_one = [Day(0, 12, 1000.0, 1000.0)] * 5
    left = ratios_left(evidence_of_pieces(none_of_one), most_likely(none_of_one), 0.05)
    assert left.low == 0
    assert left.high < 0.5


def test_a_single_group_proves_nothing():
    """Forty scans in one afternoon, of one school class, against five."""
    days = [Day(1, 1, 500.0, 500.0)] * 3 + [Day(40, 1, 500.0, 500.0)] + [Day(1, 1, 500.0, 500.0)] * 10
    assert evidence_of_singles(days)(0.0) > NEEDED
    assert evidence_of_pieces(days)(0.0) < 1
    assert evidence_of_groups(days)(0.0) < 1


def test_steady_difference_proves_something_also_where_scans_may_come_in_groups():
    days = [Day(6 + day % 2, 3 - day % 2, 500.0, 500.0) for day in range(20)]
    assert evidence_of_groups(days)(0.0) > NEEDED
    assert inflation_of_days(days) < 1.5
    assert evidence_of_groups(days[:1])(0.0) == 0
    assert inflation_of_days(days[:1]) is None


def test_closed_sundays_are_no_groups():
    open_days = [Day(20, 20, 500.0, 500.0)] * 6
    closed = [*open_days, Day(0, 0, 500.0, 500.0)] * 4
    assert inflation_of_days(closed) < 1.5


def rounds(evidence, daily, copies, chance, number):
    """Return how often somebody who looks on many days claims a difference; and by the usual test."""
    wrong = usual = 0
    for _ in range(number):
        one, other = daily(chance, copies[0]), daily(chance, copies[1])
        days = [Day(*day, *map(float, copies)) for day in zip(one, other, strict=True)]
        looks = (2, 3, 4, 5, 6, 8, 10, 14, 20, 30, 45, 60)
        wrong += any(evidence(days[:look])(0.0) >= NEEDED for look in looks)
        usual += any(abs(plain_z(days[:look])) > 1.96 for look in looks)
    return wrong / number, usual / number


def plain_z(days):
    one, other = sum(day.first for day in days), sum(day.second for day in days)
    share = days[0].first_open / (days[0].first_open + days[0].second_open)
    return (one - share * (one + other)) / math.sqrt(share * (1 - share) * max(1, one + other))


def groups(size, declining):
    """Scans of sixty days, a tenth of the copies on average, that come in groups."""

    def daily(chance, copies):
        shares = [math.exp(-day / 20) if declining else 1.0 for day in range(60)]
        means = [copies / 10 * share / sum(shares) for share in shares]
        return [chance.in_groups(mean, size) for mean in means]

    return daily


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "copies", "declining"),
    [(1, (1000, 1000), True), (6, (1000, 1000), True), (6, (300, 3000), False)],
)
def test_who_looks_daily_is_wrong_in_one_of_twenty_at_most(chance, size, copies, declining):
    wrong, usual = rounds(evidence_of_groups, groups(size, declining), copies, chance, 100)
    assert wrong <= 0.05
    assert usual > 0.15  # what the usual test would have claimed
