"""The headers of every answer: nothing is loaded from elsewhere, framed, guessed or kept."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request

from tracker.web.language import is_staff_page, language
from tracker.web.strict import OURS, STRICT, policy

STAFF_POLICY = policy(f"{OURS}; script-src 'self'; connect-src 'self'", forms="'self'")
"""Pages of the staff have one small script of ours, which asks nobody but us."""
PATRON_POLICY = policy(OURS, forms="'self' http: https:")
"""Chromium holds form-action against every redirect that follows a form. A typed code ends at its
destination, which may be anywhere; the form carries nothing but the code."""

_YEAR = 31_536_000


def add_headers(app: Flask) -> None:
    """Send strict headers with every answer of an application."""
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    staff = is_staff_page()
    _stay_here(response)
    for name, value in STRICT:
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = STAFF_POLICY if staff else PATRON_POLICY
    # A form of the staff must show its origin to be believed; a patron's page says nothing to anybody.
    response.headers["Referrer-Policy"] = "same-origin" if staff else "no-referrer"
    if request.endpoint == "static" and response.status_code in (200, 304):
        kept = f"public, max-age={_YEAR}, immutable" if "v" in request.args else "public, max-age=3600"
        response.headers["Cache-Control"] = kept
        return response
    if staff and response.cache_control.immutable:  # a picture whose address changes with what it shows
        return response
    response.headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = language()
        if not staff:
            response.vary.add("Accept-Language")
    return response


def _stay_here(response: Response) -> None:
    """Lead to a path only: the router makes ``/staff`` into ``http://HOST/staff/``, with the client's HOST.

    No page of ours leads to another host by itself; destinations are the lean path's business.
    """
    there = urlsplit(response.location or "")
    if there.scheme or there.netloc:
        query = f"?{there.query}" if there.query else ""
        path = f"/{there.path.lstrip('/')}{query}"  # "//x" would be a host again
        response.location = path
        response.set_data(redirect(path, response.status_code).get_data())
