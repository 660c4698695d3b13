"""A form that came when its session had ended: it waits in the sign-in page and is offered again after it.

Nothing of it is stored on the server. It has shown the token of its page before it comes here, so no other
site can put one into somebody's hands; and it is sent again only by somebody who presses the button.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote_plus, urlsplit

from flask import request
from flask_babel import format_date

LONGEST = 56_000
"""Bytes as a browser sends them; with the fields beside it, it stays within what a form may send."""
MOST_FIELDS = 400
"""More than forty batches of a draft have."""
_PLACE = r"/(?:staff|set-up|invitation|new-password)/(?:[A-Za-z0-9_\-]+/)*[A-Za-z0-9_\-]*"
_OWN_PAGE = re.compile(rf"{_PLACE}(?:\?[A-Za-z0-9_\-=&.%+/]*)?", re.ASCII)
_CHOICE = re.compile(r"[a-z][a-z\-]*", re.ASCII)
_OF_A_CHOICE = re.compile(r"(?:.*-)?(?:place|version)", re.ASCII | re.DOTALL)
"""Fields with numbers of ours, chosen from a list or not seen at all."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FORM_ID = "form_id"
_OF_THE_PAGE = ("csrf_token", FORM_ID)
"""Fields that a page gives to each form anew."""


@dataclass(frozen=True, slots=True)
class Held:
    """A form that was not taken.

    Attributes:
        url: Where it was to go, a page of ours.
        fields: Names and values.
    """

    url: str
    fields: tuple[tuple[str, str], ...]

    def to_text(self) -> str:
        """Return it for a hidden field; `from_text` reads it."""
        return json.dumps([self.url, self.fields], ensure_ascii=False)

    def values(self) -> tuple[str, ...]:
        """Return what its reader would know again of it: what was typed, not the words of choices."""
        shown = (value for name, value in self.fields if value.strip() and not _OF_A_CHOICE.fullmatch(name))
        return tuple(_as_read(value) for value in shown if not _CHOICE.fullmatch(value))


def _as_read(value: str) -> str:
    """Return a day as it is written in the reader's language, everything else as it is."""
    try:
        return str(format_date(date.fromisoformat(value))) if _DAY.fullmatch(value) else value
    except ValueError:
        return value


def own_page(text: str) -> str:
    """Return an address if it is a page of the staff on this site, else ``""``: nobody is led elsewhere."""
    return text if _OWN_PAGE.fullmatch(text) and len(text) <= 500 else ""


def page_before() -> str:
    """Return the page of ours from which this request came, or ``""``."""
    there = urlsplit(request.referrer or "")
    if there.netloc.lower() != request.host.lower():
        return ""
    return own_page(f"{there.path}?{there.query}" if there.query else there.path)


def hold() -> Held | None:
    """Return the form of this request, ``None`` if it cannot wait: a file, a password, or too much."""
    fields = tuple(
        (name, value) for name, value in request.form.items(multi=True) if name not in _OF_THE_PAGE
    )
    held = Held(own_page(request.full_path.rstrip("?")), fields)
    secret = any("password" in name for name, _ in fields)
    too_much = len(fields) > MOST_FIELDS or len(quote_plus(held.to_text(), errors="replace")) > LONGEST
    return held if held.url and fields and not (request.files or secret or too_much) else None


def from_text(text: str) -> Held | None:
    """Return the form that a hidden field holds, ``None`` if it holds something else."""
    try:
        url, fields = json.loads(text)
        held = Held(own_page(str(url)), tuple((str(name), str(value)) for name, value in fields))
    except (ValueError, TypeError, RecursionError):
        return None
    return held if held.url and len(held.fields) <= MOST_FIELDS else None
