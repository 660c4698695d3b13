"""How the service is doing, for the staff: a calm line for everybody, and for admins what to do about it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_time
from flask_babel import format_decimal, get_locale, gettext

from tracker.config import Config
from tracker.health.check import Check
from tracker.health.looking import checks_of
from tracker.web.language import DAY_FORMS, language, local_day
from tracker.web.site import site

_DELAYING = ("background", "database", "fold", "spool", "workers")
"""Checks that, failing, make the figures late."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is wrong, in the reader's words.

    Attributes:
        says: What.
        do: What to do about it, or ``""``.
        when: Since when, or from when to when; ``""`` if that is not known.
        late: Whether it says that the figures are late, which a page without figures says by itself.
    """

    says: str
    do: str = ""
    when: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wrong with the service.

    Attributes:
        calm: What it means for the figures and the printed codes; at least one line.
        details: All that an operator can mend.
    """

    calm: tuple[Line, ...]
    details: tuple[Line, ...]


def condition(config: Config) -> Condition | None:
    """Return what is wrong with the service, ``None`` if all is well."""
    failing = [check for check in checks_of(config.run_folder, config.workers) if not check.ok]
    if not failing:
        return None
    return Condition(_calm(failing), tuple(map(_line, failing)))


def late_since(config: Config) -> str | None:
    """Return since when hits wait to be counted, in words; ``""`` if nobody knows, ``None`` if none do."""
    late = [check for check in checks_of(config.run_folder, config.workers) if not check.ok]
    late = [check for check in late if check.name in _DELAYING and not check.until]
    return _since(late) if late else None


def _calm(failing: list[Check]) -> tuple[Line, ...]:
    """Return what the faults mean for whoever reads the figures; the losses first."""
    lines = [
        Line(
            gettext("%(lost)s hits are missing from the figures: the disk was full.", lost=_number(count)),
            when=_when(check),
        )
        for check in failing
        if check.until
        for count in dict(check.counts).values()
    ]
    late = [check for check in failing if check.name in _DELAYING and not check.until]
    if late:
        says = gettext(
            "The figures are late at the moment. Printed codes go on working, and every hit is kept and "
            "counted later."
        )
        lines.append(Line(says, when=_since(late), late=True))
    unseen = [check for check in failing if check.name == "snapshot"]
    if unseen:
        says = gettext("New batches and changed destinations do not work yet; all others do.")
        lines.append(Line(says, when=_since(unseen)))
    waiting = [check for check in failing if check.name == "jobs"]
    if waiting:
        says = gettext("Print orders wait at the moment and go on later. Figures and printed codes are fine.")
        lines.append(Line(says, when=_since(waiting)))
    undrawn = [check for check in failing if check.name == "studio"]
    if undrawn:
        says = gettext(
            "Designs cannot be shown or ordered reliably at the moment. Figures and printed codes are fine."
        )
        lines.append(Line(says, when=_since(undrawn)))
    if not lines:
        says = gettext("The service needs a look. The figures are right, and printed codes work.")
        lines.append(Line(says, when=_since(failing)))
    return tuple(lines)


def _line(check: Check) -> Line:
    return Line(check.text(gettext, _number), gettext(check.do) if check.do else "", _when(check))


def _number(count: int) -> str:
    return str(format_decimal(count))


def _since(checks: Iterable[Check]) -> str:
    begun = [check.since for check in checks if check.since]
    return str(gettext("since %(time)s", time=_moment(min(begun)))) if begun else ""


def _when(check: Check) -> str:
    if check.until:
        times = {"since": _moment(check.since), "until": _moment(check.until)}
        return str(gettext("%(since)s to %(until)s", **times))
    return _since([check])


def _moment(at: float) -> str:
    """Return the time of a moment where the organisation is, with the day unless it is today."""
    found = site().organisation()
    moment = datetime.fromtimestamp(at, ZoneInfo(found.time_zone) if found else UTC)
    locale = get_locale() or "de"
    if local_day(moment) == local_day(datetime.fromtimestamp(time.time(), UTC)):
        return str(format_time(moment, "short", tzinfo=moment.tzinfo, locale=locale))
    return str(
        format_datetime(moment, f"{DAY_FORMS[language()]}, HH:mm", tzinfo=moment.tzinfo, locale=locale)
    )
