"""Days of bookings: those that can be, told by the clock of the organisation."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.model import Batch
from printkit.store.organisations import local_day, organisation_of

EARLIEST = date(2000, 1, 1)
LATEST_AHEAD = timedelta(days=2 * 366)
"""Hand-outs may be planned this far ahead; what lies later, or before 2000, is a slip of the pen."""


def check_day(
    db: Database, batch: Batch, on: date, *, known: date | None = None, at: datetime | None = None
) -> None:
    """Refuse a day on which pieces cannot have been handed out, nor can be.

    Args:
        db: The database.
        batch: Whose pieces they are.
        on: The day that somebody says.
        known: The day that a booking has, or had before it was taken back. It is not asked again whether
            there were pieces on that one: older versions did not ask at all.
        at: When it is said, by default now.

    Raises:
        SignetError: It lies too far back or ahead, or its pieces had no codes yet.
    """
    organisation_id = organisation_of(db, batch)
    latest = local_day(db, organisation_id, at) + LATEST_AHEAD
    if not EARLIEST <= on <= latest:
        raise SignetError.of(
            "date",
            f"{on.isoformat()} is not a likely date of a hand-out.",
            f"Use a day from {EARLIEST.isoformat()} to {latest.isoformat()}.",
            key="on",
            value=on.isoformat(),
        )
    first = None if batch.minted_at is None else local_day(db, organisation_id, batch.minted_at)
    if first and on < first and on != known:
        raise SignetError.of(
            "before-codes",
            f"Batch {batch.id} got its codes on {first.isoformat()}; before that there were no pieces of it.",
            f"Use {first.isoformat()} or a later day.",
            key="on",
            value=first.isoformat(),
        )


def check_past_day(
    db: Database, batch: Batch, on: date, *, known: date | None = None, at: datetime | None = None
) -> None:
    """Refuse a day on which nothing can have happened to pieces yet, as `check_day`.

    Raises:
        SignetError: It is still to come, or no day that could be.
    """
    check_day(db, batch, on, known=known, at=at)
    if on > local_day(db, organisation_of(db, batch), at):
        raise SignetError.of(
            "not-yet",
            f"{on.isoformat()} is still to come.",
            "Only what has happened can be noted: use today or an earlier day.",
            key="on",
            value=on.isoformat(),
        )
