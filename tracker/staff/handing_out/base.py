"""The room of handing out, and its page of a batch; `views` gives it its other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from printkit.store.booked import Booked, Return, Waste
from printkit.store.model import Batch, BatchKind, HandOut, Place
from printkit.store.place_names import offered_places
from tracker.staff.flashes import Undo
from tracker.staff.guard import account
from tracker.staff.handing_out.asked import bundle_choices
from tracker.staff.handing_out.day import today
from tracker.staff.handing_out.forms import BundlesForm, HandOutForm, LossForm
from tracker.staff.handing_out.handles import handle_of
from tracker.staff.handing_out.lying import read_lying
from tracker.staff.room import room
from tracker.staff.version import version_of
from tracker.web.site import database

handing_out = room("handing_out", "/staff")
Page = str | Response | tuple[str, int]
SHOWN = 20
"""Bundles, places, and lines of the history, that are shown unless somebody asks for all."""


@dataclass(slots=True)
class Forms:
    """The forms of a batch's page, each with what was typed if it was just sent."""

    out: HandOutForm = field(default_factory=lambda: HandOutForm(prefix="out-"))
    back: LossForm = field(default_factory=lambda: LossForm(prefix="back-"))
    waste: LossForm = field(default_factory=lambda: LossForm(prefix="waste-"))
    bundles: BundlesForm = field(default_factory=lambda: BundlesForm(prefix="bundles-"))


def page(mine: Batch, forms: Forms) -> str:
    """Return the page of a batch: what of it lies where, and the forms."""
    whole = "all" in request.args
    lying = read_lying(database(), mine, today(), lines=-1 if whole else SHOWN)
    for form in (forms.out, forms.back, forms.waste):
        if not form.on.raw_data:  # of those that were not sent
            form.on.data = today()
    choices, offered = bundle_choices(lying), places_for(mine)
    forms.out.offer(mine, lying.stock, choices, offered)
    if not whole:
        ticked = forms.out.bundles.data or ()
        forms.out.bundles.choices = choices[:SHOWN] + [one for one in choices[SHOWN:] if one[0] in ticked]
    if not forms.out.place.raw_data:
        forms.out.place.data = next((str(one.id) for one in offered if one.name == mine.place), "")
    if forms.out.what.data is None:
        forms.out.what.data = forms.out.what.choices[0][0]
    forms.back.place.choices = [(str(one.place_id), one.place) for one in lying.places if one.there]
    return render_template(
        "staff/handing_out/batch.html",
        batch=mine,
        lying=lying,
        open_bundles=len(choices),
        bundles_version=version_of(tuple(one.bundle for one in lying.piles)),
        forms=forms,
        one_code=mine.kind is BatchKind.ONE_CODE,
        sent=request.endpoint,
        most=max(lying.booked, len(lying.piles), len(lying.places)) if whole else SHOWN,
    )


def places_for(mine: Batch) -> tuple[Place, ...]:
    """Return the places offered; first that for which the batch was ordered."""
    offered = offered_places(database(), account().organisation_id)
    return tuple(sorted(offered, key=lambda place: place.name != mine.place))


def undo(mine: Batch, what: Booked, done: Sequence[HandOut | Return | Waste]) -> Undo:
    """Return the way back from what was just booked."""
    handle = handle_of(database(), mine, what, [one.id for one in done])
    return Undo(url_for("handing_out.take_back", batch_id=mine.id), (("bookings", str(handle)),))


def back(mine: Batch) -> Response:
    """Lead to the page of a batch."""
    return redirect(url_for("handing_out.batch", batch_id=mine.id), 303)
