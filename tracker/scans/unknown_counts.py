"""What the fold keeps of requests for codes that do not exist: counts by the hour, a short list of codes.

The list is for misprints, lost batches and damage: a code that people ask for again and again. It is no log
of what somebody guessed: workers name a code only where its network asks for few, and here the rarest and
oldest make room for new ones.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlite_utils import Database

from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION
from tracker.scans.calendar import Calendar
from tracker.scans.dictionary import Dictionary
from tracker.scans.ordered import calendar_of, kept_of, pieces_of
from tracker.scans.words import Missed

MOST_CODES = 1000
"""Codes listed of an organisation."""
ONCE_DAYS = 30
"""How long a code stays that was asked for on one day only; shorter where events are kept for fewer days."""
LISTED_DAYS = 365
"""How long one stays that was asked for on several days, since the last of them."""


def add_missed(db: Database, missed: Sequence[Missed], words: Dictionary) -> None:
    """Count requests for codes that do not exist, inside the caller's transaction.

    Which organisation they were meant for nobody can tell: they are the default one's, whose host answers.
    """
    if not missed:
        return
    calendar = calendar_of(db, DEFAULT_ORGANISATION)
    hours = Counter[tuple[int, int, int, int]]()
    for one in missed:
        cls, entry = words.number("class", one.cls), words.number("entry", one.entry)
        hours[calendar.at(one.at_ms).hour, cls, entry, int(one.refused)] += one.times
    db.conn.executemany(
        f"INSERT INTO unknown_hour VALUES ({DEFAULT_ORGANISATION}, ?, ?, ?, ?, ?)"  # noqa: S608 (a constant)
        " ON CONFLICT DO UPDATE SET times = times + excluded.times",
        [(*key, times) for key, times in sorted(hours.items())],
    )
    _list(db, missed, calendar)


def forget_unknown(db: Database, now_ms: int) -> int:
    """Delete from the list what was not asked for again; return how many codes."""
    with transaction(db):
        today = calendar_of(db, DEFAULT_ORGANISATION).at(now_ms).day
        once = min(ONCE_DAYS, kept_of(db, DEFAULT_ORGANISATION).days)
        gone = db.execute(
            "DELETE FROM unknown_code WHERE last_day < ? - iif(days = 1, ?, ?)", [today, once, LISTED_DAYS]
        )
        return int(gone.rowcount)


def _list(db: Database, missed: Sequence[Missed], calendar: Calendar) -> None:
    """Note the codes that were named, by day; those that exist by now were only too new for a worker."""
    named = {one.code for one in missed if one.code}
    named -= set(pieces_of(db, named))
    days: dict[int, Counter[str]] = defaultdict(Counter)
    for one in missed:
        if one.code in named:
            days[calendar.at(one.at_ms).day][one.code] += one.times
    for day, codes in sorted(days.items()):
        db.execute(
            f"INSERT INTO unknown_code SELECT {DEFAULT_ORGANISATION}, key, value, 1, :day, :day"  # noqa: S608
            " FROM json_each(:codes) WHERE true ON CONFLICT DO UPDATE SET times = times + excluded.times,"
            " days = days + (:day NOT BETWEEN first_day AND last_day), first_day = min(first_day, :day),"
            " last_day = max(last_day, :day)",
            {"day": day, "codes": json.dumps(codes)},
        )
    if days:
        db.execute(
            "DELETE FROM unknown_code WHERE code IN (SELECT code FROM unknown_code"
            " ORDER BY days DESC, times DESC, last_day DESC, code LIMIT -1 OFFSET ?)",
            [MOST_CODES],
        )
