"""The addresses of the staff's pages, and who may see each."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from tracker.staff import sign_in as getting_in
from tracker.staff.accounts import Role
from tracker.staff.condition import Condition, condition
from tracker.staff.guard import account, guard, open_to_all, requires, signed_in
from tracker.staff.overview import DAYS, read_overview
from tracker.web.site import database, site

staff = Blueprint("staff", __name__, url_prefix="/staff")
staff.before_request(guard)


@staff.context_processor
def _person() -> dict[str, object]:
    person = signed_in()
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return {
        "person": person.account if person else None,
        "here": getting_in.own_page(here),
        "condition": _condition,
    }


def _condition() -> Condition | None:
    return condition(site().config)


@staff.get("/sign-in")
@open_to_all
def sign_in() -> Response:
    """Show the form."""
    return getting_in.show_form()


@staff.post("/sign-in")
@open_to_all
def sign_in_post() -> Response:
    """Check what was typed."""
    return getting_in.try_to_sign_in()


@staff.post("/sign-out")
@open_to_all
def sign_out() -> Response:
    """End the session."""
    return getting_in.leave()


@staff.post("/language")
@open_to_all
def language() -> Response:
    """Change the language."""
    return getting_in.choose_language()


@staff.get("/")
@requires(Role.VIEWER)
def overview() -> str:
    """Show all campaigns and batches."""
    return render_template(
        "staff/overview.html", campaigns=read_overview(database(), account().organisation_id), weeks=DAYS // 7
    )
