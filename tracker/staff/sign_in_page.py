"""The page with the sign-in form, also for somebody whose session has ended in the middle of something."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, session, url_for
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField

from tracker.staff.held import Held, from_text, own_page

_SIGNED_IN = "_user_id"
"""Where Flask-Login keeps the token of the session."""


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """E-mail address and password; what is wrong with them is never said apart."""

    email = EmailField()
    password = PasswordField()
    next = HiddenField()
    held = HiddenField()


def show_form(problem: str = "", status: int = 200) -> Response:
    """Return the page with the form."""
    form = SignInForm()
    held = from_text(form.held.data or "")
    return _page(form, form.next.data or request.args.get("next", ""), held, problem, status)


def ask_again(held: Held | None, next_page: str) -> Response:
    """Return the page for somebody whose form came when their session had ended.

    Args:
        held: The form, ``None`` if it could not be kept.
        next_page: Where to go on.
    """
    form = SignInForm(formdata=None)
    return _page(form, next_page, held, "", 401, lost=held is None)


def _page(
    form: SignInForm, next_page: str, held: Held | None, problem: str, status: int, *, lost: bool = False
) -> Response:
    form.next.data = own_page(next_page)
    form.held.data = held.to_text() if held else ""
    ended = _SIGNED_IN in session and not problem
    shown = render_template(
        "staff/sign_in.html",
        form=form,
        problem=problem,
        held=held,
        lost=lost,
        ended=ended,
        here=form.next.data if held else url_for("staff.sign_in", next=form.next.data or None),
        held_text=form.held.data,
    )
    response = make_response(shown)
    response.status_code = status
    return response
