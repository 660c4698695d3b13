"""One's own account."""

from __future__ import annotations

import time

from flask import redirect, render_template, session, url_for
from flask_babel import force_locale, gettext, ngettext
from werkzeug.wrappers import Response

from tracker.languages import LOCALES
from tracker.staff.accounts import Role
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires, signed_in
from tracker.staff.known_browser import remember
from tracker.staff.passwords import SHORTEST
from tracker.staff.people.forms import OneselfForm, PasswordForm
from tracker.staff.people.own import change_oneself, change_password, knows_password
from tracker.staff.people.roles import role_about, role_name
from tracker.staff.room import room
from tracker.staff.sessions import end_all, sessions_of
from tracker.staff.sign_in import begin_session, too_many
from tracker.staff.throttle import PER_ACCOUNT, Limit, Throttle
from tracker.web.language import SESSION_KEY, language
from tracker.web.site import database, site

own = room("account", "/staff/account")


@own.get("/", endpoint="account")
@requires(Role.VIEWER)
def show_account() -> str:
    """Show one's own account."""
    me = account()
    return _page(OneselfForm(name=me.name, language=me.language), PasswordForm(me))


@own.post("/")
@requires(Role.VIEWER)
def change() -> Response | tuple[str, int]:
    """Change name and language."""
    form = OneselfForm()
    if not form.validate_on_submit():
        return _page(form, PasswordForm(account())), 422
    if change_oneself(database(), account(), form.name.data, form.language.data):
        session.pop(SESSION_KEY, None)  # chosen before signing in; the account says it now
        library = site().organisation()
        spoken = form.language.data or (library.language if library else language())
        with force_locale(LOCALES[spoken]):
            say(gettext("Saved."))
    return redirect(url_for(".account"), 303)


@own.post("/password")
@requires(Role.VIEWER)
def password() -> Response | tuple[str, int]:
    """Choose a new password."""
    me = account()
    form = PasswordForm(me)
    if form.validate_on_submit():
        wrong = _old_password_wrong(form)
        if not wrong:
            change_password(database(), me, form.new_password.data)
            begin_session(me)
            say(gettext("Your new password is valid from now on. All other browsers are signed out."))
            response = redirect(url_for(".account"), 303)
            remember(response, me.email)
            return response
        form.old_password.errors = [wrong]
    return _page(OneselfForm(formdata=None, name=me.name, language=me.language), form), 422


@own.post("/sign-out")
@requires(Role.VIEWER)
def sign_out() -> Response:
    """End all other sessions."""
    person = signed_in()
    ended = end_all(database(), account().id, but=person.token if person else "")
    say(
        ngettext(
            "%(num)s other browser has been signed out.",
            "%(num)s other browsers have been signed out.",
            ended,
        )
        if ended
        else gettext("You are signed in nowhere else.")
    )
    return redirect(url_for(".account"), 303)


def _old_password_wrong(form: PasswordForm) -> str:
    """Return what is wrong with the old password: whoever finds a browser open must not try many."""
    limit = Limit(f"own password {account().id}", PER_ACCOUNT)
    throttle = Throttle(database(), site().secret)
    wait = throttle.begin([limit], time.time())
    if wait:
        return too_many(wait)
    if not knows_password(database(), account(), form.old_password.data):
        return str(gettext("This is not your current password."))
    throttle.forget(limit.subject)
    return ""


def _page(form: OneselfForm, password_form: PasswordForm) -> str:
    person = signed_in()
    return render_template(
        "staff/people/account.html",
        form=form,
        password_form=password_form,
        sessions=sessions_of(database(), person, time.time()) if person else (),
        role_name=role_name,
        role_about=role_about,
        shortest=SHORTEST,
    )
