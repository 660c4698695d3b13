"""Lines of the audit trail as sentences, in the reader's language, with links to what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask_babel import gettext
from markupsafe import Markup, escape

from tracker.staff.audit.actions import SENTENCES
from tracker.staff.audit.details import told
from tracker.staff.audit.lines import Kind, Line, Subject
from tracker.web.language import local_day

_ADDRESSES = {
    Kind.CAMPAIGN: "/staff/campaigns/{}/",
    Kind.BATCH: "/staff/batches/{}/",
    Kind.ORDER: "/staff/orders/{}/",
    Kind.PERSON: "/staff/people/{}/",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line, ready to be read.

    Attributes:
        at: When, in UTC.
        html: The sentence with links.
        text: The same without.
    """

    at: datetime
    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """The sentences of a day where the library is."""

    day: date
    sentences: tuple[Sentence, ...]


def sentences(lines: Iterable[Line]) -> tuple[Sentence, ...]:
    """Return lines as sentences."""
    return tuple(Sentence(line.at, _html(line), text_of(line)) for line in lines)


def by_day(found: Iterable[Sentence]) -> tuple[Day, ...]:
    """Return sentences in the order in which they come, by days."""
    return tuple(Day(day, tuple(of_day)) for day, of_day in groupby(found, lambda one: local_day(one.at)))


def text_of(line: Line) -> str:
    """Return a line as a sentence without links."""
    detail = told(line)
    said = _template(line) % {"who": who_of(line), "subject": line.subject.name, "detail": detail}
    return f"{said}{_after(line, detail)}"


def who_of(line: Line) -> str:
    """Return who did it."""
    return line.who or "Signet"


def kind_name(kind: Kind) -> str:
    """Return what a kind of subject is called, in the plural."""
    words: dict[Kind, str] = {
        Kind.CAMPAIGN: gettext("Campaigns"),
        Kind.BATCH: gettext("Batches"),
        Kind.DRAFT: gettext("Drafts"),
        Kind.ORDER: gettext("Print orders"),
        Kind.PLACE: gettext("Places"),
        Kind.PERSON: gettext("People"),
        Kind.ORGANISATION: gettext("Library"),
        Kind.SHARE: gettext("Share links"),
        Kind.NOTE: gettext("Notes"),
        Kind.FILE: gettext("Files"),
    }
    return words[kind]


def _html(line: Line) -> Markup:
    detail = told(line)
    parts = {
        "who": Markup("<b>{}</b>").format(who_of(line)),
        "subject": _linked(line.subject),
        "detail": escape(detail),
    }
    return Markup('{}<span class="audit-detail">{}</span>').format(
        escape(_template(line)) % parts, _after(line, detail)
    )


def _template(line: Line) -> str:
    found = SENTENCES.get(line.action)  # type: ignore[call-overload]  # a StrEnum is found by its value
    return str(gettext(found) if found else gettext("%(who)s did something to %(subject)s"))


def _after(line: Line, detail: str) -> str:
    return f": {detail}" if detail and "%(detail)s" not in _template(line) else ""


def _linked(subject: Subject) -> Markup:
    address = _ADDRESSES.get(subject.kind)
    if address is None or subject.id is None:
        return Markup("<b>{}</b>").format(subject.name)
    return Markup('<a href="{}">{}</a>').format(address.format(subject.id), subject.name)
