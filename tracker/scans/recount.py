"""Counting hours anew from their events: after a hand-out was back-dated, or when somebody doubts a figure.

Only hours whose events are all retained are counted anew; older ones stay what they are. It happens in one
transaction, and so does the fold, so that it is exact while a service runs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.scans.calendar import QUARTER_MS, QUARTER_SECONDS, Calendar
from tracker.scans.dictionary import Dictionary
from tracker.scans.hours import HourKey, replace
from tracker.scans.ordered import FOREVER_MS, Holdings, calendar_of, holdings, kept_of
from tracker.scans.pieces import tell_tests

_NEAR = 3 * 96
"""Quarters of an hour. What is due that soon after the first retained events is due from these on: a change
of the time zone is noted like that."""
ONLY_TESTS = date.max
"""Noted as due by migration 0004: no hour is moved, only the tests of each piece are told anew."""

_EVENTS = f"""
SELECT at_ms / {QUARTER_MS},
  coalesce((SELECT place_id FROM holding
    WHERE first = (SELECT max(first) FROM holding WHERE first <= position)
      AND last >= position AND from_ms <= at_ms AND at_ms < until_ms), 0) AS place_id,
  class, device, entry, staff, count(*)
FROM event WHERE batch_id = ? AND at_ms >= ? GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 (a constant)


@dataclass(frozen=True, slots=True)
class Difference:
    """An hourly count that is not what the events say.

    Attributes:
        hour: When the hour begins, UTC.
        place: Where the pieces were, or ``None``.
        before: What was counted.
        after: What the events say.
    """

    batch: int
    hour: datetime
    place: str | None
    cls: str
    device: str
    entry: str
    before: int
    after: int


def differences(db: Database, batch_id: int) -> tuple[Difference, ...]:
    """Return where the hourly counts of a batch differ from its events; changes nothing."""
    with transaction(db):  # counts and events of one moment, while a service goes on counting
        return _in_words(db, *_compare(db, batch_id, _horizon(db, batch_id)))


def recount(db: Database, batch_id: int) -> tuple[Difference, ...]:
    """Make the hourly counts of a batch what its retained events say; return what was different."""
    with transaction(db):
        before, after = _compare(db, batch_id, _horizon(db, batch_id))
        found = _in_words(db, before, after)
        replace(db, batch_id, before, after, _calendar(db, batch_id))
        return found


def recount_due(db: Database) -> tuple[int, ...]:
    """Do all that is due, a batch at a time, as `recount_next` does; return the batches."""
    done = list[int]()
    while is_recount_due(db):
        done += recount_next(db)
    return tuple(done)


def recount_next(db: Database) -> tuple[int, ...]:
    """Take one batch that is due, and move what it counted since the day of a changed hand-out to its place.

    After a change of the organisation's time zone likewise: days and weekdays are summed up by the new clock.
    Hours from before the retained events cannot be moved: it is noted until when places are not known.

    Each batch has a transaction of its own: a hundred large ones take a minute, and nobody could write in it.

    Returns:
        The batch, if there was one.
    """
    with transaction(db):
        row = db.execute("SELECT batch_id, since FROM recount_due ORDER BY batch_id LIMIT 1").fetchone()
        if row is None:
            return ()
        batch_id, since = row
        _move(db, batch_id, date.fromisoformat(since))
        db.execute("DELETE FROM recount_due WHERE batch_id = ?", [batch_id])
        return (batch_id,)


def is_recount_due(db: Database) -> bool:
    """Whether a hand-out or the time zone has changed since the last time."""
    return db.execute("SELECT 1 FROM recount_due LIMIT 1").fetchone() is not None


def _move(db: Database, batch_id: int, since: date) -> None:
    first_hour, horizon = _calendar(db, batch_id).first_hour(since), _horizon(db, batch_id)
    if since < ONLY_TESTS:
        begin = first_hour if first_hour > horizon + _NEAR else horizon
        before, after = _compare(db, batch_id, _whole_from(db, batch_id, begin))
        replace(db, batch_id, before, after, _calendar(db, batch_id))
    tell_tests(db, batch_id, _by_counted_hours(db, batch_id), horizon * QUARTER_MS)
    counted = "SELECT 1 FROM hit_hour WHERE batch_id = ? AND hour >= ? AND hour < ? LIMIT 1"
    if first_hour < horizon and db.execute(counted, [batch_id, first_hour, horizon]).fetchone():
        db.execute(
            "INSERT INTO places_known VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET since = max(since, excluded.since)",
            [batch_id, horizon],
        )


