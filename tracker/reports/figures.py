"""What came of the print: figures per batch. Retired batches stay in.

Scans are hits by a person, without tests. Nothing here is summed that must not be: devices of several days
never are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from sqlite_utils import Database

from printkit.store.model import DEFAULT_ORGANISATION, Batch, BatchKind
from tracker.reports.reading import READING, Reading, read

Basis = Literal["pieces handed out", "copies"]


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """Hits by class; all classes are always there. ``person`` has scans and tests."""

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

    @property
    def scans(self) -> int:
        """All scans, whichever way."""
        return self.scanned + self.typed + self.unknown


@dataclass(frozen=True, slots=True)
class ScanRate:
    """A rate that names what it is a rate of.

    Attributes:
        percent: With a code per piece, pieces scanned at least once of 100 handed out; with one code for all,
            scans per 100 copies (that can be more than 100).
        counted: The numerator; of pieces that came back none is in it.
        of: The denominator: pieces handed out that did not come back.
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
        handed_out: Pieces given to places by now; hand-outs that are only planned are left out.
        hits: All recorded hits.
        scans: Hits by a person, without tests.
        tests: Hits by a person with a staff pass or before the piece was handed out; see
            `tracker.reports.reading`.
        pieces_scanned: Pieces scanned at least once, tests left out, and pieces that came back; ``None`` with
            one code for all, which cannot tell.
        first_scan_at: UTC, ``None`` before the first scan. Where a hand-out was noted too late to tell its
            tests, the first scan that is known to be one.
        last_scan_at: UTC, ``None`` before the first scan.
        scan_rate: ``None`` as long as nothing was handed out, or if all came back.
        returned: Pieces that came back by now, of those handed out.
    """

    batch: int
    name: str
    campaign: str
    kind: BatchKind
    copies: int
    handed_out: int
    hits: int
    scans: int
    tests: int
    classes: ClassCounts
    entries: EntryCounts
    pieces_scanned: int | None
    first_scan_at: datetime | None
    last_scan_at: datetime | None
    scan_rate: ScanRate | None
    returned: int = 0


@dataclass(slots=True)
class _Pieces:
    """Of one batch, what its pieces say."""

    scanned: int = 0
    first_ms: int | None = None
    last_ms: int | None = None


# A piece that came back and was given again is at a place: it was given once more than it came back.
_SCANNED_AND_BACK = f"""{READING}, back AS (
  SELECT DISTINCT given.batch_id, position FROM reading
  CROSS JOIN given ON given.batch_id = reading.batch_id AND sign < 0 AND on_day <= :today
  CROSS JOIN piece_scan ON piece_scan.batch_id = given.batch_id AND position BETWEEN first AND last
    AND placed_ms IS NOT NULL)
SELECT back.batch_id, count(*) FROM back
WHERE (SELECT sum(sign) FROM given WHERE given.batch_id = back.batch_id AND on_day <= :today
  AND position BETWEEN first AND last) < 1
GROUP BY back.batch_id
"""  # noqa: S608 (a constant)


@dataclass(slots=True)
class _Counts:
    """Everything counted, by batch."""

    classes: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    entries: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    pieces: dict[int, _Pieces] = field(default_factory=lambda: defaultdict(_Pieces))
    handed_out: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    returned: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def batch_figures(
    db: Database,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
    today: date | None = None,
) -> tuple[BatchFigures, ...]:
    """Return the figures of one batch, or of all batches of an organisation in the order of their numbers.

    Args:
        db: The database.
        batch_id: This batch only.
        campaign_id: The batches of this campaign only.
        organisation_id: Whose batches, if none is named.
        today: The day up to which hand-outs count, by default today.

    Raises:
        SignetError: There is no such batch.
    """
    reading = read(db, batch_id, organisation_id, campaign_id=campaign_id, today=today)
    counts = _read_counts(db, reading)
    return tuple(_figures(batch, counts) for batch in reading.batches)


def _read_counts(db: Database, reading: Reading) -> _Counts:
    counts = _Counts()
    words = dict(db.execute("SELECT id, word FROM hit_word").fetchall())
    for batch, cls, hits in db.execute(
        f"{READING} SELECT one.batch_id, class, sum(hits) FROM reading CROSS JOIN hit_total AS one"  # noqa: S608
        " ON one.batch_id = reading.batch_id GROUP BY one.batch_id, class",
        reading.parameters,
    ):
        counts.classes[batch][words[cls]] = hits
    for batch, entry, hits in db.execute(
        f"{reading.scans} SELECT batch_id, entry, sum(hits) FROM scan GROUP BY batch_id, entry",  # noqa: S608
        reading.parameters,
    ):
        counts.entries[batch][words[entry]] = hits
    _read_pieces(db, reading, counts)
    for batch, handed_out, returned in db.execute(
        f"{READING} SELECT reading.batch_id, sum(iif(sign > 0, pieces, 0)), sum(iif(sign < 0, pieces, 0))"  # noqa: S608
        " FROM reading JOIN given ON given.batch_id = reading.batch_id AND on_day <= :today"
        " GROUP BY reading.batch_id",
        reading.parameters,
    ):
        counts.handed_out[batch], counts.returned[batch] = handed_out, returned
    return counts


def _read_pieces(db: Database, reading: Reading, counts: _Counts) -> None:
    """Read what single pieces say; where anything was handed out, only what came at a place is a scan."""
    for batch, all_of, placed, first_ms, placed_ms, last_ms, last_placed_ms in db.execute(
        f"{READING} SELECT batch_id, count(*), count(placed_ms), min(first_ms), min(placed_ms), max(last_ms),"  # noqa: S608
        " max(iif(placed_ms IS NULL, NULL, last_ms)) FROM piece_scan"
        " WHERE batch_id IN (SELECT batch_id FROM reading) GROUP BY batch_id",
        reading.parameters,
    ):
        if batch in reading.handed_out:
            counts.pieces[batch] = _Pieces(placed, placed_ms, last_placed_ms)
        else:
            counts.pieces[batch] = _Pieces(all_of, first_ms, last_ms)
    for batch, returned in db.execute(_SCANNED_AND_BACK, reading.parameters):
        counts.pieces[batch].scanned -= returned


def _figures(batch: Batch, counts: _Counts) -> BatchFigures:
    classes = ClassCounts(**_known(counts.classes[batch.id], ClassCounts.__slots__))
    entries = EntryCounts(**_known(counts.entries[batch.id], EntryCounts.__slots__))
    pieces, handed_out, returned = (
        counts.pieces[batch.id],
        counts.handed_out[batch.id],
        counts.returned[batch.id],
    )
    return BatchFigures(
        batch.id,
        batch.name,
        batch.campaign,
        batch.kind,
        batch.copies,
        handed_out,
        classes.hits,
        entries.scans,
        classes.person - entries.scans,
        classes,
        entries,
        pieces.scanned if batch.kind is BatchKind.PER_PIECE else None,
        _time(pieces.first_ms),
        _time(pieces.last_ms),
        _rate(batch, entries.scans, pieces.scanned, handed_out - returned),
        returned,
    )


def _rate(batch: Batch, scans: int, scanned: int, of: int) -> ScanRate | None:
    if of < 1:
        return None
    if batch.kind is BatchKind.ONE_CODE:
        return ScanRate(100 * scans / of, scans, of, "copies")
    of = max(of, scanned)  # pieces that came back by their number only may be among the scanned ones
    return ScanRate(100 * scanned / of, scanned, of, "pieces handed out")


def _known(counted: Counter[str], names: Iterable[str]) -> dict[str, int]:
    return {name: counted[name] for name in names}


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms // 1000, UTC)
