import pytest

from tracker.reports.statistics.costs import cost_per_scan
from tracker.reports.statistics.intervals import scans_interval


def test_cost_is_known_and_scans_vary():
    daily = [10, 12, 8, 9, 11] * 4
    found, scans = cost_per_scan(150, daily), scans_interval(daily)
    assert found.each == 0.75
    assert found.interval.low == pytest.approx(150 / scans.high)
    assert found.interval.high == pytest.approx(150 / scans.low)
    assert found.interval.low < found.each < found.interval.high


def test_without_scans_there_is_no_cost_of_each_but_a_least_one():
    found = cost_per_scan(100, [0, 0, 0])
    assert found.each is None
    assert (found.interval.low, found.interval.high) == (pytest.approx(27.108, abs=1e-3), None)


def test_one_day_gives_no_interval_and_costs_are_not_negative():
    assert (cost_per_scan(10, [5]).each, cost_per_scan(10, [5]).interval) == (2, None)
    assert cost_per_scan(0, [5, 5]).each == 0
    with pytest.raises(ValueError, match="below 0"):
        cost_per_scan(-1, [1])
