"""Days written as a language writes them, in little time: a chart has many."""

from __future__ import annotations

from datetime import date

from babel import Locale


def written(day: date, skeleton: str, locale: str) -> str:
    """Return a day with some of its parts.

    Args:
        day: A day or a time.
        skeleton: Which parts, by a skeleton that CLDR has for every language, such as ``MMMd``. (Babel's
            ``format_skeleton`` compares it with all there are, which takes ten times as long.)
        locale: How.
    """
    spoken = Locale.parse(locale)
    return str(spoken.datetime_skeletons[skeleton].apply(day, spoken))
