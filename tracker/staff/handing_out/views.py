"""The addresses of handing out: of a batch, of a campaign, and of the code on a bundle's slip."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from flask_babel import format_number, gettext, ngettext
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from printkit.store.batches import batches_of
from printkit.store.booked import Booked
from printkit.store.bundles import bundles as made_bundles
from printkit.store.bundles import equal_sizes
from printkit.store.model import Batch, BatchKind, Place
from printkit.store.place_names import offered_places
from tracker.jobs.model import Kind
from tracker.jobs.orders import order_extra
from tracker.staff.accounts import Role
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out.asked import bundle_choices, field_of, parts, tell
from tracker.staff.handing_out.booking import (
    Handle,
    book_again,
    book_bundles,
    book_hand_outs,
    book_return,
    book_waste,
    cancel_bookings,
    handles_of,
)
from tracker.staff.handing_out.day import today
from tracker.staff.handing_out.forms import BundlesForm, HandOutForm, LossForm, typed_sizes
from tracker.staff.handing_out.lying import read_lying
from tracker.staff.handing_out.words import refused
from tracker.staff.owned import own_batch, own_campaign, own_place
from tracker.staff.room import room
from tracker.web.site import database

handing_out = room("handing_out", "/staff")
Page = str | Response | tuple[str, int]
SHOWN = 20
"""Bundles, and lines of the history, that are shown unless somebody asks for all."""
MOST_BESIDE = 12
"""Batches beside each other in a table; more cannot be read, and each has its own page."""
MOST_UNDONE = 25
"""Bookings that a notice can take back at once: their names travel in a cookie."""


@dataclass(slots=True)
class Forms:
    """The forms of a batch's page, each with what was typed if it was just sent."""

    out: HandOutForm = field(default_factory=lambda: HandOutForm(prefix="out-"))
    back: LossForm = field(default_factory=lambda: LossForm(prefix="back-"))
    waste: LossForm = field(default_factory=lambda: LossForm(prefix="waste-"))
    bundles: BundlesForm = field(default_factory=lambda: BundlesForm(prefix="bundles-"))


@handing_out.get("/batches/<int:batch_id>/hand-out")
@requires(Role.VIEWER)
def batch(batch_id: int) -> Page:
    """Show what of a batch lies where, and the forms to change it."""
    mine = own_batch(database(), account(), batch_id)
    forms = Forms()
    for form in (forms.out, forms.back, forms.waste):
        form.on.data = today()
    forms.out.place.data = next((str(one.id) for one in _places(mine) if one.name == mine.place), "")
    return _page(mine, forms)


@handing_out.post("/batches/<int:batch_id>/hand-out")
@requires(Role.EDITOR)
def hand_out(batch_id: int) -> Page:
    """Give bundles, or some pieces, to a place."""
    db, mine, forms = database(), own_batch(database(), account(), batch_id), Forms()
    lying, offered = read_lying(db, mine, today()), _places(mine)
    form = forms.out
    form.offer(mine, lying.stock, bundle_choices(lying), offered)
    if not form.validate():
        return _page(mine, forms), 422
    place, wanted = form.wanted_place(offered), parts(form, lying)
    if not place or not wanted:
        return _page(mine, forms), 422
    try:
        done = book_hand_outs(db, account(), mine, place, form.on.data, wanted)
    except SignetError as error:
        tell(form, refused(error, copies=mine.copies), pieces=field_of(form))
        return _page(mine, forms), 422
    pieces = sum(one.pieces for one in done)
    say(
        ngettext(
            "%(number)s piece is booked for %(place)s.",
            "%(number)s pieces are booked for %(place)s.",
            pieces,
            number=format_number(pieces),
            place=done[0].place,
        ),
        undo=_undo(mine, Booked.HAND_OUT, [one.id for one in done]),
    )
    return _back(mine)


@handing_out.post("/batches/<int:batch_id>/returns")
@requires(Role.EDITOR)
def returned(batch_id: int) -> Page:
    """Note what came back from a place."""
    db, mine, forms = database(), own_batch(database(), account(), batch_id), Forms()
    form = forms.back
    spans = form.spans(mine)
    if not form.validate() or form.positions.errors:
        return _page(mine, forms), 422
    number = _number(form.place.data or "")
    if number is None:
        form.place.errors = [gettext("Choose the place.")]
        return _page(mine, forms), 422
    place = own_place(db, account(), number)
    try:
        done = book_return(db, account(), mine, place, form.on.data, pieces=form.number.data, positions=spans)
    except SignetError as error:
        tell(form, refused(error, copies=mine.copies), pieces="positions" if spans else "number")
        return _page(mine, forms), 422
    pieces = sum(one.pieces for one in done)
    say(
        ngettext(
            "%(number)s piece came back from %(place)s.",
            "%(number)s pieces came back from %(place)s.",
            pieces,
            number=format_number(pieces),
            place=place.name,
        ),
        undo=_undo(mine, Booked.RETURN, [one.id for one in done]),
    )
    return _back(mine)


@handing_out.post("/batches/<int:batch_id>/waste")
@requires(Role.EDITOR)
def waste(batch_id: int) -> Page:
    """Note what was spoilt."""
    db, mine, forms = database(), own_batch(database(), account(), batch_id), Forms()
    form = forms.waste
    spans = form.spans(mine)
    if not form.validate() or form.positions.errors:
        return _page(mine, forms), 422
    if not spans and not form.number.data:
        form.number.errors = [gettext("Write how many, or which positions.")]
        return _page(mine, forms), 422
    try:
        done = book_waste(db, account(), mine, form.on.data, pieces=form.number.data, positions=spans)
    except SignetError as error:
        tell(form, refused(error, copies=mine.copies), pieces="positions" if spans else "number")
        return _page(mine, forms), 422
    pieces = sum(one.pieces for one in done)
    say(
        ngettext(
            "%(number)s piece is noted as spoilt.",
            "%(number)s pieces are noted as spoilt.",
            pieces,
            number=format_number(pieces),
        ),
        undo=_undo(mine, Booked.WASTE, [one.id for one in done]),
    )
    return _back(mine)


