"""What came of single pieces, of places, of devices and reasons; and the last hits as they come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlite_utils import Database

from printkit.store.model import DEFAULT_ORGANISATION
from tracker.reports.reading import NEVER, READING, Reading, read

_EVENT = "batch_id, at_ms, number, position, staff, class, reason, device, entry, system, browser, language"


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """What came of the pieces that a place was given.

    Attributes:
        handed_out: Pieces given to it by now.
        scans: Scans of those pieces since they are there.
        pieces_scanned: Of those with a code of their own, how many were scanned at least once since then.
        pieces: Pieces with a code of their own that are there, the denominator of `pieces_scanned`.
        complete: Whether scans are those of all the time; not if a hand-out was noted too late for that.
        returned: Of the pieces handed out, those that came back by now.
    """

    place: str
    handed_out: int
    scans: int
    pieces_scanned: int
    pieces: int
    complete: bool
    returned: int = 0


@dataclass(frozen=True, slots=True)
class PieceFigures:
    """What came of one piece.

    Attributes:
        position: ``None`` with one code for all.
        scans: Hits by people, without tests.
        tests: Hits by people before the piece was handed out, if anything of its batch was. Those with a
            staff pass are not told by piece.
        first_scan_at: UTC; ``None`` if all were tests.
        last_scan_at: UTC; likewise.
    """

    batch: int
    position: int | None
    code: str
    scans: int
    tests: int
    first_scan_at: datetime | None
    last_scan_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordFigures:
    """Scans with one kind of device, or by one way in."""

    word: str
    scans: int


@dataclass(frozen=True, slots=True)
class ReasonFigures:
    """Why hits are in their class."""

    batch: int
    cls: str
    reason: str
    hits: int


@dataclass(frozen=True, slots=True)
class LiveHit:
    """A retained event, in words; ``staff`` says whether it came with a staff pass."""

    at: datetime
    batch: int
    position: int | None
    staff: bool
    cls: str
    reason: str
    device: str
    entry: str
    system: str
    browser: str
    language: str


def place_figures(
    db: Database,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
    today: date | None = None,
) -> tuple[PlaceFigures, ...]:
    """Return for every place that was given pieces what came of them, in order of their names."""
    reading = read(db, batch_id, organisation_id, campaign_id=campaign_id, today=today)
    parameters = reading.parameters
    given = db.execute(
        f"""{READING}
        SELECT place.id, place.name, sum(iif(sign > 0, pieces, 0)), sum(iif(sign < 0, pieces, 0)),
          sum(iif(kind = 'code-per-piece', sign * pieces, 0)), min(coalesce(known <= handed_out, 1))
        FROM reading JOIN given ON given.batch_id = reading.batch_id AND on_day <= :today
        JOIN batch ON batch.id = given.batch_id JOIN place ON place.id = given.place_id
        GROUP BY place.id ORDER BY place.name""",  # noqa: S608 (constants)
        parameters,
    ).fetchall()
    scans = dict(
        db.execute(
            f"{reading.scans} SELECT place_id, sum(hits) FROM scan GROUP BY place_id",  # noqa: S608 (constants)
            parameters,
        ).fetchall()
    )
    pieces = _pieces_scanned(db, reading)
    return tuple(
        PlaceFigures(
            name, handed_out, scans.get(place, 0), pieces.get(place, 0), with_code, bool(complete), returned
        )
        for place, name, handed_out, returned, with_code, complete in given
    )


def _pieces_scanned(db: Database, reading: Reading) -> dict[int, int]:
    """Return by place how many of the pieces that are there were scanned at least once since."""
    rows = db.execute(
        f"{READING} SELECT place_id, sum(sign * (SELECT count(*) FROM piece_scan"  # noqa: S608 (constants)
        " WHERE piece_scan.batch_id = given.batch_id AND position BETWEEN first AND last"
        " AND nowhere < scans))"
        " FROM reading JOIN given ON given.batch_id = reading.batch_id AND on_day <= :today"
        " WHERE first IS NOT NULL GROUP BY place_id",
        reading.parameters,
    )
    return dict(rows.fetchall())


def top_pieces(
    db: Database,
    batch_id: int | None = None,
    *,
    most: int = 20,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[PieceFigures, ...]:
    """Return the pieces that were scanned most, the first of them first."""
    scanned = f"(nowhere < scans OR handed_out = {NEVER})"
    return tuple(_pieces(db, read(db, batch_id, organisation_id, campaign_id=campaign_id), scanned, most))


def all_pieces(
    db: Database,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> Iterator[PieceFigures]:
    """Yield every piece with a hit by a person, those scanned most first, those with tests only last."""
    return _pieces(db, read(db, batch_id, organisation_id, campaign_id=campaign_id), "true", -1)


@dataclass(frozen=True, slots=True)
class ScannedAgain:
    """Pieces with a code of their own: how many were scanned, and how many of them more than once."""

    scanned: int
    again: int


def scanned_again(db: Database, reading: Reading) -> ScannedAgain:
    """Return how many pieces people came back to; repeats within a minute are no second scan."""
    scanned, again = db.execute(
        f"{READING} SELECT count(*), coalesce(sum(times > 1), 0) FROM"  # noqa: S608 (constants)
        f" (SELECT iif(handed_out < {NEVER}, scans - nowhere, scans) AS times FROM reading"
        " CROSS JOIN piece_scan ON piece_scan.batch_id = reading.batch_id AND position > 0) WHERE times > 0",
        reading.parameters,
    ).fetchone()
    return ScannedAgain(scanned, again)


def _pieces(db: Database, reading: Reading, which: str, most: int) -> Iterator[PieceFigures]:
    rows = db.execute(
        f"""{READING}, best AS (SELECT piece_scan.batch_id, position, handed_out < {NEVER} AS given,
          iif(handed_out < {NEVER}, scans - nowhere, scans) AS scanned
          FROM reading CROSS JOIN piece_scan ON piece_scan.batch_id = reading.batch_id
          WHERE {which} ORDER BY scanned DESC, piece_scan.batch_id, position LIMIT :most)
        SELECT best.batch_id, nullif(best.position, 0), code, scanned, iif(given, nowhere, 0),
          iif(given, placed_ms, first_ms), iif(given AND placed_ms IS NULL, NULL, last_ms)
        FROM best CROSS JOIN piece_scan USING (batch_id, position)
        JOIN code ON code.batch_id = best.batch_id AND code.position IS nullif(best.position, 0)
        ORDER BY scanned DESC, best.batch_id, best.position""",  # noqa: S608 (constants)
        {**reading.parameters, "most": most},
    )
    for batch, position, code, scans, tests, first, last in rows:
        yield PieceFigures(batch, position, code, scans, tests, _moment(first), _moment(last))


def devices(
    db: Database,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[WordFigures, ...]:
    """Return with which kinds of device people scanned, the most used first."""
    return scans_by_word(db, "device", read(db, batch_id, organisation_id, campaign_id=campaign_id))


def entries(
    db: Database,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[WordFigures, ...]:
    """Return how codes came in: scanned, typed, unknown; the most frequent first."""
    return scans_by_word(db, "entry", read(db, batch_id, organisation_id, campaign_id=campaign_id))


def scans_by_word(db: Database, column: str, reading: Reading) -> tuple[WordFigures, ...]:
    """Return the scans of some batches by a column, ``device`` or ``entry``; the most frequent word first."""
    rows = db.execute(
        f"{reading.scans} SELECT word, sum(hits) FROM scan JOIN hit_word ON hit_word.id = {column}"  # noqa: S608 (constants)
        " GROUP BY word HAVING sum(hits) > 0 ORDER BY 2 DESC, 1",
        reading.parameters,
    )
    return tuple(WordFigures(*row) for row in rows)


def reasons(
    db: Database,
    batch_id: int | None = None,
    *,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[ReasonFigures, ...]:
    """Return why hits are in their class, by batch, the most frequent first."""
    rows = db.execute(
        f"{READING} SELECT hit_reason.batch_id, class.word, reason.word, hits FROM reading"  # noqa: S608 (constants)
        " CROSS JOIN hit_reason ON hit_reason.batch_id = reading.batch_id"
        " JOIN hit_word AS class ON class.id = hit_reason.class"
        " JOIN hit_word AS reason ON reason.id = hit_reason.reason ORDER BY 1, hits DESC, 2, 3",
        read(db, batch_id, organisation_id, campaign_id=campaign_id).parameters,
    )
    return tuple(ReasonFigures(*row) for row in rows)


def live_tail(
    db: Database,
    batch_id: int | None = None,
    *,
    most: int = 50,
    campaign_id: int | None = None,
    organisation_id: int = DEFAULT_ORGANISATION,
) -> tuple[LiveHit, ...]:
    """Return the last retained hits, the newest first."""
    found = []
    for batch in read(db, batch_id, organisation_id, campaign_id=campaign_id).batches:
        sql = f"SELECT {_EVENT} FROM event WHERE batch_id = ? ORDER BY at_ms DESC, number DESC LIMIT ?"  # noqa: S608
        found += db.execute(sql, [batch.id, most]).fetchall()
    newest = sorted(found, key=lambda row: (row[1], row[2]), reverse=True)[:most]
    words = dict(db.execute("SELECT id, word FROM hit_word").fetchall())
    return tuple(
        LiveHit(_time(at_ms), batch, position or None, bool(staff), *(words[number] for number in numbers))
        for batch, at_ms, _, position, staff, *numbers in newest
    )


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else _time(ms)


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC)
