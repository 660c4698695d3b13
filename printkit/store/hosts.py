"""Host names: one spelling for each, and which of them the public can reach."""

from __future__ import annotations

import ipaddress
import re

_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)(?::([0-9]{0,5}))?", re.ASCII)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
# RFC 6761, 6762 and 8375, ICANN's "internal", and names that office networks use though nobody owns them.
_LOCAL_ENDINGS = (
    *("localhost", "local", "test", "invalid", "internal", "home.arpa"),
    *("localdomain", "intranet", "lan", "home", "corp"),
)


def parse_authority(text: str) -> tuple[str, int | None]:
    """Split ``host:port`` and return the host in its one spelling: small letters, punycode, no last dot.

    Raises:
        ValueError: With what is wrong, without the full stop.
    """
    match = _AUTHORITY.fullmatch(text)
    if not match:
        raise ValueError(f'"{text}" is not a host name with a port')
    port = int(match[2]) if match[2] else None
    if port is not None and not 1 <= port <= 65_535:
        raise ValueError(f"Port {port} does not exist (1 to 65535)")
    return normalise_host(match[1]), port


def normalise_host(text: str) -> str:
    """Return a host name or address in its one spelling; an IPv6 address without its brackets.

    Raises:
        ValueError: With what is wrong, without the full stop.
    """
    if text.startswith("["):
        try:
            return str(ipaddress.IPv6Address(text[1:-1]))
        except ValueError as error:
            raise ValueError(f'"{text}" is not an IPv6 address') from error
    host = _to_ascii(text).lower().removesuffix(".")
    if not host:
        raise ValueError("The host is missing")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(f'"{text}" is not a host name')
    if _NUMBER.fullmatch(labels[-1]):  # browsers read 2130706433 and 0x7f.1 as addresses, too
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError as error:
            raise ValueError(f'"{text}" is neither a host name nor an IPv4 address') from error
    return host


def host_reason(host: str) -> str:
    """Return why the public cannot reach a normalised host, as the middle of a sentence, or ``""``."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _name_reason(host)
    if address.is_loopback:
        return f"{host} is this computer only"
    if address.is_link_local or address.is_private or not address.is_global:
        return f"{host} is a private address"
    return ""


def _name_reason(host: str) -> str:
    ending = next((end for end in _LOCAL_ENDINGS if host == end or host.endswith(f".{end}")), "")
    if ending == "localhost":
        return f"{host} is this computer only"
    if ending:
        return f'names under "{ending}" exist in a local network only'
    return "" if "." in host else f"{host} is a name of a local network only"


def _to_ascii(text: str) -> str:
    if text.isascii() and "xn--" not in text.lower():
        return text
    import idna  # noqa: PLC0415 (its tables take long to load, and few hosts need them)

    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise ValueError(f'"{text}" is not an international host name ({error})') from error
