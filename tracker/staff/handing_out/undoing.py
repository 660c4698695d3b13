"""Bookings taken back, as if they had never been made, and booked again."""

from __future__ import annotations

import re

from flask import request, url_for
from flask_babel import gettext

from printkit.errors import SignetError
from tracker.staff.accounts import Role
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out.base import Page, back, handing_out
from tracker.staff.handing_out.booking import book_again, cancel_bookings
from tracker.staff.handing_out.handles import Handle
from tracker.staff.handing_out.words import changed_meanwhile, refused
from tracker.staff.owned import own_batch
from tracker.web.site import database

_NUMBERS = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,17})", re.ASCII)


@handing_out.post("/batches/<int:batch_id>/take-back")
@requires(Role.EDITOR)
def take_back(batch_id: int) -> Page:
    """Take bookings back."""
    mine, handle = own_batch(database(), account(), batch_id), Handle.read(request.form.get("bookings", ""))
    if handle is None:
        say(changed_meanwhile(), kind="problem")
        return back(mine)
    try:
        done = cancel_bookings(database(), account(), mine, handle)
    except SignetError as error:
        say(refused(error).text, kind="problem")
        return back(mine)
    url = url_for("handing_out.again", batch_id=mine.id)
    say(
        gettext("Taken back. It stays in the history, and figures follow within seconds."),
        undo=Undo(url, (("numbers", f"{min(done)}-{max(done)}"),)),
    )
    return back(mine)


@handing_out.post("/batches/<int:batch_id>/again")
@requires(Role.EDITOR)
def again(batch_id: int) -> Page:
    """Book once more what was taken back."""
    mine = own_batch(database(), account(), batch_id)
    match = _NUMBERS.fullmatch(request.form.get("numbers", ""))
    try:
        if match and book_again(database(), account(), mine, int(match[1]), int(match[2])):
            say(gettext("It is booked again."))
        else:
            say(changed_meanwhile(), kind="problem")
    except SignetError as error:
        say(refused(error, copies=mine.copies).text, kind="problem")
    return back(mine)
