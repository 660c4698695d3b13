"""The room of handing out, and its page of a batch; `views` gives it its other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from printkit.store.booked import Booked, Return, Waste
from printkit.store.bookings import count_bookings
from printkit.store.model import Batch, BatchKind, HandOut, Place
from printkit.store.place_names import offered_places
from tracker.staff.flashes import Undo
from tracker.staff.guard import account
from tracker.staff.handing_out.asked import bundle_choices
from tracker.staff.handing_out.day import today
from tracker.staff.handing_out.forms import BundlesForm, HandOutForm, LossForm
from tracker.staff.handing_out.handles import handle_of
from tracker.staff.handing_out.lying import Lying, Pile, read_lying
from tracker.staff.paging import paged
from tracker.staff.room import room
from tracker.staff.version import version_of
from tracker.web.site import database

handing_out = room("handing_out", "/staff")
Page = str | Response | tuple[str, int]
SHOWN = 20
"""Bundles, places, and lines of the history, on a page of each of these lists."""


@dataclass(slots=True)
class Forms:
    """The forms of a batch's page, each with what was typed if it was just sent."""

    out: HandOutForm = field(default_factory=lambda: HandOutForm(prefix="out-"))
    back: LossForm = field(default_factory=lambda: LossForm(prefix="back-"))
    waste: LossForm = field(default_factory=lambda: LossForm(prefix="waste-"))
    bundles: BundlesForm = field(default_factory=lambda: BundlesForm(prefix="bundles-"))


def page(mine: Batch, forms: Forms) -> str:
    """Return the page of a batch: what of it lies where, and the forms."""
    url = url_for("handing_out.batch", batch_id=mine.id)
    booked = range(count_bookings(database(), mine.id))
    history = paged(booked, "history", most=SHOWN, url=url, part="history")
    lying = read_lying(database(), mine, today(), lines=history.rows)
    for form in (forms.out, forms.back, forms.waste):
        if not form.on.raw_data:  # of those that were not sent
            form.on.data = today()
    offered, open_bundles = places_for(mine), paged(lying.open_piles, "open", url=url, part="out")
    forms.out.offer(mine, lying.stock, _choices(mine, lying, open_bundles.rows, forms), offered)
    if not forms.out.place.raw_data:
        forms.out.place.data = next((str(one.id) for one in offered if one.name == mine.place), "")
    if forms.out.what.data is None:
        forms.out.what.data = forms.out.what.choices[0][0]
    forms.back.place.choices = [(str(one.place_id), one.place) for one in lying.places if one.there]
    return render_template(
        "staff/handing_out/batch.html",
        batch=mine,
        lying=lying,
        open_bundles=open_bundles,
        piles=paged(lying.piles, "bundles", most=SHOWN, url=url, part="bundles"),
        places=paged(lying.places, "places", most=SHOWN, url=url, part="where"),
        history=history,
        bundles_version=version_of(tuple(one.bundle for one in lying.piles)),
        forms=forms,
        one_code=mine.kind is BatchKind.ONE_CODE,
        sent=request.endpoint,
    )


def _choices(mine: Batch, lying: Lying, piles: Sequence[Pile], forms: Forms) -> list[tuple[str, str]]:
    """Return the bundles of a page to choose from, and those that were ticked on another one."""
    found, ticked = bundle_choices(mine, piles), set(forms.out.bundles.data or ())
    if ticked - {value for value, _ in found}:
        every = bundle_choices(mine, lying.open_piles)
        found += [one for one in every if one[0] in ticked and one not in found]
    return found


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
