"""The brake on guessing: how many unknown codes a network may ask for."""

from ipaddress import ip_address

import pytest

from tracker.scans.guessing import ADDRESS, LEAST, NEIGHBOURHOOD, NOBODY_KNOWS, Guessing

HOME = ip_address("192.0.2.7")


def allowed(brake, addresses, at=0.0):
    return sum(not brake.ask(address, at).wait for address in addresses)


def test_ten_thousand_guesses_from_one_address_get_its_allowance():
    brake = Guessing()
    assert allowed(brake, [HOME] * 10_000) == ADDRESS.at_once
    assert brake.ask(HOME, 0.0).wait == 60 / ADDRESS.a_minute


def test_an_address_beside_it_has_its_own():
    brake = Guessing()
    allowed(brake, [HOME] * 10_000)
    assert allowed(brake, [ip_address("192.0.2.8")] * 50) == 50
    assert allowed(brake, [ip_address("198.51.100.1")] * 50) == 50


def test_what_was_spent_comes_back_and_no_more():
    brake = Guessing()
    allowed(brake, [HOME] * 10_000)
    assert allowed(brake, [HOME] * 100, at=60.0) == ADDRESS.a_minute
    assert allowed(brake, [HOME] * 100, at=90_000.0) == ADDRESS.at_once


def test_a_day_of_guessing():
    """What the documentation says: about 8,700 a day from one address."""
    brake = Guessing()
    granted = sum(allowed(brake, [HOME] * 2, at=float(second)) for second in range(0, 86_400, 5))
    assert granted == pytest.approx(8_700, abs=10)


def test_three_hundred_phones_behind_one_address_mistype_now_and_then():
    """Each once an hour, in whatever order: nobody is turned away."""
    brake = Guessing()
    assert allowed_over_time(brake, [n * 12.0 for n in range(300)]) == 300


def test_a_class_of_thirty_mistypes_twice_at_once():
    assert allowed(Guessing(), [HOME] * 60) == 60


def allowed_over_time(brake, moments):
    return sum(not brake.ask(HOME, at).wait for at in moments)


@pytest.mark.parametrize(
    "neighbours",
    [
        [f"192.0.2.{n}" for n in range(256)],
        [f"2001:db8:1:{n:x}::1" for n in range(256)],
    ],
)
def test_a_whole_neighbourhood_has_four_times_as_much(neighbours):
    brake = Guessing()
    assert allowed(brake, map(ip_address, neighbours * 20)) == NEIGHBOURHOOD.at_once


def test_addresses_of_one_household_are_one():
    brake = Guessing()
    addresses = [ip_address(f"2001:db8::{n:x}") for n in range(1, 500)]
    assert allowed(brake, addresses) == ADDRESS.at_once


@pytest.mark.parametrize("address", [None, ip_address("127.0.0.1"), ip_address("::1")])
def test_who_is_not_known_shares_a_larger_one(address):
    brake = Guessing()
    assert allowed(brake, [address] * 10_000) == NOBODY_KNOWS.at_once
    assert allowed(brake, [HOME] * 10) == 10


def test_this_machine_is_not_those_who_are_not_known():
    brake = Guessing()
    assert allowed(brake, [None] * 1000) == NOBODY_KNOWS.at_once
    assert allowed(brake, [ip_address("127.0.0.2")] * 1000) == NOBODY_KNOWS.at_once
    assert allowed(brake, [ip_address("127.0.0.1")] * 10) == 10


def test_workers_grant_the_allowance_together():
    brakes = [Guessing(workers=4) for _ in range(4)]
    assert sum(allowed(brake, [HOME] * 1000) for brake in brakes) == ADDRESS.at_once


def test_many_workers_do_not_make_it_nothing():
    assert allowed(Guessing(workers=64), [HOME] * 100) == LEAST


def test_memory_is_bounded_and_guessers_do_not_make_each_other_forgotten():
    brake = Guessing(most=1000)
    for number in range(5000):
        brake.ask(ip_address(f"2001:db8:7:{number % 65536:x}::1"), 0.0)
    assert len(brake._spent) <= 1000
    assert allowed(brake, [ip_address("2001:db8:7:ffff::1")]) == 0


def test_few_are_worth_listing_and_many_are_not():
    brake = Guessing()
    listed = [brake.ask(HOME, 0.0).few for _ in range(100)]
    assert listed == [True] * 14 + [False] * 86
    assert not brake.ask(HOME, 60.0).few


def test_a_clock_set_back_gives_nothing_and_takes_nothing():
    brake = Guessing()
    allowed(brake, [HOME] * 60, at=1000.0)
    assert brake.ask(HOME, 10.0).wait > 0
    assert brake.ask(HOME, 1010.0).wait == 0


def test_no_address_is_kept():
    brake = Guessing()
    brake.ask(HOME, 0.0)
    kept = repr(brake._spent)
    assert str(int(HOME)) not in kept
    assert str(int(HOME) >> 8) not in kept
