"""Times and days between the database (UTC text) and Python (aware values)."""

from __future__ import annotations

from datetime import UTC, date, datetime


def to_text(time: datetime | None) -> str:
    """Return a time, by default now, as it is stored: ``2026-11-22T22:50:00Z``.

    Raises:
        ValueError: The time has no time zone.
    """
    time = time or datetime.now(UTC)
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone")
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_time(text: str) -> datetime:
    """Read a stored time."""
    return datetime.fromisoformat(text)  # a tenth of the time that strptime takes; the tables check the form


def to_optional_time(text: str | None) -> datetime | None:
    """Read a stored time that may be missing."""
    return None if text is None else to_time(text)


def to_optional_date(text: str | None) -> date | None:
    """Read a stored day that may be missing."""
    return None if text is None else date.fromisoformat(text)
