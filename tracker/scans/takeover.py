"""What the first tables counted, in the form of the second: a part of migration 0002, frozen with it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

_OLD = """
SELECT hit_hour_1.batch_id, hour, one.id, other.id, third.id, hits, organisation.time_zone
FROM hit_hour_1
JOIN hit_word AS one ON one.kind = 'class' AND one.word = class
JOIN hit_word AS other ON other.kind = 'device' AND other.word = device
JOIN hit_word AS third ON third.kind = 'entry' AND third.word = entry
JOIN batch ON batch.id = hit_hour_1.batch_id
JOIN campaign ON campaign.id = batch.campaign_id
JOIN organisation ON organisation.id = campaign.organisation_id
"""


def take_over(db: Database) -> None:
    """Fill the second tables from the first, which are called ``…_1`` meanwhile.

    What was counted by whole hours says neither at which place it was nor is it kept as events, and both is
    noted.
    """
    sums = Counter[tuple[int, ...]]()
    days, totals, week = Counter[tuple[int, ...]](), Counter[tuple[int, ...]](), Counter[tuple[int, ...]]()
    rows = db.execute(_OLD).fetchall()
    for batch, hour, cls, device, entry, hits, zone in rows:
        local = datetime.fromtimestamp(hour * 3600, ZoneInfo(zone))
        day = (local.date() - date(1970, 1, 1)).days
        days[batch, day, 0, cls, device, entry, 0] += hits
        sums[batch, day, 1, cls] += hits
        totals[batch, 0, cls, device, entry, 0] += hits
        week[batch, cls, local.weekday(), local.hour] += hits
    insert = db.conn.executemany
    insert("INSERT INTO hit_hour VALUES (?, 4 * ?, 0, ?, ?, ?, 0, ?)", [row[:6] for row in rows])
    insert(
        "INSERT INTO hit_day VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(*key, hits) for key, hits in days.items()]
    )
    insert("INSERT INTO hit_day_sum VALUES (?, ?, ?, ?, ?)", [(*key, hits) for key, hits in sums.items()])
    insert(
        "INSERT INTO hit_total VALUES (?, ?, ?, ?, ?, ?, ?)", [(*key, hits) for key, hits in totals.items()]
    )
    insert("INSERT INTO hit_week VALUES (?, ?, ?, ?, ?)", [(*key, hits) for key, hits in week.items()])
    db.executescript(
        "INSERT INTO places_known SELECT batch_id, 4 * (max(hour) + 1) FROM hit_hour_1 GROUP BY batch_id;"
        "INSERT INTO retention (organisation_id, complete_since)"
        " SELECT organisation_id, 4 * (max(hour) + 1) FROM hit_hour_1"
        " JOIN batch ON batch.id = batch_id JOIN campaign ON campaign.id = campaign_id"
        " GROUP BY organisation_id;"
    )
