"""Places, and which pieces were handed out where and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlite_utils import Database

from printkit.store import rows
from printkit.store.database import transaction
from printkit.store.days import check_day
from printkit.store.fitting import check_numbers, check_spans, wanted_part
from printkit.store.model import DEFAULT_ORGANISATION, Batch, BatchKind, HandOut, Place
from printkit.store.names import checked_name
from printkit.store.organisations import organisation_of
from printkit.store.spans import Span
from printkit.store.stock import hand_outs
from printkit.store.times import to_optional_time, to_text

__all__ = ["ensure_place", "hand_out", "hand_out_bundles", "hand_outs", "places"]


def places(db: Database, organisation_id: int = DEFAULT_ORGANISATION) -> tuple[Place, ...]:
    """Return the places of an organisation by name, archived ones among them."""
    found = db.execute(
        "SELECT id, organisation_id, name, archived_at FROM place WHERE organisation_id = ? ORDER BY name",
        [organisation_id],
    )
    return tuple(Place(row[0], row[1], row[2], to_optional_time(row[3])) for row in found)


def ensure_place(db: Database, name: str, organisation_id: int = DEFAULT_ORGANISATION) -> Place:
    """Return the place with this name; a new one is created.

    Case is not told apart: ``stadtmitte`` finds ``Stadtmitte``.

    Raises:
        SignetError: The name cannot be used.
    """
    name = checked_name(name, "name of the place")
    with transaction(db):
        for place in places(db, organisation_id):
            if place.name.casefold() == name.casefold():
                return place
        cursor = db.execute(
            "INSERT INTO place (organisation_id, name) VALUES (?, ?)", [organisation_id, name]
        )
        assert cursor.lastrowid is not None
        return Place(cursor.lastrowid, organisation_id, name)


def hand_out(
    db: Database,
    batch: Batch,
    place: str,
    on: date,
    *,
    first: int | None = None,
    last: int | None = None,
    copies: int | None = None,
    at: datetime | None = None,
    by: str = "",
) -> HandOut:
    """Note that a bundle of a batch was given to a place on a date, which may be long ago.

    Without positions all pieces go there that were not handed out yet; they must be contiguous. A batch with
    one code has no positions: some or all of its copies go to one place.

    Args:
        db: The database.
        batch: From `find_batch`.
        place: Its name; a new one is created, an archived one is offered again.
        on: The day it was laid out, in the organisation's time zone.
        first: First position of the bundle.
        last: Last position of the bundle; alone neither makes sense.
        copies: How many, of a batch with one code; by default all that are left.
        at: When this is noted, by default now.
        by: Who notes it.

    Raises:
        SignetError: The positions do not exist or are handed out already, or the date is no likely one.
    """
    with transaction(db):
        part = wanted_part(db, batch, first, last, copies)
        return hand_out_bundles(db, batch, place, on, [part], at=at, by=by)[0]


def hand_out_bundles(
    db: Database,
    batch: Batch,
    place: str,
    on: date,
    bundles: Sequence[Span | int],
    *,
    at: datetime | None = None,
    by: str = "",
) -> tuple[HandOut, ...]:
    """Note that bundles of a batch were given to a place on a date; all or none.

    Args:
        db: The database.
        batch: From `find_batch`.
        place: Its name; a new one is created, an archived one is offered again.
        on: The day they were laid out, in the organisation's time zone.
        bundles: Ranges of positions; of a batch with one code, numbers of copies.
        at: When this is noted, by default now.
        by: Who notes it.

    Raises:
        SignetError: As of `hand_out`.
    """
    with transaction(db):
        organisation_id = organisation_of(db, batch)
        check_day(db, batch, on, at)
        where = ensure_place(db, place, organisation_id)
        spans = [one for one in bundles if not isinstance(one, int)]
        numbers = [one for one in bundles if isinstance(one, int)]
        if batch.kind is BatchKind.ONE_CODE:
            check_numbers(db, batch, where, numbers, spans, on)
        else:
            check_spans(db, batch, spans, numbers, on)
        db.execute("UPDATE place SET archived_at = NULL WHERE id = ?", [where.id])
        return tuple(_insert(db, batch, where, on, one, to_text(at), by) for one in bundles)


def _insert(
    db: Database, batch: Batch, where: Place, on: date, part: Span | int, at: str, by: str
) -> HandOut:
    bundle_id, copies = None, None
    if isinstance(part, int):
        copies = None if part == batch.copies else part
    else:
        sql = "INSERT INTO bundle (batch_id, first, last) VALUES (?, ?, ?)"
        bundle_id = db.execute(sql, [batch.id, *part]).lastrowid
    cursor = db.execute(
        "INSERT INTO hand_out (batch_id, bundle_id, place_id, handed_out_on, created_at, copies, by_whom)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [batch.id, bundle_id, where.id, on.isoformat(), at, copies, by],
    )
    return rows.to_hand_out(
        db.execute(rows.HAND_OUT + "WHERE hand_out.id = ?", [cursor.lastrowid]).fetchone()
    )
