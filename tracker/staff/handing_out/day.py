"""The day it is at the library, and days that were typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import request

from tracker.web.language import local_day


def today() -> date:
    """Return the day it is at the organisation."""
    return local_day(datetime.now(UTC))


def typed_day(name: str) -> date | None:
    """Return the day in a field of the form that was sent; ``None`` if it is none."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
