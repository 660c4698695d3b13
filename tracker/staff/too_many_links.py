"""Whoever tries many links that do not exist is told to stop, in words for one who only lost a letter."""

from __future__ import annotations

import time

from flask_babel import gettext

from tracker.staff.throttle import Guesses
from tracker.web.client import client_address
from tracker.web.site import database, site


def note_missing() -> int:
    """Note that there is no such link; return for how many seconds too many were tried, 0 if not."""
    return Guesses(database(), site().secret, client_address()).failed(time.time())


def words() -> tuple[str, str]:
    """Return title and text of the page."""
    return gettext("Too many links that do not exist"), gettext(
        "This link does not exist. Copy it once more from the message, as a whole: right links open."
    )
