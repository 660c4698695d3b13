"""What is known of single pieces: hits by people, the first and the last; and which of them were at a place.

Hits with a staff pass are left out. A row a piece, for ever, so it cannot say more. Whether a hit was at a
place is known when it is counted; when a hand-out is noted later, `tell_tests` tells it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlite_utils import Database

from tracker.scans.ordered import NOWHERE, Holding, Holdings, Ordered
from tracker.scans.words import Hit, HitClass

_ADD = """
INSERT INTO piece_scan VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  scans = scans + excluded.scans,
  first_ms = min(first_ms, excluded.first_ms),
  last_ms = max(last_ms, excluded.last_ms),
  nowhere = nowhere + excluded.nowhere,
  placed_ms = coalesce(min(placed_ms, excluded.placed_ms), placed_ms, excluded.placed_ms)
"""


@dataclass(slots=True)
class _Piece:
    scans: int
    first_ms: int
    last_ms: int
    nowhere: int = 0
    placed_ms: int | None = None

    def add(self, at_ms: int, place: int) -> None:
        self.scans += 1
        self.first_ms, self.last_ms = min(self.first_ms, at_ms), max(self.last_ms, at_ms)
        if place == NOWHERE:
            self.nowhere += 1
        else:
            self.placed_ms = at_ms if self.placed_ms is None else min(self.placed_ms, at_ms)


class _Row(NamedTuple):
    """A row of ``piece_scan`` without its batch."""

    position: int
    scans: int
    first_ms: int
    last_ms: int
    nowhere: int
    placed_ms: int | None


class _Later(NamedTuple):
    """Hits by people that are events and came when the piece was at a place."""

    hits: int
    first_ms: int


def add_pieces(db: Database, hits: Iterable[Hit], ordered: Ordered) -> None:
    """Count hits by people for their pieces, inside the caller's transaction."""
    pieces: dict[tuple[int, int], _Piece] = {}
    for hit in hits:
        if hit.verdict.cls is HitClass.PERSON and not hit.staff:
            piece = ordered.pieces[hit.code]
            found = pieces.setdefault(piece[:2], _Piece(0, hit.at_ms, hit.at_ms))
            found.add(hit.at_ms, ordered.place_at(piece, hit.at_ms))
    rows = [
        (*key, one.scans, one.first_ms, one.last_ms, one.nowhere, one.placed_ms)
        for key, one in sorted(pieces.items(), key=lambda item: item[0])
    ]
    db.conn.executemany(_ADD, rows)


def tell_tests(db: Database, batch_id: int, held: Holdings, complete_ms: int) -> None:
    """Tell anew which hits of a batch's pieces were at a place, inside the caller's transaction.

    It is exact as long as the events since the hand-out are retained. Without them, of a piece with hits
    before and after, only the first is known to have been at no place, and no return is told.

    Args:
        db: The database.
        batch_id: The batch.
        held: From `tracker.scans.ordered.holdings`.
        complete_ms: Since when every hit is an event too.
    """
    sql = "SELECT position, scans, first_ms, last_ms, nowhere, placed_ms FROM piece_scan WHERE batch_id = ?"
    rows = [_Row(*row) for row in db.execute(sql, [batch_id])]
    of = {row.position: held.of(row.position) for row in rows}
    parted = {row.position: of[row.position] for row in rows if _is_parted(row, of[row.position])}
    later = _later(db, batch_id, parted, complete_ms) if parted else {}
    changed = []
    for row in rows:
        new = _told(row, of[row.position], later.get(row.position), complete_ms)
        if new != row:
            changed.append((new.nowhere, new.placed_ms, batch_id, row.position))
    update = "UPDATE piece_scan SET nowhere = ?, placed_ms = ? WHERE batch_id = ? AND position = ?"
    db.conn.executemany(update, changed)


def _is_parted(row: _Row, held: Sequence[Holding]) -> bool:
    """Whether some hits of a piece may have been at a place and others not."""
    if not held or row.last_ms < held[0].from_ms:
        return False
    return not any(one.from_ms <= row.first_ms and row.last_ms < one.until_ms for one in held)


def _told(row: _Row, held: Sequence[Holding], later: _Later | None, complete_ms: int) -> _Row:
    if not held or row.last_ms < held[0].from_ms:
        return row._replace(nowhere=row.scans, placed_ms=None)
    if not _is_parted(row, held):
        return row._replace(nowhere=0, placed_ms=row.first_ms)
    begin = held[0].from_ms
    if max(begin, row.first_ms) >= complete_ms:
        if later:
            return row._replace(nowhere=row.scans - later.hits, placed_ms=later.first_ms)
        if not any(one.from_ms <= at < one.until_ms for one in held for at in (row.first_ms, row.last_ms)):
            return row._replace(nowhere=row.scans, placed_ms=None)
    if row.first_ms >= begin:
        return row._replace(nowhere=0, placed_ms=row.first_ms)
    known = row.placed_ms is not None and row.placed_ms >= begin
    first_ms = row.placed_ms if known else later.first_ms if later else row.last_ms
    return row._replace(nowhere=1, placed_ms=first_ms)


def _later(
    db: Database, batch_id: int, held: Mapping[int, Sequence[Holding]], complete_ms: int
) -> Mapping[int, _Later]:
    """Return by position what came when the piece was at a place, as far as it is retained."""
    found: dict[int, _Later] = {}
    begin = min(several[0].from_ms for several in held.values())
    for position, at_ms in _people(db, batch_id, max(complete_ms, begin)):
        if any(one.from_ms <= at_ms < one.until_ms for one in held.get(position, ())):
            before = found.get(position)
            found[position] = _Later(before.hits + 1, before.first_ms) if before else _Later(1, at_ms)
    return found


def _people(db: Database, batch_id: int, since_ms: int) -> Iterator[tuple[int, int]]:
    """Return position and time of the retained hits by people, in order of time."""
    yield from db.execute(
        "SELECT position, at_ms FROM event WHERE batch_id = ? AND at_ms >= ? AND staff = 0 AND class ="
        " (SELECT id FROM hit_word WHERE kind = 'class' AND word = 'person') ORDER BY at_ms",
        [batch_id, since_ms],
    )
