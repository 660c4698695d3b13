"""The answer of a page, first on it: sentences, key figures, and what to do as long as there are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlite_utils import Database

from tracker.reports.answers import Answer, answer_of
from tracker.reports.course import by_day
from tracker.reports.selection import Selection
from tracker.staff.figures.numbers import clock, count, each, euro, moment
from tracker.staff.figures.scope import Scope
from tracker.staff.figures.sentences import (
    answer_in_words,
    batches_waiting,
    cost_about,
    rate_about,
    trust_in_words,
)


@dataclass(frozen=True, slots=True)
class Stat:
    """A key figure, written out; ``word`` is the id of its definition."""

    value: str
    label: str
    about: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The answer, first on the page.

    Attributes:
        sentences: What came of it.
        trust: How far to trust that.
        waiting: How many batches are in no rate, in words, or ``""``.
        counted_at: Until when hits are counted, such as 10:42:03.
        advice: What is missing: ``mint``, ``hand-out``, ``planned``, ``wait``, ``tests``, ``robots``,
            or ``""``.
        planned: When handing out begins, if that is only planned so far.
    """

    answer: Answer
    sentences: tuple[str, ...]
    trust: tuple[str, ...]
    stats: tuple[Stat, ...]
    waiting: str
    counted_at: str
    advice: str
    planned: date | None


def read_summary(db: Database, scope: Scope) -> Summary:
    """Return the answer of a page, which is renewed while it is looked at."""
    answer = answer_of(scope.figures, scope.dailies(), scope.costs)
    today = _scans_today(db, scope)
    planned = min(filter(None, (scope.planned(one.batch) for one in scope.figures)), default=None)
    return Summary(
        answer,
        answer_in_words(answer),
        trust_in_words(answer),
        tuple(_stats(scope, answer, today)),
        batches_waiting(answer),
        clock(scope.now),
        _advice(answer, planned),
        planned,
    )


def _scans_today(db: Database, scope: Scope) -> int:
    """Return the scans of today."""
    today = scope.now.date()
    return sum(by_day(db, Selection(scope.reading, today, today)))


def _stats(scope: Scope, answer: Answer, today: int) -> tuple[Stat, ...]:
    given = str(gettext("of %(copies)s copies", copies=count(answer.copies)))
    if answer.returned:
        given += gettext(", %(returned)s of them came back", returned=count(answer.returned))
    last = gettext("last %(time)s", time=moment(answer.last_scan_at, scope.reading.time_zone)) if (
        answer.last_scan_at) else ""  # fmt: skip
    if scope.target:
        hoped = gettext("of %(target)s hoped for", target=count(scope.target))
        last = f"{hoped} · {last}" if last else str(hoped)
    found = [Stat(count(answer.scans), gettext("Scans"), last, "scan")]
    if answer.pieces:
        found.append(Stat(each(answer.pieces), gettext("Scan rate"), rate_about(answer.pieces), "scan-rate"))
    if answer.per_100:
        label = gettext("Scans per 100 copies")
        found.append(Stat(each(answer.per_100), label, rate_about(answer.per_100), "scans-per-100-copies"))
    found.append(Stat(count(answer.handed_out), gettext("Handed out"), given, "handed-out"))
    if answer.cost and answer.cost.each.each is not None:
        about = cost_about(answer.cost)
        found.append(Stat(euro(answer.cost.each.each), gettext("Cost per scan"), about, "cost-per-scan"))
    found.append(Stat(count(today), gettext("Today"), gettext("scans, the day is not over"), "scan"))
    return tuple(found)


def _advice(answer: Answer, planned: date | None) -> str:
    """Return what is missing for the figures to say something."""
    if not answer.batches:
        return "mint"
    if not answer.handed_out:
        return "planned" if planned else "hand-out"
    if answer.scans:
        return ""
    if answer.tests:
        return "tests"
    return "robots" if answer.hits else "wait"
