import string
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printkit.errors import SignetError
from printkit.store.links import BaseUrl, check_destination, not_for_print_reason

QR_ALPHANUMERIC = set(string.digits + string.ascii_uppercase + " $%*+-./:")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://qr.example.de", "https://qr.example.de"),
        (" HTTPS://QR.Example.DE/ ", "https://qr.example.de"),
        ("https://qr.example.de:443", "https://qr.example.de"),
        ("https://qr.example.de.:8443", "https://qr.example.de:8443"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://localhost:80", "http://localhost"),
        ("https://bücherei.example", "https://xn--bcherei-n2a.example"),
        ("https://BÜCHEREI.example", "https://xn--bcherei-n2a.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),  # not "strasse": IDNA 2008
        ("https://xn--bcherei-n2a.example", "https://xn--bcherei-n2a.example"),
        ("https://ｑｒ．example．de", "https://qr.example.de"),
    ],
)
def test_base_urls(text: str, written: str) -> None:
    base = BaseUrl.parse(text)
    assert str(base) == written
    assert BaseUrl.parse(str(base)) == base


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "begins with https://"),
        ("qr.example.de", r"begins with https://. Write https://qr\.example\.de\."),
        ("localhost:8000", "begins with https://"),
        ("//qr.example.de", "begins with https://"),
        ("ftp://qr.example.de", '"ftp" cannot be printed'),
        ("javascript://qr.example.de", "cannot be printed"),
        ("https://qr.example.de/k", "scheme, host and port only"),
        ("https://qr.example.de/?", "scheme, host and port only"),
        ("https://qr.example.de?x=1", "scheme, host and port only"),
        ("https://qr.example.de#x", "scheme, host and port only"),
        ("https://", "host is missing"),
        ("https://:8000", "host is missing"),
        ("https://user@qr.example.de", "not a host name"),
        ("https://qr.example.de:0", "Port 0 does not exist"),
        ("https://qr.example.de:65536", "Port 65536 does not exist"),
        ("https://qr.example.de:http", "not a host name"),
        ("https://qr..example.de", "not a host name"),
        ("https://-qr.example.de", "not a host name"),
        ("https://qr example.de", "not a host name"),
        ("https://qr.example.de\\x", "not a host name"),
        ("https://" + "a" * 64 + ".de", "not a host name"),
        ("https://" + "a." * 130 + "de", "not a host name"),
        ("https://qr_code.example.de", "cannot carry"),
        ("https://[::1]:8000", "cannot carry"),
        ("https://1.2.3", "neither a host name nor an IPv4 address"),
        ("https://2130706433", "neither a host name nor an IPv4 address"),
        ("https://xn--a.example", "not an international host name"),
        ("https://💥\u200d.example", "not an international host name"),
    ],
)
def test_wrong_base_urls(text: str, message: str) -> None:
    with pytest.raises(SignetError, match=message):
        BaseUrl.parse(text)


@given(st.text() | st.from_regex(r"https?://[^/]*:?[0-9]*/?", fullmatch=True))
@example("https://\ud800.de")
@example("https://[::1")
def test_any_base_url_is_read_or_refused(text: str) -> None:
    try:
        base = BaseUrl.parse(text)
    except SignetError:
        return
    assert BaseUrl.parse(str(base)) == base
    link = base.qr_link("BCD2FG")
    assert set(link) <= QR_ALPHANUMERIC
    assert urlsplit(link.lower()).path == "/bcd2fg"


def test_links() -> None:
    base = BaseUrl.parse("https://qr.example.de")
    assert base.qr_link("BCD2FG") == "HTTPS://QR.EXAMPLE.DE/BCD2FG"
    assert base.short_link("BCD2FG") == "qr.example.de/bcd2fg"
    local = BaseUrl.parse("http://127.0.0.1:8000")
    assert local.qr_link("BCD2FG") == "HTTP://127.0.0.1:8000/BCD2FG"
    assert local.short_link("BCD2FG") == "127.0.0.1:8000/bcd2fg"


