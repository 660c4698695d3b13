"""The device-day key: tells one device from another for a day, without telling which it is.

It is a keyed digest of the organisation, the network address and the agent, under the salt of the day. Once
the salt is gone nobody can make it again, nor find out of what it was made. Equal phones behind one network
share a key; so what is counted with it is a lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network
from typing import Any

from printkit.store.model import DEFAULT_ORGANISATION
from tracker.privacy.salt import DaySalt, Salt
from tracker.proxies import Address, Proxies
from tracker.scans.words import LONGEST_AGENT

KEY_BYTES = 8
_NETWORK_BITS = 64
"""Of an IPv6 address: what one household or one phone has to itself, and changes the rest of at will."""


def network_of(address: Address) -> str:
    """Return what of an address tells a device: all of IPv4, the first 64 bits of IPv6."""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _NETWORK_BITS), strict=False))
    return str(address)


def device_key(secret: bytes, organisation_id: int, address: Address, agent: str) -> int:
    """Return the key of a device, 64 bits.

    Args:
        secret: The salt of the day.
        organisation_id: Whose codes were asked for: no two organisations can compare their devices.
        address: Where the request came from.
        agent: What it says of itself; cut to `LONGEST_AGENT`.
    """
    text = f"{organisation_id}\0{network_of(address)}\0{agent[:LONGEST_AGENT]}"
    digest = blake2b(text.encode("utf-8", "replace"), key=secret, digest_size=KEY_BYTES)
    return int.from_bytes(digest.digest())


class DeviceKeys:
    """Makes the keys of one worker; it remembers none.

    Args:
        salt: The salt of the day.
        proxies: Whose word about the client counts.
    """

    def __init__(self, salt: DaySalt, proxies: Proxies) -> None:
        self._salt, self._proxies = salt, proxies

    def today(self) -> Salt:
        """Return the salt with which keys are made now. What was made with another must be forgotten."""
        return self._salt.today()

    def key_of(
        self, environ: Mapping[str, Any], salt: Salt, organisation_id: int = DEFAULT_ORGANISATION
    ) -> int | None:
        """Return the key of who sent a WSGI request, or ``None`` if that is not known.

        Args:
            environ: The request.
            salt: Today's.
            organisation_id: Whose code was asked for.
        """
        address = self._proxies.client_of(environ)
        if address is None:
            return None
        return device_key(salt.secret, organisation_id, address, str(environ.get("HTTP_USER_AGENT", "")))

    def refresh(self) -> None:
        """Look for a new salt; call it several times a second."""
        self._salt.refresh()
