"""The telephone of a member of staff: turned into one whose scans are tests, and back.

What turns it is a cookie (`tracker.scans.staff_pass`), which these pages alone give. It is not the session's:
it outlives signing out, and says nothing but until when it holds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from tracker.scans.staff_pass import PASS_SECONDS, cookie_name, end_of, end_passes, make_pass, pass_key
from tracker.web.site import site


@dataclass(frozen=True, slots=True)
class Phone:
    """The device at work; ``until`` is when its pass ends, ``None`` without one."""

    until: datetime | None


def this_phone() -> Phone:
    """Return what the device that asks is."""
    found = site()
    value = request.cookies.get(cookie_name(found.is_https), "")
    ends_at = end_of(pass_key(found.config.run_folder), value) if value else 0
    return Phone(datetime.fromtimestamp(ends_at, UTC) if ends_at > time.time() else None)


def give_pass() -> Response:
    """Let the scans of this device be tests from now on."""
    found = site()
    response = _back()
    response.set_cookie(
        cookie_name(found.is_https),
        make_pass(pass_key(found.config.run_folder), int(time.time()) + PASS_SECONDS),
        max_age=PASS_SECONDS,
        path="/",
        secure=found.is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def take_pass() -> Response:
    """Let the scans of this device be like everybody's again."""
    found = site()
    response = _back()
    response.delete_cookie(
        cookie_name(found.is_https), path="/", secure=found.is_https, httponly=True, samesite="Lax"
    )
    return response


def end_all() -> Response:
    """End the passes of all devices."""
    end_passes(site().config.run_folder)
    return take_pass()


def _back() -> Response:
    return redirect(url_for("staff.phone"), 303)
