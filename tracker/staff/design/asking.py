"""What the pages ask of the studio: the list of designs, looks, pictures, a logo's reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import g
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.codes import SHORTEST
from printkit.store.organisations import organisation
from tracker.staff.design.store import DraftDesign, logo_file
from tracker.staff.drafts.base import base_of, code_length
from tracker.staff.drafts.model import Draft
from tracker.studio.client import Studio
from tracker.studio.orders import Job, LogoFile, Look, LookOrder, TakenLogo
from tracker.studio.shelf import Shelf
from tracker.studio.shown import Catalogue, Shown
from tracker.web.site import site

LOGO_SECONDS = 20.0
UNNAMED = "Bibliothek"
"""What an organisation is called before somebody gave it a name."""


def studio() -> Studio:
    """Return the studio of this service."""
    return Studio(site().config.run_folder)


def read_catalogue() -> Catalogue:
    """Return all designs.

    Raises:
        StudioError: They cannot be read now.
    """
    if "catalogue" not in g:
        g.catalogue = Catalogue.from_json(studio().draw("catalogue", b""))
    found = g.catalogue
    assert isinstance(found, Catalogue)
    return found


def order_of(
    db: Database, draft: Draft, found: DraftDesign, variant: str, texts: Mapping[str, str]
) -> LookOrder:
    """Return what a draft's pieces will look like with these texts and colours, as an order."""
    logo = logo_file(db, found.logo.id) if found.logo and found.shown.takes_logo else None
    return LookOrder(
        organisation_id=draft.organisation_id,
        design=found.design,
        variant=variant,
        texts=tuple(sorted(texts.items())),
        logo=logo,
        base=str(base_of(db, draft.organisation_id, site().config).url),
        code_length=code_length(db, draft.batches),
    )


def sample_of(db: Database, organisation_id: int, shown: Shown, variant: str = "") -> LookOrder:
    """Return how a design looks with the library's own name, for the gallery."""
    name = organisation(db, organisation_id).name
    has_name = name != UNNAMED and any(field.name == "library" for field in shown.fields)
    texts = (("library", name),) if has_name else ()
    base = str(base_of(db, organisation_id, site().config).url)
    return LookOrder(organisation_id, shown.name, variant, texts, None, base, SHORTEST, samples=True)


def look_at(order: LookOrder, *, size: str = "medium", lane: str = "") -> Look:
    """Draw an order.

    Args:
        size: Of its pictures, a key of `tracker.studio.orders.SIZES`.
        lane: Of the orders in a lane only the newest is drawn.

    Raises:
        SignetError: The design is gone or broken.
        StudioError: It cannot be drawn now.
    """
    return Look.from_json(studio().draw("look", _job(order, size).to_bytes(), lane=lane))


def known_look(organisation_id: int, key: str) -> Look | None:
    """Return a look that was drawn lately; ``None`` if it is not known any more."""
    try:
        kept = Shelf(site().config.run_folder, organisation_id).read(key, "look.json")
    except ValueError:
        return None
    return None if kept is None else Look.from_json(kept)


def picture(organisation_id: int, key: str, side: str, size: str) -> bytes | None:
    """Return a picture of a look, drawn in this size if nobody wanted it so before.

    Returns:
        WebP; ``None`` if the look is not known any more, or has no such side.

    Raises:
        StudioError: It cannot be drawn now.
    """
    shelf = Shelf(site().config.run_folder, organisation_id)
    try:
        found = shelf.read(key, f"{side}-{size}.webp")
        if found is None and shelf.read(key, "order.json") is not None:
            job = Job(str(site().config.run_folder), size, None, key, organisation_id)
            studio().draw("picture", job.to_bytes())
            found = shelf.read(key, f"{side}-{size}.webp")
    except (ValueError, SignetError):
        return None
    return found


def take_in(name: str, data: bytes) -> TakenLogo:
    """Return a logo as it can be printed.

    Raises:
        SignetError: It cannot be.
        StudioError: The studio stumbled over it.
    """
    answer = studio().draw("logo", LogoFile(name, data).to_bytes(), seconds=LOGO_SECONDS)
    return TakenLogo.from_bytes(answer)


def _job(order: LookOrder, size: str) -> Job:
    return Job(str(_run_folder()), size, order)


def _run_folder() -> Path:
    return site().config.run_folder
