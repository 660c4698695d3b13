"""The pages of a campaign's notes."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import redirect, render_template, url_for
from flask_babel import format_date, gettext
from werkzeug.wrappers import Response

from printkit.store.database import transaction
from printkit.store.model import Campaign
from tracker.staff.accounts import Role
from tracker.staff.audit.lines import lines_about
from tracker.staff.flashes import Undo, say
from tracker.staff.gone import gone
from tracker.staff.guard import account, requires
from tracker.staff.notes.forms import NoteForm
from tracker.staff.notes.store import (
    MOST,
    Note,
    about_note,
    add_note,
    change_note,
    delete_note,
    find_note,
    is_full,
    notes_of,
)
from tracker.staff.owned import own_campaign
from tracker.staff.room import room
from tracker.staff.version import Meanwhile, carried, differences, is_stale, version_of
from tracker.web.language import local_day
from tracker.web.site import database

notes = room("notes", "/staff/campaigns/<int:campaign_id>/notes")
Page = str | Response | tuple[str, int]


@notes.get("/")
@requires(Role.VIEWER)
def campaign(campaign_id: int) -> Page:
    """Show the notes of a campaign; whoever may write also the form for another."""
    form = NoteForm()
    form.first.data = local_day(datetime.now(UTC))
    return _page(own_campaign(database(), account(), campaign_id), form)


@notes.post("/")
@requires(Role.EDITOR)
def add(campaign_id: int) -> Page:
    """Write a note."""
    db, form = database(), NoteForm()
    found = own_campaign(db, account(), campaign_id)
    if not form.validate():
        return _page(found, form), 422
    written = form.written(found.id)
    with transaction(db):
        if is_full(db, account(), written.campaign_id):
            form.text.errors = [gettext("There are %(most)s notes already. Delete some first.", most=MOST)]
            return _page(found, form), 422
        number = add_note(db, account(), written)
    undo = Undo(url_for("notes.delete", campaign_id=found.id, note_id=number))
    say(gettext("The note is in the figures now."), undo=undo)
    return _back(found)


@notes.get("/<int:note_id>/")
@requires(Role.EDITOR)
def note(campaign_id: int, note_id: int) -> Page:
    """Show the form of a note."""
    found, old = _own(campaign_id, note_id)
    form = NoteForm()
    form.show(old)
    return _form(found, old, form)


@notes.post("/<int:note_id>/")
@requires(Role.EDITOR)
def change(campaign_id: int, note_id: int) -> Page:
    """Write a note anew, unless somebody else did so meanwhile."""
    db, form = database(), NoteForm()
    with transaction(db):
        found, old = _own(campaign_id, note_id)
        if not form.validate():
            return _form(found, old, form), 422
        if is_stale(version_of(old)):
            return _form(found, old, form, _meanwhile(old, form)), 422
        change_note(db, account(), old, form.written(found.id))
    say(gettext("The note was changed."))
    return _back(found)


@notes.post("/<int:note_id>/delete")
@requires(Role.EDITOR)
def delete(campaign_id: int, note_id: int) -> Page:
    """Delete a note; it can be taken back."""
    found, old = _own(campaign_id, note_id, deleted=True)
    delete_note(database(), account(), old)
    undo = Undo(url_for("notes.restore", campaign_id=found.id, note_id=old.id))
    say(gettext("The note was deleted."), undo=undo)
    return _back(found)


@notes.post("/<int:note_id>/restore")
@requires(Role.EDITOR)
def restore(campaign_id: int, note_id: int) -> Page:
    """Take back that a note was deleted."""
    found, old = _own(campaign_id, note_id, deleted=True)
    delete_note(database(), account(), old, deleted=False)
    say(gettext("The note is there again."))
    return _back(found)


def _own(campaign_id: int, note_id: int, *, deleted: bool = False) -> tuple[Campaign, Note]:
    """Return a campaign and one of its notes; 404 for what belongs to others or is not there any more."""
    found = own_campaign(database(), account(), campaign_id)
    old = find_note(database(), account().organisation_id, campaign_id, note_id)
    if old is None or (old.deleted and not deleted):
        text = gettext("Somebody has deleted this note meanwhile, or it never existed.")
        gone(text, url_for("notes.campaign", campaign_id=found.id), gettext("To the notes"))
    return found, old


def _page(found: Campaign, form: NoteForm) -> str:
    return render_template(
        "staff/notes/notes.html",
        campaign=found,
        form=form,
        notes=notes_of(database(), account().organisation_id, found.id),
    )


def _form(found: Campaign, old: Note, form: NoteForm, meanwhile: Meanwhile | None = None) -> str:
    return render_template(
        "staff/notes/note.html",
        campaign=found,
        note=old,
        form=form,
        version=carried(version_of(old), meanwhile),
        meanwhile=meanwhile,
    )


def _meanwhile(old: Note, form: NoteForm) -> Meanwhile:
    yours = form.written(old.written.campaign_id or 0)
    return Meanwhile(
        old.who,
        differences(
            (gettext("What happened?"), old.text, yours.text),
            (gettext("On which day?"), format_date(old.first), format_date(yours.first)),
            (gettext("Until which day?"), format_date(old.last), format_date(yours.last)),
        ),
        next((line.at for line in lines_about(database(), about_note(old), most=1)), None),
    )


def _back(found: Campaign) -> Response:
    return redirect(url_for("notes.campaign", campaign_id=found.id), 303)
