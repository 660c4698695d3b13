"""What came of the print: figures per batch, per local day and per place. Retired batches stay in.

Scans are hits by a person. Nothing here is summed that must not be: devices of several days never are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from printkit.store.batches import find_batch, list_batches
from printkit.store.model import Batch, BatchKind
from printkit.store.organisations import DEFAULT, organisation

SECONDS_PER_HOUR = 3600
Basis = Literal["pieces handed out", "copies"]


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """Hits by class; all classes are always there."""

    person: int = 0
    repeat: int = 0
    preview: int = 0
    robot: int = 0
    prefetch: int = 0
    unsure: int = 0

    @property
    def hits(self) -> int:
        """All hits, of whatever class."""
        return self.person + self.repeat + self.preview + self.robot + self.prefetch + self.unsure


@dataclass(frozen=True, slots=True)
class EntryCounts:
    """Scans by the way the code came in."""

    scanned: int = 0
    typed: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class ScanRate:
    """A rate that names what it is a rate of.

    Attributes:
        percent: With a code per piece, pieces scanned at least once of 100 handed out; with one code for all,
            scans per 100 copies (that can be more than 100).
        counted: The numerator.
        of: The denominator.
        basis: What the denominator counts.
    """

    percent: float
    counted: int
    of: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """What came of one batch.

    Attributes:
        batch: Its number.
        handed_out: Pieces given to places.
        hits: All recorded hits.
        scans: Hits by a person.
        pieces_scanned: Pieces scanned at least once; ``None`` with one code for all, which cannot tell.
        first_scan_at: UTC, ``None`` before the first scan.
        last_scan_at: UTC, ``None`` before the first scan.
        scan_rate: ``None`` as long as nothing was handed out.
    """

    batch: int
    name: str
    campaign: str
    kind: BatchKind
    copies: int
    handed_out: int
    hits: int
    scans: int
    classes: ClassCounts
    entries: EntryCounts
    pieces_scanned: int | None
    first_scan_at: datetime | None
    last_scan_at: datetime | None
    scan_rate: ScanRate | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Hits and scans of one day in the organisation's time zone."""

    day: date
    hits: int
    scans: int


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What came of the pieces that a place was given.

    Attributes:
        handed_out: Pieces given to it, of all batches.
        scans: Scans of those pieces.
        pieces_scanned: Of those with a code of their own, how many were scanned at least once.
        pieces: Pieces with a code of their own, the denominator of `pieces_scanned`.
    """

    place: str
    handed_out: int
    scans: int
    pieces_scanned: int
    pieces: int


@dataclass(slots=True)
class _Pieces:
    """Of one batch, what its pieces say."""

    scanned: int = 0
    scanned_of_handed_out: int = 0
    first_ms: int | None = None
    last_ms: int | None = None


@dataclass(slots=True)
class _Counts:
    """Everything counted, by batch."""

    classes: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    entries: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pieces: dict[int, _Pieces] = field(default_factory=lambda: defaultdict(_Pieces))
    handed_out: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def batch_figures(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[BatchFigures, ...]:
    """Return the figures of one batch, or of all batches of an organisation in the order of their numbers.

    Raises:
        SignetError: There is no such batch.
    """
    batches = list_batches(db, organisation_id) if batch_id is None else (find_batch(db, batch_id),)
    counts = _read_counts(db, batch_id)
    return tuple(_figures(batch, counts) for batch in sorted(batches, key=lambda batch: batch.id))


def scans_by_day(
    db: Database,
    batch_id: int | None,
    days: int,
    *,
    until: date | None = None,
    organisation_id: int = DEFAULT,
) -> tuple[DayFigures, ...]:
    """Return hits and scans of the last days in the organisation's time zone, days without any included.

    Args:
        db: The database.
        batch_id: Of this batch, or with ``None`` of all batches of the organisation.
        days: How many, at least 1.
        until: The last day, by default today.
        organisation_id: Whose time zone holds, and whose batches if ``batch_id`` is ``None``.
    """
    zone = ZoneInfo(organisation(db, organisation_id).time_zone)
    last = until or datetime.now(zone).date()
    wanted = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
    hours = db.execute(
        "SELECT hour, sum(hits), coalesce(sum(hits) FILTER (WHERE class = 'person'), 0) FROM hit_hour"
        " WHERE hour >= ? AND hour < ? AND batch_id IN (SELECT batch.id FROM batch JOIN campaign"
        " ON campaign.id = batch.campaign_id WHERE organisation_id = ? AND (?4 IS NULL OR batch.id = ?4))"
        " GROUP BY hour",
        [_hour(wanted[0], zone), _hour(last + timedelta(days=1), zone), organisation_id, batch_id],
    )
    hits, scans = Counter[date](), Counter[date]()
    for hour, all_hits, by_people in hours:
        day = local_day(hour, zone)
        hits[day] += all_hits
        scans[day] += by_people
    return tuple(DayFigures(day, hits[day], scans[day]) for day in wanted)


def place_figures(db: Database, *, organisation_id: int = DEFAULT) -> tuple[PlaceFigures, ...]:
    """Return for every place that was given pieces what came of them, in order of their names."""
    rows = db.execute(
        """
        SELECT place.name, sum(given.handed_out), sum(given.scans), sum(given.pieces_scanned),
          sum(given.pieces)
        FROM place JOIN (
          SELECT hand_out.place_id, last - first + 1 AS handed_out, last - first + 1 AS pieces,
            coalesce(sum(piece_scan.scans), 0) AS scans, count(piece_scan.code) AS pieces_scanned
          FROM hand_out JOIN bundle ON bundle.id = hand_out.bundle_id
          LEFT JOIN code ON code.batch_id = hand_out.batch_id AND code.position BETWEEN first AND last
          LEFT JOIN piece_scan ON piece_scan.batch_id = code.batch_id AND piece_scan.code = code.code
          GROUP BY hand_out.id
          UNION ALL
          SELECT hand_out.place_id, batch.copies, 0, coalesce(sum(piece_scan.scans), 0), 0
          FROM hand_out JOIN batch ON batch.id = hand_out.batch_id
          LEFT JOIN piece_scan ON piece_scan.batch_id = batch.id
          WHERE hand_out.bundle_id IS NULL
          GROUP BY hand_out.id
        ) AS given ON given.place_id = place.id
        WHERE place.organisation_id = ?
        GROUP BY place.id ORDER BY place.name
        """,
        [organisation_id],
    )
    return tuple(PlaceFigures(*row) for row in rows)


def local_day(hour: int, zone: ZoneInfo) -> date:
    """Return the local day of an hour since 1970 (UTC); zones are whole hours away from UTC."""
    return datetime.fromtimestamp(hour * SECONDS_PER_HOUR, zone).date()


def _hour(day: date, zone: ZoneInfo) -> int:
    """Return the hour since 1970 (UTC) with which a local day begins."""
    return int(datetime.combine(day, time(), zone).timestamp()) // SECONDS_PER_HOUR


def _read_counts(db: Database, batch_id: int | None) -> _Counts:
    counts = _Counts()
    for batch, cls, entry, hits in db.execute(
        "SELECT batch_id, class, entry, sum(hits) FROM hit_hour WHERE ?1 IS NULL OR batch_id = ?1"
        " GROUP BY batch_id, class, entry",
        [batch_id],
    ):
        counts.classes[batch][cls] += hits
        if cls == "person":
            counts.entries[batch][entry] += hits
    for batch, *pieces in db.execute(
        "SELECT piece_scan.batch_id, count(*), count(bundle.id), min(first_ms), max(last_ms) FROM piece_scan"
        " JOIN code ON code.code = piece_scan.code"
        " LEFT JOIN bundle ON bundle.batch_id = code.batch_id AND code.position BETWEEN first AND last"
        "  AND EXISTS (SELECT 1 FROM hand_out WHERE bundle_id = bundle.id)"
        " WHERE ?1 IS NULL OR piece_scan.batch_id = ?1 GROUP BY piece_scan.batch_id",
        [batch_id],
    ):
        counts.pieces[batch] = _Pieces(*pieces)
    for batch, handed_out in db.execute(
        "SELECT hand_out.batch_id, sum(coalesce(last - first + 1, copies)) FROM hand_out"
        " JOIN batch ON batch.id = hand_out.batch_id LEFT JOIN bundle ON bundle.id = hand_out.bundle_id"
        " WHERE ?1 IS NULL OR hand_out.batch_id = ?1 GROUP BY hand_out.batch_id",
        [batch_id],
    ):
        counts.handed_out[batch] = handed_out
    return counts


def _figures(batch: Batch, counts: _Counts) -> BatchFigures:
    classes = ClassCounts(**_known(counts.classes[batch.id], ClassCounts.__slots__))
    pieces, handed_out = counts.pieces[batch.id], counts.handed_out[batch.id]
    return BatchFigures(
        batch.id,
        batch.name,
        batch.campaign,
        batch.kind,
        batch.copies,
        handed_out,
        classes.hits,
        classes.person,
        classes,
        EntryCounts(**_known(counts.entries[batch.id], EntryCounts.__slots__)),
        pieces.scanned if batch.kind is BatchKind.PER_PIECE else None,
        _time(pieces.first_ms),
        _time(pieces.last_ms),
        _rate(batch, classes.person, pieces.scanned_of_handed_out, handed_out),
    )


def _rate(batch: Batch, scans: int, scanned: int, handed_out: int) -> ScanRate | None:
    if not handed_out:
        return None
    if batch.kind is BatchKind.ONE_CODE:
        return ScanRate(100 * scans / handed_out, scans, handed_out, "copies")
    return ScanRate(100 * scanned / handed_out, scanned, handed_out, "pieces handed out")


def _known(counted: Counter[str], names: Iterable[str]) -> dict[str, int]:
    return {name: counted[name] for name in names}


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms // 1000, UTC)
