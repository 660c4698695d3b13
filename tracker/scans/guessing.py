"""A brake on guessing: how many codes that do not exist a network may ask for.

Known codes are never slowed, whoever asks. An unknown one costs; what was spent comes back with time. Single
addresses have one allowance, and their neighbourhood, which one customer of a hosting company may have all to
himself, a larger one. A library's whole house, and thousands of phones of one mobile network, may share an
address: so the allowance is one for a crowd, and whoever has used it up is told what he would be told anyway,
that there is no such code; only without a page made for him.

It cannot hide which codes exist, since those are always answered: that so few do protects them (see
`printkit.store.codes.SPARSENESS`: of 10,000 guesses at most one is expected to hit). It makes guessing cheap
for us, seen by the staff, and no concern of anybody else.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address
from math import ceil

from tracker.proxies import Address

MOST_NETWORKS = 8192
"""Networks remembered by a worker; the one that asked longest ago is forgotten first, and may begin anew."""
LEAST = 5.0
"""At once, of each worker, however many there are: 64 of them grant five times what two do."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many unknown codes may be asked for.

    Attributes:
        at_once: So many at a time.
        a_minute: So many come back in a minute.
    """

    at_once: float
    a_minute: float

    def of_workers(self, workers: int) -> Allowance:
        """Return the share of one of several workers, among which the connections of a network are spread."""
        return Allowance(max(LEAST, self.at_once / workers), self.a_minute / workers)


ADDRESS = Allowance(60, 6)
"""One address of IPv4, or the first 64 bits of IPv6: 8,700 guesses a day."""
NEIGHBOURHOOD = Allowance(240, 24)
"""The first 24 bits of IPv4, or 48 of IPv6."""
NOBODY_KNOWS = Allowance(600, 60)
"""All whose network is not known, together; and this machine itself, that is, a proxy that names nobody."""
FEW = 0.75
"""While more than this part of an address's allowance is left, what it asks for is worth being listed."""


@dataclass(frozen=True, slots=True)
class Leave:
    """What a network may do.

    Attributes:
        wait: 0, or for how many seconds no unknown code is looked into.
        few: Whether it has asked for few so far, as people do who mistype.
    """

    wait: int
    few: bool


class Guessing:
    """The brake of one worker, in memory only; safe for its threads.

    Args:
        workers: How many there are: each grants its share, so that all together grant the allowances, and a
            client that keeps to one connection, and so to one worker, less.
        most: Networks remembered.
    """

    def __init__(self, workers: int = 1, most: int = MOST_NETWORKS) -> None:
        self._most, self._salt = most, secrets.token_bytes(16)
        self._address, self._neighbourhood, self._unknown = (
            one.of_workers(workers) for one in (ADDRESS, NEIGHBOURHOOD, NOBODY_KNOWS)
        )
        self._spent: OrderedDict[int, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, address: Address | None, at: float) -> Leave:
        """Spend one unknown code, if there is leave.

        Args:
            address: Who asks; ``None`` if that is not known.
            at: A monotonic time in seconds.
        """
        if address is None or address.is_loopback:
            purses = [(hash((self._salt, address)), self._unknown)]
        else:
            narrow, wide = _networks(address)
            purses = [
                (hash((self._salt, narrow)), self._address),
                (hash((self._salt, wide)), self._neighbourhood),
            ]
        with self._lock:
            wait, left = self._spend(purses, at)
        return Leave(wait, left > FEW)

    def _spend(self, purses: list[tuple[int, Allowance]], at: float) -> tuple[int, float]:
        """Take one from each purse or from none; return how long to wait, what part of the first is left."""
        spent = [self._spent_now(number, allowance, at) for number, allowance in purses]
        lacking = max(
            (one + 1 - allowance.at_once) / allowance.a_minute * 60
            for one, (_, allowance) in zip(spent, purses, strict=True)
        )
        if lacking > 0:
            return ceil(lacking), 0.0
        for one, (number, _) in zip(spent, purses, strict=True):
            self._remember(number, one + 1, at)
        return 0, 1 - (spent[0] + 1) / purses[0][1].at_once

    def _spent_now(self, number: int, allowance: Allowance, at: float) -> float:
        spent, then = self._spent.get(number, (0.0, at))
        return max(0.0, spent - max(0.0, at - then) * allowance.a_minute / 60)

    def _remember(self, number: int, spent: float, at: float) -> None:
        self._spent[number] = (spent, at)
        self._spent.move_to_end(number)
        if len(self._spent) > self._most:
            self._spent.popitem(last=False)


def _networks(address: Address) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the narrow and the wide network of an address, each as its kind and number."""
    number = int(address)
    if isinstance(address, IPv6Address):
        return (64, number >> 64), (48, number >> 80)
    return (32, number), (24, number >> 8)
