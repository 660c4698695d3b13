"""A browser in which somebody has signed in before: its attempts are counted apart from those of all others.

The cookie is sent to the sign-in page only. It holds a random number and, for each person, a signature that
they were here; nothing about it is stored on the server.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import request, url_for
from werkzeug.wrappers import Response

from tracker.web.site import site

LAST_SECONDS = 180 * 86_400
MOST_PEOPLE = 8
_VALUE = re.compile(r"[A-Za-z0-9_\-]{22}(?:\.[0-9a-f]{32}){1,8}", re.ASCII)


def known_as(email: str) -> str:
    """Return what this browser is known by, if this person has signed in here before, else ``""``."""
    number, people = _read()
    wanted = _signed(number, email)
    return number if any(hmac.compare_digest(wanted, known) for known in people) else ""


def remember(response: Response, email: str) -> None:
    """Let the browser that gets this answer be known as this person's, for half a year."""
    number, people = _read()
    number = number or secrets.token_urlsafe(16)
    own = _signed(number, email)
    people = (own, *(known for known in people if known != own))[:MOST_PEOPLE]
    https = site().is_https
    response.set_cookie(
        cookie_name(https),
        ".".join((number, *people)),
        max_age=LAST_SECONDS,
        path=url_for("staff.sign_in"),
        secure=https,
        httponly=True,
        samesite="Strict",
    )


def cookie_name(https: bool) -> str:
    """Return what the cookie is called; browsers take the longer name over https only."""
    return "__Secure-signet-known" if https else "signet-known"


def _read() -> tuple[str, tuple[str, ...]]:
    value = request.cookies.get(cookie_name(site().is_https), "")
    if not _VALUE.fullmatch(value):
        return "", ()
    number, *people = value.split(".")
    return number, tuple(people)


def _signed(number: str, email: str) -> str:
    text = f"known browser {number} {email.strip().lower()}".encode("utf-8", "surrogatepass")
    return hmac.digest(site().secret, text, hashlib.sha256)[:16].hex()
