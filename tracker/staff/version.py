"""Two people change the same thing: whoever is second sees what the first did before writing over it.

A form carries the version of what it showed. When it comes back, the version of what is stored now is
compared with it, inside the transaction of the change::

    with transaction(db):
        now = read_plan(db, campaign.id)
        if is_stale(version_of(now)):
            return again(form, Meanwhile("Frau Berg", (Difference(_("Name"), now.name, form.name.data),)))
        write_plan(…)

The form is shown again with the person's own input and the new version, so sending it once more is a
decision. Macros for both are in ``staff/parts/form.html``: ``version(value)``, ``conflict(meanwhile)``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import request

FIELD = "version"
"""Name of the hidden field."""


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
    """

    who: str
    differences: tuple[Difference, ...]


def version_of(*shown: object) -> str:
    """Return the version of values: strings, numbers, dates, tuples, frozen dataclasses of them; no sets."""
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_stale(now: str) -> bool:
    """Whether the form of this request was made from another version than this one, or from none."""
    return request.form.get(FIELD, "") != now


def differences(*pairs: tuple[str, str, str]) -> tuple[Difference, ...]:
    """Return those of ``(label, theirs, yours)`` that differ."""
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])
