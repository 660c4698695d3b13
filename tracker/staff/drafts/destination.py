"""The second step: where the codes lead. The page is looked at once, but nothing depends on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from sqlite_utils import Database
from wtforms import Field, StringField, ValidationError

from tracker.staff.destinations.lookout import lookout
from tracker.staff.destinations.store import Looked, keep, last_look
from tracker.staff.destinations.words import RefusedAddressError, typed_address
from tracker.staff.drafts.model import Draft

FRESH = timedelta(minutes=10)
"""A page that was looked at so short a time ago is not looked at again."""


class DestinationForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """One address; it may be left out for now."""

    destination = StringField(N_("Address of the page"))

    def __init__(self, own_hosts: Collection[str], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._own_hosts = own_hosts

    def validate_destination(self, field: Field) -> None:
        """Refuse what cannot be a destination."""
        if not (field.data or "").strip():
            field.data = ""
            return
        try:
            field.data = typed_address(field.data, self._own_hosts)
        except RefusedAddressError as error:
            raise ValidationError(str(error)) from error


def is_fresh(looked: Looked | None) -> bool:
    """Whether somebody looked just now."""
    return looked is not None and datetime.now(UTC) - looked.at < FRESH


def look_first(
    db: Database, organisation_id: int, address: str, own_hosts: Collection[str], *, anew: bool
) -> bool:
    """Look at a page unless that was done just now; return whether nothing speaks against it.

    Args:
        anew: Whether to look in any case.
    """
    if not address:
        return True
    if not anew and is_fresh(last_look(db, organisation_id, address)):
        return True  # what speaks against it was shown then
    look = lookout().look(address, own_hosts)
    keep(db, organisation_id, look)
    return look.is_usable


def looked_at(db: Database, draft: Draft) -> Looked | None:
    """Return what the last look at a draft's destination found."""
    return last_look(db, draft.organisation_id, draft.destination) if draft.destination else None
