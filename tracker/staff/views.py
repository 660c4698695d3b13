"""The addresses of the staff's pages, and who may see each."""

from __future__ import annotations

from flask import render_template
from werkzeug.wrappers import Response

from tracker.staff import phone as test_phone
from tracker.staff import sign_in as getting_in
from tracker.staff.accounts import Role
from tracker.staff.guard import account, open_to_all, requires
from tracker.staff.home.page import show_home
from tracker.staff.room import room
from tracker.staff.sign_in_page import show_form

staff = room("staff", "/staff")


@staff.get("/sign-in")
@open_to_all
def sign_in() -> Response:
    """Show the form."""
    return show_form()


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
    """Show all campaigns."""
    return show_home(account())


@staff.get("/words")
@requires(Role.VIEWER)
def words() -> str:
    """Show what every word and figure means."""
    return render_template("staff/words_page.html")


@staff.get("/phone")
@requires(Role.VIEWER)
def phone() -> str:
    """Show whether this device makes test scans, and offer the other."""
    return render_template(
        "staff/phone.html",
        phone=test_phone.this_phone(),
        may_end_all=account().role.includes(Role.ADMIN),
    )


@staff.post("/phone/begin")
@requires(Role.VIEWER)
def give_pass() -> Response:
    """Let this device make test scans."""
    return test_phone.give_pass()


@staff.post("/phone/end")
@requires(Role.VIEWER)
def take_pass() -> Response:
    """Let this device scan like everybody."""
    return test_phone.take_pass()


@staff.post("/phone/end-all")
@requires(Role.ADMIN)
def end_passes() -> Response:
    """End the test scans of all devices."""
    return test_phone.end_all()
