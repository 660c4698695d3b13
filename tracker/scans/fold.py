"""From spool to counts, each hit exactly once.

How far a segment has been counted is stored in the very transaction that counts, so a kill at any moment
leaves both or neither. Only whole lines are taken; what a dead writer left without a newline is a fault.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tracker.locks import only_one
from tracker.scans.counts import CountStore, Portion, StaleOffsetError
from tracker.scans.lines import from_line
from tracker.scans.spool import NAME
from tracker.scans.words import Hit, Missed

LARGEST_PORTION = 1024 * 1024
"""Bytes read of one segment at a time, about 12,000 hits: one short transaction."""
LARGEST_FOLD = 4 * LARGEST_PORTION
SMALLEST_PORTION = 64 * 1024
STEP_SECONDS = 0.25
"""A fold is to take no longer, so that a new destination can be told to the workers in between, also while
they need nearly all of the processor."""
YOUNGEST_REMOVED_SECONDS = 60.0
"""No segment is removed earlier, whatever the settings: its writer may have just created it."""
OFFSETS_KEPT_DAYS = 30.0


@dataclass(frozen=True, slots=True)
class Folded:
    """What one fold did: hits counted, faulty lines skipped, whether more is waiting."""

    hits: int
    faults: int
    more: bool


def fold(folder: Path, counts: CountStore, *, largest: int = LARGEST_PORTION) -> Folded:
    """Count what is new in the segments of a folder, up to a few megabytes.

    Raises:
        OSError: A segment cannot be read; the others were counted.
        sqlite3.Error: The database cannot be written; nothing was counted.
    """
    portions, more, faults = _next_portions(segments(folder), counts.offsets(), largest)
    folded = Folded(0, 0, False)
    if portions:
        try:
            counts.add(portions)
            hits, damaged = sum(len(one.hits) for one in portions), sum(one.faults for one in portions)
            folded = Folded(hits, damaged, more)
        except StaleOffsetError:
            folded = Folded(0, 0, True)
    if faults:  # what somebody else's service left behind must not stop the counting of ours
        raise faults[0]
    return folded


def next_portion(portion: int, seconds: float) -> int:
    """Return how many bytes of a segment to read the next time, when a fold of so many took so long."""
    if seconds > STEP_SECONDS:
        return max(SMALLEST_PORTION, portion // 2)
    return min(LARGEST_PORTION, portion * 2) if seconds < STEP_SECONDS / 4 else portion


def _next_portions(
    paths: Iterable[Path], offsets: Mapping[str, int], largest: int
) -> tuple[list[Portion], bool, list[OSError]]:
    """Return what to count next, whether more of it waits, and why segments could not be read."""
    portions, faults, size, more = list[Portion](), list[OSError](), 0, False
    for path in paths:
        if size >= LARGEST_FOLD:
            return portions, True, faults
        try:
            portion = read_portion(path, offsets.get(path.name, 0), largest)
        except OSError as error:
            faults.append(error)
            continue
        if portion:
            portions.append(portion)
            length = portion.end - portion.start
            size, more = size + length, more or length >= largest // 2
    return portions, more, faults


def fold_all(folder: Path, counts: CountStore) -> int:
    """Fold until nothing is waiting; return how many hits were counted."""
    total = 0
    while True:
        folded = fold(folder, counts)
        total += folded.hits
        if not folded.more:
            return total


def count_waiting(folder: Path, run_folder: Path, counts: CountStore, *, seconds: float) -> bool:
    """Count what waits in the spool now, or where a service runs, wait for it to do so.

    What comes in meanwhile is not waited for, or under steady traffic there would be no end.

    Args:
        folder: The spool.
        run_folder: Where the lock of the one process that folds lies.
        counts: Where hits go.
        seconds: How long to wait.

    Returns:
        Whether none of it waits any more.
    """
    until = time.monotonic() + seconds
    ends = {path.name: _size(path) for path in segments(folder)}
    while _are_behind(counts.offsets(), ends):
        with only_folder(run_folder) as alone:
            if alone:
                fold_all(folder, counts)
                return True
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _are_behind(offsets: Mapping[str, int], ends: Mapping[str, int]) -> bool:
    return any(offsets.get(name, 0) < end for name, end in ends.items())


def segments(folder: Path) -> list[Path]:
    """Return the segments of a folder, the oldest first; other files are no business of ours.

    Neither is what only has such a name: a link would count a segment twice, a pipe would wait without end.
    """
    try:
        with os.scandir(folder) as entries:
            found = [one.name for one in entries if NAME.fullmatch(one.name) and _is_file(one)]
    except FileNotFoundError:
        return []
    return [folder / name for name in sorted(found)]


def _is_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def waiting_bytes(folder: Path, counts: CountStore) -> int:
    """Return how much of the spool is not yet counted."""
    return bytes_after(folder, counts.offsets())


def bytes_after(folder: Path, offsets: Mapping[str, int]) -> int:
    """Return how much of the spool lies behind these offsets; without a database the last ones known."""
    sizes = ((path.name, _size(path)) for path in segments(folder))
    return sum(max(0, size - offsets.get(name, 0)) for name, size in sizes)


def remove_old(folder: Path, counts: CountStore, *, days: float) -> tuple[str, ...]:
    """Remove segments that were counted to their end and not written to for some days; return their names."""
    offsets, now = counts.offsets(), time.time()
    before = now - max(days * 86_400, YOUNGEST_REMOVED_SECONDS)
    old = [path for path in segments(folder) if _is_over(path, offsets.get(path.name, 0), before)]
    for path in old:
        path.unlink(missing_ok=True)
    _forget(folder, counts, offsets, now - (days + OFFSETS_KEPT_DAYS) * 86_400)
    return tuple(path.name for path in old)


def _is_over(path: Path, folded: int, before: float) -> bool:
    """Whether a segment is counted to its end, old, and written by nobody; what cannot be read stays."""
    try:
        state = path.stat()
        return state.st_size <= folded and state.st_mtime < before and not is_being_written(path)
    except (FileNotFoundError, PermissionError):
        return False


def _forget(folder: Path, counts: CountStore, offsets: Iterable[str], before: float) -> None:
    """Drop old offsets. Not at once: a folder that was not there for a while must not be counted again."""
    present = {path.name for path in segments(folder)}
    gone = [name for name in offsets if name not in present and _began(name) < before]
    if gone:
        counts.forget(gone)


def _began(name: str) -> float:
    """Return when a segment was begun, in seconds since 1970; it is in its name."""
    return int(name.partition("-")[0]) / 1000


def read_portion(path: Path, start: int, largest: int) -> Portion | None:
    """Read the whole lines after an offset, or ``None`` if there is nothing to count."""
    if _size(path) <= start:
        return None
    try:
        with path.open("rb") as file:
            file.seek(start)
            content = file.read(largest)
            end = content.rfind(b"\n") + 1
            if not end and content and _is_rest(path, start, content, largest):
                end = len(content)
    except FileNotFoundError:
        return None
    if not end:
        return None
    lines = [line for line in content[:end].split(b"\n") if line]
    records = [record for line in lines if (record := from_line(line))]
    hits = [record for record in records if isinstance(record, Hit)]
    missed = [record for record in records if isinstance(record, Missed)]
    return Portion(path.name, start, start + end, hits, len(lines) - len(records), missed)


def is_being_written(path: Path) -> bool:
    """Whether the process that writes this segment is alive and not yet done with it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def only_folder(run_folder: Path, *, wait_seconds: float = 0.0) -> AbstractContextManager[bool]:
    """Hold the lock of the one process that folds; yields whether it was free in time."""
    return only_one(run_folder / "fold.lock", wait_seconds=wait_seconds)


def _is_rest(path: Path, start: int, content: bytes, largest: int) -> bool:
    """Whether content without a newline will never get one: too long for a line, or its writer is gone."""
    if len(content) >= largest:
        return True
    return not is_being_written(path) and _size(path) == start + len(content)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