def _horizon(db: Database, batch_id: int) -> int:
    """Return the hour from which all hits of a batch are events as well."""
    return _whole_from(db, batch_id, kept_of(db, _organisation(db, batch_id)).since)


def _whole_from(db: Database, batch_id: int, hour: int) -> int:
    """Return the first moment from an hour on in which no counted hour is under way.

    Hours that were counted by the clock of another time zone may begin in the middle of those of this one.
    """
    sql = "SELECT max(hour) FROM hit_hour WHERE batch_id = ? AND hour > ? - 4 AND hour < ?"
    while (under_way := db.execute(sql, [batch_id, hour, hour]).fetchone()[0]) is not None:
        hour = under_way + 4
    return hour


def _by_counted_hours(db: Database, batch_id: int) -> Holdings:
    """Return where pieces are, from the first moment on that the counted hours can tell.

    An hour that was counted by another clock and is under way at midnight counts for the day it began in:
    its hits are at no place yet, for pieces as for days; and at one still, on the day of a return.
    """

    def counted(ms: int) -> int:
        return ms if ms == FOREVER_MS else _whole_from(db, batch_id, ms // QUARTER_MS) * QUARTER_MS

    found = holdings(db, batch_id, _calendar(db, batch_id)).held
    told = {ms: counted(ms) for one in found for ms in (one.from_ms, one.until_ms)}
    return Holdings(one._replace(from_ms=told[one.from_ms], until_ms=told[one.until_ms]) for one in found)


def _organisation(db: Database, batch_id: int) -> int:
    sql = "SELECT organisation_id FROM campaign WHERE id = (SELECT campaign_id FROM batch WHERE id = ?)"
    return int(db.execute(sql, [batch_id]).fetchone()[0])


def _calendar(db: Database, batch_id: int) -> Calendar:
    return calendar_of(db, _organisation(db, batch_id))


def _compare(db: Database, batch_id: int, since: int) -> tuple[Counter[HourKey], Counter[HourKey]]:
    """Return what is counted from an hour on, and what the events say."""
    calendar = _calendar(db, batch_id)
    if not kept_of(db, _organisation(db, batch_id)).days:
        return Counter(), Counter()
    columns = "batch_id, hour, place_id, class, device, entry, channel, staff, hits"
    counted = db.execute(
        f"SELECT {columns} FROM hit_hour WHERE batch_id = ? AND hour >= ?",  # noqa: S608 (a constant)
        [batch_id, since],
    )
    before = Counter({HourKey(*key): hits for *key, hits in counted})
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS holding"
        " (first INTEGER, last INTEGER, place_id INTEGER, from_ms INTEGER, until_ms INTEGER,"
        " PRIMARY KEY (first, from_ms)) WITHOUT ROWID"
    )
    db.execute("DELETE FROM temp.holding")
    held = holdings(db, batch_id, calendar).held
    db.conn.executemany("INSERT INTO temp.holding VALUES (?, ?, ?, ?, ?)", held)
    after = Counter[HourKey]()
    for quarter, place, cls, device, entry, staff, hits in db.execute(
        _EVENTS, [batch_id, since * QUARTER_MS]
    ):
        hour = max(since, calendar.of_quarter(quarter).hour)
        after[HourKey(batch_id, hour, place, cls, device, entry, staff=staff)] += hits
    return before, after


def _in_words(db: Database, before: Counter[HourKey], after: Counter[HourKey]) -> tuple[Difference, ...]:
    words, places = Dictionary(db), dict(db.execute("SELECT id, name FROM place").fetchall())
    return tuple(
        Difference(
            key.batch_id,
            datetime.fromtimestamp(key.hour * QUARTER_SECONDS, UTC),
            places.get(key.place_id),
            words.word(key.cls),
            words.word(key.device),
            words.word(key.entry),
            before[key],
            after[key],
        )
        for key in sorted(before.keys() | after.keys())
        if before[key] != after[key]
    )
