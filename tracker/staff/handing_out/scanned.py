"""The page behind the code on a bundle's slip: a phone scans it, a thumb says where it goes."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_number, gettext, ngettext
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from printkit.store.booked import Booked
from printkit.store.model import Batch, BatchKind
from printkit.store.place_names import offered_places
from printkit.store.spans import Span, common
from tracker.staff.accounts import Role
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out.booking import book_hand_outs, cancel_bookings
from tracker.staff.handing_out.day import tell_of_codes, today, typed_day
from tracker.staff.handing_out.handles import Handle, handle_of
from tracker.staff.handing_out.lying import AtPlace, Lying, read_lying
from tracker.staff.handing_out.token import Slip
from tracker.staff.handing_out.words import DAY, PLACE, Refused, changed_meanwhile, refused
from tracker.staff.owned import own_batch
from tracker.staff.room import room
from tracker.web.site import database

bundle = room("bundle", "/staff/bundle/<token>")
Page = str | Response | tuple[str, int]


@bundle.get("")
@requires(Role.VIEWER)
def show(token: str) -> Page:
    """Show which bundle it is, and ask where it goes."""
    slip, mine = _own(token)
    return _page(slip, mine)


@bundle.post("")
@requires(Role.EDITOR)
def give(token: str) -> Page:
    """Book the bundle for the place that was tapped."""
    slip, mine = _own(token)
    db, name, on = database(), _place_name(), typed_day("on") if "on" in request.form else today()
    if request.form.get("place") and request.form.get("new_place", "").strip():
        return _page(slip, mine, Refused(PLACE, gettext("Choose a place or write a new one, not both."))), 422
    if on is None:
        return _page(slip, mine, Refused(DAY, gettext("Choose the day."))), 422
    if not name:
        why = Refused(PLACE, gettext("Tap a place, or write the name of a new one."))
        return _page(slip, mine, why), 422
    wanted = _wanted(slip, read_lying(db, mine, today()))
    try:
        done = book_hand_outs(db, account(), mine, name, on, wanted)
    except SignetError as error:
        return _page(slip, mine, refused(error, copies=mine.copies)), 422
    pieces = sum(one.pieces for one in done)
    handle = handle_of(db, mine, Booked.HAND_OUT, [one.id for one in done])
    say(
        ngettext(
            "%(number)s piece is booked for %(place)s.",
            "%(number)s pieces are booked for %(place)s.",
            pieces,
            number=format_number(pieces),
            place=done[0].place,
        ),
        undo=Undo(url_for("bundle.undo", token=str(slip)), (("bookings", str(handle)),)),
    )
    tell_of_codes(mine, on)
    return redirect(url_for("bundle.show", token=str(slip)), 303)


@bundle.post("/undo")
@requires(Role.EDITOR)
def undo(token: str) -> Page:
    """Take back what was just booked."""
    slip, mine = _own(token)
    handle = Handle.read(request.form.get("bookings", ""))
    try:
        if handle is None:
            say(changed_meanwhile(), kind="problem")
        else:
            cancel_bookings(database(), account(), mine, handle)
            say(gettext("Taken back. The bundle lies in the stock again."))
    except SignetError as error:
        say(refused(error).text, kind="problem")
    return redirect(url_for("bundle.show", token=str(slip)), 303)


def _own(token: str) -> tuple[Slip, Batch]:
    slip = Slip.read(token) or abort(404)
    mine = own_batch(database(), account(), slip.batch_id)
    if mine.minted_at is None or not slip.fits(mine):
        abort(404)
    return slip, mine


def _wanted(slip: Slip, lying: Lying) -> list[Span | int]:
    """Return what of the bundle lies in the stock; if nothing does, all of it, so that the store says why."""
    if slip.last is None:
        return [slip.first]
    return list(common([(slip.first, slip.last)], lying.stock.free)) or [(slip.first, slip.last)]


def _place_name() -> str:
    chosen = request.form.get("place", "")
    for place in offered_places(database(), account().organisation_id):
        if str(place.id) == chosen:
            return place.name
    return " ".join(request.form.get("new_place", "").split())


def _elsewhere(lying: Lying, span: Span | None) -> list[AtPlace]:
    """Return the places at which pieces are; of a bundle of positions, with those of its pieces only."""
    found = [one for one in lying.places if one.there or one.planned]
    if span is None:
        return found
    inside = [replace(one, spans=common([span], one.spans)) for one in found]
    return [one for one in inside if one.spans]


def _page(slip: Slip, mine: Batch, problem: Refused | None = None) -> str:
    db = database()
    lying, span = read_lying(db, mine, today()), (slip.first, slip.last or 0)
    free = common([span], lying.stock.free)
    one_code = mine.kind is BatchKind.ONE_CODE
    offered = offered_places(db, account().organisation_id)
    return render_template(
        "staff/handing_out/bundle.html",
        batch=mine,
        slip=slip,
        pile=next((one for one in lying.piles if (one.bundle.first, one.bundle.last) == span), None),
        lying=lying,
        free=free,
        left=lying.stock.left if one_code else sum(last - first + 1 for first, last in free),
        elsewhere=_elsewhere(lying, None if one_code else span),
        places=sorted(offered, key=lambda place: place.name != mine.place),
        problem=problem,
        one_code=one_code,
        on=request.form.get("on", "") or today().isoformat(),
        new_place=request.form.get("new_place", ""),
        chosen=request.form.get("place", ""),
    )