@handing_out.post("/batches/<int:batch_id>/bundles")
@requires(Role.EDITOR)
def bundles(batch_id: int) -> Page:
    """Note how the pieces were piled."""
    db, mine, forms = database(), own_batch(database(), account(), batch_id), Forms()
    form = forms.bundles
    sizes = typed_sizes(form.sizes)
    if not form.validate() or form.sizes.errors:
        return _page(mine, forms), 422
    if not sizes and form.size.data:
        sizes = equal_sizes(mine.copies, form.size.data)
    if not sizes:
        form.size.errors = [gettext("Write how many pieces are in each bundle.")]
        return _page(mine, forms), 422
    try:
        done = book_bundles(db, account(), mine, sizes)
    except SignetError as error:
        (form.sizes if form.sizes.data else form.size).errors = [refused(error, copies=mine.copies).text]
        return _page(mine, forms), 422
    say(ngettext("%(num)s bundle is noted.", "%(num)s bundles are noted.", len(done)))
    return _back(mine)


@handing_out.post("/batches/<int:batch_id>/slips")
@requires(Role.EDITOR)
def slips(batch_id: int) -> Page:
    """Order slips for the bundles; they are drawn by the jobs process."""
    db, mine = database(), own_batch(database(), account(), batch_id)
    if mine.minted_at is None or not made_bundles(db, mine.id):
        say(gettext("Say first how the pieces were piled."), kind="warn")
        return _back(mine)
    return redirect(url_for("orders.order", order_id=order_extra(db, account(), Kind.SLIPS, mine)), 303)


@handing_out.post("/batches/<int:batch_id>/take-back")
@requires(Role.EDITOR)
def take_back(batch_id: int) -> Page:
    """Take bookings back, as if they had never been made."""
    mine = own_batch(database(), account(), batch_id)
    handles = [Handle.read(text) for text in request.form.get("bookings", "").split(",")[:MOST_UNDONE]]
    try:
        done = cancel_bookings(database(), account(), mine, [one for one in handles if one])
    except SignetError as error:
        say(refused(error).text, kind="problem")
        return _back(mine)
    if done:
        url = url_for("handing_out.again", batch_id=mine.id)
        say(
            gettext("Taken back. It stays in the history, and figures follow within seconds."),
            undo=Undo(url, (("numbers", ",".join(map(str, done))),)),
        )
    return _back(mine)


@handing_out.post("/batches/<int:batch_id>/again")
@requires(Role.EDITOR)
def again(batch_id: int) -> Page:
    """Book once more what was taken back."""
    mine = own_batch(database(), account(), batch_id)
    parts = map(_number, request.form.get("numbers", "").split(",")[:MOST_UNDONE])
    numbers = [number for number in parts if number is not None]
    try:
        if book_again(database(), account(), mine, numbers):
            say(gettext("It is booked again."))
    except SignetError as error:
        say(refused(error, copies=mine.copies).text, kind="problem")
    return _back(mine)


@handing_out.get("/campaigns/<int:campaign_id>/hand-out")
@requires(Role.VIEWER)
def campaign(campaign_id: int) -> Page:
    """Show what of a campaign lies where."""
    mine = own_campaign(database(), account(), campaign_id)
    several = batches_of(database(), mine)
    lying = [read_lying(database(), one, today(), whole=False) for one in several if one.minted_at]
    names = sorted({place.place for one in lying for place in one.places if place.there}, key=str.casefold)
    return render_template(
        "staff/handing_out/campaign.html",
        campaign=mine,
        lying=lying,
        places=names if len(lying) <= MOST_BESIDE else [],
    )


def _page(mine: Batch, forms: Forms) -> str:
    lying, offered = read_lying(database(), mine, today()), _places(mine)
    forms.out.offer(mine, lying.stock, bundle_choices(lying), offered)
    if forms.out.what.data is None:
        forms.out.what.data = forms.out.what.choices[0][0]
    forms.back.place.choices = [(str(one.place_id), one.place) for one in lying.places if one.there]
    return render_template(
        "staff/handing_out/batch.html",
        batch=mine,
        lying=lying,
        forms=forms,
        one_code=mine.kind is BatchKind.ONE_CODE,
        sent=request.endpoint,
        most=len(lying.history) + len(lying.piles) if "all" in request.args else SHOWN,
    )


def _places(mine: Batch) -> tuple[Place, ...]:
    """Return the places offered; first that for which the batch was ordered."""
    offered = offered_places(database(), account().organisation_id)
    return tuple(sorted(offered, key=lambda place: place.name != mine.place))


def _number(text: str) -> int | None:
    """Return the number of something that a form names, ``None`` for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _undo(mine: Batch, what: Booked, numbers: list[int]) -> Undo | None:
    handles = handles_of(database(), mine, what, numbers)
    if not 0 < len(handles) <= MOST_UNDONE:
        return None
    url = url_for("handing_out.take_back", batch_id=mine.id)
    return Undo(url, (("bookings", ",".join(map(str, handles))),))


def _back(mine: Batch) -> Response:
    return redirect(url_for("handing_out.batch", batch_id=mine.id), 303)
