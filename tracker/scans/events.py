"""Events: each hit for some days, in words that name nobody; then only the counts are left.

An event says when, which piece, and the words of the verdict; neither address nor agent nor key. From the
hour ``retention.complete_since`` on every hit is an event too, so what these hours say can be counted anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION
from tracker.scans.calendar import QUARTER_MS, QUARTERS_PER_HOUR, Calendar, day_of
from tracker.scans.dictionary import Dictionary
from tracker.scans.ordered import Kept, Ordered, calendar_of, kept_of
from tracker.scans.words import Hit

MOST_DAYS = 3650
_OF_ORGANISATION = (
    "batch_id IN (SELECT batch.id FROM batch JOIN campaign ON campaign.id = campaign_id"
    " WHERE organisation_id = ?)"
)


@dataclass(frozen=True, slots=True)
class Retained:
    """What is kept of single hits.

    Attributes:
        days: How many days events are kept.
        events: How many there are.
        since: The first day from which all are there, ``None`` if none are kept.
    """

    days: int
    events: int
    since: date | None


def add_events(
    db: Database, hits: Sequence[Hit], first_number: int, ordered: Ordered, words: Dictionary
) -> None:
    """Keep hits as events where their organisation keeps any, inside the caller's transaction.

    Args:
        first_number: The how many-th hit since the beginning the first of them is.
    """
    rows = []
    for number, hit in enumerate(hits, start=first_number):
        piece, verdict = ordered.pieces[hit.code], hit.verdict
        kept, hour = (
            ordered.kept[piece.organisation_id],
            ordered.calendars[piece.organisation_id].at(hit.at_ms),
        )
        if kept.days and hour.hour >= kept.since:
            rows.append(
                (
                    piece.batch_id,
                    hit.at_ms,
                    number,
                    piece.position,
                    words.number("class", verdict.cls),
                    words.number("reason", verdict.reason),
                    words.number("device", verdict.device),
                    words.number("entry", hit.entry),
                    words.number("system", verdict.system),
                    words.number("browser", verdict.browser),
                    words.number("language", verdict.language),
                    int(hit.staff),
                )
            )
    db.conn.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sorted(rows))


def retained(db: Database, organisation_id: int = DEFAULT_ORGANISATION) -> Retained:
    """Return what an organisation keeps of single hits."""
    kept, calendar = kept_of(db, organisation_id), calendar_of(db, organisation_id)
    sql = f"SELECT count(*), min(at_ms) FROM event WHERE {_OF_ORGANISATION}"  # noqa: S608 (a constant)
    events, first_ms = db.execute(sql, [organisation_id]).fetchone()
    if first_ms is None:
        return Retained(kept.days, 0, None)
    return Retained(kept.days, events, day_of(calendar.at(max(first_ms, kept.since * QUARTER_MS)).day))


def keep_events(db: Database, days: int, now_ms: int, organisation_id: int = DEFAULT_ORGANISATION) -> int:
    """Set for how many days events are kept, delete those that are older, and return how many were.

    Raises:
        SignetError: The number is outside its range.
    """
    if not 0 <= days <= MOST_DAYS:
        raise SignetError.of(
            "event-days",
            f"Events cannot be kept for {days} days.",
            f"Give a number from 0 (none) to {MOST_DAYS}.",
            key="days",
            value=str(days),
        )
    with transaction(db):
        before = kept_of(db, organisation_id)
        next_hour = calendar_of(db, organisation_id).at(now_ms).hour + QUARTERS_PER_HOUR
        # While none were kept, hits left no event: they are complete from the next hour on.
        since = max(before.since, next_hour) if days and not before.days else before.since
        db.execute(
            "INSERT INTO retention VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
            " SET event_days = excluded.event_days, complete_since = excluded.complete_since",
            [organisation_id, days, since],
        )
        return forget_events(db, now_ms, organisation_id)


def forget_events(db: Database, now_ms: int, organisation_id: int = DEFAULT_ORGANISATION) -> int:
    """Delete the events that are too old, and return how many."""
    with transaction(db):
        kept, calendar = kept_of(db, organisation_id), calendar_of(db, organisation_id)
        # If the clock was ahead for a while, so is what it noted: all are kept again from the next hour on.
        known = min(kept.since, calendar.at(now_ms).hour + QUARTERS_PER_HOUR)
        since = max(known, _oldest(kept, calendar, now_ms))
        if since != kept.since:
            db.execute(
                "INSERT INTO retention VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET complete_since = excluded.complete_since",
                [organisation_id, kept.days, since],
            )
        sql = f"DELETE FROM event WHERE at_ms < ? AND {_OF_ORGANISATION}"  # noqa: S608 (a constant)
        return int(db.execute(sql, [since * QUARTER_MS, organisation_id]).rowcount)


def _oldest(kept: Kept, calendar: Calendar, now_ms: int) -> int:
    """Return the first hour that is kept; whole days, besides today."""
    if not kept.days:
        return calendar.at(now_ms).hour + QUARTERS_PER_HOUR
    return calendar.first_hour(day_of(calendar.at(now_ms).day) - timedelta(days=kept.days))
