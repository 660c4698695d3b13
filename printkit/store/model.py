"""What was ordered, as frozen values. The words are those of the product (see README)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class BatchKind(StrEnum):
    """How a batch tells its pieces apart."""

    PER_PIECE = "code-per-piece"
    ONE_CODE = "one-code"

    def codes_for(self, copies: int) -> int:
        """Return how many codes a batch of so many copies has."""
        return 1 if self is BatchKind.ONE_CODE else copies


class BatchState(StrEnum):
    """Where a batch is in its life; derived from what happened to it, never stored."""

    DRAFT = "draft"
    MINTED = "minted"
    PRINTED = "printed"
    HANDED_OUT = "handed out"
    RETIRED = "retired"


DEFAULT_ORGANISATION = 1
"""The one organisation that every database begins with."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A library: owns the host, the time zone and the language of its campaigns.

    Attributes:
        host: Host of its short links, ``""`` while none is set.
        time_zone: IANA name; local days are made in it.
        language: ``de`` or ``en``.
    """

    id: int
    name: str
    host: str
    time_zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """One goal, some weeks. ``demo`` marks invented data, which never mixes with real campaigns."""

    id: int
    organisation_id: int
    name: str
    demo: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a batch or a code leads: a kind and a reference (for the kind ``url``, the URL)."""

    id: int
    kind: str
    reference: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Copies of one frozen design for one campaign, minted together; the unit that is counted.

    Attributes:
        id: The number people name it by.
        name: Short name for lists; unique in its campaign.
        copies: Pieces ordered.
        base_url: Scheme, host and port of its short links, frozen at minting.
        fields: Every field of the design with the text that is printed, frozen at minting.
        place: Name of the place it is meant for, or ``""``.
    """

    id: int
    campaign_id: int
    campaign: str
    name: str
    kind: BatchKind
    copies: int
    design: str
    base_url: str
    fields: Mapping[str, str]
    destination: Destination
    place: str
    created_at: datetime
    minted_at: datetime | None
    printed_at: datetime | None
    handed_out_on: date | None
    retired_at: datetime | None

    @property
    def state(self) -> BatchState:
        """The furthest step of its life that the batch has reached."""
        if self.retired_at:
            return BatchState.RETIRED
        if self.handed_out_on:
            return BatchState.HANDED_OUT
        if self.printed_at:
            return BatchState.PRINTED
        return BatchState.MINTED if self.minted_at else BatchState.DRAFT


@dataclass(frozen=True, slots=True)
class Code:
    """The short key on a piece.

    Attributes:
        position: The piece's number in its batch, from 1; ``None`` in a one-code batch.
        destination: Its own destination, or ``None`` where the batch's holds.
    """

    code: str
    batch_id: int
    position: int | None
    destination: Destination | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one code answers at the moment; the redirect needs nothing else.

    Attributes:
        kind: Kind of its destination, such as ``url``.
        reference: For the kind ``url``, the URL.
        retired: Whether it, or its whole batch, is retired.
    """

    code: str
    batch_id: int
    kind: str
    reference: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Retargeted:
    """What a retarget did.

    Attributes:
        target: The batch or code as it is now.
        changed: ``False`` if it led there already.
        before: The destination until now.
        after: The destination from now on.
        own_destinations: Codes of the batch that have a destination of their own and keep it.
    """

    target: Batch | Code
    changed: bool
    before: Destination
    after: Destination
    own_destinations: int = 0


@dataclass(frozen=True, slots=True)
class Retired:
    """What retiring or reviving did; ``changed`` is ``False`` if it was so already."""

    target: Batch | Code
    changed: bool


@dataclass(frozen=True, slots=True)
class Retargeting:
    """One line of the history: since when a batch or a code led where.

    Attributes:
        code: The code, or ``""`` where it was the whole batch.
        by: Who changed it, ``""`` if it is not known.
    """

    batch_id: int
    code: str
    destination: Destination
    since: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where pieces are laid out: a branch, a school, a café.

    Attributes:
        archived_at: Since when it is offered no more; its figures stay.
    """

    id: int
    organisation_id: int
    name: str
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A contiguous range of a batch's pieces as they were piled after printing; number ``number`` of ``of``.

    With one code for all ``first`` and ``last`` count copies, they are no positions.
    """

    batch_id: int
    number: int
    of: int
    first: int
    last: int

    @property
    def pieces(self) -> int:
        """How many pieces are in it."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class HandOut:
    """A bundle (positions ``first`` to ``last``) given to a place on a date.

    ``first`` and ``last`` are ``None`` for a one-code batch, which has no positions.

    Attributes:
        pieces: How many were given.
        back: How many of them came back since.
        by: Who noted it, ``""`` if it is not known.
        at: When it was noted.
    """

    id: int
    batch_id: int
    place: str
    on: date
    first: int | None
    last: int | None
    place_id: int
    pieces: int
    back: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PrintRun:
    """One printing of a batch; a reprint is another run of the same codes."""

    id: int
    batch_id: int
    sheet: str
    positions: str
    pieces: int
    sheets: int
    created_at: datetime
