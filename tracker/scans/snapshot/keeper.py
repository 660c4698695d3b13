"""Keeps the snapshot of a database up to date: what changed is written, and nothing else.

Everything is done a little at a time, so that whoever calls goes on counting hits meanwhile: a batch is live
as soon as its own small table is written, and small tables are merged into larger ones afterwards.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from printkit.files import mark_of, replace_file
from printkit.store.answering import Answering, Group, answering, codes_of, revision
from tracker.scans.snapshot.head import FIRST_OWN, Head, Numbered, SnapshotError, TableFile, Target, line_of
from tracker.scans.snapshot.lost import in_common, is_same_history, keep_lost, number_of, set_aside
from tracker.scans.snapshot.making import Records, records_of, write_merged, write_table
from tracker.scans.snapshot.reading import EARLIER, TABLES, Snapshot, best_left, read

STEP_SECONDS = 0.1
"""After this long a step ends, when what it is at can be left."""
LARGEST_NEW = 1_000_000
"""Codes of new batches that go into one table: so many are held at a time."""
SMALL, RATIO = 100_000, 8
"""Tables are merged as long as they have so many codes together, and beyond that as soon as the smaller ones
have an eighth of the next: so there are few, whatever the number of codes, and a code is seldom moved."""
LOOK_SECONDS = 1.0
GRACE_SECONDS = 60.0
"""A worker may be about to open a table that the newest head does not name any more."""
_Own = tuple[tuple[str, int], ...]


class Keeper:
    """Writes the snapshot of one service.

    Args:
        path: Its head.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keeping: _Keeping | None = None
        self._fault: Exception | None = None
        self._look_at = self._retry_at = 0.0

    def step(self, db: Database) -> bool:
        """Do what is due, for `STEP_SECONDS`; return whether more is to be done.

        Raises:
            sqlite3.Error: The database cannot be read, or lost codes cannot be stored in it.
            OSError: A file cannot be written; the snapshot is still the one before.
        """
        if self._fault is not None and time.monotonic() < self._retry_at:
            raise self._fault.with_traceback(None)
        try:
            more = self._of(db).step()
        except Exception as error:
            self._keeping, self._fault = None, error
            self._retry_at = time.monotonic() + LOOK_SECONDS
            raise
        self._fault = None
        return more

    def _of(self, db: Database) -> _Keeping:
        """Return what is kept in mind; nothing of another database, or of files that somebody has changed."""
        kept = self._keeping
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_SECONDS
            kept = None if kept is None or kept.is_touched() else kept
        if kept is None or kept.db is not db:
            kept = self._keeping = _Keeping(self._path, db)
        return kept


