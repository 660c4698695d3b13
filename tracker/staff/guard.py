"""Who may see which page of the staff: every view says it, and a view that does not is shut."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from tracker.staff.accounts import Account, Role
from tracker.staff.held import hold, page_before
from tracker.staff.live import is_live
from tracker.staff.once import was_sent
from tracker.staff.sessions import SignedIn
from tracker.staff.sign_in_page import ask_again
from tracker.web.site import site

View = TypeVar("View", bound=Callable[..., Any])
_NEEDS = "signet_needs"
ANYBODY = "anybody"


def requires(role: Role) -> Callable[[View], View]:
    """Let only those see a view who have at least this role."""
    return lambda view: _mark(view, role)


def open_to_all(view: View) -> View:
    """Let everybody see a view, also before they sign in."""
    return _mark(view, ANYBODY)


def needs(view: Callable[..., Any]) -> Role | str | None:
    """Return what a view asks for: a role, `ANYBODY`, or ``None`` if nobody said."""
    found: Role | str | None = getattr(view, _NEEDS, None)
    return found


def guard() -> Response | None:
    """Before each request: turn away who may not see the view, and forms that were done already.

    For ``before_request`` of blueprints.
    """
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _check_origin()
    needed = needs(current_app.view_functions[request.endpoint or ""])
    if needed == ANYBODY:  # a link that lets somebody in has been used up by the first of two clicks
        return was_sent(session.get("csrf_token", "")) if request.blueprint == "doors" else None
    if not isinstance(needed, Role):
        abort(403)
    person = signed_in()
    if person is None:
        return _ask_to_sign_in()
    if not person.account.role.includes(needed):
        abort(403)
    return was_sent(person.token)


def signed_in() -> SignedIn | None:
    """Return who is signed in, if anybody is, and if that can be told."""
    if g.get("no_database"):
        return None
    person = current_user._get_current_object()
    return person if isinstance(person, SignedIn) else None


def account() -> Account:
    """Return the account that is signed in; only for views that require a role."""
    person = signed_in()
    if person is None:
        abort(403)
    return person.account


def _ask_to_sign_in() -> Response:
    if is_live():
        return Response(status=401)
    if request.method == "POST":
        return ask_again(hold(), page_before())
    wanted = request.full_path.rstrip("?")
    return redirect(url_for("staff.sign_in", next=wanted), 303)


def _mark(view: View, needed: Role | str) -> View:
    setattr(view, _NEEDS, needed)
    return view


def _check_origin() -> None:
    """Refuse a form that the browser says another site sent. What sends no Origin still needs the token."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    sent_by = urlsplit(origin).netloc.lower()  # "" for the origin "null"
    if not sent_by or sent_by not in (request.host.lower(), urlsplit(site().config.base_url).netloc.lower()):
        abort(400)
