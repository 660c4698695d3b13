"""A look at a destination: where does it lead in the end, and what is there?"""

from __future__ import annotations

import codecs
import time
import unicodedata
from collections.abc import Collection
from html import unescape
from urllib.parse import urljoin

from printkit.errors import SignetError
from printkit.store.links import check_destination
from tracker.staff.destinations.asking import Answer, NoAnswerError, ask
from tracker.staff.destinations.outcomes import Look, Outcome, Rules

LONGEST_TITLE = 120
_PAGES = ("text/html", "application/xhtml+xml")
_VIEWPORTS = ('name="viewport"', "name='viewport'", "name=viewport")
_SHUT = frozenset({401, 402, 403, 405, 406, 407, 412, 418, 421, 429, 451, 503})
"""Many servers answer people but not programs; 503 is what some protections against robots say."""


def look(address: str, own_hosts: Collection[str], rules: Rules | None = None) -> Look:
    """Look where an address leads; never fails, whatever the other side does.

    Args:
        address: As `printkit.store.links.check_destination` returns it.
        own_hosts: Hosts that answer codes: a way that comes back to them is a circle.
        rules: How far it may go, by default `Rules`'.
    """
    rules = rules or Rules()
    began = time.monotonic()
    until = began + rules.seconds
    way: tuple[str, ...] = ()
    at = address
    while True:
        try:
            answer = ask(at, rules, until)
        except NoAnswerError as error:
            return Look(address, error.outcome, way, milliseconds=_since(began))
        if not answer.location:
            return _found(address, way, answer, _since(began))
        try:
            at = check_destination(urljoin(at, answer.location).partition("#")[0], own_hosts)
        except (SignetError, ValueError):
            return Look(address, _odd(at, answer.location, own_hosts), way, answer.status, "", _since(began))
        if at in (address, *way) or len(way) >= rules.most_hops:
            return Look(address, Outcome.CIRCLE, way, answer.status, "", _since(began))
        way += (at,)


def _odd(at: str, location: str, own_hosts: Collection[str]) -> Outcome:
    """Say what is wrong with where an address leads on to."""
    try:
        check_destination(urljoin(at, location).partition("#")[0])
    except (SignetError, ValueError):
        return Outcome.ODD_WAY
    return Outcome.CIRCLE if own_hosts else Outcome.ODD_WAY


def _found(address: str, way: tuple[str, ...], answer: Answer, milliseconds: int) -> Look:
    is_page = answer.content_type in _PAGES
    text = _decoded(answer) if is_page else ""
    lowered = text.lower()
    return Look(
        address,
        _outcome(answer.status),
        way,
        answer.status,
        _title(text, lowered),
        milliseconds,
        is_page,
        any(viewport in lowered for viewport in _VIEWPORTS) if text else None,
    )


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.ANSWERS
    if status in _SHUT:
        return Outcome.SHUT
    return Outcome.MISSING if 400 <= status < 500 else Outcome.BROKEN


def _decoded(answer: Answer) -> str:
    try:
        codec = codecs.lookup(answer.charset or "utf-8").name
    except (LookupError, ValueError):
        codec = "utf-8"
    try:
        return answer.content.decode(codec, "replace")
    except (LookupError, UnicodeError):  # codecs that are none of texts
        return answer.content.decode("utf-8", "replace")


def _title(text: str, lowered: str) -> str:
    """Return a page's title; by plain searches, as no page can make those slow."""
    if len(lowered) != len(text):  # a letter whose small form is two
        lowered = text
    begin = lowered.find("<title")
    inner = lowered.find(">", begin) + 1
    end = lowered.find("</title", inner)
    if begin < 0 or not inner or end < 0:
        return ""
    words = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter
        for letter in unescape(text[inner : min(end, inner + 10 * LONGEST_TITLE)])
    ).split()
    title = " ".join(words)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _since(began: float) -> int:
    return round(1000 * (time.monotonic() - began))
