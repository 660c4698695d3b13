"""Base URLs, short links and destinations: what is printed, and where it may lead."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from printkit.errors import SignetError
from printkit.store.hosts import host_reason, parse_authority

LONGEST_URL = 2_000
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_PORTS = {"https": 443, "http": 80}
_KEPT = "!$&'()*+,-./:;=?@_~%#[]"  # what RFC 3986 allows somewhere behind the host, and "%"
_HIDDEN = re.compile(r"%[01][0-9A-Fa-f]|%7[Ff]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """Scheme, host and port of short links; made by `BaseUrl.parse`.

    Attributes:
        scheme: ``https`` or ``http``.
        host: In small letters, international names in punycode.
        port: ``None`` for the scheme's own.
    """

    scheme: str
    host: str
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> BaseUrl:
        """Read a base URL such as ``https://qr.example.de``.

        Raises:
            SignetError: It has no scheme or another one, no usable host, or more than scheme, host and port.
        """
        match = _URL.fullmatch(text.strip())
        if not match or not match[2]:
            raise _bad_base(
                text, "A base URL begins with https://", f"Write https://{text.strip() or _SAMPLE}."
            )
        scheme = match[1].lower()
        if scheme not in _PORTS:
            raise _bad_base(text, f'"{scheme}" cannot be printed as a link', f"Write https://{_SAMPLE}.")
        if match[4] not in ("", "/") or match[5] or match[6]:
            raise _bad_base(
                text, "A base URL is scheme, host and port only", "Leave out what follows the host."
            )
        try:
            host, port = parse_authority(match[3])
        except ValueError as error:
            raise _bad_base(text, str(error), f"Write it like https://{_SAMPLE}.") from error
        if ":" in host or "_" in host:
            raise _bad_base(
                text,
                f'"{host}" holds characters that a QR code in capitals cannot carry',
                "Use a host name of letters, digits, dots and hyphens.",
            )
        return cls(scheme, host, None if port == _PORTS[scheme] else port)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host, and the port where it is not the scheme's own: ``qr.example.de:8443``."""
        return self.host if self.port is None else f"{self.host}:{self.port}"

    def qr_link(self, code: str) -> str:
        """Return what the QR code says: capitals only, so that it needs the small alphanumeric mode."""
        return f"{self}/{code}".upper()

    def short_link(self, code: str) -> str:
        """Return what is printed beside it to be typed: small letters, without the scheme."""
        return f"{self.authority}/{code}".lower()


def not_for_print_reason(link: str) -> str:
    """Return why a base URL or link must not be printed for the public, or ``""``.

    The reason is the middle of a sentence: ``the base URL is plain http``. Names under ``example`` stand for
    real ones in documents and tests (RFC 2606) and pass.
    """
    match = _URL.fullmatch(link.strip())
    if not link.strip():
        return "there is no base URL"
    if not match or not match[2] or match[1].lower() not in _PORTS:
        return f'"{link.strip()}" is not a web address'
    try:
        host, _ = parse_authority(match[3].rpartition("@")[2])
    except ValueError as error:
        return f'"{link.strip()}" has no usable host ({error})'
    reason = host_reason(host)
    if reason:
        return reason
    return "the link is plain http" if match[1].lower() == "http" else ""


def check_destination(url: str, own_hosts: Collection[str] = ()) -> str:
    """Return a destination as it is stored and sent in a Location header: pure ASCII, host in punycode.

    Args:
        url: What somebody wants a code to lead to.
        own_hosts: Hosts that Signet itself answers; leading there would run in circles.

    Raises:
        SignetError: It is no plain ``http`` or ``https`` address, or leads back to one of our own hosts.
    """
    for character in url:
        if unicodedata.category(character)[0] in "CZ" or character == "\\":
            raise _bad_destination(
                url,
                f"A destination has no spaces, control characters or backslashes (U+{ord(character):04X})",
                "Copy the address anew from the browser's address bar.",
            )
    match = _URL.fullmatch(url)
    if not match or not match[2] or match[1].lower() not in _PORTS:
        raise _bad_destination(
            url, "A destination begins with https:// or http://", f"Write it like https://{_SAMPLE}/page."
        )
    scheme = match[1].lower()
    host, authority = _checked_host(url, scheme, match[3])
    if host in {_same(own) for own in own_hosts}:
        raise _bad_destination(
            url,
            f"{host} is where the codes themselves lead, so this would run in circles",
            "Name another page.",
        )
    rest = match[4] + (match[5] or "") + (match[6] or "")
    return _checked_length(url, f"{scheme}://{authority}{_ascii(url, rest)}")


_SAMPLE = "qr.example.de"


def _checked_host(url: str, scheme: str, authority: str) -> tuple[str, str]:
    """Return the host, and host and port as they are written in the normalised URL."""
    if "@" in authority:
        raise _bad_destination(
            url, "A destination holds no user name or password", 'Leave out what comes before the "@".'
        )
    try:
        host, port = parse_authority(authority)
    except ValueError as error:
        raise _bad_destination(url, str(error), "Check the address in a browser.") from error
    written = f"[{host}]" if ":" in host else host
    return host, written if port in (None, _PORTS[scheme]) else f"{written}:{port}"


def _ascii(url: str, rest: str) -> str:
    if _HIDDEN.search(rest):
        raise _bad_destination(
            url, "A destination has no control characters, not even written as %0D", "Leave them out."
        )
    return quote(_STRAY_PERCENT.sub("%25", rest), safe=_KEPT)


def _checked_length(url: str, result: str) -> str:
    if len(result) > LONGEST_URL:
        raise _bad_destination(
            url[:60] + "…",
            f"A destination has at most {LONGEST_URL:,} characters, this one {len(result):,}",
            "Use a shorter address.",
        )
    return result


def _same(host: str) -> str:
    """Return a host as `parse_authority` would, so that it compares; unreadable ones stay as they are."""
    try:
        return parse_authority(f"[{host}]" if ":" in host and _is_ip6(host) else host)[0]
    except ValueError:
        return host


def _is_ip6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _bad_base(text: str, message: str, remedy: str) -> SignetError:
    return SignetError.of("base-url", f"{message}.", remedy, key="base URL", value=text)


def _bad_destination(url: str, message: str, remedy: str) -> SignetError:
    return SignetError.of("destination", f"{message}.", remedy, key="destination", value=url)
