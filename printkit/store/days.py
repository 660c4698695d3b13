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


def day_of_codes(db: Database, batch: Batch) -> date:
    """Return the day on which a batch got its codes.

    What is booked on an earlier day is told so, and not refused: whoever tries a campaign mints today and
    dates back.
    """
    return local_day(db, organisation_of(db, batch), batch.minted_at or batch.created_at)


def check_day(db: Database, batch: Batch, on: date, at: datetime | None = None) -> None:
    """Refuse a day that is a slip of the pen.

    Args:
        db: The database.
        batch: Whose pieces they are.
        on: The day that somebody says.
        at: When it is said, by default now.

    Raises:
        SignetError: It lies too far back or ahead.
    """
    latest = local_day(db, organisation_of(db, batch), at) + LATEST_AHEAD
    if not EARLIEST <= on <= latest:
        raise SignetError.of(
            "date",
            f"{on.isoformat()} is not a likely date of a hand-out.",
            f"Use a day from {EARLIEST.isoformat()} to {latest.isoformat()}.",
            key="on",
            value=on.isoformat(),
        )


def check_past_day(db: Database, batch: Batch, on: date, at: datetime | None = None) -> None:
    """Refuse a day on which nothing can have happened yet, as `check_day`.

    Raises:
        SignetError: It is still to come, or a slip of the pen.
    """
    check_day(db, batch, on, at)
    if on > local_day(db, organisation_of(db, batch), at):
        raise SignetError.of(
            "not-yet",
            f"{on.isoformat()} is still to come.",
            "Only what has happened can be noted: use today or an earlier day.",
            key="on",
            value=on.isoformat(),
        )
