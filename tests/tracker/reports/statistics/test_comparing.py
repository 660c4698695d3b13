import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.reports.statistics.comparing import compare, holm
from tracker.reports.statistics.enough import needed_information
from tracker.reports.statistics.samples import Cohort, Measure, Sample, same_days
from tracker.reports.statistics.verdict import VerdictKind

PIECES, SCANS = Measure.PIECES, Measure.SCANS


def sample(batch, copies, *daily):
    return Sample(batch, (Cohort(copies, daily),))


def spread_out(batch, copies, counted, days=20):
    """Pieces or scans, spread evenly over some days."""
    so_far = [round(counted * day / days) for day in range(days + 1)]
    return sample(batch, copies, *(so_far[day + 1] - so_far[day] for day in range(days)))


def verdict(*samples, measure=PIECES, **words):
    return compare(samples, measure, **words).verdict


def test_a_clear_difference_is_said():
    found = verdict(spread_out(1, 1000, 20), spread_out(2, 1000, 80))
    assert (found.kind, found.best, found.missing) == (VerdictKind.BETTER, (2,), None)
    (pair,) = found.pairs
    assert (pair.first, pair.second, pair.ratio) == (2, 1, 4)
    assert 1.25 < pair.left.low < 4 < pair.left.high
    assert pair.doubt < 0.001


def test_equal_large_batches_are_no_different():
    found = verdict(spread_out(1, 20_000, 4000), spread_out(2, 20_000, 4080))
    assert (found.kind, found.best, found.missing) == (VerdictKind.NO_DIFFERENCE, (1, 2), None)
    assert 0.8 < found.pairs[0].left.low < 1 < found.pairs[0].left.high < 1.25


def test_a_sure_but_small_difference_is_not_worth_mentioning():
    samples = spread_out(1, 100_000, 20_000), spread_out(2, 100_000, 21_000)
    assert verdict(*samples).kind is VerdictKind.NO_DIFFERENCE
    assert verdict(*samples, worth=1.02).kind is VerdictKind.BETTER
    assert verdict(*samples).pairs[0].doubt < 0.05


def test_little_is_too_early_and_says_what_is_missing():
    found = verdict(spread_out(1, 500, 10), spread_out(2, 500, 16))
    assert (found.kind, found.best) == (VerdictKind.TOO_EARLY, (1, 2))
    assert found.missing.copies > 500
    assert found.missing.days > 20


@pytest.mark.parametrize("measure", [PIECES, SCANS])
@pytest.mark.parametrize(("one", "other"), [(10, 12), (40, 28)])
def test_who_follows_the_advice_gets_an_answer(measure, one, other):
    before = verdict(spread_out(1, 1000, one), spread_out(2, 600, other), measure=measure)
    more = before.missing.copies
    after = verdict(
        spread_out(1, 1000 + more, round(one * (1000 + more) / 1000)),
        spread_out(2, 600 + more, round(other * (600 + more) / 600)),
        measure=measure,
    )
    assert before.kind is VerdictKind.TOO_EARLY
    assert after.kind is not VerdictKind.TOO_EARLY


def test_waiting_alone_does_not_help_when_nothing_comes_any_more():
    one, other = [5, 3, 1] + [0] * 20, [7, 4, 2] + [0] * 20
    found = verdict(sample(1, 500, *one), sample(2, 500, *other))
    assert found.missing.days is None
    assert found.missing.copies > 500


def test_without_a_scan_nobody_knows_how_many_it_takes():
    found = verdict(sample(1, 500, 0, 0), sample(2, 500, 0, 0))
    assert (found.kind, found.missing.copies, found.missing.days) == (VerdictKind.TOO_EARLY, None, None)


def test_only_one_was_scanned():
    found = verdict(spread_out(1, 500, 0), spread_out(2, 500, 25))
    assert (found.kind, found.best) == (VerdictKind.BETTER, (2,))
    assert found.pairs[0].ratio is None
    assert found.pairs[0].left.high is None
    assert verdict(spread_out(1, 500, 0), spread_out(2, 500, 3)).kind is VerdictKind.TOO_EARLY


def test_all_pieces_scanned():
    found = verdict(spread_out(1, 30, 30), spread_out(2, 30, 5))
    assert found.best == (1,)
    assert verdict(sample(1, 4, 4), sample(2, 4, 4)).kind is VerdictKind.TOO_EARLY


def test_equally_many_days_since_each_hand_out_are_compared():
    long = sample(1, 100, 5, 5, 5, 5, 5)
    found = compare([long, sample(2, 100, 6, 6)], PIECES)
    assert found.days == 2
    assert [(one.batch, one.counted, one.per_100) for one in found.batches] == [(1, 10, 10), (2, 12, 12)]


def test_late_copies_are_left_out_and_half_of_a_batch_decides():
    early, late = Cohort(60, (3, 2, 1)), Cohort(40, (9,))
    days, windowed = same_days([Sample(1, (late, early)), sample(2, 10, 1, 1, 1, 1)])
    assert days == 3
    assert (windowed[0].copies, windowed[0].left_out, windowed[0].daily) == (60, 40, (3, 2, 1))
    days, windowed = same_days([Sample(1, (Cohort(40, (3, 2, 1)), Cohort(60, (9,)))), sample(2, 10, 1, 1)])
    assert days == 1
    assert (windowed[0].copies, windowed[0].left_out, windowed[0].counted) == (100, 0, 12)


