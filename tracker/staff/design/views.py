"""Choosing a design, and its texts and colours with the preview beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from printkit.store.database import transaction
from tracker.staff.accounts import Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import note
from tracker.staff.design import labels
from tracker.staff.design.asking import read_catalogue
from tracker.staff.design.blueprint import design
from tracker.staff.design.forms import field_id, texts_form, texts_of, variant_of
from tracker.staff.design.look import Shows, shows
from tracker.staff.design.own import texts_to_begin_with
from tracker.staff.design.saving import about_draft, hold_still, note_faults, save
from tracker.staff.design.store import DraftDesign, choose, design_of, last_logo
from tracker.staff.drafts.frame import frame, onward
from tracker.staff.drafts.keeper import Kept, unsaved
from tracker.staff.drafts.model import Draft, StepName
from tracker.staff.drafts.owned import open_draft
from tracker.staff.drafts.writing import touch
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires
from tracker.staff.version import FIELD, Meanwhile, carried, differences, version_of
from tracker.studio.client import OvertakenError, StudioError
from tracker.studio.shown import Catalogue
from tracker.web.site import database


@design.get("")
@requires(Role.EDITOR)
def step(draft_id: int) -> Response:
    """Lead to the gallery, or to the texts of the design that was chosen."""
    open_draft(database(), account(), draft_id)
    chosen = design_of(database(), draft_id) is not None
    return redirect(url_for("design.texts" if chosen else "design.gallery", draft_id=draft_id), 303)


@design.get("/gallery")
@requires(Role.EDITOR)
def gallery(draft_id: int) -> str:
    """Show every design with the library's name on it."""
    db = database()
    draft = open_draft(db, account(), draft_id)
    found = design_of(db, draft_id)
    return render_template(
        "staff/design/gallery.html",
        frame=frame(db, draft, "design"),
        draft=draft,
        catalogue=_catalogue(),
        chosen=found.design if found else "",
        choice_version=_choice_version(found),
        labels=labels,
    )


@design.post("/gallery")
@requires(Role.EDITOR)
def choose_design(draft_id: int) -> Response:
    """Choose a design; the texts that were written for another one are kept for it."""
    db, person = database(), account()
    draft = open_draft(db, person, draft_id)
    catalogue = _catalogue()
    if catalogue is None:
        return redirect(url_for("design.gallery", draft_id=draft_id), 303)
    shown = catalogue.find(request.form.get("design", "")) or abort(404)
    with transaction(db):
        had = design_of(db, draft_id)
        if not hold_still(db, person, draft_id, _choice_version):
            say(gettext("Somebody else has chosen a design meanwhile. Here is which."), "problem")
            return redirect(url_for("design.gallery", draft_id=draft_id), 303)
        if had is None or had.design != shown.name:
            begin = texts_to_begin_with(db, draft.organisation_id)
            choose(db, draft_id, shown, last_logo(db, draft.organisation_id), begin)
            touch(db, person, draft_id)
            note(db, person, Action.DESIGN_CHOSEN, about_draft(draft), shown.title)
    return redirect(url_for("design.texts", draft_id=draft_id), 303)


def _choice_version(found: DraftDesign | None) -> str:
    return version_of(found.design if found else "")


@design.get("/texts")
@requires(Role.EDITOR)
def texts(draft_id: int) -> Response:
    """Show the texts, colours and logo of a draft's design with its preview."""
    draft, found = chosen_design(draft_id)
    form = texts_form(found)
    return _texts_page(
        draft, found, form, seen=shows(database(), draft, found, found.variant, found.all_texts)
    )


