"""Batches as `tracker.reports.statistics` compares them: what each day since the hand-out brought."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlite_utils import Database

from printkit.errors import Problem, SignetError
from printkit.store.model import Batch, BatchKind, HandOut
from printkit.store.organisations import organisation, organisation_of
from printkit.store.spans import Span
from printkit.store.stock import hand_outs, returns, still_out
from tracker.reports.days import scans_by_day
from tracker.reports.reading import class_number
from tracker.reports.statistics.samples import Cohort, Measure, Sample
from tracker.scans.calendar import QUARTER_MS, Calendar, day_number

_FIRST_SCANS = (  # a range at a time: to sort all of them by their hand-outs takes twice as long
    "SELECT placed_ms / ?, count(*) FROM piece_scan WHERE batch_id = ? AND position BETWEEN ? AND ?"
    " AND placed_ms IS NOT NULL GROUP BY 1"
)
_FIRST_SCANS_OF_MANY = (  # small ones: to ask for each takes longer than to sort what they have
    "SELECT value ->> 0, placed_ms / ?1, count(*) FROM json_each(?3) CROSS JOIN piece_scan"
    " ON batch_id = ?2 AND position BETWEEN value ->> 1 AND value ->> 2 AND placed_ms IS NOT NULL"
    " GROUP BY 1, 2"
)
_FEW = 64


def measure_for(batches: Sequence[Batch]) -> Measure:
    """Return what all these batches can be compared by."""
    per_piece = all(batch.kind is BatchKind.PER_PIECE for batch in batches)
    return Measure.PIECES if per_piece else Measure.SCANS


def samples_of(db: Database, batches: Sequence[Batch], measure: Measure, today: date) -> tuple[Sample, ...]:
    """Return for each batch what every whole day since its hand-outs brought.

    Args:
        db: The database.
        batches: Minted ones.
        measure: From `measure_for`.
        today: In the organisation's time zone; it is not over, and left out.

    Raises:
        SignetError: A batch was not handed out; all such batches are named.
    """
    given = {
        batch.id: tuple(one for one in hand_outs(db, batch.id) if one.on <= today and _pieces(one))
        for batch in batches
    }
    missing = [_not_handed_out(batch) for batch in batches if not given[batch.id]]
    if missing:
        raise SignetError(missing)
    return tuple(_sample(db, batch, given[batch.id], measure, today) for batch in batches)


def _not_handed_out(batch: Batch) -> Problem:
    return Problem(
        "not-handed-out",
        "It has not been handed out, so nobody knows since when and of how many its scans are.",
        f'Note where it went: tracker hand-out {batch.id} --place "…" --on YYYY-MM-DD.',
        key=f"batch {batch.id}",
    )


def _sample(db: Database, batch: Batch, given: Sequence[HandOut], measure: Measure, today: date) -> Sample:
    if measure is Measure.PIECES:
        return Sample(batch.id, _first_scans(db, batch, given, today))
    if len({one.on for one in given}) == 1:
        return Sample(batch.id, (_scans_of_all(db, batch, given, today),))
    return Sample(batch.id, _scans_by_place(db, batch, given, today))


def _first_scans(db: Database, batch: Batch, given: Sequence[HandOut], today: date) -> tuple[Cohort, ...]:
    """Return pieces by day of hand-out, with those scanned for the first time since on each day."""
    calendar = Calendar(organisation(db, organisation_of(db, batch)).time_zone)
    first = min(one.on for one in given)
    begins = [calendar.first_hour(first + timedelta(days=day)) for day in range((today - first).days + 1)]
    newly: Counter[tuple[date, int]] = Counter()
    out = [(one.on, span) for one, spans in still_out(given, returns(db, batch.id)) for span in spans]
    for on, quarter, pieces in _placed(db, batch, out):
        newly[on, bisect_right(begins, quarter) - 1 - (on - first).days] += pieces
    return tuple(
        _cohort(_copies(given, out), tuple(newly[out, day] for day in range((today - out).days)))
        for out in sorted({one.on for one in given})
    )


def _placed(db: Database, batch: Batch, out: Sequence[tuple[date, Span]]) -> Iterator[tuple[date, int, int]]:
    """Yield on which day pieces were handed out, when they were scanned first since, and how many were."""
    if len(out) <= _FEW:
        for on, span in out:
            for quarter, pieces in db.execute(_FIRST_SCANS, [QUARTER_MS, batch.id, *span]):
                yield on, quarter, pieces
        return
    spans = json.dumps([[on.isoformat(), *span] for on, span in out])
    for on, quarter, pieces in db.execute(_FIRST_SCANS_OF_MANY, [QUARTER_MS, batch.id, spans]):
        yield date.fromisoformat(on), quarter, pieces


def _cohort(copies: int, daily: tuple[int, ...]) -> Cohort:
    """Return a cohort; pieces that came back by their number only may be among the scanned ones."""
    return Cohort(max(copies, sum(daily)), daily)


def _scans_of_all(db: Database, batch: Batch, given: Sequence[HandOut], today: date) -> Cohort:
    out = given[0].on
    days = (today - out).days
    found = scans_by_day(db, batch.id, days, until=today - timedelta(days=1)) if days else ()
    return Cohort(_copies(given, out), tuple(day.scans for day in found))


def _scans_by_place(db: Database, batch: Batch, given: Sequence[HandOut], today: date) -> tuple[Cohort, ...]:
    """Return scans since each place got its first copies; those that it got later join them on their day."""
    found = []
    for place in sorted({one.place for one in given}):
        there = [one for one in given if one.place == place]
        out = min(one.on for one in there)
        rows = db.execute(
            "SELECT day, sum(hits) FROM hit_day JOIN place ON place.id = place_id AND place.name = ?"
            " WHERE batch_id = ? AND day >= ? AND class = ? AND NOT staff GROUP BY day",
            [place, batch.id, day_number(out), class_number(db, "person")],
        )
        scans = dict(rows.fetchall())
        daily = tuple(scans.get(day, 0) for day in range(day_number(out), day_number(today)))
        found.append(Cohort(_copies(there, out), daily, _joined(there, out)))
    return tuple(found)


def _joined(there: Sequence[HandOut], out: date) -> tuple[tuple[int, int], ...]:
    """Return after how many days a place got how many copies more."""
    later = sorted({one.on for one in there} - {out})
    return tuple(((on - out).days, _copies(there, on)) for on in later)


def _copies(given: Iterable[HandOut], out: date) -> int:
    return sum(_pieces(one) for one in given if one.on == out)


def _pieces(given: HandOut) -> int:
    """Return how many pieces of a hand-out did not come back."""
    return given.pieces - given.back
