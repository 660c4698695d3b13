"""Getting in and out: the sign-in form, its throttle, sign-out, and the choice of language."""

from __future__ import annotations

import re
import time
from math import ceil

from flask import Flask, Response, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from flask_login import LoginManager, login_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import EmailField, HiddenField, PasswordField

from printkit.store.organisations import LANGUAGES
from tracker.staff import accounts, sessions
from tracker.staff.accounts import Account
from tracker.staff.guard import signed_in
from tracker.staff.passwords import hash_password, is_password, needs_rehash, warm_up
from tracker.staff.throttle import Attempt
from tracker.web.client import client_address
from tracker.web.language import SESSION_KEY
from tracker.web.site import database, site

_OWN_PAGE = re.compile(r"/staff/(?:[A-Za-z0-9_\-]+/)*[A-Za-z0-9_\-]*(?:\?[A-Za-z0-9_\-=&.%+]*)?", re.ASCII)


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """E-mail address and password; what is wrong with them is never said apart."""

    email = EmailField()
    password = PasswordField()
    next = HiddenField()


def add_sign_in(app: Flask) -> None:
    """Let an application know who is signed in, on pages of the staff only."""
    # No context processor: it would look at the session on pages of patrons.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # the server knows its sessions; a phone that changes networks stays in
    manager.user_loader(lambda token: sessions.resume(database(), token, time.time()))
    warm_up()


def show_form(problem: str = "", status: int = 200) -> Response:
    """Return the page with the form."""
    form = SignInForm()
    form.next.data = own_page(form.next.data or request.args.get("next", ""))
    response = make_response(render_template("staff/sign_in.html", form=form, problem=problem))
    response.status_code = status
    return response


def try_to_sign_in() -> AnyResponse:
    """Check what was typed; every wrong pair takes the same way and the same time."""
    email, password = request.form.get("email", "")[:300], request.form.get("password", "")
    attempt = Attempt(database(), site().secret, email, client_address())
    wait = attempt.begin(time.time())
    if wait:
        return _too_many(wait)
    account = _with_password(email, password)
    if account is None:
        return show_form(gettext("E-mail address and password do not match. Please check both."), 401)
    attempt.succeeded()
    chosen = _empty_session()
    if chosen:
        accounts.set_language(database(), account.id, chosen)
    login_user(sessions.begin(database(), account, time.time()))
    return redirect(own_page(request.form.get("next", "")) or url_for("staff.overview"), 303)


def leave() -> AnyResponse:
    """End the session on the server and empty the cookie."""
    person = signed_in()
    if person is not None:
        sessions.end(database(), person.token)
    _empty_session()
    return redirect(url_for("staff.sign_in"), 303)


def choose_language() -> AnyResponse:
    """Remember the language, in the account if there is one, and go back to the page."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session[SESSION_KEY] = wanted
        person = signed_in()
        if person is not None:
            accounts.set_language(database(), person.account.id, wanted)
    return redirect(own_page(request.form.get("next", "")) or url_for("staff.overview"), 303)


def own_page(text: str) -> str:
    """Return an address if it is a page of the staff on this site, else ``""``: nobody is led elsewhere."""
    return text if _OWN_PAGE.fullmatch(text) and len(text) <= 500 else ""


def _empty_session() -> str:
    """Let nothing in the cookie outlive signing in or out but the language, and return that."""
    chosen = session.get(SESSION_KEY)
    session.clear()
    if not isinstance(chosen, str) or chosen not in LANGUAGES:
        return ""
    session[SESSION_KEY] = chosen
    return chosen


def _with_password(email: str, password: str) -> Account | None:
    found = accounts.find_account(database(), email)
    hashed = found[1] if found else None
    if not is_password(password, hashed) or found is None or hashed is None:
        return None
    if needs_rehash(hashed):
        accounts.keep_hash(database(), found[0].id, hashed, hash_password(password))
    return found[0]


def _too_many(seconds: int) -> Response:
    minutes = ceil(seconds / 60)
    problem = ngettext(
        "Too many attempts. Please try again in %(num)s minute.",
        "Too many attempts. Please try again in %(num)s minutes.",
        minutes,
    )
    response = show_form(problem, 429)
    response.headers["Retry-After"] = str(seconds)
    return response