@design.post("/texts")
@requires(Role.EDITOR)
def save_texts(draft_id: int) -> Response:
    """Save texts and colours; without scripts also: only show them."""
    db, person = database(), account()
    draft, found = chosen_design(draft_id)
    form = texts_form(found)
    typed, variant = texts_of(form, found.shown), variant_of(form, found.shown)
    seen = shows(db, draft, found, variant, typed)
    if not form.validate_on_submit():
        return _texts_page(draft, found, form, seen=seen, status=422)
    if "show" in request.form:
        return _texts_page(draft, found, form, seen=seen, typed=True)
    theirs = save(db, person, found, variant, typed, _faults(seen, found))
    if theirs is not None:
        return _changed(draft, theirs, form, typed, variant)
    if request.form.get("then") == "logo":
        return redirect(url_for("design.logo", draft_id=draft_id), 303)
    stays = seen.errors and request.form.get("go", "next") == "next"
    return (
        redirect(url_for("design.texts", draft_id=draft_id), 303)
        if stays
        else onward(draft_id, StepName.DESIGN)
    )


@design.post("/preview")
@requires(Role.EDITOR)
def preview(draft_id: int) -> Response:
    """Answer with the preview of what is being typed, and keep it."""
    draft, found = chosen_design(draft_id)
    form = texts_form(found)
    typed, variant = texts_of(form, found.shown), variant_of(form, found.shown)
    kept = _keep(found, form, typed, variant)  # first: while it is drawn, a later text may be saved
    lane = f"{draft_id}-{account().id}"
    try:
        seen = shows(database(), draft, found, variant, typed, lane)
    except OvertakenError:
        return Response(status=204)
    if kept.at is not None:
        note_faults(database(), draft_id, kept.version, _faults(seen, found))
    return make_response(render_template("staff/design/look.html", shows=seen, field_id=field_id, now=kept))


def _keep(found: DraftDesign, form: FlaskForm, typed: dict[str, str], variant: str) -> Kept:
    """Save what is being typed, unless somebody else changed it meanwhile."""
    if not form.validate():
        return unsaved()
    theirs = save(database(), account(), found, variant, typed, found.faults)
    if theirs is not None:
        by = open_draft(database(), account(), found.draft_id).changed_by
        return Kept(request.form.get(FIELD, ""), by=by)
    now = design_of(database(), found.draft_id) or found
    return Kept(version_of(now.version), datetime.now(UTC))


def _faults(seen: Shows, found: DraftDesign) -> int:
    """Return how many faults there are; those known so far if nobody could look."""
    return found.faults if seen.trouble else seen.errors


def chosen_design(draft_id: int) -> tuple[Draft, DraftDesign]:
    """Return an open draft of the account's organisation and its design; without one, lead to the gallery."""
    draft = open_draft(database(), account(), draft_id)
    found = design_of(database(), draft_id)
    if found is None:
        abort(redirect(url_for("design.gallery", draft_id=draft_id), 303))
    return draft, _as_it_is_now(found)


def _as_it_is_now(found: DraftDesign) -> DraftDesign:
    """Return a draft's design with the fields that it has today: its designer may have changed it."""
    catalogue = _catalogue()
    now = catalogue.find(found.design) if catalogue else None
    return found if now is None else replace(found, shown=now)


def _catalogue() -> Catalogue | None:
    try:
        return read_catalogue()
    except StudioError:
        return None


def _changed(
    draft: Draft, now: DraftDesign, form: FlaskForm, typed: dict[str, str], variant: str
) -> Response:
    """Show the form again with what somebody else saved meanwhile."""
    pairs = [(labels.field_label(name), now.all_texts.get(name, ""), text) for name, text in typed.items()]
    meanwhile = Meanwhile(draft.changed_by, differences(*pairs), draft.changed_at)
    seen = shows(database(), draft, now, variant, typed)
    return _texts_page(draft, now, form, seen=seen, status=422, meanwhile=meanwhile, typed=True)


def _texts_page(
    draft: Draft,
    found: DraftDesign,
    form: FlaskForm,
    *,
    seen: Shows,
    status: int = 200,
    meanwhile: Meanwhile | None = None,
    typed: bool = False,
) -> Response:
    page = render_template(
        "staff/design/texts.html",
        frame=frame(database(), draft, "design", saves=True),
        draft=draft,
        found=found,
        form=form,
        shows=seen,
        shown=found.shown,
        now=Kept(carried(version_of(found.version), meanwhile)),
        meanwhile=meanwhile,
        is_typed=typed,
        labels=labels,
        field_id=field_id,
    )
    return make_response(page, status)
