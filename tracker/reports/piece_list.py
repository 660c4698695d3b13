"""The pieces of one batch a page at a time, and all that is known of one piece; quick also of 100,000."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlite_utils import Database

from printkit.store.model import Batch
from printkit.store.stock import hand_outs, returns, still_out
from tracker.reports.pieces import LiveHit

PER_PAGE = 50
_SCANNED = "iif(:given, scans - nowhere, scans)"
_WITHIN = "json_each(:ranges) AS reach"
_REACH = "BETWEEN reach.value ->> 0 AND reach.value ->> 1"


class View(StrEnum):
    """Which pieces, in which order."""

    POSITION = "position"
    MOST = "most"
    LATEST = "latest"
    EARLIEST = "earliest"
    OPEN = "open"


_ORDERS = {
    View.MOST: f"{_SCANNED} DESC, position",
    View.LATEST: "last_ms DESC, position",
    View.EARLIEST: "iif(:given, placed_ms, first_ms), position",
}
"""Of views that show pieces with scans only."""


@dataclass(frozen=True, slots=True)
class There:
    """Positions that lie at a place since a day."""

    place: str
    on: date
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the pieces of a batch are.

    Attributes:
        handed_out: Whether anything ever was: then what came while a piece was nowhere is a test.
        there: What lies at places now; what came back by its position is left out.
    """

    handed_out: bool
    there: tuple[There, ...]

    @property
    def places(self) -> tuple[str, ...]:
        """The places that have pieces, by name."""
        return tuple(sorted({one.place for one in self.there}))

    def of(self, position: int) -> There | None:
        """Return where a piece is, ``None`` if it is at no place."""
        return next((one for one in self.there if one.first <= position <= one.last), None)


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One piece with a code of its own.

    Attributes:
        place: Where it was handed out, or ``""``.
        scans: Hits by people, without tests.
        tests: Hits by people while it was nowhere; hits with a staff pass are not told by piece.
        first_scan_at: UTC; ``None`` without a scan.
        last_scan_at: Likewise.
    """

    position: int
    code: str
    place: str
    scans: int
    tests: int
    first_scan_at: datetime | None
    last_scan_at: datetime | None


@dataclass(frozen=True, slots=True)
class PieceList:
    """A page of pieces.

    Attributes:
        total: How many pieces there are on all pages.
        page: Its number, from 1.
    """

    lines: tuple[PieceLine, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, -(-self.total // PER_PAGE))


def whereabouts(db: Database, batch: Batch, today: date) -> Whereabouts:
    """Return where the pieces of a batch are on a day."""
    given = tuple(one for one in hand_outs(db, batch.id) if one.on <= today)
    back = tuple(one for one in returns(db, batch.id) if one.on <= today)
    there = (There(one.place, one.on, *span) for one, spans in still_out(given, back) for span in spans)
    return Whereabouts(bool(given), tuple(there))


def list_pieces(
    db: Database, batch: Batch, where: Whereabouts, view: View, page: int, place: str = ""
) -> PieceList:
    """Return a page of a batch's pieces; a page too far is the last one.

    Args:
        db: The database.
        batch: With a code per piece.
        where: Where its pieces are.
        view: Which pieces, in which order.
        page: From 1.
        place: Only pieces that are there, or all with ``""``.
    """
    there = [[one.first, one.last] for one in where.there if one.place == place]
    reach = there if place else [[1, batch.copies]]
    values: dict[str, object] = {"batch": batch.id, "given": where.handed_out, "ranges": json.dumps(reach)}
    total = _total(db, view, values)
    page = max(1, min(page, -(-total // PER_PAGE)))
    values |= {"most": PER_PAGE, "skip": (page - 1) * PER_PAGE}
    positions = [row[0] for row in db.execute(_positions(view), values)]
    return PieceList(_lines(db, batch, where, positions), total, page)


def find_piece(db: Database, batch: Batch, where: Whereabouts, position: int) -> PieceLine | None:
    """Return one piece of a batch, ``None`` if it has none at this position."""
    return next(iter(_lines(db, batch, where, [position])), None)


def hits_of_piece(db: Database, batch_id: int, position: int, most: int) -> tuple[LiveHit, ...]:
    """Return the last retained hits of a piece, of all classes, the newest first."""
    words = dict(db.execute("SELECT id, word FROM hit_word").fetchall())
    rows = db.execute(
        "SELECT at_ms, staff, class, reason, device, entry, system, browser, language FROM event"
        " WHERE batch_id = ? AND position = ? ORDER BY at_ms DESC, number DESC LIMIT ?",
        [batch_id, position, most],
    )
    return tuple(
        LiveHit(_time(at_ms), batch_id, position, bool(staff), *(words[number] for number in numbers))
        for at_ms, staff, *numbers in rows
    )


def _positions(view: View) -> str:
    """Return the query of the positions on a page."""
    if view is View.POSITION:
        return (
            f"SELECT position FROM {_WITHIN} CROSS JOIN code ON batch_id = :batch AND position {_REACH}"  # noqa: S608
            " ORDER BY position LIMIT :most OFFSET :skip"
        )
    if view is View.OPEN:
        return (
            f"SELECT position FROM {_WITHIN} CROSS JOIN code ON batch_id = :batch AND position {_REACH}"  # noqa: S608
            " WHERE NOT EXISTS (SELECT 1 FROM piece_scan WHERE piece_scan.batch_id = :batch"
            f" AND piece_scan.position = code.position AND {_SCANNED} > 0)"
            " ORDER BY position LIMIT :most OFFSET :skip"
        )
    return (
        f"SELECT position FROM {_WITHIN} CROSS JOIN piece_scan ON batch_id = :batch AND position {_REACH}"  # noqa: S608
        f" WHERE {_SCANNED} > 0 ORDER BY {_ORDERS[view]} LIMIT :most OFFSET :skip"
    )


def _total(db: Database, view: View, values: dict[str, object]) -> int:
    pieces, scanned = db.execute(
        "SELECT (SELECT coalesce(sum((value ->> 1) - (value ->> 0) + 1), 0) FROM json_each(:ranges)),"  # noqa: S608
        f" (SELECT count(*) FROM {_WITHIN} CROSS JOIN piece_scan"
        f" ON batch_id = :batch AND position {_REACH} AND {_SCANNED} > 0)",
        values,
    ).fetchone()
    if view is View.POSITION:
        return int(pieces)
    return int(pieces - scanned if view is View.OPEN else scanned)


def _lines(db: Database, batch: Batch, where: Whereabouts, positions: Sequence[int]) -> tuple[PieceLine, ...]:
    rows = db.execute(
        "SELECT code.position, code, coalesce(scans, 0), coalesce(nowhere, 0), first_ms, placed_ms, last_ms"
        " FROM json_each(?) AS wanted CROSS JOIN code ON code.batch_id = ? AND code.position = wanted.value"
        " LEFT JOIN piece_scan ON piece_scan.batch_id = code.batch_id"
        " AND piece_scan.position = code.position ORDER BY wanted.key",
        [json.dumps(list(positions)), batch.id],
    )
    return tuple(_line(where, *row) for row in rows)


def _line(
    where: Whereabouts,
    position: int,
    code: str,
    people: int,
    nowhere: int,
    first_ms: int | None,
    placed_ms: int | None,
    last_ms: int | None,
) -> PieceLine:
    tests = nowhere if where.handed_out else 0
    scans = people - tests
    first = placed_ms if where.handed_out else first_ms
    there = where.of(position)
    return PieceLine(
        position,
        code,
        there.place if there else "",
        scans,
        tests,
        _time(first) if scans and first is not None else None,
        _time(last_ms) if scans and last_ms is not None else None,
    )


def _time(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC)