@pytest.mark.parametrize(
    "link",
    [
        "https://qr.example.de", "HTTPS://QR.EXAMPLE.DE/BCD2FG", "https://qr.example", "https://example.com/x?y",
        "https://bücherei.example", "https://qr.example.de:8443", "https://8.8.8.8", "https://contest.de",
        "https://mylocalhost.de",
    ],
)  # fmt: skip
def test_printable_links(link: str) -> None:
    assert not_for_print_reason(link) == ""


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("", "there is no base URL"),
        ("   ", "there is no base URL"),
        ("qr.example.de/x", "not a web address"),
        ("mailto:x@example.de", "not a web address"),
        ("http://qr.example.de", "plain http"),
        ("HTTP://QR.EXAMPLE.DE/BCD2FG", "plain http"),
        ("https://localhost", "this computer only"),
        ("http://LOCALHOST:8000/X", "this computer only"),
        ("https://demo.localhost", "this computer only"),
        ("https://127.0.0.1", "this computer only"),
        ("https://127.9.9.9.", "this computer only"),
        ("https://[::1]/x", "this computer only"),
        ("https://0.0.0.0", "private address"),
        ("https://192.168.1.7:8000", "private address"),
        ("https://10.0.0.1", "private address"),
        ("https://172.16.0.1", "private address"),
        ("https://169.254.1.1", "private address"),
        ("https://100.64.0.1", "private address"),
        ("https://[fe80::1]", "private address"),
        ("https://[fd00::1]", "private address"),
        ("https://qr.local", 'under "local"'),
        ("https://qr.test", 'under "test"'),
        ("https://qr.invalid", 'under "invalid"'),
        ("https://qr.bibliothek.intranet", 'under "intranet"'),
        ("https://server", "local network only"),
        ("https://user@localhost/", "this computer only"),
        ("https://bad..host", "no usable host"),
    ],
)
def test_links_that_are_not_for_print(link: str, reason: str) -> None:
    assert reason in not_for_print_reason(link)


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://www.example.de", "https://www.example.de"),
        ("HTTPS://WWW.Example.DE/Pfad?Q=A#T", "https://www.example.de/Pfad?Q=A#T"),
        ("http://www.example.de:80/", "http://www.example.de/"),
        ("https://www.example.de:8443/x", "https://www.example.de:8443/x"),
        ("https://www.example.de./x", "https://www.example.de/x"),
        ("https://www.bücherei.example/ä?ö=ü#ß",
         "https://www.xn--bcherei-n2a.example/%C3%A4?%C3%B6=%C3%BC#%C3%9F"),
        ("https://www.example.de/a%20b%C3%A4", "https://www.example.de/a%20b%C3%A4"),
        ("https://www.example.de/100%", "https://www.example.de/100%25"),
        ('https://www.example.de/?q="<x>|^`{}', "https://www.example.de/?q=%22%3Cx%3E%7C%5E%60%7B%7D"),
        ("https://www.example.de/?u=https://other.example/&x=1",
         "https://www.example.de/?u=https://other.example/&x=1"),
        ("https://my_page.example.de/@user/x", "https://my_page.example.de/@user/x"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://www.example.de?x", "https://www.example.de?x"),
    ],
)  # fmt: skip
def test_destinations(url: str, stored: str) -> None:
    assert check_destination(url, {"qr.example.de"}) == stored
    assert check_destination(stored, {"qr.example.de"}) == stored


@pytest.mark.parametrize(
    "url",
    [
        "", "/", "//evil.example", "www.example.de", "www.example.de/x", "https:", "https:/x",
        "https:evil.example",
        "https://", "https:///x", "https://?x", "https://#", "javascript:alert(1)", "JaVaScRiPt://x/%0aalert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "mailto:x@example.de", "ftp://example.de",
        " https://example.de", "https://example.de ", "\thttps://example.de", "\x00https://example.de",
        "java\tscript:alert(1)", "https://example.de/a b", "https://example.de/\r\nSet-Cookie: x",
        "https://example.de/\u2028", "https://example.de/\u2029", "https://example.de/\u00a0",
        "https://example.de/\u202e",
        "https://example.de/%0d%0aSet-Cookie:x", "https://example.de/%0A",
        "https://example.de/?%00", "https://example.de/%7f",
        "https:\\\\example.de", "https://example.de\\@evil.example", "https://user@example.de",
        "https://u:p@example.de/",
        "https://example.de@evil.example", "https://example.de:0/", "https://example.de:99999",
        "https://exam ple.de",
        "https://ex%61mple.de", "https://example..de", "https://[::1", "https://[zz]/", "https://1.2.3.4.5/",
        "http://0x7f000001/", "http://2130706433/", "https://example.de/\ud800", "https://a\u0338.example\u2100/x",
    ],
)  # fmt: skip
def test_wrong_destinations(url: str) -> None:
    with pytest.raises(SignetError) as caught:
        check_destination(url)
    (problem,) = caught.value.problems
    assert problem.rule == "destination"
    assert problem.key == "destination"
    assert problem.message.endswith(".")
    assert problem.remedy


@pytest.mark.parametrize(
    "url",
    [
        "https://qr.example.de", "https://qr.example.de/BCD2FG", "http://QR.EXAMPLE.DE/x", "https://qr.example.de./",
        "https://qr.example.de:8443/", "https://ｑｒ.example.de/", "https://bücherei.example/x",
        "https://xn--bcherei-n2a.example", "https://XN--BCHEREI-N2A.example./", "http://127.0.0.1:9/", "http://[::1]/",
        "http://[0:0:0:0:0:0:0:1]/",
    ],
)  # fmt: skip
def test_destination_that_runs_in_circles(url: str) -> None:
    with pytest.raises(SignetError, match="run in circles"):
        check_destination(url, {"QR.example.de", "bücherei.example", "127.0.0.1", "::1"})


def test_other_hosts_are_not_ours() -> None:
    for host in ("www.qr.example.de", "example.de", "qr.example.de.example", "xqr.example.de"):
        assert check_destination(f"https://{host}/", {"qr.example.de"})


def test_longest_destination() -> None:
    start = "https://example.de/"
    assert len(check_destination(start + "x" * (2_000 - len(start)))) == 2_000
    with pytest.raises(SignetError, match=r"at most 2,000 characters, this one 2,001"):
        check_destination(start + "x" * (2_001 - len(start)))
    with pytest.raises(SignetError, match="at most 2,000"):
        check_destination(start + "ä" * 400)  # written as six characters each


urls = st.builds(
    "{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS://", "https:", "javascript:", "//", ""]),
    st.sampled_from(["example.de", "qr.example.de", "qr.EXAMPLE.de:1", "u@x.de", "[::1]", "ä.de", ""]),
    st.text() | st.from_regex(r"/[ -ÿ]*"),
)


@given(urls | st.text())
def test_any_destination_is_safe_or_refused(url: str) -> None:
    try:
        stored = check_destination(url, {"qr.example.de"})
    except SignetError:
        return
    assert all("!" <= character <= "~" for character in stored)  # fit for a Location header
    parts = urlsplit(stored)
    assert parts.scheme in ("http", "https")
    assert parts.hostname not in (None, "", "qr.example.de")
    assert parts.username is None
    assert "\\" not in stored
    assert check_destination(stored, {"qr.example.de"}) == stored
