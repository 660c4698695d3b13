"""Which network addresses may be asked: those of the public network only."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_HOLDS_AN_OLD_ONE = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::/96", "::ffff:0:0/96")))
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("2002::/16", "2001::/32", "64:ff9b:1::/48")))


def is_public(address: Address) -> bool:
    """Whether an address is of the public network, also if it is hidden in a longer one.

    Source: IANA's registries of special-purpose addresses, by way of `ipaddress`.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _TUNNELS):
            return False
        if any(address in network for network in _HOLDS_AN_OLD_ONE):
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return address.is_global and not address.is_multicast and not address.is_reserved
