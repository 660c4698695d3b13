"""What was just done, said on the next page, with a way to undo it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flask import session

Kind = Literal["info", "good", "warn", "problem"]
KEY = "said"
"""Where the session keeps what is to be said."""
MOST = 3
LONGEST = 300
"""Notices that wait, and letters of one: they travel in the cookie, which holds four kilobytes."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The form that takes it back.

    Attributes:
        url: Where it is sent, by POST; an address of ours, made by ``url_for``.
        fields: Its hidden fields, name and value; few and short.
    """

    url: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A notice for the next page."""

    text: str
    kind: Kind
    undo: Undo | None


def say(text: str, kind: Kind = "good", undo: Undo | None = None) -> None:
    """Show a notice on the next page that this person opens.

    Args:
        text: One or two sentences, translated; a name in it should be short or shortened.
        kind: How it looks, and how urgently a screen reader says it.
        undo: Shown as a small button beside the text.
    """
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    way = [undo.url, [list(field) for field in undo.fields]] if undo else None
    session[KEY] = [*session.get(KEY, [])[1 - MOST :], [short, kind, way]]


def said() -> tuple[Said, ...]:
    """Return what is to be shown, and forget it: once only."""
    waiting = session.pop(KEY, None) if KEY in session else None
    return tuple(Said(text, kind, _undo(way)) for text, kind, way in waiting or ())


def _undo(way: list[object] | None) -> Undo | None:
    if way is None:
        return None
    url, fields = way
    assert isinstance(fields, list)
    return Undo(str(url), tuple((str(name), str(value)) for name, value in fields))
