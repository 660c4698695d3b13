"""What a look at a destination can find, as frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tracker.staff.destinations.addresses import Address, is_public


class Outcome(StrEnum):
    """How a look ended; the value is what the database keeps."""

    ANSWERS = "answers"
    SHUT = "shut"  # it answers, but not us: 401, 403, 429 and the like
    MISSING = "missing"
    BROKEN = "broken"
    NO_SUCH_HOST = "no-such-host"
    NO_ANSWER = "no-answer"
    NOT_TRUSTED = "not-trusted"  # its certificate is not valid
    CIRCLE = "circle"  # it leads back to ourselves, or round and round
    ODD_WAY = "odd-way"  # it leads to what is no web address
    INSIDE = "inside"  # only in a local network, so we do not ask
    UNCHECKED = "unchecked"  # no network here, or too much to do


USABLE = frozenset({Outcome.ANSWERS, Outcome.SHUT, Outcome.UNCHECKED})
"""With these nothing speaks against the address."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at an address found.

    Attributes:
        address: Where it began.
        way: Where it was led on to, in order; the last is where a patron arrives.
        status: Of the last answer, 0 without one.
        title: Of the page, or ``""``.
        milliseconds: From the first question to the last answer.
        is_page: Whether it is a web page; else a file, such as a PDF.
        for_phones: Whether the page says that it fits small screens; ``None`` if that cannot be told.
    """

    address: str
    outcome: Outcome
    way: tuple[str, ...] = ()
    status: int = 0
    title: str = ""
    milliseconds: int = 0
    is_page: bool = False
    for_phones: bool | None = None

    @property
    def final(self) -> str:
        """Where a patron arrives."""
        return self.way[-1] if self.way else self.address

    @property
    def is_usable(self) -> bool:
        """Whether nothing speaks against the address."""
        return self.outcome in USABLE

    @property
    def is_secure(self) -> bool:
        """Whether the page that a patron arrives at comes over https."""
        return self.final.lower().startswith("https://")


@dataclass(frozen=True, slots=True)
class Rules:
    """How far a look may go.

    Attributes:
        may_ask: Which network addresses may be asked: nobody is to find out by us what answers inside.
        ports: Which ports.
        seconds: For everything together.
        most_bytes: Of a page that are read.
        most_hops: How often it may be led on.
    """

    may_ask: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    seconds: float = 5.0
    most_bytes: int = 64 * 1024
    most_hops: int = 6
