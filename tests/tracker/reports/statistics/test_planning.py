from math import comb, sqrt

import pytest

from tracker.reports.statistics.planning import Aim, copies_needed, copies_needed_of_one_code


def test_one_percent_from_two():
    """The figure of the order: "to tell 1 % from 2 % with 80 % certainty: 2,300 per variant"."""
    needed = copies_needed(0.01, 0.02)
    assert (needed.first, needed.second) == (2319, 2319)
    assert copies_needed(0.02, 0.01) == needed
    assert 1.5 * needed.first < needed.first_daily < 2.5 * needed.first


@pytest.mark.parametrize(
    ("first", "second", "certainty", "known"),
    [(0.6, 0.7, 0.8, 356), (0.25, 0.4, 0.9, 203), (0.1, 0.3, 0.8, 62), (0.01, 0.02, 0.9, 3104)],
)
def test_copies_are_as_published(first, second, certainty, known):
    assert copies_needed(first, second, Aim(certainty)).first == pytest.approx(known, abs=1)


def test_the_test_finds_the_difference_as_often_as_said():
    """All outcomes, with their probabilities, of the test of two shares for one look."""
    for first, second in ((0.1, 0.3), (0.05, 0.15)):
        copies = copies_needed(first, second).first
        chance = [
            [comb(copies, k) * rate**k * (1 - rate) ** (copies - k) for k in range(copies + 1)]
            for rate in (first, second)
        ]
        found = 0.0
        for k, one in enumerate(chance[0]):
            for m, other in enumerate(chance[1]):
                share = (k + m) / (2 * copies)
                found += one * other * (abs(k - m) / copies > 1.96 * sqrt(2 * share * (1 - share) / copies))
        assert found == pytest.approx(0.8, abs=0.03)


def test_unequal_groups_need_more_together():
    equal, unequal = copies_needed(0.1, 0.15), copies_needed(0.1, 0.15, Aim(second_per_first=3))
    assert unequal.second == pytest.approx(3 * unequal.first, abs=3)
    assert unequal.first < equal.first < unequal.second
    assert unequal.first + unequal.second > equal.first + equal.second
    assert unequal.first_daily < equal.first_daily < unequal.second_daily


def test_more_variants_and_more_certainty_need_more():
    plain = copies_needed(0.1, 0.15).first
    assert copies_needed(0.1, 0.15, Aim(variants=3)).first > plain
    assert copies_needed(0.1, 0.15, Aim(variants=3)) == copies_needed(0.1, 0.15, Aim(error=0.05 / 3))
    assert copies_needed(0.1, 0.15, Aim(certainty=0.95)).first > plain


def test_one_code_needs_spread_times_as_many():
    single = copies_needed_of_one_code(0.01, 0.02, spread=1)
    grouped = copies_needed_of_one_code(0.01, 0.02, spread=3)
    assert single.first == pytest.approx(copies_needed(0.01, 0.02).first, rel=0.02)
    assert grouped.first == pytest.approx(3 * single.first, abs=3)
    assert grouped.first_daily == pytest.approx(3 * single.first_daily, abs=3)
    assert copies_needed_of_one_code(1.5, 2.5, spread=2).first > 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: copies_needed(0, 0.1),
        lambda: copies_needed(0.1, 1),
        lambda: copies_needed(0.1, 0.1),
        lambda: copies_needed_of_one_code(0.1, 0.2, spread=0.5),
        lambda: copies_needed_of_one_code(0.0, 0.2, spread=1),
        lambda: Aim(certainty=1),
        lambda: Aim(error=0.9),
        lambda: Aim(variants=1),
        lambda: Aim(second_per_first=0),
    ],
)
def test_what_cannot_be_planned_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()
