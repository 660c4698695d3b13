"""Handing in the library's logo, choosing an earlier one, and saying in which inks it is printed."""

from __future__ import annotations

from pathlib import PurePath

from flask import abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from printkit.store.database import transaction
from tracker.staff.accounts import Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import note
from tracker.staff.design.asking import take_in
from tracker.staff.design.blueprint import design
from tracker.staff.design.forms import field_id
from tracker.staff.design.inks import InkRow, ink_rows, read_inks
from tracker.staff.design.look import shows
from tracker.staff.design.saving import about_draft, hold_still, look_again
from tracker.staff.design.sentences import say_refused
from tracker.staff.design.store import DraftDesign, add_logo, design_of, logo_file, logos_of, set_logo
from tracker.staff.design.uploads import MEGABYTE, takes_upload
from tracker.staff.design.views import chosen_design
from tracker.staff.drafts.frame import frame
from tracker.staff.drafts.model import Draft
from tracker.staff.drafts.writing import touch
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.version import FIELD, is_stale, version_of
from tracker.studio.client import StudioAwayError, StudioError
from tracker.studio.orders import LogoFile, TakenLogo
from tracker.web.site import database

MOST_BYTES = 5 * MEGABYTE
_LONGEST_NAME = 100


@design.get("/logo")
@requires(Role.EDITOR)
def logo(draft_id: int) -> Response:
    """Show the logo of a draft, with the way to another one."""
    draft, found = chosen_design(draft_id)
    return _page(draft, found, ink_rows(found.logo.inks if found.logo else ()))


@design.post("/logo")
@takes_upload(MOST_BYTES)
@requires(Role.EDITOR)
def hand_in_logo(draft_id: int) -> Response:
    """Take a logo, and print it on this draft's pieces."""
    draft, found = chosen_design(draft_id)
    file = request.files.get("file")
    data = file.stream.read(MOST_BYTES + 1) if file else b""
    name = (file.filename or "") if file else ""
    if fault := _no_file(name, data):
        return _refused(draft, found, fault)
    try:
        taken = take_in(_file_name(name), data)
    except SignetError as error:
        return _refused(draft, found, *(sentence.text for sentence in say_refused(error.problems)))
    except StudioAwayError:
        return _refused(
            draft, found, str(gettext("The logo cannot be read right now. Please try again soon."))
        )
    except StudioError:
        words = gettext("This file is too complicated to be read. Ask for a simpler version of the logo.")
        return _refused(draft, found, str(words))
    return _use_new(draft, taken, gettext("The logo is on the piece. Please look at the preview closely."))


@design.post("/logo/choose")
@requires(Role.EDITOR)
def choose_logo(draft_id: int) -> Response:
    """Print an earlier logo on this draft's pieces, or none."""
    db, person = database(), account()
    draft, found = chosen_design(draft_id)
    wanted = request.form.get("logo", "")
    known = {str(line.id): line.id for line in logos_of(db, draft.organisation_id, most=1000)}
    if wanted and wanted not in known:
        abort(404)
    with transaction(db):
        if not hold_still(db, person, draft_id, logo_version):
            return _changed(draft_id)
        set_logo(db, draft_id, known.get(wanted))
        touch(db, person, draft_id)
        note(db, person, Action.DESIGN_CHANGED, about_draft(draft), found.title)
        now = logo_version(design_of(db, draft_id))
    look_again(db, draft)
    before = str(found.logo.id) if found.logo else ""
    words = gettext("The logo has been changed.") if wanted else gettext("The piece has no logo now.")
    url = url_for("design.choose_logo", draft_id=draft_id)
    say(words, undo=Undo(url, (("logo", before), (FIELD, now))))
    return _back(draft_id)


@design.post("/logo/inks")
@requires(Role.EDITOR)
def set_inks(draft_id: int) -> Response:
    """Write in which inks the colours of a drawn logo are printed."""
    draft, found = chosen_design(draft_id)
    if found.logo is None or (FIELD in request.form and is_stale(logo_version(found))):
        return _changed(draft_id)
    rows = read_inks(found.logo.inks, request.form)
    if any(row.fault for row in rows):
        return _page(draft, found, rows, status=422)
    file = logo_file(database(), found.logo.id)
    inks = tuple((row.colour, row.ink) for row in rows)
    with_inks = TakenLogo(LogoFile(file.name, file.data, inks), ())
    return _use_new(draft, with_inks, gettext("The printing colours of the logo are saved."))


def logo_version(found: DraftDesign | None) -> str:
    """Return what a form about the logo was made from."""
    return version_of(found.logo.id if found and found.logo else 0)


def _use_new(draft: Draft, taken: TakenLogo, done: str) -> Response:
    """Print a new logo on a draft's pieces, unless somebody else changed it since the form was shown."""
    db, person = database(), account()
    with transaction(db):
        if not hold_still(db, person, draft.id, logo_version):
            return _changed(draft.id)
        logo_id = add_logo(db, draft.organisation_id, taken.logo, taken.notes)
        set_logo(db, draft.id, logo_id)
        touch(db, person, draft.id)
        note(db, person, Action.LOGO_HANDED_IN, about_draft(draft), taken.logo.name)
    seen = look_again(db, draft)
    if seen and any(one.is_error for one in seen.about("logo")):
        done = gettext("The logo is kept, but it cannot be printed like this: see what is said below.")
        say(done, "warn")
    else:
        say(done)
    return _back(draft.id)


def _changed(draft_id: int) -> Response:
    say(gettext("Somebody else has changed the logo meanwhile. Here is how it is now."), "problem")
    return _back(draft_id)


def _no_file(name: str, data: bytes) -> str:
    """Say why this need not even be looked at, ``""`` if it must."""
    if not name:
        return str(gettext("Please choose a file first."))
    if not data:
        return str(gettext("The file is empty. Please export or download it again."))
    if len(data) > MOST_BYTES:
        return str(gettext("The file is larger than %(most)s MB.", most=MOST_BYTES // MEGABYTE))
    return ""


def _refused(draft: Draft, found: DraftDesign, *faults: str) -> Response:
    rows = ink_rows(found.logo.inks if found.logo else ())
    return _page(draft, found, rows, faults=faults, status=422)


def _page(
    draft: Draft,
    found: DraftDesign,
    rows: tuple[InkRow, ...],
    *,
    faults: tuple[str, ...] = (),
    status: int = 200,
) -> Response:
    db = database()
    page = render_template(
        "staff/design/logo.html",
        frame=frame(db, draft, "design"),
        draft=draft,
        found=found,
        logo_version=logo_version(found),
        rows=rows,
        faults=faults,
        earlier=logos_of(db, draft.organisation_id),
        shows=shows(db, draft, found, found.variant, found.all_texts),
        field_id=field_id,
        texts_page=url_for("design.texts", draft_id=draft.id),
        most=MOST_BYTES // MEGABYTE,
    )
    return make_response(page, status)


def _back(draft_id: int) -> Response:
    return redirect(url_for("design.logo", draft_id=draft_id), 303)


def _file_name(given: str) -> str:
    """Return the bare, printable name of a file that was handed in."""
    bare = PurePath(given.replace("\\", "/")).name
    shown = "".join(letter for letter in bare if letter.isprintable()).strip()
    return shown[-_LONGEST_NAME:] or "logo"
