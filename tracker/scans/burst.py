"""A watch for bursts: many different codes from one sender within seconds.

A mail scanner opens every link of a mail within seconds and says that it is plain Chrome. No person does
that; but a librarian tests ten bookmarks with one telephone, and a class with thirty equal tablets, or in a
room with thirty equal computers, looks like one device. So telephones, and Safari on what says it is a Mac
(an iPad does), may do many more than computers; and a computer that names no language, as every browser does,
may do fewest.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tracker.proxies import ForwardedHeader, Proxies
from tracker.scans.words import Device, Verdict

BURST = "burst"
"""The reason of hits that belong to one."""
MOST_SENDERS = 4096


@dataclass(frozen=True, slots=True)
class Limit:
    """So many different codes within so many seconds are a burst.

    Attributes:
        codes: Different codes.
        seconds: Time in which they come.
        quiet: The burst is over when its sender was quiet for so many seconds.
    """

    codes: int
    seconds: float
    quiet: float


Limits = tuple[Limit, ...]
HANDHELD: Limits = (Limit(25, 3, 10),)
COMPUTER: Limits = (Limit(8, 2, 10), Limit(12, 5, 10), Limit(60, 60, 60))
NO_LANGUAGE: Limits = (Limit(4, 60, 60),)
MOST_CODES, LONGEST_SECONDS, FEWEST_CODES = 60, 60.0, 4
"""So many codes, and so long, the limits look back; and with fewer codes nobody reaches one."""
_FORWARDED = tuple(header.variable for header in ForwardedHeader)


@dataclass(slots=True)
class Asker:
    """What is remembered of who asks.

    Attributes:
        codes: When it last asked for which code, in the order of asking.
        burst_at: When it last asked for anything in a burst, in seconds since 1970.
        quiet: How long it must be quiet for the burst to be over; 0 before the first.
    """

    codes: OrderedDict[Hashable, float] = field(default_factory=OrderedDict)
    burst_at: float = 0.0
    quiet: float = 0.0

    def asks(self, code: Hashable, at: float, limits: Limits) -> bool:
        """Note that a code was asked for, in seconds since 1970, and return whether that is in a burst."""
        self.note(code, at)
        if not self.quiet and len(self.codes) < FEWEST_CODES:  # as of nearly everybody
            return False
        limit = next((limit for limit in limits if _are_within(self.codes, at, limit)), None)
        if limit is None and abs(at - self.burst_at) >= self.quiet:
            return False  # a clock set back neither begins a burst nor ends one
        self.burst_at, self.quiet = at, max(self.quiet, limit.quiet if limit else 0.0)
        return True

    def note(self, code: Hashable, at: float) -> None:
        """Note that a code was asked for."""
        codes = self.codes
        codes[code] = at
        codes.move_to_end(code)
        if len(codes) > MOST_CODES:
            codes.popitem(last=False)


class BurstWatch:
    """Watch of one process, in memory only; safe for its threads.

    A sender is a number made of network address, agent and a salt that no other process has. The hits before
    the limit is reached have been recorded by then and stay what they are: a mail with ten links counts three
    to seven scans too many. What several workers see in parts is put together by `bursts_together`.

    Args:
        most: Senders remembered; the one that was quiet longest is forgotten first.
    """

    def __init__(self, most: int = MOST_SENDERS) -> None:
        self._most, self._salt = most, secrets.token_bytes(16)
        self._senders: OrderedDict[int, Asker] = OrderedDict()
        self._lock = threading.Lock()
        self.hits = 0

    def asker(self, network: str, agent: str) -> Asker:
        """Return what is remembered of a sender, for `is_in_burst`.

        Args:
            network: From `network_of`; nobody is watched without one.
            agent: The agent string.
        """
        with self._lock:
            return self._sender(hash((self._salt, network, agent)))

    def is_in_burst(self, asker: Asker, code: str, at: float, limits: Limits) -> bool:
        """Note that a sender asked for a code, in seconds since 1970; return whether that is in a burst."""
        with self._lock:
            if not asker.asks(hash(code), at, limits):
                return False
            self.hits += 1
            return True

    def _sender(self, number: int) -> Asker:
        sender = self._senders.get(number)
        if sender is None:
            if len(self._senders) >= self._most:
                self._senders.popitem(last=False)
            sender = self._senders[number] = Asker()
        else:
            self._senders.move_to_end(number)
        return sender


def network_of(environ: Mapping[str, Any], proxies: Proxies) -> str:
    """Return the network that a WSGI request is from, or ``""`` if it is not known.

    Where a proxy that nobody told us of stands in between, all telephones of one kind would look like one
    device: then nobody is watched. A host has 64 bits of an IPv6 address to itself.
    """
    peer = str(environ.get("REMOTE_ADDR", ""))
    if not proxies.networks:
        if any(name in environ for name in _FORWARDED):
            return ""
        if ":" not in peer:
            return peer
    address = proxies.client_of(environ)
    if address is None:
        return ""
    return f"{int(address) >> 64:x}::/64" if address.version == 6 else str(address)


def limits_of(verdict: Verdict) -> Limits:
    """Return what a sender like this may do before it is taken for a machine."""
    if verdict.device is not Device.COMPUTER or (verdict.system, verdict.browser) == ("macos", "safari"):
        return HANDHELD
    return COMPUTER if verdict.language else NO_LANGUAGE


def _are_within(codes: OrderedDict[Hashable, float], at: float, limit: Limit) -> bool:
    if len(codes) < limit.codes:
        return False
    latest = islice(reversed(codes.values()), limit.codes)
    return all(abs(at - then) < limit.seconds for then in latest)
