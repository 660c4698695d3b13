"""What part of the figures an address asks for; anything may stand there, and nothing of it is a fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext

from printkit.store.model import Place
from tracker.reports.reading import Reading
from tracker.reports.selection import Selection, Shown, Unit

MOST_HOURLY_DAYS = 14
"""Hours of more days than this are a grey carpet, not a chart."""
_AUTO_HOURS, _AUTO_DAYS = 2, 92
"""Up to so many days a course is shown by the hour, up to so many by the day, if nobody chooses."""
Word = TypeVar("Word", bound=StrEnum)
_BEFORE_DAYS = 366
"""So many days before the first hit may be asked for; there is nothing to see."""
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4})")


class Period(StrEnum):
    """Which days."""

    ALL = "all"
    WEEK = "7"
    MONTH = "28"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be used, with words for whoever typed it.

    Attributes:
        field: Of the form.
    """

    field: str
    says: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for, made usable.

    Attributes:
        first: The first day.
        last: The last day.
        unit: By what the course is shown.
        chosen_unit: What somebody chose, or ``None``.
        place: The only place, or ``None``.
        problems: What was asked for and cannot be; the defaults stand in for it.
    """

    period: Period
    first: date
    last: date
    unit: Unit
    chosen_unit: Unit | None
    place: Place | None
    shown: Shown
    problems: tuple[Problem, ...]

    @property
    def is_plain(self) -> bool:
        """Whether nothing is left out."""
        return self.period is Period.ALL and self.place is None

    def selection(self, reading: Reading) -> Selection:
        """Return the part of the counts that is meant."""
        return Selection(reading, self.first, self.last, self.place.id if self.place else None, self.shown)

    def query(self) -> dict[str, str]:
        """Return the arguments of an address that asks for the same; only what is no default."""
        found = {}
        if self.period is not Period.ALL:
            found["period"] = self.period.value
        if self.period is Period.RANGE:
            found |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        if self.chosen_unit:
            found["unit"] = self.chosen_unit.value
        if self.place:
            found["place"] = str(self.place.id)
        if self.shown is not Shown.SCANS:
            found["show"] = self.shown.value
        return found


def parse_filters(asked: Mapping[str, str], since: date, today: date, places: Sequence[Place]) -> Filters:
    """Return what an address asks for.

    Args:
        asked: The arguments of the address.
        since: The first day there can be anything of.
        today: The last one.
        places: Those that may be asked for.
    """
    problems: list[Problem] = []
    period, first, last = _days(asked, min(since, today), today, problems)
    chosen = _word(Unit, asked.get("unit", ""), "unit", problems)
    days = (last - first).days + 1
    if chosen is Unit.HOUR and days > MOST_HOURLY_DAYS:
        says = gettext("Hours can be shown of %(num)s days at most. Here are days.", num=MOST_HOURLY_DAYS)
        problems.append(Problem("unit", says))
        chosen = None
    usual = Unit.HOUR if days <= _AUTO_HOURS else Unit.DAY if days <= _AUTO_DAYS else Unit.WEEK
    return Filters(
        period,
        first,
        last,
        chosen or usual,
        chosen,
        _place(asked.get("place", ""), places, problems),
        _word(Shown, asked.get("show", ""), "show", problems) or Shown.SCANS,
        tuple(problems),
    )


def _days(
    asked: Mapping[str, str], since: date, today: date, problems: list[Problem]
) -> tuple[Period, date, date]:
    period = _word(Period, asked.get("period", ""), "period", problems) or Period.ALL
    if asked.get("from") or asked.get("to"):  # whoever names days means them
        period = Period.RANGE
    if period in (Period.WEEK, Period.MONTH):
        return period, today - timedelta(days=int(period.value) - 1), today
    if period is Period.RANGE:
        first, last = (_day(asked.get(name, ""), name, problems) for name in ("from", "to"))
        earliest = since - timedelta(days=_BEFORE_DAYS)
        first, last = max(first or since, earliest), min(last or today, today)
        if any(one.field in ("from", "to") for one in problems):
            return Period.ALL, since, today
        if first <= last:
            return period, first, last
        problems.append(Problem("from", gettext("There are no such days. Here are all days.")))
    return Period.ALL, since, today


def _day(text: str, field: str, problems: list[Problem]) -> date | None:
    text = _readable(text)
    if not text:
        return None
    german = _GERMAN_DAY.fullmatch(text)
    try:
        return date(*map(int, reversed(german.groups()))) if german else date.fromisoformat(text)
    except ValueError:
        says = gettext("“%(text)s” is no day. Write it like 2026-09-28 or 28.9.2026.", text=text)
        problems.append(Problem(field, says))
        return None


def _readable(text: str) -> str:
    """Return what can be shown again of what somebody typed."""
    return "".join(filter(str.isprintable, text)).strip()[:40]


def _word(kind: type[Word], text: str, field: str, problems: list[Problem]) -> Word | None:
    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        says = gettext("“%(text)s” cannot be chosen here.", text=_readable(text))
        problems.append(Problem(field, says))
        return None


def _place(text: str, places: Sequence[Place], problems: list[Problem]) -> Place | None:
    if not text:
        return None
    found = next((place for place in places if str(place.id) == text.strip()), None)
    if found is None:
        problems.append(Problem("place", gettext("Nothing of this was handed out at that place.")))
    return found
