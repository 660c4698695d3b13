"""A clock that jumps must not delete everything that is old by it."""

from dataclasses import dataclass

import pytest

from tracker.health.jumps import HELD_SECONDS, ClockWatch, Jump, steady_seconds

NOON = 1_800_000_000.0
DAY = 86_400.0


@dataclass
class Times:
    """A clock that can be set, and seconds that pass evenly."""

    wall: float = NOON
    even: float = 5.0

    def pass_by(self, seconds: float) -> None:
        self.wall, self.even = self.wall + seconds, self.even + seconds

    def watch(self, last: float = 0.0, jump: Jump | None = None) -> ClockWatch:
        return ClockWatch(last, jump, lambda: self.wall, lambda: self.even)


def test_a_clock_that_goes_evenly_is_believed():
    times = Times()
    watch = times.watch(last=NOON - 5)
    for _ in range(100):
        times.pass_by(3 * DAY)  # asleep, or slow: the even seconds passed as well
        assert watch.look()
    assert watch.check().ok


@pytest.mark.parametrize(("days", "words"), [(365, "ahead by 365 days"), (-365, "back by 365 days")])
def test_a_jump_is_said_and_holds_for_a_day(days, words):
    times = Times()
    watch = times.watch()
    assert watch.look()
    times.wall += days * DAY
    assert not watch.look()
    assert words in watch.check().text()
    assert (watch.check().ok, watch.check().since) == (False, times.wall)
    times.pass_by(HELD_SECONDS - 1)
    assert not watch.look()
    times.pass_by(2)
    assert watch.look()
    assert watch.check().ok


def test_a_clock_set_right_again_within_the_day_has_deleted_nothing():
    times = Times()
    watch = times.watch()
    times.wall += 365 * DAY
    assert not watch.look()
    times.pass_by(3600)
    assert not watch.look()
    times.wall -= 365 * DAY
    assert not watch.look()
    times.pass_by(DAY + 1)
    assert watch.look()


def test_an_hour_is_no_jump():
    times = Times()
    watch = times.watch(last=NOON - DAY)
    for hour in (3600, -3600):
        times.wall += hour
        assert watch.look()


def test_after_an_absence_nothing_is_deleted_for_a_day_but_nobody_is_alarmed():
    times = Times()
    watch = times.watch(last=NOON - 10 * DAY)
    assert not watch.look()
    assert watch.check().ok
    assert "away for 10 days" in watch.check().text()
    times.pass_by(DAY + 1)
    assert watch.look()


def test_a_start_before_the_last_sign_of_life_is_a_jump_back():
    watch = Times().watch(last=NOON + 3 * DAY)
    assert not watch.look()
    assert "back by 3 days" in watch.check().text()


def test_the_next_process_goes_on_with_the_hold():
    times = Times()
    jump = Jump(365 * DAY, NOON - 3600, True)
    watch = times.watch(last=NOON - 1, jump=jump)
    assert not watch.look()
    assert watch.check().since == NOON - 3600
    times.pass_by(DAY)
    assert watch.look()


def test_steady_seconds_pass():
    assert steady_seconds() <= steady_seconds()
