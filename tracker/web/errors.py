"""Error pages: kind, in the reader's language, and silent about what is inside."""

from __future__ import annotations

import sqlite3

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from printkit.errors import SignetError
from tracker.web.language import is_staff_page

_KEPT = ("Allow", "Retry-After")


def add_error_pages(app: Flask) -> None:
    """Show error pages of our own for every error of an application."""
    app.register_error_handler(HTTPException, _page)
    for fault in (sqlite3.Error, SignetError):
        app.register_error_handler(fault, _database_fault)


def error_page(status: int) -> Response:
    """Return the page for a status."""
    title, text = _words(status)
    template = "staff/error.html" if is_staff_page() else "patrons/error.html"
    response = make_response(render_template(template, title=title, text=text, status=status))
    response.status_code = status
    return response


def _page(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]  # a redirect: no page is needed
    response = error_page(error.code)
    for name, value in error.get_headers(request.environ):
        if name in _KEPT:
            response.headers[name] = value
    return response


def _database_fault(error: Exception) -> Response:
    current_app.logger.error("The database could not be used: %s", error)
    g.no_database = True  # who is signed in is not asked for again: the page would fail like the one before
    response = error_page(ServiceUnavailable.code)
    response.headers["Retry-After"] = "10"
    return response


def _words(status: int) -> tuple[str, str]:
    """Return title and text of the page for a status."""
    words = {
        403: (
            gettext("You may not do this"),
            gettext("Your account does not have the right to do this. Ask whoever manages the accounts."),
        ),
        404: (
            gettext("There is nothing here"),
            gettext("The address is wrong, or what was here has gone. Nothing is broken."),
        ),
        405: (
            gettext("This does not work that way"),
            gettext("This address cannot be used like this. Go back and try again."),
        ),
        413: (
            gettext("That was too much"),
            gettext("More was sent than this page can take. Please send less."),
        ),
        503: (
            gettext("Not available at the moment"),
            gettext(
                "Printed codes go on working and every scan is kept, but the figures cannot be read right "
                "now. Please try again in a minute."
            ),
        ),
    }
    if status in words:
        return words[status]
    if status < InternalServerError.code:
        return gettext("That could not be understood"), gettext(
            "Perhaps the page was open for too long. Load it again, then repeat what you did."
        )
    return gettext("Something went wrong on our side"), gettext(
        "It is not your fault. The error has been noted. Please try again later."
    )
