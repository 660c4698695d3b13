"""Places, and which pieces were handed out where and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store import rows
from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION, Batch, BatchKind, HandOut, Place
from printkit.store.names import checked_name
from printkit.store.organisations import organisation_of
from printkit.store.positions import format_positions, ranges
from printkit.store.times import to_text

EARLIEST = date(2000, 1, 1)
LATEST_AHEAD = timedelta(days=2 * 366)
"""Hand-outs may be planned this far ahead; what lies later, or before 2000, is a slip of the pen."""


def places(db: Database, organisation_id: int = DEFAULT_ORGANISATION) -> tuple[Place, ...]:
    """Return the places of an organisation by name."""
    found = db.execute(
        "SELECT id, organisation_id, name FROM place WHERE organisation_id = ? ORDER BY name",
        [organisation_id],
    )
    return tuple(Place(*row) for row in found)


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
    at: datetime | None = None,
) -> HandOut:
    """Note that a bundle of a batch was given to a place on a date, which may be long ago.

    Without positions all pieces go there that were not handed out yet; they must be contiguous. A batch with
    one code has no positions: all of it goes to one place.

    Args:
        db: The database.
        batch: From `find_batch`.
        place: Its name; a new one is created.
        on: The day it was laid out, in the organisation's time zone.
        first: First position of the bundle.
        last: Last position of the bundle; alone neither makes sense.
        at: When this is noted, by default now.

    Raises:
        SignetError: The positions do not exist or are handed out already, or the date is no likely one.
    """
    _check_date(on, (at or datetime.now(UTC)).date())
    with transaction(db):
        earlier = hand_outs(db, batch.id)
        bundle_id = None
        if batch.kind is BatchKind.ONE_CODE:
            _check_single(batch, earlier, first, last)
        else:
            first, last = _range(batch, earlier, first, last)
            sql = "INSERT INTO bundle (batch_id, first, last) VALUES (?, ?, ?)"
            bundle_id = db.execute(sql, [batch.id, first, last]).lastrowid
        cursor = db.execute(
            "INSERT INTO hand_out (batch_id, bundle_id, place_id, handed_out_on, created_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                batch.id,
                bundle_id,
                ensure_place(db, place, organisation_of(db, batch)).id,
                on.isoformat(),
                to_text(at),
            ],
        )
        row = db.execute(rows.HAND_OUT + "WHERE hand_out.id = ?", [cursor.lastrowid]).fetchone()
        return rows.to_hand_out(row)


def hand_outs(db: Database, batch_id: int) -> tuple[HandOut, ...]:
    """Return the hand-outs of a batch in order of position."""
    found = db.execute(
        rows.HAND_OUT + "WHERE hand_out.batch_id = ? ORDER BY bundle.first, hand_out.id", [batch_id]
    )
    return tuple(rows.to_hand_out(row) for row in found)


def _check_date(on: date, today: date) -> None:
    if not EARLIEST <= on <= today + LATEST_AHEAD:
        raise SignetError.of(
            "date",
            f"{on.isoformat()} is not a likely date of a hand-out.",
            f"Use a day from {EARLIEST.isoformat()} to {(today + LATEST_AHEAD).isoformat()}.",
            key="on",
            value=on.isoformat(),
        )


def _check_single(batch: Batch, earlier: tuple[HandOut, ...], first: int | None, last: int | None) -> None:
    if first is not None or last is not None:
        raise SignetError.of(
            "positions",
            f"Batch {batch.id} has one code for all copies, so it has no positions.",
            "Leave them out; mint a batch for each place to tell places apart.",
            key="positions",
        )
    if earlier:
        raise _taken(batch, earlier[0], "Mint a batch for each place to tell places apart.")


def _range(
    batch: Batch, earlier: tuple[HandOut, ...], first: int | None, last: int | None
) -> tuple[int, int]:
    """Return the positions that are meant, proved to exist and to be free."""
    free = _free(batch, earlier)
    if first is None and last is None:
        return _rest(batch, free)
    first, last = (first if first is not None else last), (last if last is not None else first)
    assert first is not None
    assert last is not None
    if not 1 <= first <= last <= batch.copies:
        raise SignetError.of(
            "positions",
            f"Batch {batch.id} has no positions {first}-{last}.",
            f"Write a range from 1 to {batch.copies}, the smaller number first.",
            key="positions",
            value=f"{first}-{last}",
        )
    for other in earlier:
        if other.first is not None and other.last is not None and first <= other.last and other.first <= last:
            raise _taken(batch, other, _what_is_free(free))
    return first, last


def _free(batch: Batch, earlier: tuple[HandOut, ...]) -> tuple[tuple[int, int], ...]:
    gone = {
        position
        for one in earlier
        if one.first is not None and one.last is not None
        for position in range(one.first, one.last + 1)
    }
    return ranges(position for position in range(1, batch.copies + 1) if position not in gone)


def _rest(batch: Batch, free: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    if len(free) == 1:
        return free[0]
    message = (
        f"The pieces of batch {batch.id} that are left are not one bundle."
        if free
        else f"All pieces of batch {batch.id} are handed out."
    )
    raise SignetError.of("positions", message, _what_is_free(free), key="positions")


def _what_is_free(free: tuple[tuple[int, int], ...]) -> str:
    if not free:
        return "No position is left."
    text = format_positions(position for first, last in free for position in range(first, last + 1))
    return f"Left are the positions {text}."


def _taken(batch: Batch, other: HandOut, remedy: str) -> SignetError:
    what = f"Batch {batch.id}" if other.first is None else f"Positions {other.first}-{other.last}"
    verb = "was" if other.first is None else "were"
    return SignetError.of(
        "handed-out-already",
        f"{what} {verb} handed out to {other.place} on {other.on.isoformat()}.",
        remedy,
        key="positions",
    )
