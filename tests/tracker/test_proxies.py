"""Who is believed about the client: only proxies of ours, and only what they themselves wrote."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printkit.errors import SignetError
from tracker.proxies import LONGEST_HEADER, MOST_HOPS, ForwardedHeader, Proxies, read_address

OURS = "127.0.0.1, 10.0.0.0/8 2001:db8:aa::/48"
XFF, FORWARDED = ForwardedHeader
addresses = st.ip_addresses()
strangers = addresses.filter(lambda one: not Proxies.parse(OURS).include(read_address(str(one)) or one))
header_text = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=60)


def client(peer: str, forwarded: str = "", *, proxies: str = OURS, header: str = XFF) -> str | None:
    found = Proxies.parse(proxies, header).client(peer, forwarded)
    return None if found is None else str(found)


@given(addresses, header_text)
def test_nobody_is_believed_by_default(peer, forwarded):
    expected = str(read_address(str(peer))) if read_address(str(peer)) else None
    assert client(str(peer), forwarded, proxies="") == expected


@given(strangers, header_text)
def test_a_stranger_is_not_believed(peer, forwarded):
    if read_address(str(peer)):
        assert client(str(peer), forwarded) == str(read_address(str(peer)))


@given(strangers, header_text)
def test_what_our_proxy_appends_wins_over_all_that_the_client_wrote(stranger, forged):
    known = read_address(str(stranger))
    if known:
        assert client("127.0.0.1", f"{forged}, {stranger}") == str(known)
        assert client("10.9.9.9", f"{forged},{stranger}, 10.1.2.3, 127.0.0.1") == str(known)


@given(st.ip_addresses(v=6).filter(lambda one: not one.scope_id), header_text)
def test_forwarded_cannot_be_forged_with_quotes_left_open(stranger, forged):
    """Whatever stands before, the client is whom our proxy names, or unknown."""
    found = client("127.0.0.1", f'{forged}, for="[{stranger}]"', header=FORWARDED)
    assert found in (None, str(read_address(str(stranger)))) or Proxies.parse(OURS).include(stranger)


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(list(ForwardedHeader)))
def test_nothing_breaks_it(peer, forwarded, header):
    client(peer, forwarded, header=header)


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7:5123", "203.0.113.7"),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("2001:db8:aa::5", "203.0.113.7, 10.0.0.7", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.7", "10.0.0.7"),  # a proxy that asks for itself
        ("127.0.0.1", "", None),
        ("127.0.0.1", "203.0.113.7,", None),
        ("127.0.0.1", "203.0.113.7, unknown", None),
        ("127.0.0.1", "203.0.113.7, _hidden", None),
        ("127.0.0.1", "fe80::1%eth0", None),
        ("127.0.0.1", "0x7f.1", None),
        ("127.0.0.1", "203.0.113.٧", None),
        ("127.0.0.1", "203.0.113.7" + " " * LONGEST_HEADER, None),
        ("127.0.0.1", "203.0.113.7" + ", 10.0.0.7" * MOST_HOPS, None),
        ("", "203.0.113.7", None),
        ("unix:", "203.0.113.7", None),
    ],
)
def test_x_forwarded_for_is_read_from_the_right(peer, forwarded, expected):
    assert client(peer, forwarded) == expected


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("for=203.0.113.7", "203.0.113.7"),
        ("For=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7"),
        ('proto=https;for="203.0.113.7:4711"', "203.0.113.7"),
        ('for=198.51.100.1, for="[2001:db8::17]:4711"', "2001:db8::17"),
        ("for=203.0.113.7, for=10.0.0.3", "203.0.113.7"),
        ('for=6.6.6.6;x=", for=203.0.113.7', None),
        ('for=6.6.6.6;x=", for="[2001:db8::1]"', None),
        ("for=203.0.113.7,", None),
        ("for=_secret", None),
        ("proto=https", None),
        ("203.0.113.7", None),
        ("", None),
    ],
)
def test_forwarded_is_read_where_it_was_chosen(forwarded, expected):
    assert client("127.0.0.1", forwarded, header=FORWARDED) == expected


def test_only_the_chosen_header_counts():
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.7"}
    assert Proxies.parse("loopback").client_of(environ) is None
    assert Proxies.parse("loopback", FORWARDED).client_of(environ) == ip_address("203.0.113.7")
    other = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert Proxies.parse("loopback", FORWARDED).client_of(other) is None


def test_loopback_is_a_proxy_only_if_named():
    assert client("127.0.0.1", "203.0.113.7", proxies="") == "127.0.0.1"
    assert client("127.0.0.1", "203.0.113.7", proxies="loopback") == "203.0.113.7"
    assert client("::1", "203.0.113.7", proxies="LOOPBACK") == "203.0.113.7"


@pytest.mark.parametrize(
    ("environ", "silent"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": " "}, True),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "garbage"}, False),
        ({"REMOTE_ADDR": "203.0.113.7"}, False),
        ({}, False),
    ],
)
def test_a_proxy_that_says_nothing_is_noticed(environ, silent):
    assert Proxies.parse(OURS).are_silent(environ) is silent


@pytest.mark.parametrize(
    ("text", "header", "words"),
    [
        ("10.0.0.1/8", XFF, "host bits"),
        ("proxy.example.de", XFF, "neither an address nor a network"),
        ("10.0.0.1; 10.0.0.2", XFF, "10.0.0.1;"),
        ("0.0.0.0/0", XFF, "everybody"),
        ("::/0", XFF, "everybody"),
        ("", "x-real-ip", "x-real-ip"),
    ],
)
def test_what_cannot_be_believed_is_refused_with_a_reason(text, header, words):
    with pytest.raises(SignetError, match=words):
        Proxies.parse(text, header)


def test_all_wrong_words_are_named_at_once():
    with pytest.raises(SignetError) as caught:
        Proxies.parse("nonsense, 10.0.0.0/8, 0.0.0.0/0", "x")
    assert [problem.value for problem in caught.value.problems] == ["nonsense", "0.0.0.0/0", ""]
