"""Getting in and out: the sign-in form, its throttle, sign-out, and the choice of language."""

from __future__ import annotations

import time
from dataclasses import replace
from math import ceil

from flask import Flask, Response, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext, refresh
from flask_login import LoginManager, login_user
from werkzeug.wrappers import Response as AnyResponse

from printkit.store.organisations import LANGUAGES
from tracker.staff import accounts, sessions
from tracker.staff.accounts import Account
from tracker.staff.guard import signed_in
from tracker.staff.held import Held, from_text, own_page
from tracker.staff.known_browser import known_as, remember
from tracker.staff.live import is_live
from tracker.staff.passwords import hash_password, is_password, needs_rehash, warm_up
from tracker.staff.sign_in_page import ask_again, show_form
from tracker.staff.throttle import Attempt
from tracker.web.client import client_address
from tracker.web.language import SESSION_KEY
from tracker.web.site import database, site


def add_sign_in(app: Flask) -> None:
    """Let an application know who is signed in, on pages of the staff only."""
    # No context processor: it would look at the session on pages of patrons.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # the server knows its sessions; a phone that changes networks stays in
    manager.user_loader(lambda token: sessions.resume(database(), token, time.time(), quietly=is_live()))
    warm_up()


def try_to_sign_in() -> AnyResponse:
    """Check what was typed; every wrong pair takes the same way and the same time."""
    email, password = request.form.get("email", "")[:300], request.form.get("password", "")
    attempt = Attempt(database(), site().secret, email, client_address(), known_as(email))
    wait = attempt.begin(time.time())
    if wait:
        return _wait(wait)
    found = _with_password(email, password)
    if found is None or not begin_session(*found):
        return show_form(gettext("E-mail address and password do not match. Please check both."), 401)
    account, _ = found
    attempt.succeeded()
    held = from_text(request.form.get("held", ""))
    response = _offer(held) if held else go_on()
    remember(response, account.email)
    return response


def begin_session(account: Account, password_hash: str = "") -> bool:
    """Begin a session of somebody who has shown who they are, with nothing left of the one before.

    Args:
        account: Whose.
        password_hash: What the password was checked against, if it was.

    Returns:
        Whether they are in: not if they were shut out, or their password changed, at the same moment.
    """
    before = signed_in()
    if before is not None:
        sessions.end(database(), before.token)
    chosen = _empty_session()
    begun = sessions.begin(database(), account, time.time(), password_hash)
    if begun is None:
        return False
    if chosen:
        accounts.set_language(database(), account.id, chosen)
    login_user(begun)
    return True


def go_on() -> AnyResponse:
    """Lead to the page that somebody wanted, or to the first."""
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
    wanted, person = request.form.get("language", ""), signed_in()
    if wanted in LANGUAGES:
        session[SESSION_KEY] = wanted
        if person is not None:
            accounts.set_language(database(), person.account.id, wanted)
            login_user(replace(person, account=replace(person.account, language=wanted)))
        refresh()
    held = from_text(request.form.get("held", ""))
    if held is None:
        return go_on()
    next_page = own_page(request.form.get("next", ""))
    return ask_again(held, next_page) if person is None else _offer(held)


def _empty_session() -> str:
    """Let nothing in the cookie outlive signing in or out but the language, and return that."""
    chosen = session.get(SESSION_KEY)
    session.clear()
    if not isinstance(chosen, str) or chosen not in LANGUAGES:
        return ""
    session[SESSION_KEY] = chosen
    return chosen


def _with_password(email: str, password: str) -> tuple[Account, str] | None:
    """Return the account whose password this is, and the hash that says so."""
    found = accounts.find_account(database(), email)
    hashed = found[1] if found else None
    if not is_password(password, hashed) or found is None or hashed is None:
        return None
    if not needs_rehash(hashed):
        return found
    stronger = hash_password(password)
    accounts.keep_hash(database(), found[0].id, hashed, stronger)
    return found[0], stronger


def _offer(held: Held) -> Response:
    """Return the page that offers to send a form again."""
    next_page = own_page(request.form.get("next", "")) or url_for("staff.overview")
    shown = render_template(
        "staff/held.html", held=held, next_page=next_page, here=next_page, held_text=held.to_text()
    )
    return make_response(shown)


def too_many(seconds: int) -> str:
    """Return the sentence that no more attempts are taken for so long."""
    return str(
        ngettext(
            "Too many attempts. Please try again in %(num)s minute.",
            "Too many attempts. Please try again in %(num)s minutes.",
            ceil(seconds / 60),
        )
    )


def _wait(seconds: int) -> Response:
    response = show_form(too_many(seconds), 429)
    response.headers["Retry-After"] = str(seconds)
    return response
