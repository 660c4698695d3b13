"""The addresses of those who come with a link: the first start, an invitation, a new password."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from flask import Response, abort, make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.staff.accounts import Account, is_nobody
from tracker.staff.flashes import say
from tracker.staff.guard import open_to_all
from tracker.staff.known_browser import remember
from tracker.staff.passwords import SHORTEST
from tracker.staff.people import invitations, password_links
from tracker.staff.people.door_forms import InvitationForm, NewPasswordForm, SetUpForm
from tracker.staff.people.roles import role_about
from tracker.staff.people.set_up import is_valid, set_up
from tracker.staff.room import room
from tracker.staff.sign_in import begin_session
from tracker.staff.too_many_links import note_missing, words
from tracker.web.site import database

Found = TypeVar("Found")
doors = room("doors", "")


@doors.get("/set-up/<token>")
@open_to_all
def first_start(token: str) -> Response:
    """Show the form with which a library begins."""
    return _set_up_page(SetUpForm()) if _opens(token) else _gone("set-up")


@doors.post("/set-up/<token>")
@open_to_all
def first_start_post(token: str) -> AnyResponse:
    """Set the library up with its first admin, who is signed in then."""
    if not _opens(token):
        return _gone("set-up")
    form = SetUpForm()
    if not form.validate_on_submit():
        return _set_up_page(form, 422)
    admin = set_up(database(), token, form.wanted(), time.time())
    if admin is None:
        return _gone("set-up")
    return _come_in(admin, gettext("Welcome! Everything is set up. Begin your first campaign."))


@doors.get("/invitation/<token>")
@open_to_all
def invitation(token: str) -> Response:
    """Show what somebody is invited to."""
    found = _look(lambda now: invitations.open_invitation(database(), token, now))
    return _invitation_page(InvitationForm(found.email), found) if found else _gone("invitation")


@doors.post("/invitation/<token>")
@open_to_all
def invitation_post(token: str) -> AnyResponse:
    """Make the account of somebody who was invited, and sign them in."""
    found = _look(lambda now: invitations.open_invitation(database(), token, now))
    if found is None:
        return _gone("invitation")
    form = InvitationForm(found.email)
    if not form.validate_on_submit():
        return _invitation_page(form, found, 422)
    account = invitations.accept(database(), token, form.name.data, form.password.data, time.time())
    if account is None:
        return _gone("invitation")
    return _come_in(account, gettext("Welcome, %(name)s! Your account is ready.", name=account.name))


@doors.get("/new-password/<token>")
@open_to_all
def new_password(token: str) -> Response:
    """Ask for a new password."""
    person = _look(lambda now: password_links.whose(database(), token, now))
    return _password_page(_password_form(person), person) if person else _gone("password")


@doors.post("/new-password/<token>")
@open_to_all
def new_password_post(token: str) -> AnyResponse:
    """Set a new password and sign its owner in."""
    person = _look(lambda now: password_links.whose(database(), token, now))
    if person is None:
        return _gone("password")
    form = _password_form(person)
    if not form.validate_on_submit():
        return _password_page(form, person, 422)
    account = password_links.choose(database(), token, form.password.data, time.time())
    if account is None:
        return _gone("password")
    return _come_in(
        account, gettext("Your new password is valid from now on. All other browsers are signed out.")
    )


def _opens(token: str) -> bool:
    return _look(lambda now: is_valid(database(), token, now) or None) is not None


def _look(find: Callable[[float], Found | None]) -> Found | None:
    """Look a token up; whoever tries many that do not exist is told to stop."""
    found = find(time.time())
    if found is None and (wait := note_missing()):
        abort(_too_many(wait))
    return found


def _come_in(account: Account, welcome: str) -> AnyResponse:
    begin_session(account)
    say(welcome)
    response = redirect(url_for("staff.overview"), 303)
    remember(response, account.email)
    return response


def _password_form(person: Account) -> NewPasswordForm:
    return NewPasswordForm(person.email, person.name)


def _set_up_page(form: SetUpForm, status: int = 200) -> Response:
    return _page("set_up", status, form=form)


def _invitation_page(form: InvitationForm, found: invitations.Invitation, status: int = 200) -> Response:
    return _page("invitation", status, form=form, invitation=found, role_about=role_about)


def _password_page(form: NewPasswordForm, person: Account, status: int = 200) -> Response:
    return _page("new_password", status, form=form, known=person)


def _too_many(seconds: int) -> Response:
    """Return a page for somebody who came by a network that tries many; their link does not exist either."""
    title, text = words()
    response = make_response(render_template("staff/error.html", title=title, text=text, status=429))
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response


def _gone(what: str) -> Response:
    return _page("gone", 404, what=what, nobody=is_nobody(database()))


def _page(template: str, status: int, **values: object) -> Response:
    shown = render_template(f"staff/people/{template}.html", shortest=SHORTEST, **values)
    response = make_response(shown)
    response.status_code = status
    return response
