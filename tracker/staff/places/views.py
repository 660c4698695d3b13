"""The page of places: made, renamed, put away and brought back."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as N_  # noqa: N812 (the name by which texts are found)
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import Place
from printkit.store.place_names import add_place, archive_place, rename_place
from tracker.staff.accounts import Role
from tracker.staff.audit.actions import Action, before_and_after
from tracker.staff.audit.lines import Kind, Subject, note
from tracker.staff.audit.since import changed_since, last_line
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out.day import today
from tracker.staff.handing_out.words import refused
from tracker.staff.owned import own_place
from tracker.staff.places.store import batches_at, place_lines
from tracker.staff.room import room
from tracker.staff.version import Meanwhile, carried, differences, is_stale, version_of
from tracker.web.site import database

places_room = room("places", "/staff/places")
Page = str | Response | tuple[str, int]
_ACTIONS = (Action.PLACE_RENAMED, Action.PLACE_ARCHIVED, Action.PLACE_OFFERED)


class PlaceForm(FlaskForm):  # type: ignore[misc]
    """The name of a place."""

    name = StringField(N_("Name of the place"))


@places_room.get("/")
@requires(Role.VIEWER)
def places() -> Page:
    """Show all places, and the form for another."""
    return _list(PlaceForm())


@places_room.post("/")
@requires(Role.EDITOR)
def add() -> Page:
    """Make a place."""
    db, form = database(), PlaceForm()
    try:
        with transaction(db):
            made = add_place(db, form.name.data or "", account().organisation_id)
            note(db, account(), Action.PLACE_ADDED, _about(made))
    except SignetError as error:
        form.name.errors = [_why(error)]
        return _list(form), 422
    say(gettext("The place “%(name)s” is there.", name=made.name))
    return redirect(url_for("places.places"), 303)


@places_room.get("/<int:place_id>")
@requires(Role.VIEWER)
def place(place_id: int) -> Page:
    """Show what lies at a place; whoever may also its form."""
    mine = own_place(database(), account(), place_id)
    form = PlaceForm()
    form.name.data = mine.name
    return _one(mine, form)


@places_room.post("/<int:place_id>")
@requires(Role.EDITOR)
def rename(place_id: int) -> Page:
    """Give a place another name."""
    db, form = database(), PlaceForm()
    try:
        with transaction(db):
            mine = own_place(db, account(), place_id)
            if is_stale(version_of(mine)):
                theirs = differences((gettext("Name of the place"), mine.name, form.name.data or ""))
                return _one(mine, form, changed_since(db, _about(mine), _ACTIONS, theirs)), 422
            renamed = rename_place(db, mine, form.name.data or "")
            if renamed != mine:
                detail = before_and_after(mine.name, renamed.name)
                note(db, account(), Action.PLACE_RENAMED, _about(renamed), detail)
    except SignetError as error:
        form.name.errors = [_why(error)]
        return _one(mine, form), 422
    if renamed != mine:
        say(gettext("The place is called “%(name)s” now, in all figures too.", name=renamed.name))
    return redirect(url_for("places.places"), 303)


@places_room.post("/<int:place_id>/archive")
@requires(Role.EDITOR)
def archive(place_id: int) -> Page:
    """Put a place away."""
    return _archive(place_id, archived=True)


@places_room.post("/<int:place_id>/offer")
@requires(Role.EDITOR)
def offer(place_id: int) -> Page:
    """Bring a place back."""
    return _archive(place_id, archived=False)


def _archive(place_id: int, *, archived: bool) -> Response:
    db = database()
    with transaction(db):
        mine = own_place(db, account(), place_id)
        if (mine.archived_at is not None) is not archived:
            archive_place(db, mine, archived=archived)
            note(db, account(), Action.PLACE_ARCHIVED if archived else Action.PLACE_OFFERED, _about(mine))
    if archived:
        text = gettext("“%(name)s” is no longer offered. Its figures stay.", name=mine.name)
        say(text, undo=Undo(url_for("places.offer", place_id=mine.id)))
    else:
        say(gettext("“%(name)s” is offered again.", name=mine.name))
    return redirect(url_for("places.places"), 303)


def _list(form: PlaceForm) -> str:
    lines = place_lines(database(), account().organisation_id, today())
    return render_template(
        "staff/places/places.html",
        offered=[line for line in lines if line.place.archived_at is None],
        away=[line for line in lines if line.place.archived_at is not None],
        form=form,
    )


def _one(mine: Place, form: PlaceForm, meanwhile: Meanwhile | None = None) -> str:
    return render_template(
        "staff/places/place.html",
        place=mine,
        batches=batches_at(database(), mine, today()),
        form=form,
        version=carried(version_of(mine, line=last_line(database(), _about(mine), _ACTIONS)), meanwhile),
        meanwhile=meanwhile,
    )


def _about(place: Place) -> Subject:
    return Subject(Kind.PLACE, place.id, place.name)


def _why(error: SignetError) -> str:
    if error.problems[0].rule == "known-place":
        return refused(error).text
    return str(gettext("Write a name of 1 to 120 letters."))
