"""The page that puts a hand-out right: it was another place, or another day."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from printkit.store.booked import Booked, Booking
from printkit.store.bookings import find_booking
from printkit.store.model import Batch
from printkit.store.place_names import offered_places
from printkit.store.places import places
from tracker.staff.accounts import Role
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out.booking import move_hand_out
from tracker.staff.handing_out.day import tell_of_codes
from tracker.staff.handing_out.forms import MoveForm
from tracker.staff.handing_out.handles import Handle
from tracker.staff.handing_out.words import DAY, refused
from tracker.staff.owned import own_batch
from tracker.staff.room import room
from tracker.web.site import database

hand_out = room("hand_out", "/staff/batches/<int:batch_id>/hand-outs/<int:number>")
Page = str | Response | tuple[str, int]


@hand_out.get("")
@requires(Role.EDITOR)
def change(batch_id: int, number: int) -> Page:
    """Show where it went and since when, to be changed."""
    mine = own_batch(database(), account(), batch_id)
    booking = find_booking(database(), mine.id, Booked.HAND_OUT, number)
    if booking is None:
        return _gone(mine)
    form = _form(booking)
    form.place.data = next((key for key, name in form.place.choices if name == booking.place), None)
    form.on.data = booking.on
    return _page(mine, booking, form)


@hand_out.post("")
@requires(Role.EDITOR)
def save(batch_id: int, number: int) -> Page:
    """Change it, unless somebody else did so meanwhile."""
    mine = own_batch(database(), account(), batch_id)
    booking = find_booking(database(), mine.id, Booked.HAND_OUT, number)
    if booking is None:
        return _gone(mine)
    form = _form(booking)
    form.validate()
    known = places(database(), account().organisation_id)
    place = next((one for one in known if str(one.id) == form.place.data), None)
    if place is None:
        form.place.errors = [gettext("Choose the place.")]
    if form.errors or place is None:
        return _page(mine, booking, form), 422
    handle = Handle(Booked.HAND_OUT, number, number, request.form.get("version", ""))
    try:
        now = move_hand_out(database(), account(), mine, handle, place, form.on.data)
    except SignetError as error:
        why = refused(error, copies=mine.copies)
        field = form.on if why.field == DAY else form.place
        field.errors = [*field.errors, why.text]
        return _page(mine, booking, form), 422
    if now != booking:
        say(gettext("The hand-out was put right. Figures follow within seconds."))
        tell_of_codes(mine, now.on)
    return redirect(url_for("handing_out.batch", batch_id=mine.id), 303)


def _gone(mine: Batch) -> Response:
    """Lead to what lies where: the hand-out was taken back meanwhile."""
    say(gettext("This hand-out was taken back meanwhile. Here is how it is now."), kind="problem")
    return redirect(url_for("handing_out.batch", batch_id=mine.id), 303)


def _form(booking: Booking) -> MoveForm:
    form = MoveForm()
    offered = offered_places(database(), account().organisation_id)
    here = [one for one in places(database(), account().organisation_id) if one.name == booking.place]
    form.place.choices = [(str(one.id), one.name) for one in dict.fromkeys([*here, *offered])]
    return form


def _page(mine: Batch, booking: Booking, form: MoveForm) -> str:
    return render_template(
        "staff/handing_out/change.html",
        batch=mine,
        booking=booking,
        form=form,
        version=Handle.of([booking]).version,
    )