class _Keeping:
    """What is kept in mind from one step to the next."""

    def __init__(self, path: Path, db: Database) -> None:
        self._path, self._folder, self.db = path, path.parent / TABLES, db
        self._version = self._revision = -1
        self._now: Snapshot | None = None
        self._renewing: Iterator[None] | None = None
        self._content = self._earlier = b""
        self._marks: tuple[tuple[int, int, int] | None, ...] = ()
        self._own: tuple[_Own, TableFile] | None = None
        self._merging: Iterator[TableFile | None] | None = None
        self._merged: tuple[TableFile, ...] = ()
        self._tidy_at = 0.0

    def step(self) -> bool:
        until = time.monotonic() + STEP_SECONDS
        while time.monotonic() < until:
            if self._renewing is None and self._is_due():
                self._renewing = self._renew(self.db)
            if self._renewing is not None:
                if next(self._renewing, self) is self:
                    self._renewing = None
            elif not self._merge_some():
                self._remove_unused()
                return False
        return True

    def is_touched(self) -> bool:
        """Whether the files are not those that were written."""
        return bool(self._marks) and self._marks != self._mark()

    def _is_due(self) -> bool:
        """Whether the database has another revision."""
        version = self.db.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return False
        due, self._version = revision(self.db) != self._revision, version
        return due

    def _renew(self, db: Database) -> Iterator[None]:
        """Bring the snapshot up to date with the database."""
        if self._now is None:
            self._load()
        before, state = self._now, answering(db)
        common = in_common(before, state) if before else set()
        kept = before is not None and before.head is not None and before.whole
        if before and (lost := {target.group for target in before.targets} - common):
            kept = False
            if is_same_history(before, state, common):
                yield from keep_lost(db, before, lost)
                state = answering(db)
            else:
                set_aside(self._path, before)
        if not kept:
            self._stop_merging()
        files = [table.file for table in before.tables if not table.file.own] if before and kept else []
        new = [group for group in state.groups if not kept or number_of(group) not in common]
        for several in _records_of_groups(db, new):
            files.append(write_table(self._folder, several))
            yield
        self._write(state, files)

    def _load(self) -> None:
        """Take up what an earlier process has written."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self._now = read(self._path)
            if self._now.head is not None:
                self._content = self._now.head.to_bytes()
            for table in self._now.tables:
                if table.file.own:
                    own = tuple(sorted((code.decode("ascii"), number) for code, number in table))
                    self._own = (own, table.file)
        except (OSError, SnapshotError):
            self._now = best_left(self._path)

    def _write(self, state: Answering, files: Sequence[TableFile]) -> None:
        groups = {group.batch_id: group for group in state.groups if not group.stranger_id}
        numbers: dict[Target, int] = {}
        own = []
        for one in state.own:
            organisation_id = groups[one.batch_id].organisation_id
            target = Target(one.batch_id, one.kind, one.reference, one.retired, organisation_id)
            own.append((one.code, numbers.setdefault(target, FIRST_OWN + len(numbers))))
        targets = [(number_of(group), _target(group)) for group in state.groups]
        targets += [(number, target) for target, number in numbers.items()]
        self._publish(state.history, state.revision, (*self._own_table(tuple(sorted(own))), *files), targets)

    def _own_table(self, own: _Own) -> tuple[TableFile, ...]:
        if not own:
            self._own = None
            return ()
        if self._own is None or self._own[0] != own:
            by_number: dict[int, list[str]] = {}
            for code, number in own:
                by_number.setdefault(number, []).append(code)
            several = [records_of(",".join(codes), number) for number, codes in by_number.items()]
            self._own = (own, write_table(self._folder, several, own=True))
        return (self._own[1],)

    def _publish(
        self, history: str, number: int, files: Sequence[TableFile], targets: Iterable[Numbered]
    ) -> None:
        """Put a new head in place, and take up what it says as a worker would."""
        in_order = tuple(sorted(files, key=lambda file: (not file.own, -file.codes)))
        head = Head(history, number, in_order, {line_of(*one): one for one in targets})
        content = head.to_bytes()
        if content != self._content:
            if self._content:
                replace_file(self._path.with_name(EARLIER), self._content, durable=False)
                self._earlier = self._content
            replace_file(self._path, content)
            self._content = content
            self._now = read(self._path, self._now)
        self._revision, self._marks = number, self._mark()

    def _merge_some(self) -> bool:
        """Merge a part of what is to be merged; return whether there was any."""
        if self._now is None or self._now.head is None:
            return False
        if self._merging is None:
            self._merged = to_merge(self._now.head.tables)
            if not self._merged:
                return False
            tables = [table for table in self._now.tables if table.file in self._merged]
            self._merging = write_merged(self._folder, tables)
        file = next(self._merging)
        if file is not None:
            head = self._now.head
            files = [one for one in head.tables if one not in self._merged]
            self._stop_merging()
            self._publish(head.history, head.revision, [*files, file], head.targets.values())
        return True

    def _stop_merging(self) -> None:
        self._merging, self._merged = None, ()

    def _mark(self) -> tuple[tuple[int, int, int] | None, ...]:
        """Return what changes when somebody else changes one of the files."""
        names = [table.file.name for table in self._now.tables] if self._now else []
        return tuple(mark_of(path) for path in (self._path, *(self._folder / name for name in names)))

    def _remove_unused(self) -> None:
        """Remove tables that neither this head names nor the one before."""
        if time.monotonic() < self._tidy_at or self._now is None:
            return
        self._tidy_at = time.monotonic() + GRACE_SECONDS
        used = {table.file.name for table in self._now.tables}
        with suppress(SnapshotError):
            used |= {file.name for file in Head.from_bytes(self._earlier).tables}
        for path in self._folder.iterdir():
            with suppress(OSError):
                if path.name not in used and path.stat().st_mtime < time.time() - GRACE_SECONDS:
                    path.unlink()


def to_merge(files: Iterable[TableFile]) -> tuple[TableFile, ...]:
    """Return the tables that should be one, or none."""
    several = sorted((file for file in files if not file.own), key=lambda file: -file.codes)
    rest = sum(file.codes for file in several)
    for place, file in enumerate(several[:-1]):
        codes, rest = rest, rest - file.codes
        if codes <= SMALL or rest * RATIO > file.codes:
            return tuple(several[place:])
    return ()


def _records_of_groups(db: Database, groups: Iterable[Group]) -> Iterator[list[Records]]:
    """Give the records of new groups, some of them at a time."""
    several: list[Records] = []
    for group in groups:
        several.append(records_of(codes_of(db, group), number_of(group)))
        if sum(map(len, several)) >= LARGEST_NEW:
            yield several
            several = []
    if several:
        yield several


def _target(group: Group) -> Target:
    return Target(
        group.batch_id, group.kind, group.reference, group.retired, group.organisation_id, group.stranger_id
    )
