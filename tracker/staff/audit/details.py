"""Details of the audit trail with days, numbers and roles as the reader has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import format_currency, format_date, format_decimal, ngettext

from tracker.staff.accounts import Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Line
from tracker.staff.people.roles import role_name

_ARROW = " → "
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_COUNT = re.compile(r"× (\d+)|^\d{1,3}(?:,\d{3})+$")  # the second is how older lines tell of an order
_EUROS = re.compile(r"\b(\d+\.\d\d) €")


def told(line: Line) -> str:
    """Return the detail of a line in the reader's words."""
    tell = _TELL.get(line.action)  # type: ignore[call-overload]  # a StrEnum is found by its value
    return tell(line.detail) if tell else line.detail


def _roles(detail: str) -> str:
    return _ARROW.join(role_name(Role(part)) for part in detail.split(_ARROW) if part in tuple(Role))


def _booking(detail: str) -> str:
    return _DAY.sub(_day, _pieces(detail))


def _pieces(detail: str) -> str:
    return _COUNT.sub(_count, detail)


def _costs(detail: str) -> str:
    return _EUROS.sub(lambda found: str(format_currency(found[1], "EUR")), detail)


def _day(found: re.Match[str]) -> str:
    try:
        return str(format_date(date.fromisoformat(found[0]), "medium"))
    except ValueError:  # a part of a name that only looks like a day
        return found[0]


def _count(found: re.Match[str]) -> str:
    count = int(found[1] or found[0].replace(",", ""))
    return str(ngettext("%(count)s piece", "%(count)s pieces", count, count=format_decimal(count)))


_TELL: Mapping[Action, Callable[[str], str]] = {
    Action.ROLE_CHANGED: _roles,
    Action.PERSON_INVITED: _roles,
    Action.INVITATION_ACCEPTED: _roles,
    Action.PIECES_HANDED_OUT: _booking,
    Action.PIECES_CAME_BACK: _booking,
    Action.PIECES_SPOILT: _booking,
    Action.BOOKING_TAKEN_BACK: _booking,
    Action.HAND_OUT_CHANGED: _booking,
    Action.PRINT_ORDERED: _pieces,
    Action.COST_CHANGED: _costs,
}
