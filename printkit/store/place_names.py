"""Places as staff look after them: made, renamed, archived; and which were used last."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import Place
from printkit.store.names import checked_name
from printkit.store.places import ensure_place, places
from printkit.store.times import to_text


def add_place(db: Database, name: str, organisation_id: int) -> Place:
    """Make a new place.

    Raises:
        SignetError: The name cannot be used, or there is such a place.
    """
    with transaction(db):
        _refuse_known(db, name, organisation_id, but=0)
        return ensure_place(db, name, organisation_id)


def rename_place(db: Database, place: Place, name: str) -> Place:
    """Give a place another name; its figures stay.

    Raises:
        SignetError: The name cannot be used, or another place has it.
    """
    with transaction(db):
        clean = _refuse_known(db, name, place.organisation_id, but=place.id)
        db.execute("UPDATE place SET name = ? WHERE id = ?", [clean, place.id])
        return _read(db, place)


def archive_place(db: Database, place: Place, *, archived: bool = True, at: datetime | None = None) -> Place:
    """Offer a place no more when pieces are handed out, or again; its figures stay."""
    with transaction(db):
        if (_read(db, place).archived_at is not None) is not archived:
            text = to_text(at) if archived else None
            db.execute("UPDATE place SET archived_at = ? WHERE id = ?", [text, place.id])
        return _read(db, place)


def offered_places(db: Database, organisation_id: int) -> tuple[Place, ...]:
    """Return the places that pieces can be handed out to, those used last first, then by name."""
    used = dict(
        db.execute(
            "SELECT place_id, max(hand_out.created_at) FROM hand_out"
            " JOIN place ON place.id = place_id AND organisation_id = ? GROUP BY place_id",
            [organisation_id],
        ).fetchall()
    )
    offered = [one for one in places(db, organisation_id) if one.archived_at is None]
    by_name = sorted(offered, key=lambda one: one.name.casefold())
    return tuple(sorted(by_name, key=lambda one: used.get(one.id, ""), reverse=True))


def _refuse_known(db: Database, name: str, organisation_id: int, *, but: int) -> str:
    clean = checked_name(name, "name of the place")
    for place in places(db, organisation_id):
        if place.id != but and place.name.casefold() == clean.casefold():
            raise SignetError.of(
                "known-place",
                f'There is a place "{place.name}" already.',
                "Use another name.",
                key="name of the place",
                value=place.name,
            )
    return clean


def _read(db: Database, place: Place) -> Place:
    return next(one for one in places(db, place.organisation_id) if one.id == place.id)
