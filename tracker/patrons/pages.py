"""The pages of patrons: a box to type a code, and kind words where a code leads nowhere.

They set no cookie and touch no session.
"""

from __future__ import annotations

import re

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from printkit.store.codes import ALPHABET, normalise
from tracker.web.errors import error_page
from tracker.web.language import is_staff_page
from tracker.web.site import site

MOST_SHOWN = 60
_LIKE_A_CODE = re.compile(r"/([A-Za-z0-9 .\-]{1,20})/?", re.ASCII)

patrons = Blueprint("patrons", __name__)


def add_patron_pages(app: Flask) -> None:
    """Give an application the pages of patrons."""
    app.register_blueprint(patrons)
    app.register_error_handler(NotFound, _not_found)
    app.context_processor(lambda: {"organisation": site().organisation()})


@patrons.get("/")
def start() -> AnyResponse:
    """Show the box; lead a typed code on to its short link in small letters, so that it counts as typed.

    Whether there is such a code is not looked up here: the lean path does, and brakes who guesses.
    """
    typed = request.args.get("code", "")
    if not typed.strip():
        return _html("patrons/start.html", 200)
    code = normalise(typed)
    if code is not None:
        return redirect(f"/{code.lower()}", 303)
    return _unknown(typed)


@patrons.get("/robots.txt")
def robots() -> Response:
    """Ask robots to stay away: each of their visits to a code would be a hit."""
    return _file("User-agent: *\nDisallow: /\n", "text/plain")


@patrons.get("/favicon.ico")
def favicon() -> Response:
    """Give the icon also to browsers that ask without having read a page."""
    return current_app.send_static_file("favicon.svg")


def _not_found(error: NotFound) -> Response:
    if is_staff_page():
        return error_page(404)
    if request.environ.get("signet.answer") == "retired":
        return _html("patrons/retired.html", 410)
    match = _LIKE_A_CODE.fullmatch(request.path)
    return _unknown(match[1] if match else "")


def _unknown(typed: str) -> Response:
    """Say kindly that there is no such code; what was typed stays in the box, ready to be corrected."""
    shown = " ".join(typed.split())[:MOST_SHOWN]
    return _html("patrons/unknown.html", 404, typed=shown, strangers=strangers(shown))


def strangers(typed: str) -> tuple[str, ...]:
    """Return the letters and digits of a typed text that no code has, each once, in order.

    A pasted link is no typing mistake: then there are none.
    """
    if "/" in typed or len(typed) > 20:
        return ()
    letters = (letter for letter in typed.upper() if letter.isalnum() and letter not in ALPHABET)
    return tuple(dict.fromkeys(letters))


def _html(template: str, status: int, **values: object) -> Response:
    response = make_response(render_template(template, **values))
    response.status_code = status
    return response


def _file(text: str, mimetype: str) -> Response:
    response = make_response(text)
    response.mimetype = mimetype
    return response
