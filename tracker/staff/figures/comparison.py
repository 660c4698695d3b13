"""Which of several batches is better: the verdict, and what it takes to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from sqlite_utils import Database

from printkit.store.model import Batch
from tracker.reports.answers import Rate
from tracker.reports.charts.chart import Chart
from tracker.reports.samples import measure_for, samples_of
from tracker.reports.statistics.comparing import compare
from tracker.reports.statistics.samples import Measure
from tracker.reports.statistics.verdict import Compared, Comparison, VerdictKind
from tracker.reports.verdict_words import verdict_in_words
from tracker.staff.figures.drawn import draw_rates
from tracker.staff.figures.scope import Scope
from tracker.web.language import language

MOST = 4
"""So many batches are compared at a time: each with each, and their number must stay readable."""
_PAIR_DAYS = 350
"""Days times pairs that are compared without being asked for: to compare them takes a while."""


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One batch over the days that are compared."""

    name: str
    compared: Compared


@dataclass(frozen=True, slots=True)
class Compare:
    """Batches side by side.

    Attributes:
        choices: Batches that can be compared, each with whether it is.
        sentences: The verdict first; empty as long as less than two are chosen.
        mixed: Whether some of them have a code per piece and some one code for all.
        decided: Whether the verdict is no "too early to say".
        too_many: Whether more were asked for than can be compared at a time.
    """

    choices: tuple[tuple[Batch, bool], ...]
    sentences: tuple[str, ...]
    lines: tuple[ComparedLine, ...]
    chart: Chart | None
    days: int
    per_100: bool
    mixed: bool
    decided: bool
    too_many: bool

    @property
    def shown(self) -> frozenset[int]:
        """Return the numbers of the batches in the chart."""
        return frozenset(batch.id for batch, chosen in self.choices if chosen) if self.chart else frozenset()


def make_comparison(db: Database, scope: Scope, asked: Mapping[str, str]) -> Compare | None:
    """Return the batches that are asked for (``compare=1-3``) side by side, by default the first handed out.

    Returns:
        ``None`` if less than two batches are handed out.
    """
    today = scope.now.date()
    given = {one.batch for one in scope.figures if one.scan_rate}
    possible = tuple(batch for batch in scope.reading.batches if batch.id in given)
    if len(possible) < 2:
        return None
    wanted = {text for text in asked.get("compare", "").split("-") if text}
    meant = [batch for batch in possible if str(batch.id) in wanted] if wanted else _usual(possible, today)
    chosen = tuple(meant[:MOST])
    choices = tuple((batch, batch in chosen) for batch in possible)
    if len(chosen) < 2:
        return Compare(choices, (), (), None, 0, False, False, False, len(meant) > MOST)
    measure = measure_for(chosen)
    found = compare(samples_of(db, chosen, measure, today), measure)
    names = {batch.id: batch.name for batch in chosen}
    return Compare(
        choices,
        verdict_in_words(found, names, language()),
        tuple(ComparedLine(names[one.batch], one) for one in found.batches),
        _chart(found, names),
        found.days,
        measure is Measure.SCANS,
        len({batch.kind for batch in chosen}) > 1,
        found.verdict.kind is not VerdictKind.TOO_EARLY,
        len(meant) > MOST,
    )


def _usual(possible: tuple[Batch, ...], today: date) -> list[Batch]:
    """Return what is compared if nobody chooses: batches of the kind that there is more of."""
    by_kind = [[batch for batch in possible if batch.kind is kind] for kind in {one.kind for one in possible}]
    largest = max(by_kind, key=lambda batches: (len(batches), -batches[0].id))
    usual = largest if len(largest) > 1 else list(possible)
    days = min((today - batch.handed_out_on).days for batch in usual if batch.handed_out_on)
    most = next((n for n in range(MOST, 2, -1) if n * (n - 1) / 2 * days <= _PAIR_DAYS), 2)
    return usual[:most]


def _chart(found: Comparison, names: Mapping[int, str]) -> Chart | None:
    if not found.days:
        return None
    per_100 = found.measure is Measure.SCANS
    rows = [
        (names[one.batch], Rate(one.per_100, one.counted, one.copies, one.interval, per_100))
        for one in found.batches
        if one.copies
    ]
    return draw_rates("compared", gettext("Compared over the same days"), rows)
