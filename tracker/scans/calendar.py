"""Hours and days of an organisation's clock, reckoned from moments.

An hour is known by the quarter of an hour since 1970 (UTC) with which it begins: where the clock is half an
hour off, so are the hours. All zones of today are whole quarters of an hour away from UTC. No hour begins
before 1970: the one that was under way then is cut short.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import NamedTuple
from zoneinfo import ZoneInfo

QUARTER_SECONDS = 900
QUARTER_MS = 1000 * QUARTER_SECONDS
QUARTERS_PER_HOUR = 4
DAY_ZERO = date(1970, 1, 1)


class LocalHour(NamedTuple):
    """An hour on the clock of a zone.

    Attributes:
        hour: The quarter of an hour since 1970 with which it begins.
        day: Days since 1970.
        weekday: 0 is Monday.
        clock: 0 to 23.
    """

    hour: int
    day: int
    weekday: int
    clock: int


class Calendar:
    """The calendar of one zone; what it has reckoned it remembers.

    Args:
        zone: IANA name.
    """

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self._known: dict[int, LocalHour] = {}

    def at(self, at_ms: int) -> LocalHour:
        """Return the hour that a moment is in."""
        return self.of_quarter(at_ms // QUARTER_MS)

    def of_quarter(self, quarter: int) -> LocalHour:
        """Return the hour that a quarter of an hour is in."""
        known = self._known.get(quarter)
        if known is None:
            local = datetime.fromtimestamp(quarter * QUARTER_SECONDS, self.zone)
            begins = max(quarter - local.minute // 15, min(quarter, 0))
            known = LocalHour(begins, day_number(local.date()), local.weekday(), local.hour)
            self._known[quarter] = known
        return known

    def midnight_ms(self, day: date) -> int:
        """Return the moment with which a day begins."""
        return int(datetime.combine(day, time_of_day(), self.zone).timestamp() * 1000)

    def first_hour(self, day: date) -> int:
        """Return the quarter of an hour with which a day begins."""
        return self.midnight_ms(day) // QUARTER_MS


def day_number(day: date) -> int:
    """Return a day as days since 1970."""
    return (day - DAY_ZERO).days


def day_of(number: int) -> date:
    """Return the day of a number of days since 1970."""
    return DAY_ZERO + timedelta(days=number)
