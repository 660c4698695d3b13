"""Who sent a request, where proxies of ours stand in between.

A header is the client's word unless a proxy of ours wrote it. So a forwarded address counts only if the
connection came from a proxy that the operator named; then the list is read from the right, where our own
proxy wrote, and the first address that is none of our proxies is the client's. What cannot be read makes the
client unknown; it never makes him somebody.

Servers hand ``X_Forwarded_For`` over under the same name as ``X-Forwarded-For``; the proxy must drop it, as
nginx does by itself and the shipped Caddyfile does. ``Forwarded`` has no such twin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ipaddress import IPv4Network as Network4
from ipaddress import IPv6Network as Network6
from typing import Any

from printkit.errors import Problem, SignetError

Address = IPv4Address | IPv6Address
Network = Network4 | Network6

LOOPBACK = "loopback"
LONGEST_HEADER = 2048
"""Characters; a chain of proxies needs a tenth, a longer header makes the client unknown."""
MOST_HOPS = 32
_LOOPBACKS: tuple[Network, ...] = (Network4("127.0.0.0/8"), Network6("::1/128"))
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?|([0-9.]+):[0-9]{1,5}", re.ASCII)
# One element of RFC 7239, section 4: pairs of a token and a token or quoted string.
_PAIR = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+=(?:[!#$%&'*+\-.^_`|~0-9A-Za-z:\[\]]+|\"[^\"\\]*\")"
_ELEMENT = re.compile(rf"\s*({_PAIR}(?:;{_PAIR})*)\s*(?:,|$)", re.ASCII)
_FOR = re.compile(r"(?:^|;)for=\"?([^\";]*)\"?(?=;|$)", re.IGNORECASE | re.ASCII)


class ForwardedHeader(StrEnum):
    """The header in which the proxies name the client; one is believed, all others are ignored."""

    X_FORWARDED_FOR = "x-forwarded-for"
    FORWARDED = "forwarded"

    @property
    def variable(self) -> str:
        """Its key in the environment of a WSGI request."""
        return f"HTTP_{self.value.upper().replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies whose word counts.

    Attributes:
        networks: Where they are; none: whoever opens the connection is the client.
        header: The header that they write.
    """

    networks: tuple[Network, ...] = ()
    header: ForwardedHeader = ForwardedHeader.X_FORWARDED_FOR

    @classmethod
    def parse(cls, text: str, header: str = ForwardedHeader.X_FORWARDED_FOR) -> Proxies:
        """Read a setting: addresses and networks, and the word ``loopback``, with commas or blanks between.

        Raises:
            SignetError: Something is none of these, or would believe everybody; all such are named.
        """
        words = text.replace(",", " ").split()
        problems = [problem for word in words if (problem := _problem(word))]
        if header not in tuple(ForwardedHeader):
            known = " or ".join(ForwardedHeader)
            message = f'"{header}" is no header in which proxies name the client.'
            problems.append(Problem("proxies", message, f"Write {known}.", key="forwarded header"))
        if problems:
            raise SignetError(problems)
        networks = tuple(network for word in words for network in _networks(word))
        return cls(networks, ForwardedHeader(header))

    def include(self, address: Address) -> bool:
        """Whether an address is that of one of our proxies."""
        return any(address.version == network.version and address in network for network in self.networks)

    def client(self, peer: str, forwarded: str) -> Address | None:
        """Return the address of the client, or ``None`` if it is not known.

        Args:
            peer: Whoever opened the connection.
            forwarded: The header `header` of the request, its lines joined by commas; ``""`` without one.
        """
        nearest = read_address(peer)
        if nearest is None or not self.include(nearest):
            return nearest
        if len(forwarded) > LONGEST_HEADER:
            return None
        chain = _forwarded(forwarded) if self.header is ForwardedHeader.FORWARDED else forwarded.split(",")
        found = None
        for hop in reversed(chain[-MOST_HOPS:]):
            found = read_address(hop.strip())
            if found is None or not self.include(found):
                return found
        return found if len(chain) <= MOST_HOPS else None

    def client_of(self, environ: Mapping[str, Any]) -> Address | None:
        """Return the address of the client of a WSGI request, or ``None`` if it is not known."""
        forwarded = str(environ.get(self.header.variable, ""))
        return self.client(str(environ.get("REMOTE_ADDR", "")), forwarded)

    def are_silent(self, environ: Mapping[str, Any]) -> bool:
        """Whether a request comes from a proxy of ours that does not say for whom."""
        nearest = read_address(str(environ.get("REMOTE_ADDR", "")))
        silent = not str(environ.get(self.header.variable, "")).strip()
        return silent and nearest is not None and self.include(nearest)


def read_address(text: str) -> Address | None:
    """Return the address that a text is, with or without a port; ``None`` for anything else."""
    match = _WITH_PORT.fullmatch(text)
    try:
        address = ip_address((match[1] or match[2]) if match else text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return None
        return address.ipv4_mapped or address
    return address


def _forwarded(header: str) -> list[str]:
    """Return who each element of a ``Forwarded`` header is for; one that cannot be read spoils all."""
    if header.rstrip().endswith(","):  # a line that the server could not read arrives empty
        return [""]
    found, at = list[str](), 0
    while at < len(header):
        element = _ELEMENT.match(header, at)
        if element is None:
            return [""]
        node = _FOR.search(element[1])
        found.append(node[1] if node else "")
        at = element.end()
    return found


def _networks(word: str) -> tuple[Network, ...]:
    if word.lower() == LOOPBACK:
        return _LOOPBACKS
    return (ip_network(word),)


def _problem(word: str) -> Problem | None:
    try:
        everybody = any(network.prefixlen == 0 for network in _networks(word))
    except ValueError as error:
        message = f'"{word}" is neither an address nor a network ({error}).'
        remedy = "Write it like 192.0.2.10, 10.0.0.0/24, 2001:db8::/64, or loopback."
        return Problem("proxies", message, remedy, key="proxies", value=word)
    if everybody:
        message = f'With "{word}" everybody would be believed, and could take any address.'
        return Problem("proxies", message, "Name the addresses of your proxies.", key="proxies", value=word)
    return None
