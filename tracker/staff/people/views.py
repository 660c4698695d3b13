"""The pages about people: for admins only."""

from __future__ import annotations

import time

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from tracker.staff.accounts import Role
from tracker.staff.audit.lines import about_person, lines_about
from tracker.staff.audit.sentences import sentences
from tracker.staff.flashes import Undo, say
from tracker.staff.gone import gone
from tracker.staff.guard import account, requires
from tracker.staff.people import password_links
from tracker.staff.people.forms import RoleForm
from tracker.staff.people.invitations import invitations
from tracker.staff.people.links_shown import keep_link, kept_link, mail_to
from tracker.staff.people.persons import (
    Outcome,
    Person,
    change_role,
    delete,
    open_again,
    own_person,
    persons,
    shut,
    sign_out_everywhere,
)
from tracker.staff.people.roles import role_name
from tracker.staff.room import room
from tracker.staff.version import is_stale, version_of
from tracker.web.site import database, site

people = room("people", "/staff/people")


@people.get("/", endpoint="people")
@requires(Role.ADMIN)
def show_people() -> str:
    """Show who works here and who is invited."""
    organisation_id = account().organisation_id
    return render_template(
        "staff/people/people.html",
        persons=persons(database(), organisation_id),
        invitations=invitations(database(), organisation_id, time.time()),
        role_name=role_name,
    )


@people.get("/<int:staff_id>/")
@requires(Role.ADMIN)
def person(staff_id: int) -> str:
    """Show somebody, and what can be done about their account."""
    found = _own(staff_id)
    return _page(found, RoleForm(role=found.account.role.value))


@people.post("/<int:staff_id>/role")
@requires(Role.ADMIN)
def role(staff_id: int) -> Response | tuple[str, int]:
    """Give somebody another role."""
    found, form = _own(staff_id), RoleForm()
    before = found.account.role
    if not form.validate_on_submit():
        return _page(found, form), 422
    wanted = Role(form.role.data)
    stale = is_stale(version_of(before))
    outcome = Outcome.MEANWHILE if stale else change_role(database(), account(), found.account, wanted)
    if outcome is Outcome.MEANWHILE:
        form.role.errors = [gettext("Somebody else has changed this role meanwhile. Please choose again.")]
        return _page(_own(staff_id), form), 422
    if outcome is not Outcome.DONE:
        return _say_why(found, outcome)
    name = {"name": found.account.name, "role": role_name(wanted)}
    undo = Undo(url_for(".role", staff_id=staff_id), (("role", before), ("version", version_of(wanted))))
    say(gettext("%(name)s now has the role: %(role)s.", **name), undo=undo)
    return _back(staff_id)


@people.post("/<int:staff_id>/shut")
@requires(Role.ADMIN)
def shut_account(staff_id: int) -> Response:
    """Shut somebody out."""
    found = _own(staff_id)
    outcome = shut(database(), account(), found.account, time.time())
    if outcome is not Outcome.DONE:
        return _say_why(found, outcome)
    undo = Undo(url_for(".open_account", staff_id=staff_id))
    say(
        gettext("The account of %(name)s is shut. They have been signed out.", name=found.account.name),
        undo=undo,
    )
    return _back(staff_id)


@people.post("/<int:staff_id>/open")
@requires(Role.ADMIN)
def open_account(staff_id: int) -> Response:
    """Let somebody in again."""
    found = _own(staff_id)
    outcome = open_again(database(), account(), found.account)
    if outcome is not Outcome.DONE:
        return _say_why(found, outcome)
    say(gettext("%(name)s can sign in again, with the same password and role.", name=found.account.name))
    return _back(staff_id)


@people.post("/<int:staff_id>/delete")
@requires(Role.ADMIN)
def delete_account(staff_id: int) -> Response:
    """Delete an account that is shut."""
    found = _own(staff_id)
    outcome = delete(database(), account(), found.account)
    if outcome is not Outcome.DONE:
        return _say_why(found, outcome)
    say(gettext("The account of %(name)s is deleted.", name=found.account.name))
    return redirect(url_for(".people"), 303)


@people.post("/<int:staff_id>/sign-out")
@requires(Role.ADMIN)
def sign_out(staff_id: int) -> Response:
    """End all sessions of somebody."""
    found = _own(staff_id)
    sign_out_everywhere(database(), account(), found.account)
    say(gettext("%(name)s has been signed out everywhere.", name=found.account.name))
    return _back(staff_id)


@people.post("/<int:staff_id>/password-link")
@requires(Role.ADMIN)
def password_link(staff_id: int) -> Response:
    """Make a link for a new password."""
    found = _own(staff_id)
    if found.account.id == account().id:  # else a browser found open were enough to take the account
        return _say_why(found, Outcome.ONESELF)
    made = password_links.make_link(database(), account(), found.account, time.time())
    if made is None:
        return _say_why(found, Outcome.SHUT)
    keep_link("new_password", staff_id, made.token)
    return redirect(url_for(".person", staff_id=staff_id, _anchor="link"), 303)


def _own(staff_id: int) -> Person:
    found = own_person(database(), account(), staff_id) if staff_id < 2**63 else None
    if found is None:
        text = gettext("There is no such account. Perhaps somebody has deleted it meanwhile.")
        gone(text, url_for(".people"), gettext("To the people"))
    return found


def _page(found: Person, form: RoleForm) -> str:
    link = kept_link("new_password", found.account.id)
    library = site().organisation()
    body = gettext(
        "Hello %(name)s,\n\n"
        "with this link you choose a new password for Signet. It is valid for a day:\n\n%(link)s\n",
        name=found.account.name,
        link=link,
    )
    subject = gettext("A new password for Signet (%(library)s)", library=library.name if library else "")
    return render_template(
        "staff/people/person.html",
        found=found,
        form=form,
        version=version_of(found.account.role),
        role_name=role_name,
        link=link,
        mail=mail_to(found.account.email, subject, body) if link else "",
        lines=sentences(lines_about(database(), about_person(found.account))),
    )


def _say_why(found: Person, outcome: Outcome) -> Response:
    say(
        {
            Outcome.NOTHING: gettext("It was like that already: nothing has changed."),
            Outcome.SHUT: gettext("The account of %(name)s is shut. Open it first.", name=found.account.name),
            Outcome.OPEN: gettext(
                "The account of %(name)s has been opened again meanwhile. Shut it first.",
                name=found.account.name,
            ),
            Outcome.ONESELF: gettext("Nobody does this to themselves. Ask another admin."),
            Outcome.LAST_ADMIN: gettext(
                "%(name)s is the last admin. Make somebody else an admin first.", name=found.account.name
            ),
        }[outcome],
        "info" if outcome is Outcome.NOTHING else "problem",
    )
    return _back(found.account.id)


def _back(staff_id: int) -> Response:
    return redirect(url_for(".person", staff_id=staff_id), 303)
