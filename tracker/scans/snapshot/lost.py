"""Codes that a snapshot knows and the database does not, and how that may be."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Set
from pathlib import Path

from sqlite_utils import Database

from printkit.store.answering import Answering, Group
from printkit.store.strangers import Lost, keep_strangers
from tracker.scans.snapshot.head import FIRST_STRANGER, Target
from tracker.scans.snapshot.reading import TABLES, Snapshot

_AT_ONCE = 10_000


def number_of(group: Group) -> int:
    """Return the number of a group in tables."""
    return FIRST_STRANGER + group.stranger_id if group.stranger_id else group.batch_id


def in_common(snapshot: Snapshot, state: Answering) -> Set[int]:
    """Return the numbers of the groups that a snapshot and a database both have.

    A number alone says nothing: an older database that was restored gives new batches the numbers of lost
    ones. So one code of each group is compared; no code is ever issued twice.
    """
    found = set()
    for group in state.groups:
        index = snapshot.find(group.first)
        if index >= 0 and snapshot.targets[index].group == number_of(group):
            found.add(number_of(group))
    return found


def is_same_history(snapshot: Snapshot, state: Answering, common: Set[int]) -> bool:
    """Whether the database is the one that the snapshot was made from, in whatever state, and not another."""
    return bool(common) or snapshot.history == state.history


def keep_lost(db: Database, snapshot: Snapshot, groups: Set[int]) -> Iterator[None]:
    """Store the codes of some groups as strangers where the database does not know them, a part at a time.

    After a kill it may be done again: what is stored is known then.
    """
    waiting: dict[Target, list[str]] = {}
    kept = 0
    for place, (code, target) in enumerate(snapshot):
        if target.group in groups:
            waiting.setdefault(target, []).append(code)
            if len(waiting[target]) >= _AT_ONCE:
                kept += _keep(db, target, waiting.pop(target))
        if place % _AT_ONCE == 0:
            yield
    for target, codes in waiting.items():
        kept += _keep(db, target, codes)
        yield
    if kept:
        print(
            f"Signet background: {kept} codes on paper are not in this database; they go on leading to where"
            " they led. `tracker strangers` tells more.",
            file=sys.stderr,
            flush=True,
        )


def set_aside(path: Path, snapshot: Snapshot) -> Path:
    """Keep a copy of the snapshot of another database, and return its folder.

    Raises:
        OSError: It could not be written.
    """
    folder = path.with_name(f"snapshot-of-{snapshot.history[:12] or 'format-1'}-{snapshot.revision}")
    (folder / TABLES).mkdir(mode=0o700, parents=True, exist_ok=True)
    for table in snapshot.tables:
        _copy(path.parent / TABLES / table.file.name, folder / TABLES / table.file.name)
    _copy(path, folder / path.name)
    print(
        f"Signet background: the snapshot was of another database; a copy lies in {folder}.",
        file=sys.stderr,
        flush=True,
    )
    return folder


def _keep(db: Database, target: Target, codes: list[str]) -> int:
    lost = Lost(target.batch_id, target.organisation_id, target.kind, target.reference, target.retired)
    return keep_strangers(db, lost, codes)


def _copy(source: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    try:
        os.link(source, copy)
    except OSError:  # a file system without links
        shutil.copy2(source, copy)
