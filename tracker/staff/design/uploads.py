"""Files that staff hand in: only where one is taken, only from those who may, and only so large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request
from flask_babel import format_decimal, gettext
from werkzeug.wrappers import Response

from tracker.staff.accounts import Role
from tracker.staff.flashes import say
from tracker.staff.guard import signed_in
from tracker.staff.sign_in_page import ask_again

View = TypeVar("View", bound=Callable[..., Any])
MEGABYTE = 1024 * 1024
_BESIDE = 64 * 1024
"""Bytes of a form besides its file, and what anybody may send."""
_PIECE = 64 * 1024
"""Bytes of a body that are looked at at a time, by Werkzeug's `MultiPartParser`."""
_SWALLOWED = 32 * MEGABYTE
"""Of a file that is too large so much is read and thrown away: a browser shows no answer before it has sent
everything. Whoever sends more is hung up on."""
_MOST = "signet_upload"


def takes_upload(most: int) -> Callable[[View], View]:
    """Let a view take a file of at most so many bytes."""

    def mark(view: View) -> View:
        setattr(view, _MOST, most)
        return view

    return mark


def add_uploads(app: Flask) -> None:
    """Raise the limit of forms for views that take files. Call it before anything reads the form."""
    app.before_request(_raise_limit)


def _raise_limit() -> Response | None:
    if request.method != "POST":
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    most: int = getattr(view, _MOST, 0)
    if not most:
        return None
    person, length = signed_in(), request.content_length or 0
    if person is None and length > _BESIDE:  # not "too much": the session ended while a file was looked for
        return ask_again(None, request.path)
    if person is None or not person.account.role.includes(Role.EDITOR):
        return None
    if length > most + _BESIDE:
        return _too_large(most)
    request.max_content_length = most + _BESIDE
    # The limit of a field also holds for the piece of a file that is looked at, with what is left of the one
    # before where that ended in a line break: a picture, which has such bytes anywhere, is larger than that.
    request.max_form_memory_size = 2 * _PIECE
    return None


def _too_large(most: int) -> Response | None:
    """Say it on the page from which the file came, unless it is so large that nobody waits for its end."""
    if (request.content_length or 0) > _SWALLOWED:
        return None  # whoever reads the form refuses it by its length
    stream = request.environ["wsgi.input"]
    left = request.content_length or 0
    while left > 0 and (part := stream.read(min(left, MEGABYTE))):
        left -= len(part)
    megabytes = format_decimal(most // MEGABYTE)
    say(
        gettext("The file is larger than %(most)s MB. Please upload a smaller one.", most=megabytes),
        "problem",
    )
    return redirect(request.path, 303)
