from datetime import UTC, date, datetime

import pytest

from tracker.scans.calendar import QUARTERS_PER_HOUR, Calendar, day_number, day_of


def ms(*moment):
    return int(datetime(*moment, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "minutes"), [("Europe/Berlin", 0), ("Asia/Kolkata", 30), ("Asia/Kathmandu", 15)]
)
def test_hours_begin_with_the_clock_of_the_zone(zone, minutes):
    calendar = Calendar(zone)
    found = calendar.at(ms(2026, 11, 20, 12, 44))
    assert found.hour % QUARTERS_PER_HOUR == minutes // 15
    assert found.hour * 900_000 <= ms(2026, 11, 20, 12, 44) < (found.hour + 4) * 900_000


def test_half_hour_zones_have_right_days():
    calendar = Calendar("Asia/Kolkata")  # midnight is 18:30 UTC
    before, after = calendar.at(ms(2026, 11, 20, 18, 29)), calendar.at(ms(2026, 11, 20, 18, 30))
    assert (day_of(before.day), before.clock) == (date(2026, 11, 20), 23)
    assert (day_of(after.day), after.clock) == (date(2026, 11, 21), 0)
    assert calendar.first_hour(date(2026, 11, 21)) == after.hour


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_both_hours_of_the_change_of_clocks_are_counted_apart(day, hours):
    calendar = Calendar("Europe/Berlin")
    first, end = calendar.first_hour(day), calendar.first_hour(date(day.year, day.month, day.day + 1))
    found = {calendar.of_quarter(quarter) for quarter in range(first, end)}
    assert len({one.hour for one in found}) == hours
    assert {one.day for one in found} == {day_number(day)}


@pytest.mark.parametrize("zone", ["America/St_Johns", "America/Guyana", "Africa/Monrovia", "Europe/Berlin"])
def test_no_hour_begins_before_1970(zone):
    """A computer without a battery starts then, and its first hits are counted like all others."""
    calendar = Calendar(zone)
    first = calendar.at(0)
    assert first.hour == 0
    assert calendar.of_quarter(first.hour) == first
    assert {calendar.at(minute * 60_000).day for minute in range(30)} == {first.day}
