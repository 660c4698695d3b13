"""Why a booking was refused, in the words of the page, beside the field that can be put right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, format_number, gettext

from printkit.errors import SignetError

_LONGEST_QUOTED = 40
PIECES, DAY, PLACE = "pieces", "on", "place"


@dataclass(frozen=True, slots=True)
class Refused:
    """What is wrong.

    Attributes:
        field: Where: `PIECES`, `DAY` or `PLACE`.
        text: What, and what to do.
    """

    field: str
    text: str


def refused(error: SignetError, *, copies: int = 0) -> Refused:
    """Return the first fault of a booking in words.

    Args:
        error: What the store said.
        copies: Pieces of the batch, for those that name positions it does not have.
    """
    problem = error.problems[0]
    rule, value = problem.rule, problem.value
    if rule in ("date", "not-yet", "still-elsewhere", "came-back-before"):
        return Refused(DAY, _of_day(rule, value))
    if rule in ("name", "known-place", "no-place"):
        return Refused(PLACE, _of_name(rule, value))
    return Refused(PIECES, _of_pieces(rule, value, copies))


def _of_day(rule: str, value: str) -> str:
    if rule == "date":
        return str(gettext("This year cannot be meant. Please look at the day again."))
    if rule == "not-yet":
        return str(gettext("This day is still to come. Note it when it has happened."))
    day = format_date(date.fromisoformat(value))
    if rule == "still-elsewhere":
        return str(
            gettext(
                "Until %(day)s these pieces were at another place. Choose that day or a later one.", day=day
            )
        )
    return str(
        gettext("Pieces of it came back on %(day)s already. Choose that day or an earlier one.", day=day)
    )


def _of_name(rule: str, value: str) -> str:
    if rule == "known-place":
        return str(gettext("There is a place “%(name)s” already. Use another name.", name=value))
    if rule == "no-place":
        return str(gettext("Choose the place."))
    return str(gettext("Choose a place or write the name of a new one, up to 120 letters."))


def _of_pieces(rule: str, value: str, copies: int) -> str:
    words = {
        "handed-out-already": gettext("Some of these pieces are at %(value)s already.", value=value),
        "one-place": gettext(
            "All copies of this batch have the same code, so scans cannot be told apart by place. All of "
            "them go to one place: %(value)s.",
            value=value,
        ),
        "more-than-left": gettext("So many are not there: %(number)s are left.", number=_number(value)),
        "no-such-positions": gettext("This batch has the positions 1 to %(copies)s.", copies=_number(copies)),
        "positions": _of_positions(value, copies),
        "spoilt": gettext("The pieces %(value)s are noted as spoilt.", value=value),
        "nothing-left": gettext("Nothing of this batch is left in the stock."),
        "not-there": gettext("The pieces %(value)s were not at this place on that day.", value=value),
        "nothing-there": gettext("No piece of this batch was at this place on that day."),
        "not-in-stock": gettext("The pieces %(value)s are not in the stock.", value=value),
        "bundles": gettext(
            "These bundles do not fit the batch of %(copies)s copies.", copies=_number(copies)
        ),
        "came-back": gettext("Some of these pieces came back. Take back that return first."),
        "given-again": gettext(
            "These pieces were handed out again, to %(value)s. Take back that hand-out first.", value=value
        ),
        "holds-no-more": changed_meanwhile(),
    }
    return str(words.get(rule) or gettext("This could not be booked. Please look at what you wrote again."))


def changed_meanwhile() -> str:
    """Return what is said when somebody else was faster."""
    return str(gettext("Somebody else has changed this meanwhile. Here is how it is now."))


def _of_positions(value: str, copies: int) -> str:
    part = value if len(value) <= _LONGEST_QUOTED else f"{value[:_LONGEST_QUOTED]}…"
    if re.search(r"[0-9]\s+[0-9]", value):
        return str(
            gettext("“%(part)s” can be one number or two. Write a comma between two numbers.", part=part)
        )
    how = gettext("Write positions from 1 to %(copies)s, such as 1-250 or 12-40, 77.", copies=_number(copies))
    wrong = gettext("“%(part)s” is no position.", part=part)
    return f"{wrong} {how}" if part else str(how)


def _number(value: str | int) -> str:
    text = str(value)
    return str(format_number(int(text))) if text.isascii() and text.isdigit() else text
