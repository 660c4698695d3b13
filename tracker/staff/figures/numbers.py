"""Numbers of the figures in the reader's language: counts, rates, intervals, money, times."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date as day_in_words
from babel.dates import format_time
from babel.numbers import format_currency as money_in_words
from flask_babel import format_decimal, get_locale, gettext

from tracker.reports.answers import Rate
from tracker.reports.statistics.intervals import Interval
from tracker.web.language import DAY_FORMS, language

_WIDEST = 100
"""So many times its lower end a range of costs may reach: after two days of scans it is thousands."""


def count(number: int) -> str:
    """Return a count, such as 2.319."""
    return str(format_decimal(number))


def one_place(number: float) -> str:
    """Return a number with one decimal place, such as 20,6; rounded as ``tracker stats`` does it.

    Babel alone would make 5,6 of 113 of 2,000: it takes 5.65 for exact, and rounds halves to even figures.
    """
    return str(format_decimal(Decimal(f"{number:.1f}"), format="#,##0.0"))


def each(rate: Rate) -> str:
    """Return a rate: with a percent sign, or bare if it is of scans per 100 copies."""
    return one_place(rate.each) if rate.per_100 else percent(rate.each)


def percent(number: float) -> str:
    """Return a number of hundredths as 20,6 % or 20.6%."""
    return one_place(number) + ("\u00a0%" if language() == "de" else "%")


def interval(found: Interval, *, per_100: bool = False) -> str:
    """Return from where to where a rate lies, such as 18,9–22,4 %."""
    written = one_place if per_100 else percent
    if found.high is None:
        return str(gettext("at least %(low)s", low=written(found.low)))
    return f"{one_place(found.low)}–{written(found.high)}"


def share_interval(found: Interval) -> str:
    """Return from where to where a share of 1 lies, in percent."""
    return interval(Interval(100 * found.low, None if found.high is None else 100 * found.high))


def euro(amount: float) -> str:
    """Return an amount of money, such as 0,43 €."""
    return str(money_in_words(amount, "EUR", locale=get_locale() or "de"))


def euro_interval(found: Interval) -> str:
    """Return between which amounts a cost lies; not where they are so far apart that it says nothing."""
    if found.high is None:
        return str(gettext("at least %(low)s", low=euro(found.low)))
    if found.high > _WIDEST * found.low:
        return str(gettext("still very uncertain"))
    return str(gettext("%(low)s to %(high)s", low=euro(found.low), high=euro(found.high)))


def day(of: date) -> str:
    """Return a day with its weekday and year, such as Mo., 28. Sept. 2026."""
    return str(day_in_words(of, f"{DAY_FORMS[language()]} y", locale=get_locale() or "de"))


def short_day(of: date) -> str:
    """Return a day without its year, such as Mo. 28. Sept."""
    return str(day_in_words(of, DAY_FORMS[language()], locale=get_locale() or "de"))


def hour(begins: datetime) -> str:
    """Return an hour of a day, such as Mo. 28. Sept., 14:00; where it comes twice, with which one it is."""
    folded = begins.utcoffset() != begins.replace(fold=1 - begins.fold).utcoffset()
    written = f"{short_day(begins.date())}, {begins:%H:%M}"
    if not folded:
        return written
    which = gettext("summer time") if begins.dst() else gettext("winter time")
    return f"{written} ({which})"


def moment(at: datetime, zone: str) -> str:
    """Return a moment on the clock of a zone, with day and minute."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {clock(local, seconds=False)}"


def clock(local: datetime, *, seconds: bool = True) -> str:
    """Return a time of day, such as 10:42:03."""
    form = "HH:mm:ss" if seconds else "HH:mm"
    return str(format_time(local, form, tzinfo=local.tzinfo, locale=get_locale() or "de"))


def weekdays() -> tuple[str, ...]:
    """Return the names of the days of the week, Monday first."""
    names = Locale.parse(get_locale() or "de").days["format"]["wide"]
    return tuple(names[number] for number in range(7))
