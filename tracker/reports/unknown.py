"""Codes that were asked for and do not exist: how often, and which again and again.

A typing error is asked for once, a misprint or a lost batch by many on many days. Guesses are counted by
their number only (see `tracker.scans.unknown`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from printkit.store.codes import ALPHABET
from printkit.store.model import DEFAULT_ORGANISATION
from tracker.scans.calendar import QUARTER_SECONDS, day_of
from tracker.scans.ordered import calendar_of

OFTEN = 3
"""Asked for so many times, a code is worth looking into."""


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code that does not exist and was asked for by people.

    Attributes:
        times: How often.
        days: On how many different days, in the organisation's time zone.
        nearest: A code that exists and differs by one letter: another one, one too few or too many, or two in
            the wrong order; empty if there is none.
        batch: The batch of that code.
    """

    code: str
    times: int
    days: int
    first_day: date
    last_day: date
    nearest: str
    batch: int | None


@dataclass(frozen=True, slots=True)
class UnknownHour:
    """Requests for codes that do not exist, of one hour; ``hour`` has its offset from UTC.

    Attributes:
        cls: Who they were from; who asked for too many was not looked at, and is unsure.
        refused: Whether their network had asked for too many.
    """

    hour: datetime
    cls: str
    entry: str
    refused: bool
    times: int


@dataclass(frozen=True, slots=True)
class UnknownFigures:
    """Requests for codes that do not exist.

    Attributes:
        since: The first day counted; ``None`` if there were none.
        asked: All of them.
        people: Those by people: mistyped, misprinted, damaged.
        refused: Those of networks that had asked for too many: guessed.
        refused_last: The last hour in which any were refused.
    """

    since: date | None
    asked: int
    people: int
    refused: int
    refused_last: datetime | None


def unknown_figures(
    db: Database, *, since: date | None = None, organisation_id: int = DEFAULT_ORGANISATION
) -> UnknownFigures:
    """Return how often codes were asked for that do not exist, from a day on or since the beginning."""
    calendar = calendar_of(db, organisation_id)
    first, asked, people, refused, last = db.execute(
        "SELECT min(hour), coalesce(sum(times), 0), coalesce(sum(iif(word = 'person', times, 0)), 0),"
        " coalesce(sum(iif(refused, times, 0)), 0), max(iif(refused, hour, NULL))"
        " FROM unknown_hour JOIN hit_word ON hit_word.id = class WHERE organisation_id = ? AND hour >= ?",
        [organisation_id, calendar.first_hour(since) if since else 0],
    ).fetchone()
    return UnknownFigures(
        None if first is None else day_of(calendar.of_quarter(first).day),
        asked,
        people,
        refused,
        None if last is None else datetime.fromtimestamp(last * QUARTER_SECONDS, calendar.zone),
    )


def unknown_codes(
    db: Database, *, most: int | None = 20, least: int = OFTEN, organisation_id: int = DEFAULT_ORGANISATION
) -> tuple[UnknownCode, ...]:
    """Return codes that do not exist, those asked for on most days first.

    Args:
        db: The database.
        most: So many at most; ``None`` for all.
        least: Only those that were asked for so many times.
        organisation_id: Whose.
    """
    rows = db.execute(
        "SELECT code, times, days, first_day, last_day FROM unknown_code WHERE organisation_id = ?"
        " AND times >= ? AND NOT EXISTS (SELECT 1 FROM code WHERE code.code = unknown_code.code)"
        " ORDER BY days DESC, times DESC, code LIMIT ?",
        [organisation_id, least, -1 if most is None else most],
    ).fetchall()
    return tuple(
        UnknownCode(code, times, days, day_of(first), day_of(last), *nearest(db, code))
        for code, times, days, first, last in rows
    )


def unknown_hours(db: Database, *, organisation_id: int = DEFAULT_ORGANISATION) -> tuple[UnknownHour, ...]:
    """Return the hourly counts, by hour."""
    zone = calendar_of(db, organisation_id).zone
    rows = db.execute(
        "SELECT hour, one.word, other.word, refused, times FROM unknown_hour"
        " JOIN hit_word AS one ON one.id = class JOIN hit_word AS other ON other.id = entry"
        " WHERE organisation_id = ? ORDER BY 1, 2, 3, 4",
        [organisation_id],
    )
    return tuple(
        UnknownHour(datetime.fromtimestamp(hour * QUARTER_SECONDS, zone), cls, entry, bool(refused), times)
        for hour, cls, entry, refused, times in rows
    )


def nearest(db: Database, code: str) -> tuple[str, int | None]:
    """Return a code that exists and differs from a text by one letter, and its batch; else ``("", None)``."""
    found = db.execute(
        "SELECT code.code, code.batch_id FROM json_each(?) AS wanted CROSS JOIN code"
        " ON code.code = wanted.value ORDER BY wanted.key LIMIT 1",
        [json.dumps(list(dict.fromkeys(_within_one_letter(code))))],
    ).fetchone()
    return ("", None) if found is None else (str(found[0]), int(found[1]))


def _within_one_letter(code: str) -> Iterator[str]:
    """Yield what somebody may have meant, beginning with what happens most."""
    for at in range(len(code)):
        yield from (code[:at] + letter + code[at + 1 :] for letter in ALPHABET if letter != code[at])
    for at in range(len(code) - 1):
        yield code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    for at in range(len(code)):
        yield code[:at] + code[at + 1 :]
    for at in range(len(code) + 1):
        yield from (code[:at] + letter + code[at:] for letter in ALPHABET)
