"""What is booked of a batch's pieces besides hand-outs, and the lines of the history, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Return:
    """Pieces of a hand-out that came back; without positions only their number is known."""

    id: int
    hand_out_id: int
    batch_id: int
    first: int | None
    last: int | None
    pieces: int
    on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waste:
    """Pieces spoilt at printing or cutting, never handed out; without positions only their number is told."""

    id: int
    batch_id: int
    first: int | None
    last: int | None
    pieces: int
    on: date
    by: str
    at: datetime


class Booked(StrEnum):
    """What can be booked of a batch's pieces."""

    HAND_OUT = "hand-out"
    RETURN = "return"
    WASTE = "waste"


@dataclass(frozen=True, slots=True)
class Booking:
    """A line of the history: what was booked, and whether it still holds.

    Attributes:
        id: Of the hand-out, return or waste; 0 for one that holds no more.
        place: ``""`` for waste.
        cancelled_at: ``None`` as long as it holds.
        changed: It was changed into another one, not taken back.
        again: It was booked once more after it had been taken back.
    """

    id: int
    batch_id: int
    what: Booked
    place: str
    first: int | None
    last: int | None
    pieces: int
    on: date
    at: datetime
    by: str
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    changed: bool = False
    again: bool = False
