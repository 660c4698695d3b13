"""Where batches and codes lead: stored destinations, retargeting with its history, retiring and reviving."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.batches import find_batch, find_code
from printkit.store.database import transaction
from printkit.store.links import check_destination
from printkit.store.model import Batch, Code, Destination, Retargeted, Retargeting, Retired
from printkit.store.organisations import organisation_of, own_hosts
from printkit.store.times import to_text, to_time


def ensure_url(db: Database, organisation_id: int, url: str) -> int:
    """Return the number of the destination with this checked URL; a new one is stored."""
    db.execute(
        "INSERT INTO destination (organisation_id, kind, reference) VALUES (?, 'url', ?)"
        " ON CONFLICT DO NOTHING",
        [organisation_id, url],
    )
    row = db.execute(
        "SELECT id FROM destination WHERE organisation_id = ? AND kind = 'url' AND reference = ?",
        [organisation_id, url],
    ).fetchone()
    return int(row[0])


def retarget(
    db: Database,
    target: Batch | Code,
    url: str,
    *,
    also_own: Collection[str] = (),
    at: datetime | None = None,
    by: str = "",
) -> Retargeted:
    """Let a batch or a single code lead elsewhere from now on, and note it in the history.

    Codes of a batch that have a destination of their own keep it.

    Args:
        db: The database.
        target: From `find_code_or_batch`.
        url: The new destination.
        also_own: Hosts that are our own besides those in the database, such as that of ``--base-url``.
        at: When, by default now.
        by: Who does it.

    Raises:
        SignetError: The URL cannot be a destination.
    """
    with transaction(db):
        checked = check_destination(url, own_hosts(db) | set(also_own))
        batch = find_batch(db, target.id if isinstance(target, Batch) else target.batch_id)
        fresh = batch if isinstance(target, Batch) else find_code(db, target.code)
        before = fresh.destination or batch.destination
        after = Destination(ensure_url(db, organisation_of(db, batch), checked), "url", checked)
        if before != after:
            _write_target(db, fresh, after, to_text(at), by)
        return Retargeted(_read(db, fresh), before != after, before, after, _own_destinations(db, fresh))


def follow_batch(db: Database, code: Code, *, at: datetime | None = None, by: str = "") -> Retargeted:
    """Let a code lead where its batch leads, now and whenever that changes."""
    with transaction(db):
        fresh, batch = find_code(db, code.code), find_batch(db, code.batch_id)
        before, after = fresh.destination or batch.destination, batch.destination
        if fresh.destination is not None:
            db.execute("UPDATE code SET destination_id = NULL WHERE code = ?", [fresh.code])
            sql = "INSERT INTO retargeting (code, destination_id, since, by_whom) VALUES (?, ?, ?, ?)"
            db.execute(sql, [fresh.code, after.id, to_text(at), by])
        return Retargeted(find_code(db, fresh.code), fresh.destination is not None, before, after)


def retire(db: Database, target: Batch | Code, *, at: datetime | None = None) -> Retired:
    """Retire a batch or a single code: it still answers, with a kind page. Doing it twice changes nothing."""
    with transaction(db):
        fresh = _read(db, target)
        if fresh.retired_at is not None:
            return Retired(fresh, False)
        _set_retired(db, fresh, to_text(at))
        return Retired(_read(db, fresh), True)


def revive(db: Database, target: Batch | Code) -> Retired:
    """Take a retirement back. Doing it twice changes nothing.

    Raises:
        SignetError: A single code is wanted back whose whole batch is retired.
    """
    with transaction(db):
        fresh = _read(db, target)
        if isinstance(fresh, Code) and find_batch(db, fresh.batch_id).retired_at is not None:
            raise SignetError.of(
                "batch-retired",
                f"{fresh.code} belongs to batch {fresh.batch_id}, which is retired as a whole.",
                f"Revive batch {fresh.batch_id}.",
                value=fresh.code,
            )
        if fresh.retired_at is None:
            return Retired(fresh, False)
        _set_retired(db, fresh, None)
        return Retired(_read(db, fresh), True)


def retargetings(db: Database, target: Batch | Code) -> tuple[Retargeting, ...]:
    """Return what led where since when, the oldest first.

    For a batch its own lines and those of its single codes; for a code its own and those of its batch.
    """
    batch_id = target.id if isinstance(target, Batch) else target.batch_id
    single = None if isinstance(target, Batch) else target.code
    found = db.execute(
        """
        SELECT coalesce(retargeting.batch_id, code.batch_id), coalesce(retargeting.code, ''),
          destination.id, destination.kind, destination.reference, retargeting.since,
          retargeting.by_whom
        FROM retargeting
        JOIN destination ON destination.id = retargeting.destination_id
        LEFT JOIN code ON code.code = retargeting.code
        WHERE retargeting.batch_id = ?1 OR (code.batch_id = ?1 AND (?2 IS NULL OR code.code = ?2))
        ORDER BY retargeting.since, retargeting.id
        """,
        [batch_id, single],
    )
    return tuple(
        Retargeting(row[0], row[1], Destination(*row[2:5]), to_time(row[5]), row[6]) for row in found
    )


def _read(db: Database, target: Batch | Code) -> Batch | Code:
    return find_batch(db, target.id) if isinstance(target, Batch) else find_code(db, target.code)


def _own_destinations(db: Database, target: Batch | Code) -> int:
    if isinstance(target, Code):
        return 0
    sql = "SELECT count(*) FROM code WHERE batch_id = ? AND destination_id IS NOT NULL"
    return int(db.execute(sql, [target.id]).fetchone()[0])


def _write_target(db: Database, target: Batch | Code, after: Destination, now: str, by: str) -> None:
    if isinstance(target, Batch):
        db.execute("UPDATE batch SET destination_id = ? WHERE id = ?", [after.id, target.id])
        sql = "INSERT INTO retargeting (batch_id, destination_id, since, by_whom) VALUES (?, ?, ?, ?)"
        db.execute(sql, [target.id, after.id, now, by])
    else:
        db.execute("UPDATE code SET destination_id = ? WHERE code = ?", [after.id, target.code])
        sql = "INSERT INTO retargeting (code, destination_id, since, by_whom) VALUES (?, ?, ?, ?)"
        db.execute(sql, [target.code, after.id, now, by])


def _set_retired(db: Database, target: Batch | Code, at: str | None) -> None:
    if isinstance(target, Batch):
        db.execute("UPDATE batch SET retired_at = ? WHERE id = ?", [at, target.id])
    else:
        db.execute("UPDATE code SET retired_at = ? WHERE code = ?", [at, target.code])
