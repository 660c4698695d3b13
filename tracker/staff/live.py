"""Answers to what a page asks again and again (``data-live``): nothing is made while nothing is new."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, request

HEADER = "X-Signet-Live"
"""Sent with every such request; they are no sign that somebody is at work."""


def is_live() -> bool:
    """Whether the request was made by a page by itself, not by a person."""
    return HEADER in request.headers


def live(revision: object, render: Callable[[], str]) -> Response:
    """Return a live part of a page, or 204 if the page has it already.

    Args:
        revision: Changes whenever the part would look different; letters, digits and ``-_.`` when written.
        render: Makes the part: one element, with ``data-live`` for as long as there is more to come. It may
            carry ``data-revision`` with the same value, so that even the first question can be answered so.
    """
    if request.if_none_match.contains_weak(str(revision)):
        return Response(status=204)
    response = make_response(render())
    response.set_etag(str(revision))
    return response
