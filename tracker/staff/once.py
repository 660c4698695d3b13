"""A form that is sent twice, by a double click or an impatient second one, is done once.

Every page gives its forms an id (the macro ``token``). The same form with the same content, from the same
session, within a minute leads to where the first one led, with the same notice. A form that was refused, or
changed, is looked at anew. What pages send by themselves has no part in it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sqlite3
import time
from contextlib import suppress

from flask import Flask, Response, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from printkit.errors import SignetError
from tracker.staff.flashes import KEY as SAID
from tracker.staff.held import FORM_ID, page_before
from tracker.staff.live import is_live
from tracker.staff.sent_forms import Done, begin, note_outcome, outcome
from tracker.web.site import database

PATIENCE_SECONDS, LOOK_SECONDS = 5.0, 0.05
"""How long the second of two waits for the first, and how often it looks."""


def add_once(app: Flask) -> None:
    """Note what came of forms, and give templates ``form_id()``."""
    app.after_request(_note)
    app.jinja_env.globals["form_id"] = lambda: secrets.token_urlsafe(9)


def was_sent(token: str) -> AnyResponse | None:
    """Note that a form is at work; if it was sent before, return where the first one led.

    Args:
        token: Of the session that sends it, a secret of its browser.
    """
    if request.method != "POST" or not request.form.get(FORM_ID) or is_live():
        return None
    db, key = database(), _key(token)
    until = time.monotonic() + PATIENCE_SECONDS
    while not begin(db, key, time.time()):
        if done := outcome(db, key):
            session[SAID] = json.loads(done.said)
            return redirect(done.location, 303)
        if time.monotonic() > until:  # the first is still at work, or its process has died
            return redirect(page_before() or url_for("staff.overview"), 303)
        time.sleep(LOOK_SECONDS)
    g.sent_form = key
    return None


def _note(response: Response) -> Response:
    key = g.pop("sent_form", None)
    if key is not None:
        done = None
        if response.status_code == 303 and response.location:
            done = Done(response.location, json.dumps(session.get(SAID, [])))
        with suppress(sqlite3.Error, SignetError):  # what was asked for is done already, or has failed
            note_outcome(database(), key, done)
    return response


def _key(token: str) -> bytes:
    sent = [token, request.full_path, *(f"{name}={value}" for name, value in request.form.items(multi=True))]
    sent += [f"{name}={file.filename}" for name, file in request.files.items(multi=True)]
    return hashlib.sha256("\n".join(sent).encode("utf-8", "surrogatepass")).digest()
