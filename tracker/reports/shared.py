"""The figures of a campaign for somebody without an account: small ones are held back, whatever is summed.

The smallest part is a batch at a place. Each is told as `tracker.reports.statistics.holding` says, up to the
last day that is over; batches, places, weeks and the whole are sums of those, so they agree with one another
and none of them gives a smaller one away. Pieces scanned are told by batch in the same way,
and never more of them than scans.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from printkit.store.model import BatchKind
from tracker.reports.course import placed_on
from tracker.reports.figures import BatchFigures, batch_figures
from tracker.reports.reading import IS_TEST, NEVER, READING, Reading, read
from tracker.reports.statistics.holding import SMALL, held_back, held_back_within
from tracker.reports.statistics.intervals import Interval, wilson
from tracker.scans.calendar import QUARTER_MS, day_number, day_of

Part = tuple[int, int]
"""A batch and a place by their numbers; place 0 is none."""


@dataclass(frozen=True, slots=True)
class SharedBatch:
    """What is told of a batch.

    Attributes:
        handed_out: Pieces at places by now.
        pieces_scanned: ``None`` with one code for all.
        rate: Pieces scanned, or scans, of 100 handed out; ``None`` where nothing was handed out.
        interval: In which the true rate lies, of 100, whatever is held back; only with a code per piece.
    """

    batch: int
    name: str
    copies: int
    handed_out: int
    scans: int
    pieces_scanned: int | None
    rate: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """What is told of a place, over all batches."""

    name: str
    scans: int


@dataclass(frozen=True, slots=True)
class SharedWeek:
    """What is told of a week, known by its Monday."""

    monday: date
    scans: int


@dataclass(frozen=True, slots=True)
class SharedFigures:
    """What is told of a campaign.

    Attributes:
        last_day: The last day that is counted.
        weeks: From the first in which anything is told to the last.
    """

    last_day: date
    batches: tuple[SharedBatch, ...]
    places: tuple[SharedPlace, ...]
    weeks: tuple[SharedWeek, ...]

    @property
    def scans(self) -> int:
        """All scans that are told."""
        return sum(one.scans for one in self.batches)

    @property
    def handed_out(self) -> int:
        """Pieces at places, of all batches."""
        return sum(one.handed_out for one in self.batches)


def shared_figures(db: Database, campaign_id: int, organisation_id: int, today: date) -> SharedFigures:
    """Return what is told of a campaign; ``today`` is not over yet and left out."""
    reading = read(db, None, organisation_id, campaign_id=campaign_id, today=today)
    last = day_number(today) - 1
    told = {part: _told(days, last) for part, days in _scans(db, reading).items()}
    pieces = {
        batch: _told_pieces(days, [days for (one, _), days in told.items() if one == batch], last)
        for batch, days in _pieces(db, reading).items()
    }
    names = dict(
        db.execute("SELECT id, name FROM place WHERE organisation_id = ?", [organisation_id]).fetchall()
    )
    figures = batch_figures(db, campaign_id=campaign_id, organisation_id=organisation_id, today=today)
    given, parts = placed_on(db, reading), _parts(db, reading)
    return SharedFigures(
        day_of(last),
        tuple(_batch(one, told, pieces.get(one.batch, 0), parts.get(one.batch, 0)) for one in figures),
        _places(told, names, given),
        _weeks(told.values(), day_of(last)),
    )


def _scans(db: Database, reading: Reading) -> dict[Part, Counter[int]]:
    found: dict[Part, Counter[int]] = defaultdict(Counter)
    for batch, place, day, scans in db.execute(
        f"{READING} SELECT counted.batch_id, place_id, day, sum(hits) FROM reading"  # noqa: S608 (constants)
        " CROSS JOIN (SELECT hit_day.*, place_id = 0 AS nowhere FROM hit_day) AS counted"
        f" ON counted.batch_id = reading.batch_id AND class = :person WHERE NOT {IS_TEST} GROUP BY 1, 2, 3",
        reading.parameters,
    ):
        found[batch, place][day] = scans
    return found


def _pieces(db: Database, reading: Reading) -> dict[int, Counter[int]]:
    """Return by batch and day how many pieces were scanned for the first time."""
    calendar = reading.calendar()
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for batch, quarter, pieces in db.execute(
        f"{READING} SELECT one.batch_id, iif(handed_out < {NEVER}, placed_ms, first_ms) / :quarter,"  # noqa: S608
        " count(*) FROM reading CROSS JOIN piece_scan AS one ON one.batch_id = reading.batch_id"
        f" AND position > 0 AND (placed_ms IS NOT NULL OR handed_out = {NEVER}) GROUP BY 1, 2",
        {**reading.parameters, "quarter": QUARTER_MS},
    ):
        found[batch][calendar.of_quarter(quarter).day] += pieces
    return found


def _told(days: Mapping[int, int], last: int) -> dict[int, int]:
    """Return what is told by day; days of which nothing is told are absent."""
    counted = sorted(day for day in days if day <= last)
    told = held_back([days[day] for day in counted])
    return {day: number for day, number in zip(counted, told, strict=True) if number}


def _told_pieces(days: Mapping[int, int], scans: Sequence[Mapping[int, int]], last: int) -> int:
    """Return what is told of the pieces scanned of a batch, of whose parts these scans are told."""
    told = Counter[int]()
    for part in scans:
        told.update(part)
    counted = sorted(day for day in {*days, *told} if day <= last)
    return sum(held_back_within([days.get(day, 0) for day in counted], [told[day] for day in counted]))


def _parts(db: Database, reading: Reading) -> dict[int, int]:
    """Return by batch of how many parts scans may be held back: of each of its places, and of none."""
    rows = db.execute(
        f"{READING} SELECT reading.batch_id, count(DISTINCT place_id) + 1 FROM reading"  # noqa: S608 (constants)
        " JOIN hand_out ON hand_out.batch_id = reading.batch_id AND handed_out_on <= :today"
        " GROUP BY reading.batch_id",
        reading.parameters,
    )
    return dict(rows.fetchall())


def _true_rate(pieces: int, there: int, parts: int) -> Interval:
    """Return in which interval a rate lies of which so many pieces are told, of 100.

    Held back are less than `SMALL` scans of each part, and less than `SMALL` pieces beside that.
    """
    most = min(there, pieces + (SMALL - 1) * (parts + 1))
    high = wilson(most, there).high
    return Interval(100 * wilson(pieces, there).low, None if high is None else 100 * high)


def _batch(
    figures: BatchFigures, told: Mapping[Part, Mapping[int, int]], pieces: int, parts: int
) -> SharedBatch:
    scans = sum(sum(days.values()) for (batch, _), days in told.items() if batch == figures.batch)
    there = figures.handed_out - figures.returned
    per_piece = figures.kind is BatchKind.PER_PIECE
    counted = pieces if per_piece else scans
    interval = None
    if per_piece and there >= pieces and there:
        interval = _true_rate(pieces, there, parts)
    return SharedBatch(
        figures.batch,
        figures.name,
        figures.copies,
        there,
        scans,
        pieces if per_piece else None,
        100 * counted / there if there else None,
        interval,
    )


def _places(
    told: Mapping[Part, Mapping[int, int]], names: Mapping[int, str], given: Iterable[int]
) -> tuple[SharedPlace, ...]:
    """Return every place that was given pieces, scanned or not: one that appeared would tell of a scan."""
    scans = Counter[int](dict.fromkeys(given, 0))
    for (_, place), days in told.items():
        if place in names and days:
            scans[place] += sum(days.values())
    found = (SharedPlace(names[place], number) for place, number in scans.items())
    return tuple(sorted(found, key=lambda one: (-one.scans, one.name)))


def _weeks(told: Iterable[Mapping[int, int]], last: date) -> tuple[SharedWeek, ...]:
    scans = Counter[date]()
    for days in told:
        for day, number in days.items():
            scans[_monday(day_of(day))] += number
    return tuple(SharedWeek(monday, scans[monday]) for monday in _mondays(scans, last))


def _mondays(scans: Mapping[date, int], last: date) -> Iterator[date]:
    monday = min(scans, default=last + timedelta(days=7))
    while monday <= last:
        yield monday
        monday += timedelta(days=7)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
