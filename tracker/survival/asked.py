"""Codes that were asked for and do not exist: misprints, and somebody who guesses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

from sqlite_utils import Database

from tracker.reports.unknown import unknown_codes, unknown_figures
from tracker.survival.findings import Finding, note, ok
from tracker.survival.patient import Patient

SEVERAL_DAYS = 3
"""A code that people ask for on so many days is hardly a typing error."""
LATELY_DAYS = 7
MOST_NAMED = 3


def look_at_unknown_codes(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether people ask again and again for codes that do not exist, and whether somebody guesses."""
    with suppress(ZoneInfoNotFoundError):  # which the look at the time zone says
        yield from _look(patient, db)


def _look(patient: Patient, db: Database) -> Iterator[Finding]:
    today = datetime.fromtimestamp(patient.now, UTC).date()
    often = [one for one in unknown_codes(db, most=None) if one.days >= SEVERAL_DAYS]
    if often:
        named = ", ".join(
            f"{one.code} (asked for {one.times} times{f', nearest {one.nearest}' if one.nearest else ''})"
            for one in often[:MOST_NAMED]
        )
        more = f" and {len(often) - MOST_NAMED} more" if len(often) > MOST_NAMED else ""
        says = f"People ask on several days for codes that do not exist: {named}{more}."
        remedy = "A misprint, or a batch of another database: tracker export --of unknown lists all."
        yield note("unknown-codes", says, remedy)
    else:
        yield ok("unknown-codes", "no code that does not exist is asked for again and again")
    refused = unknown_figures(db, since=today - timedelta(days=LATELY_DAYS)).refused
    if refused:
        says = f"{refused:,} guesses of codes were refused in the last {LATELY_DAYS} days."
        yield note(
            "guesses", says, "Nothing to do. If they cost too much, let the proxy refuse who sends them."
        )
