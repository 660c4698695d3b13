import pytest

from tracker.reports.statistics.lasting import days_until, first_scans, half_life
from tracker.reports.statistics.samples import Cohort

EVENTS = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def leukaemia():
    """E. J. Freireich and others (1963), the classical censored data; 21 patients, each a cohort."""
    scanned = [Cohort(1, tuple(int(day == event) for day in range(1, 36))) for event in EVENTS]
    return scanned + [Cohort(1, (0,) * days) for days in CENSORED]


def test_kaplan_and_meier_are_as_published():
    found = {one.days: one for one in first_scans(leukaemia())}
    known = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for day, left in known.items():
        assert 1 - found[day].share == pytest.approx(left, abs=5e-4)
    assert (found[6].open, found[6].scanned, found[23].open) == (21, 3, 6)
    assert found[35].share == found[23].share


def test_interval_is_that_of_log_log():
    """As R's survfit(conf.type = "log-log") gives for the same data."""
    found = {one.days: one.interval for one in first_scans(leukaemia())}
    assert (1 - found[6].high, 1 - found[6].low) == (
        pytest.approx(0.620, abs=1e-3),
        pytest.approx(0.952, abs=1e-3),
    )
    assert (1 - found[23].high, 1 - found[23].low) == (
        pytest.approx(0.188, abs=1e-3),
        pytest.approx(0.680, abs=1e-3),
    )


def test_without_later_hand_outs_it_is_the_plain_share():
    (first, second, third) = first_scans([Cohort(10, (2, 0, 3))])
    assert [one.share for one in (first, second, third)] == pytest.approx([0.2, 0.2, 0.5])
    assert [one.open for one in (first, second, third)] == [10, 8, 8]
    assert first.interval.low < 0.2 < first.interval.high


def test_later_pieces_count_for_the_days_they_were_out():
    reached = first_scans([Cohort(10, (0, 5)), Cohort(90, (0,))])
    assert (reached[0].open, reached[1].open) == (100, 10)
    assert reached[1].share == 0.5


def test_ends_of_the_scale():
    assert first_scans([]) == ()
    assert first_scans([Cohort(5, ())]) == ()
    (nothing,) = first_scans([Cohort(5, (0,))])
    assert (nothing.share, nothing.interval.low, nothing.interval.high) == (0, 0, 1)
    (all_of_them,) = first_scans([Cohort(5, (5,))])
    assert all_of_them.share == 1
    with pytest.raises(ValueError, match="more pieces"):
        first_scans([Cohort(1, (1, 1))])


def test_days_until_a_share_was_scanned():
    reached = first_scans([Cohort(10, (2, 0, 3))])
    assert [days_until(share, reached) for share in (0.1, 0.2, 0.3, 0.5, 0.6)] == [1, 1, 3, 3, None]


def test_half_life_is_of_the_scans_so_far_and_says_whether_it_may_grow():
    assert half_life([]) is None
    assert half_life([0, 0]) is None
    young = half_life([1, 5, 4])
    assert (young.days, young.observed_days, young.settled) == (2, 3, False)
    assert half_life([1, 5, 4, 0, 0, 0, 0, 0]).settled
    assert half_life([4, 0, 4]).days == 1
