import random

import pytest

from tracker.proxies import ForwardedHeader, Proxies
from tracker.scans.burst import BurstWatch, limits_of, network_of
from tracker.scans.words import Device, HitClass, Verdict

PHONE = Verdict(HitClass.PERSON, "handheld", Device.PHONE, "android", "chrome", "de")
IPAD = Verdict(HitClass.PERSON, "browser", Device.COMPUTER, "macos", "safari", "de")
COMPUTER = Verdict(HitClass.PERSON, "browser", Device.COMPUTER, "windows", "chrome", "de")
SAFELINKS = Verdict(HitClass.PERSON, "browser", Device.COMPUTER, "windows", "chrome", "")
AT = 1_700_000_000.0


def hits(watch, verdict, moments, *, network="192.0.2.7", agent="agent"):
    """Return which of the hits, each of another code, belong to a burst."""
    asker = watch.asker(network, agent)
    return [
        watch.is_in_burst(asker, f"CODE{number}", AT + moment, limits_of(verdict))
        for number, moment in enumerate(moments)
    ]


def is_burst(watch, code, moment, verdict):
    """Whether one more hit of the sender of `hits` belongs to a burst."""
    asker = watch.asker("192.0.2.7", "agent")
    return watch.is_in_burst(asker, code, AT + moment, limits_of(verdict))


def every(seconds, count):
    return [number * seconds for number in range(count)]


def test_mail_scanner_without_a_language_is_found_at_the_fourth_link():
    assert hits(BurstWatch(), SAFELINKS, every(3, 8)) == [False] * 3 + [True] * 5


def test_mail_scanner_with_a_language_is_found_at_the_eighth_link():
    assert hits(BurstWatch(), COMPUTER, every(0.2, 12)) == [False] * 7 + [True] * 5


def test_scanner_that_takes_its_time_is_found_by_the_number_of_codes():
    assert hits(BurstWatch(), COMPUTER, every(0.9, 80)).index(True) == 59


def test_librarian_tests_ten_bookmarks_with_one_telephone():
    assert not any(hits(BurstWatch(), PHONE, every(3, 10)))


@pytest.mark.parametrize("verdict", [COMPUTER, SAFELINKS])
def test_librarian_types_ten_links_at_a_computer_in_ten_minutes(verdict):
    assert not any(hits(BurstWatch(), verdict, every(61, 10)))


def test_librarian_opens_ten_links_at_a_computer_three_seconds_each():
    assert not any(hits(BurstWatch(), COMPUTER, every(3, 10)))


@pytest.mark.parametrize(("verdict", "seconds"), [(PHONE, 10), (IPAD, 10), (COMPUTER, 60)])
def test_class_of_thirty_with_equal_devices_behind_one_address(verdict, seconds):
    for seed in range(20):
        numbers = random.Random(seed)
        moments = sorted(numbers.uniform(0, seconds) for _ in range(30))
        assert not any(hits(BurstWatch(), verdict, moments)), seed


def test_a_poster_scanned_by_everybody_is_no_burst():
    watch = BurstWatch()
    assert not any(is_burst(watch, "SAMECODE", moment, PHONE) for moment in every(0.01, 500))


def test_burst_ends_when_its_sender_was_quiet():
    watch = BurstWatch()
    assert hits(watch, COMPUTER, every(0.1, 8))[-1]
    assert is_burst(watch, "CODE0", 9, COMPUTER)
    assert not is_burst(watch, "CODE0", 60, COMPUTER)


def test_clock_set_back_makes_no_burst_for_a_day():
    watch = BurstWatch()
    assert hits(watch, COMPUTER, every(0.1, 8))[-1]
    assert not is_burst(watch, "OTHER", -86_400, COMPUTER)


def test_others_are_not_taken_for_the_sender_of_a_burst():
    watch = BurstWatch()
    assert any(hits(watch, COMPUTER, every(0.1, 8)))
    assert not any(hits(watch, COMPUTER, [1, 1.1], network="192.0.2.8"))
    assert not any(hits(watch, COMPUTER, [1, 1.1], agent="another"))


def test_memory_is_bounded():
    watch = BurstWatch(most=10)
    for number in range(1000):
        hits(watch, PHONE, [0], network=f"network {number}")
    assert len(watch._senders) == 10
    assert not any(hits(watch, PHONE, every(5, 500)))
    assert max(len(sender.codes) for sender in watch._senders.values()) <= 60


def test_nothing_of_the_sender_is_kept():
    watch = BurstWatch()
    hits(watch, PHONE, [0], network="192.0.2.77", agent="a telling agent")
    kept = repr(watch._senders)
    assert "192.0.2.77" not in kept
    assert "telling" not in kept
    assert "CODE" not in kept


TRUSTED = Proxies.parse("loopback")


@pytest.mark.parametrize(
    ("environ", "proxies", "network"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, Proxies(), "192.0.2.7"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3::7"}, Proxies(), "20010db800010002::/64"),
        ({"REMOTE_ADDR": "2001:db8:1:2:ffff::9"}, Proxies(), "20010db800010002::/64"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, Proxies(), ""),
        ({"REMOTE_ADDR": "127.0.0.1", ForwardedHeader.FORWARDED.variable: "for=192.0.2.7"}, Proxies(), ""),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, TRUSTED, "192.0.2.7"),
        ({"REMOTE_ADDR": "192.0.2.9", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, TRUSTED, "192.0.2.9"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "rubbish"}, TRUSTED, ""),
        ({}, Proxies(), ""),
    ],
)
def test_network(environ, proxies, network):
    found = network_of(environ, proxies)
    assert found.lstrip("0") == network.lstrip("0")