def test_copies_put_to_others_later_count_from_their_day_on():
    restocked = Sample(1, (Cohort(500, (2,) * 14 + (8,) * 14, ((14, 1500), (40, 300))),))
    days, (one, other) = same_days([restocked, sample(2, 2000, *(8,) * 28)])
    assert days == 28
    assert (one.copies, one.joined, one.left_out) == (1250, 1500, 300)
    assert (one.out[13], one.out[14]) == (500, 2000)
    assert (other.copies, other.joined, other.left_out) == (2000, 0, 0)


def test_a_batch_is_not_worse_because_half_of_it_came_later_to_its_place():
    """Both bring as many scans a copy and day: that the one was restocked says nothing about it."""
    restocked = Sample(1, (Cohort(1000, (10,) * 20 + (40,) * 10, ((20, 3000),)),))
    found = compare([restocked, sample(2, 4000, *(40,) * 30)], SCANS)
    assert found.verdict.kind is not VerdictKind.BETTER
    assert found.verdict.pairs[0].ratio == pytest.approx(1)
    as_if_at_once = Sample(1, (Cohort(4000, (10,) * 20 + (40,) * 10),))
    assert compare([as_if_at_once, sample(2, 4000, *(40,) * 30)], SCANS).verdict.kind is VerdictKind.BETTER


def test_before_the_first_whole_day_there_is_nothing_to_compare():
    found = compare([sample(1, 100), sample(2, 100, 7)], PIECES)
    assert (found.days, found.verdict.kind, found.verdict.missing.days) == (0, VerdictKind.TOO_EARLY, 1)
    assert [one.counted for one in found.batches] == [0, 0]


def test_of_three_the_best_two_may_be_known_already():
    low, one, other = spread_out(1, 1000, 10), spread_out(2, 1000, 90), spread_out(3, 1000, 100)
    found = verdict(low, one, other)
    assert (found.kind, found.best) == (VerdictKind.TOO_EARLY, (2, 3))
    assert found.missing is not None
    assert len(found.pairs) == 3
    many = verdict(spread_out(1, 50_000, 1000), spread_out(2, 50_000, 9000), spread_out(3, 50_000, 9100))
    assert (many.kind, many.best) == (VerdictKind.BETTER, (2, 3))


def test_more_batches_need_stronger_evidence():
    pair = spread_out(1, 1000, 20), spread_out(2, 1000, 46)
    assert verdict(*pair).kind is VerdictKind.BETTER
    others = [spread_out(batch, 1000, 20) for batch in range(3, 12)]
    assert verdict(*pair, *others).kind is VerdictKind.TOO_EARLY


def test_holm_is_as_statsmodels_has_it():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.8]) == (1, 1)
    assert holm([]) == ()


def test_scans_of_one_afternoon_make_no_verdict():
    quiet, group = [2, 1, 2, 1, 2] * 3, [2, 1, 2, 60, 2] + [1, 2] * 5
    samples = sample(1, 800, *quiet), sample(2, 800, *group)
    assert verdict(*samples, measure=PIECES).kind is VerdictKind.TOO_EARLY
    assert verdict(*samples, measure=SCANS).kind is VerdictKind.TOO_EARLY


def test_intervals_are_those_of_the_measure():
    samples = spread_out(1, 1000, 100), spread_out(2, 1000, 120)
    pieces, scans = compare(samples, PIECES).batches[0], compare(samples, SCANS).batches[0]
    assert pieces.interval.low == pytest.approx(8.29, abs=0.01)  # Wilson, 100 of 1000
    assert pieces.interval.high == pytest.approx(12.01, abs=0.01)
    assert scans.interval.low < pieces.interval.low
    assert scans.interval.high > pieces.interval.high


def test_what_cannot_be_compared_is_refused():
    one, other = sample(1, 10, 1), sample(2, 10, 1)
    for bad in ((one,), (one, one), ()):
        with pytest.raises(ValueError, match="different batches"):
            compare(bad, PIECES)
    with pytest.raises(ValueError, match="above 1"):
        compare((one, other), PIECES, worth=1.0)


def test_information_suffices_with_the_certainty_asked_for():
    needed = needed_information(math.log(2), 0.05, 0.8)
    assert needed_information(math.log(2), 0.05, 0.9) > needed
    assert needed_information(math.log(2), 0.01, 0.8) > needed
    assert needed_information(math.log(1.1), 0.05, 0.8) > 10 * needed
    with pytest.raises(ValueError, match="never"):
        needed_information(0.0, 0.05, 0.8)


@st.composite
def any_sample(draw, batch):
    cohorts = []
    for _ in range(draw(st.integers(1, 3))):
        daily = draw(st.lists(st.one_of(st.just(0), st.integers(0, 40)), max_size=12))
        cohorts.append(Cohort(draw(st.integers(max(1, sum(daily)), 10_000)), tuple(daily)))
    return Sample(batch, tuple(cohorts))


@settings(max_examples=50)
@given(st.tuples(any_sample(1), any_sample(2), any_sample(3)), st.sampled_from(Measure))
def test_whatever_was_counted_there_is_a_verdict_that_agrees_with_itself(samples, measure):
    found = compare(samples, measure)
    assert (found.verdict.missing is not None) == (found.verdict.kind is VerdictKind.TOO_EARLY)
    assert set(found.verdict.best) <= {1, 2, 3}
    assert found.verdict.best
    for pair in found.verdict.pairs:
        assert 0 <= pair.doubt <= 1
        assert pair.left.high is None or pair.left.low < pair.left.high
        assert (pair.missing is not None) == (pair.kind is VerdictKind.TOO_EARLY)
        if pair.kind is VerdictKind.BETTER:
            assert pair.left.low > 1
            assert pair.ratio is None or pair.ratio > 1
        if pair.missing:
            assert pair.missing.copies is None or pair.missing.copies > 0
            assert pair.missing.days is None or pair.missing.days > 0
