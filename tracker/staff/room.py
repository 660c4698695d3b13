"""A room of the staff's pages: a blueprint behind the guard, and what the frame of every page knows."""

from __future__ import annotations

from flask import Blueprint, Flask, request

from tracker.staff.accounts import Role
from tracker.staff.condition import Condition, condition
from tracker.staff.flashes import said
from tracker.staff.guard import guard, signed_in
from tracker.staff.held import own_page
from tracker.staff.navigation import menu_for, rooms_for
from tracker.staff.paging import paged
from tracker.web.language import is_staff_page
from tracker.web.site import site


def room(name: str, url_prefix: str) -> Blueprint:
    """Return the blueprint of a room, whose views all stand behind the guard.

    Args:
        name: Of its endpoints and of its folder, such as ``"places"``.
        url_prefix: Where it lies, such as ``"/staff/places"``.
    """
    made = Blueprint(name, __name__, url_prefix=url_prefix)
    made.before_request(guard)
    return made


def add_frame(app: Flask) -> None:
    """Tell templates of the staff's pages, error pages among them, who reads them and what was just done."""
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    if not is_staff_page():  # a patron's page never looks at the session
        return {}
    person = signed_in()
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return {
        "person": person.account if person else None,
        "may_edit": person is not None and person.account.role.includes(Role.EDITOR),
        "here": own_page(here),
        "rooms_for": rooms_for,
        "menu_for": menu_for,
        "condition": _condition,
        "said": said,
        "paged": paged,
    }


def _condition() -> Condition | None:
    return condition(site().config)
