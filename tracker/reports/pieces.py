"""What came of single pieces, of places, of devices and reasons; and the last hits as they come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from printkit.store.organisations import DEFAULT
from tracker.reports.reading import READING, read


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What came of the pieces that a place was given.

    Attributes:
        handed_out: Pieces given to it, of all batches.
        scans: Scans of those pieces since they are there.
        pieces_scanned: Of those with a code of their own, how many were scanned at least once since then.
        pieces: Pieces with a code of their own, the denominator of `pieces_scanned`.
        complete: Whether scans are those of all the time; not if a hand-out was noted too late for that.
    """

    place: str
    handed_out: int
    scans: int
    pieces_scanned: int
    pieces: int
    complete: bool


@dataclass(frozen=True, slots=True)
class PieceFigures:
    """Scans of one piece; ``position`` is ``None`` with one code for all. Times are UTC."""

    batch: int
    position: int | None
    code: str
    scans: int
    first_scan_at: datetime
    last_scan_at: datetime


@dataclass(frozen=True, slots=True)
class WordFigures:
    """Hits by people with one kind of device, or by one way in, or for one reason of a class."""

    word: str
    hits: int


@dataclass(frozen=True, slots=True)
class ReasonFigures:
    """Why hits are in their class."""

    batch: int
    cls: str
    reason: str
    hits: int


@dataclass(frozen=True, slots=True)
class LiveHit:
    """A retained event, in words."""

    at: datetime
    batch: int
    position: int | None
    cls: str
    reason: str
    device: str
    entry: str
    system: str
    browser: str
    language: str


def place_figures(db: Database, *, organisation_id: int = DEFAULT) -> tuple[PlaceFigures, ...]:
    """Return for every place that was given pieces what came of them, in order of their names."""
    parameters = read(db, None, organisation_id).parameters
    given = db.execute(
        f"""{READING}
        SELECT place.id, place.name, sum(coalesce(last - first + 1, batch.copies)),
          coalesce(sum(last - first + 1), 0), min(coalesce(known <= handed_out, 1))
        FROM reading JOIN hand_out ON hand_out.batch_id = reading.batch_id
        JOIN batch ON batch.id = hand_out.batch_id
        JOIN place ON place.id = hand_out.place_id LEFT JOIN bundle ON bundle.id = hand_out.bundle_id
        GROUP BY place.id ORDER BY place.name""",  # noqa: S608 (constants)
        parameters,
    ).fetchall()
    scans = dict(
        db.execute(
            f"{READING} SELECT place_id, sum(hits) FROM reading CROSS JOIN hit_total"  # noqa: S608 (constants)
            " ON hit_total.batch_id = reading.batch_id AND class = :person GROUP BY place_id",
            parameters,
        ).fetchall()
    )
    pieces = _pieces_scanned(db, organisation_id)
    return tuple(
        PlaceFigures(name, handed_out, scans.get(place, 0), pieces.get(place, 0), with_code, bool(complete))
        for place, name, handed_out, with_code, complete in given
    )


def _pieces_scanned(db: Database, organisation_id: int) -> dict[int, int]:
    """Return by place how many pieces were scanned at least once since they are there."""
    reading = read(db, None, organisation_id)
    calendar, found = reading.calendar(), dict[int, int]()
    bundles = db.execute(
        f"{READING} SELECT hand_out.place_id, reading.batch_id, first, last, handed_out_on FROM reading"  # noqa: S608 (constants)
        " JOIN hand_out ON hand_out.batch_id = reading.batch_id"
        " JOIN bundle ON bundle.id = hand_out.bundle_id",
        reading.parameters,
    ).fetchall()
    for place, batch, first, last, on in bundles:
        since = calendar.midnight_ms(datetime.fromisoformat(on).date())
        (number,) = db.execute(
            "SELECT count(*) FROM piece_scan"
            " WHERE batch_id = ? AND position BETWEEN ? AND ? AND last_ms >= ?",
            [batch, first, last, since],
        ).fetchone()
        found[place] = found.get(place, 0) + number
    return found


def top_pieces(
    db: Database, batch_id: int | None = None, *, most: int | None = 20, organisation_id: int = DEFAULT
) -> tuple[PieceFigures, ...]:
    """Return the pieces that were scanned most, with first and last time; ``most=None`` returns all."""
    rows = db.execute(
        f"{READING}, best AS (SELECT piece_scan.* FROM reading"  # noqa: S608 (constants)
        " CROSS JOIN piece_scan ON piece_scan.batch_id = reading.batch_id"
        " ORDER BY scans DESC, piece_scan.batch_id, piece_scan.position LIMIT :most)"
        " SELECT best.batch_id, nullif(best.position, 0), code, scans, first_ms, last_ms FROM best JOIN code"
        " ON code.batch_id = best.batch_id AND code.position IS nullif(best.position, 0)"
        " ORDER BY scans DESC, best.batch_id, best.position",
        {**read(db, batch_id, organisation_id).parameters, "most": -1 if most is None else most},
    )
    return tuple(
        PieceFigures(batch, position, code, scans, _time(first), _time(last))
        for batch, position, code, scans, first, last in rows
    )


def devices(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[WordFigures, ...]:
    """Return with which kinds of device people scanned, the most used first."""
    return _by_word(db, "device", batch_id, organisation_id)


def entries(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[WordFigures, ...]:
    """Return how codes came in from people: scanned, typed, unknown."""
    return _by_word(db, "entry", batch_id, organisation_id)


def _by_word(
    db: Database, column: str, batch_id: int | None, organisation_id: int
) -> tuple[WordFigures, ...]:
    rows = db.execute(
        f"{READING} SELECT word, sum(hits) FROM reading CROSS JOIN hit_total"  # noqa: S608 (constants)
        f" ON hit_total.batch_id = reading.batch_id AND class = :person"
        f" JOIN hit_word ON hit_word.id = {column} GROUP BY word ORDER BY 2 DESC, 1",
        read(db, batch_id, organisation_id).parameters,
    )
    return tuple(WordFigures(*row) for row in rows)


def reasons(
    db: Database, batch_id: int | None = None, *, organisation_id: int = DEFAULT
) -> tuple[ReasonFigures, ...]:
    """Return why hits are in their class, by batch, the most frequent first."""
    rows = db.execute(
        f"{READING} SELECT hit_reason.batch_id, class.word, reason.word, hits FROM reading"  # noqa: S608 (constants)
        " CROSS JOIN hit_reason ON hit_reason.batch_id = reading.batch_id"
        " JOIN hit_word AS class ON class.id = hit_reason.class"
        " JOIN hit_word AS reason ON reason.id = hit_reason.reason ORDER BY 1, hits DESC, 2, 3",
        read(db, batch_id, organisation_id).parameters,
    )
    return tuple(ReasonFigures(*row) for row in rows)


def live_tail(
    db: Database, batch_id: int | None = None, *, most: int = 50, organisation_id: int = DEFAULT
) -> tuple[LiveHit, ...]:
    """Return the last retained hits, the newest first."""
    found = []
    for batch in read(db, batch_id, organisation_id).batches:
        sql = "SELECT * FROM event WHERE batch_id = ? ORDER BY at_ms DESC, number DESC LIMIT ?"
        found += db.execute(sql, [batch.id, most]).fetchall()
    newest = sorted(found, key=lambda row: (row[1], row[2]), reverse=True)[:most]
    words = dict(db.execute("SELECT id, word FROM hit_word").fetchall())
    return tuple(
        LiveHit(_time(at_ms), batch, position or None, *(words[number] for number in numbers))
        for batch, at_ms, _, position, *numbers in newest
    )


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC)
