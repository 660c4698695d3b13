"""The day it is at the library, and days that were typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import request
from flask_babel import format_date, gettext

from printkit.store.days import day_of_codes
from printkit.store.model import Batch
from tracker.staff.flashes import say
from tracker.web.language import local_day
from tracker.web.site import database


def today() -> date:
    """Return the day it is at the organisation."""
    return local_day(datetime.now(UTC))


def tell_of_codes(batch: Batch, on: date) -> None:
    """Say on the next page, beside what was booked, that the codes were made only after that day."""
    made = day_of_codes(database(), batch)
    if on < made:
        text = gettext(
            "For your information: the codes of this batch were made only on %(day)s.", day=format_date(made)
        )
        say(text, kind="info")


def typed_day(name: str) -> date | None:
    """Return the day in a field of the form that was sent; ``None`` if it is none."""
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
