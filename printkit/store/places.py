"""Places, and which pieces were handed out where and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store import rows
from printkit.store.booked import Return
from printkit.store.database import transaction
from printkit.store.model import DEFAULT_ORGANISATION, Batch, BatchKind, HandOut, Place
from printkit.store.names import checked_name
from printkit.store.organisations import organisation_of
from printkit.store.spans import Span, common, written
from printkit.store.stock import Stock, hand_outs, out_of, read_stock, returns, waste
from printkit.store.times import to_optional_time, to_text

__all__ = ["EARLIEST", "check_day", "ensure_place", "hand_out", "hand_outs", "latest_day", "places"]

EARLIEST = date(2000, 1, 1)
LATEST_AHEAD = timedelta(days=2 * 366)
"""Hand-outs may be planned this far ahead; what lies later, or before 2000, is a slip of the pen."""


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
    check_day(on, (at or datetime.now(UTC)).date())
    with transaction(db):
        stock, bundle_id = read_stock(db, batch), None
        where = ensure_place(db, place, organisation_of(db, batch))
        if batch.kind is BatchKind.ONE_CODE:
            _check_single(db, batch, where, first, last, on)
            copies = _copies(batch, stock, copies)
        else:
            first, last = _range(db, batch, stock, first, last)
            _check_after_returns(returns(db, batch.id), (first, last), on)
            sql = "INSERT INTO bundle (batch_id, first, last) VALUES (?, ?, ?)"
            bundle_id, copies = db.execute(sql, [batch.id, first, last]).lastrowid, None
        db.execute("UPDATE place SET archived_at = NULL WHERE id = ?", [where.id])
        cursor = db.execute(
            "INSERT INTO hand_out (batch_id, bundle_id, place_id, handed_out_on, created_at, copies, by_whom)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [batch.id, bundle_id, where.id, on.isoformat(), to_text(at), copies, by],
        )
        row = db.execute(rows.HAND_OUT + "WHERE hand_out.id = ?", [cursor.lastrowid]).fetchone()
        return rows.to_hand_out(row)


def latest_day(today: date) -> date:
    """Return the last day for which a hand-out can be planned."""
    return today + LATEST_AHEAD


def check_day(on: date, today: date) -> None:
    """Refuse a day that is a slip of the pen.

    Raises:
        SignetError: It lies too far back or ahead.
    """
    if not EARLIEST <= on <= latest_day(today):
        raise SignetError.of(
            "date",
            f"{on.isoformat()} is not a likely date of a hand-out.",
            f"Use a day from {EARLIEST.isoformat()} to {latest_day(today).isoformat()}.",
            key="on",
            value=on.isoformat(),
        )


def _check_single(
    db: Database, batch: Batch, where: Place, first: int | None, last: int | None, on: date
) -> None:
    if first is not None or last is not None:
        raise SignetError.of(
            "positions",
            f"Batch {batch.id} has one code for all copies, so it has no positions.",
            "Leave them out; mint a batch for each place to tell places apart.",
            key="positions",
        )
    elsewhere = [one for one in hand_outs(db, batch.id) if one.place_id != where.id]
    for one in elsewhere:
        if one.back < one.pieces:
            raise _taken(batch, one, "Mint a batch for each place to tell places apart.", "one-place")
    last_back = [one.on for one in returns(db, batch.id) if one.hand_out_id in {one.id for one in elsewhere}]
    if last_back and on < max(last_back):
        raise _too_early(max(last_back))


def _copies(batch: Batch, stock: Stock, copies: int | None) -> int | None:
    """Return how many copies are meant; ``None`` stands for all that the batch has."""
    if stock.left < 1:
        message = f"All pieces of batch {batch.id} are handed out."
        raise SignetError.of("nothing-left", message, "No copy is left.", key="positions")
    wanted = stock.left if copies is None else copies
    if not 1 <= wanted <= stock.left:
        raise more_than_left(stock.left, wanted)
    return None if wanted == batch.copies else wanted


def more_than_left(left: int, wanted: int) -> SignetError:
    """Say that there are not so many pieces."""
    return SignetError.of(
        "more-than-left",
        f"{wanted} pieces are not there: {left} are left.",
        f"Use a number from 1 to {left}.",
        key="pieces",
        value=str(left),
    )


def _range(db: Database, batch: Batch, stock: Stock, first: int | None, last: int | None) -> Span:
    """Return the positions that are meant, proved to exist and to be free."""
    if first is None and last is None:
        found = _rest(batch, stock.free)
    else:
        first, last = (first if first is not None else last), (last if last is not None else first)
        assert first is not None
        assert last is not None
        found = first, last
        if not 1 <= first <= last <= batch.copies:
            raise SignetError.of(
                "no-such-positions",
                f"Batch {batch.id} has no positions {first}-{last}.",
                f"Write a range from 1 to {batch.copies}, the smaller number first.",
                key="positions",
                value=f"{first}-{last}",
            )
        _check_free(db, batch, stock, found)
    if found[1] - found[0] + 1 > stock.left:
        raise more_than_left(stock.left, found[1] - found[0] + 1)
    return found


def _check_free(db: Database, batch: Batch, stock: Stock, wanted: Span) -> None:
    back = returns(db, batch.id)
    for other in hand_outs(db, batch.id):
        if common([wanted], out_of(other, back)):
            raise _taken(batch, other, _what_is_free(stock.free))
    spoilt = [(one.first, one.last) for one in waste(db, batch.id) if one.first and one.last]
    if lost := common([wanted], spoilt):
        message = f"Positions {written(lost)} are noted as spoilt."
        raise SignetError.of(
            "spoilt", message, _what_is_free(stock.free), key="positions", value=written(lost)
        )


def _check_after_returns(back: tuple[Return, ...], wanted: Span, on: date) -> None:
    """A piece that came back on a day was elsewhere before."""
    days = [one.on for one in back if one.first and one.last and common([wanted], [(one.first, one.last)])]
    if days and on < max(days):
        raise _too_early(max(days))


def _too_early(back_on: date) -> SignetError:
    return SignetError.of(
        "still-elsewhere",
        f"Pieces of it came back on {back_on.isoformat()}; before that they were elsewhere.",
        f"Use {back_on.isoformat()} or a later day.",
        key="on",
        value=back_on.isoformat(),
    )


def _rest(batch: Batch, free: tuple[Span, ...]) -> Span:
    if len(free) == 1:
        return free[0]
    message = (
        f"The pieces of batch {batch.id} that are left are not one bundle."
        if free
        else f"All pieces of batch {batch.id} are handed out."
    )
    rule = "not-one-bundle" if free else "nothing-left"
    raise SignetError.of(rule, message, _what_is_free(free), key="positions", value=written(free))


def _what_is_free(free: tuple[Span, ...]) -> str:
    return f"Left are the positions {written(free)}." if free else "No position is left."


def _taken(batch: Batch, other: HandOut, remedy: str, rule: str = "handed-out-already") -> SignetError:
    what = f"Batch {batch.id}" if other.first is None else f"Positions {other.first}-{other.last}"
    verb = "was" if other.first is None else "were"
    return SignetError.of(
        rule,
        f"{what} {verb} handed out to {other.place} on {other.on.isoformat()}.",
        remedy,
        key="positions",
        value=other.place,
    )
