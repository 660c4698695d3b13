"""A draft as frozen values: one for each step that somebody fills in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from printkit.store.model import BatchKind

MOST_ROWS = 40
"""Batches of one draft: as many as a page can show well; more go into another draft."""


class StepName(StrEnum):
    """The steps from an idea to an order, in their order; the value stands in addresses."""

    GOAL = "goal"
    DESTINATION = "destination"
    DESIGN = "design"
    BATCHES = "batches"
    PAPER = "paper"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached, and when.

    Attributes:
        name: Of the campaign.
        goal: In words.
        target_scans: How many scans are hoped for.
        responsible: Whom to ask.
    """

    name: str = ""
    goal: str = ""
    target_scans: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One batch to be.

    Attributes:
        cost: In hundredths of a cent, of the batch or of a piece (`Batches.cost_each`).
        destination: Its own, or ``""`` for the draft's.
        variant: A colour variant of its own, `tracker.staff.design.store.OWN_COLOURS` for none, or ``""`` for
            the draft's.
        batch_id: The batch, once it is minted.
    """

    name: str
    copies: int | None
    place: str = ""
    cost: int | None = None
    destination: str = ""
    variant: str = ""
    batch_id: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Batches:
    """All batches to be.

    Attributes:
        cost_each: Whether a row's cost is that of one piece, not of the whole batch.
    """

    kind: BatchKind = BatchKind.PER_PIECE
    cost_each: bool = False
    rows: tuple[Row, ...] = ()

    @property
    def pieces(self) -> int:
        """How many pieces they are together."""
        return sum(row.copies or 0 for row in self.rows)

    @property
    def codes(self) -> int:
        """How many codes they need together."""
        return sum(self.kind.codes_for(row.copies or 0) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote so far.

    Attributes:
        campaign_id: The campaign that it will add to; ``None`` if it begins one.
        sheet: Name of the sheet it is printed on, ``""`` while nobody chose.
        demo: Whether its campaign is invented data of the demo.
        changed_by: Name of whoever changed it last, ``""`` if not known; `changed_by_id` their account.
        ordered_at: When it was ordered; from then on it never changes.
        order_id: The order that makes it.
        base_url: Of its short links, once it is ordered.
    """

    id: int
    organisation_id: int
    campaign_id: int | None
    goal: Goal
    destination: str
    batches: Batches
    sheet: str
    demo: bool
    changed_at: datetime
    changed_by: str
    changed_by_id: int | None
    deleted_at: datetime | None
    ordered_at: datetime | None
    order_id: int | None
    base_url: str

    @property
    def name(self) -> str:
        """What its campaign is or will be called."""
        return self.goal.name

    @property
    def is_ordered(self) -> bool:
        """Whether it is an order by now."""
        return self.ordered_at is not None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list.

    Attributes:
        campaign_id: The campaign that it will add to; ``None`` if it begins one.
        changed_by: Name of whoever changed it last, ``""`` if not known.
    """

    id: int
    name: str
    campaign_id: int | None
    batches: int
    pieces: int
    changed_at: datetime
    changed_by: str
    deleted_at: datetime | None
