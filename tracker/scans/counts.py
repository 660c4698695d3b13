"""Where folded hits go: SQLite here; another engine needs the same few functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlite_utils import Database

from printkit.store.database import transaction
from tracker.scans.bursts_together import mark_bursts
from tracker.scans.devices import add_devices
from tracker.scans.dictionary import Dictionary
from tracker.scans.events import add_events
from tracker.scans.hours import add as add_hours
from tracker.scans.hours import by_hour
from tracker.scans.ordered import Ordered
from tracker.scans.pieces import add_pieces
from tracker.scans.repeats import mark_repeats
from tracker.scans.unknown_counts import add_missed
from tracker.scans.words import Hit, Missed


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of one segment, read and not yet counted.

    Attributes:
        segment: Its name.
        start: Bytes of the segment that were counted before.
        end: Bytes that will be counted with this portion.
        hits: What its lines say.
        faults: Lines that were torn or damaged.
        missed: What its lines say of codes that do not exist.
    """

    segment: str
    start: int
    end: int
    hits: Sequence[Hit]
    faults: int
    missed: Sequence[Missed] = ()


class StaleOffsetError(Exception):
    """Somebody else has counted from these segments in the meantime; nothing was counted now."""


class CountStore(Protocol):
    """What the fold needs of an engine."""

    def offsets(self) -> Mapping[str, int]:
        """Return for every segment known how many bytes of it are counted."""

    def add(self, portions: Sequence[Portion]) -> None:
        """Count the portions and move the offsets in one transaction, or do neither.

        Raises:
            StaleOffsetError: An offset is not where its portion starts.
        """

    def forget(self, segments: Iterable[str]) -> None:
        """Drop the offsets of segments whose files have been removed."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Since the beginning: hits counted, lines damaged, hits of codes that this database does not have."""

    hits: int
    faults: int
    strangers: int


class SqliteCounts:
    """Counts in `campaigns.db`.

    Args:
        db: From `tracker.database.connect`.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def offsets(self) -> Mapping[str, int]:
        """Return for every segment known how many bytes of it are counted."""
        return dict(self._db.execute("SELECT name, folded FROM spool_segment").fetchall())

    def totals(self) -> Totals:
        """Return what has been folded since the beginning."""
        return Totals(*self._db.execute("SELECT hits, faults, strangers FROM spool_total").fetchone())

    def add(self, portions: Sequence[Portion]) -> None:
        """Count the portions and move the offsets in one transaction, or do neither.

        Raises:
            StaleOffsetError: An offset is not where its portion starts.
        """
        with transaction(self._db):
            words = Dictionary(self._db)
            ordered = Ordered(self._db, {hit.code for portion in portions for hit in portion.hits})
            before = self.totals().hits
            for portion in portions:
                self._move_offset(portion, sum(hit.code not in ordered.pieces for hit in portion.hits))
            known = [hit for portion in portions for hit in portion.hits if hit.code in ordered.pieces]
            known = mark_repeats(self._db, mark_bursts(self._db, known))
            add_hours(self._db, by_hour(known, ordered, words), ordered.calendar_of_batch)
            add_pieces(self._db, known, ordered)
            self._add_reasons(known, ordered, words)
            add_devices(self._db, known, ordered)
            add_events(self._db, known, before + 1, ordered, words)
            add_missed(self._db, [one for portion in portions for one in portion.missed], words)

    def forget(self, segments: Iterable[str]) -> None:
        """Drop the offsets of segments whose files have been removed."""
        with transaction(self._db):
            self._db.conn.executemany(
                "DELETE FROM spool_segment WHERE name = ?", [(name,) for name in segments]
            )

    def _move_offset(self, portion: Portion, strangers: int) -> None:
        if portion.start == 0:
            self._db.execute("INSERT OR IGNORE INTO spool_segment VALUES (?, 0, 0, 0)", [portion.segment])
        moved = self._db.execute(
            "UPDATE spool_segment SET folded = ?, faults = faults + ?, strangers = strangers + ?"
            " WHERE name = ? AND folded = ?",
            [portion.end, portion.faults, strangers, portion.segment, portion.start],
        )
        if moved.rowcount != 1:
            raise StaleOffsetError(portion.segment)
        self._db.execute(
            "UPDATE spool_total SET hits = hits + ?, faults = faults + ?, strangers = strangers + ?",
            [len(portion.hits) - strangers, portion.faults, strangers],
        )

    def _add_reasons(self, hits: Iterable[Hit], ordered: Ordered, words: Dictionary) -> None:
        reasons = Counter(
            (
                ordered.pieces[hit.code].batch_id,
                words.number("class", hit.verdict.cls),
                words.number("reason", hit.verdict.reason),
            )
            for hit in hits
        )
        self._db.conn.executemany(
            "INSERT INTO hit_reason VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET hits = hits + excluded.hits",
            [(*key, count) for key, count in sorted(reasons.items())],
        )
