"""Two people change the same thing: whoever is second sees what the first did before writing over it.

A form carries the version of what it showed. When it comes back, the version of what is stored now is
compared with it, inside the transaction of the change::

    with transaction(db):
        now = read_plan(db, campaign.id)
        if is_stale(version_of(now)):
            return again(form, Meanwhile("Frau Berg", (Difference(_("Name"), now.name, form.name.data),)))
        write_plan(…)

The form is shown again with the person's own input and the new version, so sending it once more is a
decision. A form that is refused for another reason carries on with the version it was made from (`carried`).

A version may also say what was the last line of the audit trail then, so that `tracker.staff.audit.since`
can tell who changed it since. Macros for both are in ``staff/parts/form.html``: ``version(value)``,
``conflict(meanwhile)``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask import request

FIELD = "version"
"""Name of the hidden field."""
_DIGITS = 18
"""Of a number that the database can hold."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that two people wrote differently."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else changed since the form was shown.

    Attributes:
        who: Their name, ``""`` if it is not known.
        differences: Only the values that differ now; may be empty.
        at: When, in UTC, if it is known.
    """

    who: str
    differences: tuple[Difference, ...]
    at: datetime | None = None


def version_of(*shown: object, line: int = 0) -> str:
    """Return the version of values: strings, numbers, dates, tuples, frozen dataclasses of them; no sets.

    Args:
        shown: The values.
        line: Number of the last line of the audit trail about them; versions of the same values are the same.
    """
    version = hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{version}.{line}" if line else version


def is_stale(now: str) -> bool:
    """Whether the form of this request was made from another version than this one, or from none."""
    return _values(request.form.get(FIELD, "")) != _values(now)


def line_shown() -> int:
    """Return the last line of the audit trail when the form of this request was shown, 0 for none."""
    line = request.form.get(FIELD, "").partition(".")[2]
    return int(line) if line.isascii() and line.isdigit() and len(line) <= _DIGITS else 0


def carried(now: str, meanwhile: Meanwhile | None) -> str:
    """Return the version for a form: of what is stored, or if it was sent and refused, the one it had.

    Otherwise whoever mistyped something would never hear of what somebody else changed.
    """
    return now if meanwhile else request.form.get(FIELD, now)


def _values(version: str) -> str:
    return version.partition(".")[0]


def differences(*pairs: tuple[str, str, str]) -> tuple[Difference, ...]:
    """Return those of ``(label, theirs, yours)`` that differ."""
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])
