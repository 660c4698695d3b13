from datetime import UTC, datetime
from ipaddress import ip_address

import pytest

from tracker.privacy.keys import DeviceKeys, device_key
from tracker.privacy.salt import DaySalt
from tracker.proxies import Proxies

NOON = datetime(2026, 11, 22, 11, tzinfo=UTC).timestamp()
SECRET = b"s" * 32


def key(address="192.0.2.7", agent="Phone/1", organisation=1, secret=SECRET):
    return device_key(secret, organisation, ip_address(address), agent)


def test_key_is_of_organisation_network_agent_and_salt():
    same = key()
    assert 0 <= same < 2**64
    assert same == key()
    others = {
        key(address="192.0.2.8"),
        key(agent="Phone/2"),
        key(organisation=2),
        key(secret=b"t" * 32),
        key(address="2001:db8::1"),
    }
    assert len(others | {same}) == 6


def test_ipv6_counts_by_its_first_64_bits():
    assert key(address="2001:db8:1:2::1") == key(address="2001:db8:1:2:ffff::9")
    assert key(address="2001:db8:1:2::1") != key(address="2001:db8:1:3::1")


def test_agent_is_cut_and_may_be_anything():
    assert key(agent="a" * 512) == key(agent="a" * 100_000)
    assert key(agent="\udcff\x00\r\n") != key(agent="")


@pytest.fixture
def now():
    return [NOON]


@pytest.fixture
def keys(tmp_path, now):
    return DeviceKeys(DaySalt(tmp_path / "salt", lambda: now[0]), Proxies.parse("10.0.0.1"))


def test_forwarded_address_counts_from_our_proxies_only(keys):
    def asked(peer, forwarded="", agent="A"):
        environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_USER_AGENT": agent}
        return keys.key_of(environ, keys.today())

    assert asked("10.0.0.1", "192.0.2.7") == asked("192.0.2.7")
    assert asked("192.0.2.7", "192.0.2.9") == asked("192.0.2.7")
    assert asked("192.0.2.7", agent="B") != asked("192.0.2.7")
    assert asked("10.0.0.1", "rubbish") is None
    assert asked("") is None


def test_key_changes_at_midnight(keys, now):
    environ = {"REMOTE_ADDR": "192.0.2.7", "HTTP_USER_AGENT": "A"}
    before = keys.key_of(environ, keys.today())
    assert keys.key_of(environ, keys.today()) == before
    now[0] += 86_400
    assert keys.key_of(environ, keys.today()) != before
