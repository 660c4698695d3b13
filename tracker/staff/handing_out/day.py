"""The day it is at the library, and days that were typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import request

from printkit.store.model import Batch
from tracker.web.language import local_day


def today() -> date:
    """Return the day it is at the organisation."""
    return local_day(datetime.now(UTC))


def first_day(batch: Batch) -> date:
    """Return the first day on which pieces of a batch can have been anywhere: that of their codes."""
    return local_day(batch.minted_at or batch.created_at)


def typed_day(name: str) -> date | None:
    """Return the day in a field of the form that was sent; ``None`` if it is none."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
