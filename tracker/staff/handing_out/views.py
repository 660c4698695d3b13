"""The addresses of handing out: of a batch and of a campaign. Those of a slip's code are in `scanned`."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask_babel import format_number, gettext, ngettext

from printkit.errors import SignetError
from printkit.store.batches import batches_of
from printkit.store.booked import Booked
from printkit.store.bundles import bundles as made_bundles
from printkit.store.bundles import equal_sizes
from printkit.store.database import transaction
from printkit.store.model import Batch, Bundle
from tracker.jobs.model import Kind
from tracker.jobs.orders import order_extra
from tracker.staff.accounts import Role
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out import losing, undoing
from tracker.staff.handing_out.asked import bundle_choices, field_of, parts, tell
from tracker.staff.handing_out.base import Forms, Page, back, handing_out, page, places_for, undo
from tracker.staff.handing_out.beside import read_beside
from tracker.staff.handing_out.booking import book_bundles, book_hand_outs
from tracker.staff.handing_out.day import tell_of_codes, today
from tracker.staff.handing_out.lying import read_lying
from tracker.staff.handing_out.typed import typed_sizes
from tracker.staff.handing_out.words import refused
from tracker.staff.owned import own_batch, own_campaign
from tracker.staff.paging import paged
from tracker.staff.version import FIELD, is_stale, version_of
from tracker.web.site import database

__all__ = ["handing_out", "losing", "undoing"]
MOST_BESIDE = 12
"""Batches beside each other in a table; more cannot be read, and each has its own page."""
_LONGEST_KEPT = 600
"""Letters of sizes that a notice can bring back: it travels in a cookie."""


@handing_out.get("/batches/<int:batch_id>/hand-out")
@requires(Role.VIEWER)
def batch(batch_id: int) -> Page:
    """Show what of a batch lies where, and the forms to change it."""
    mine = own_batch(database(), account(), batch_id)
    return page(mine, Forms())


@handing_out.post("/batches/<int:batch_id>/hand-out")
@requires(Role.EDITOR)
def hand_out(batch_id: int) -> Page:
    """Give bundles, or some pieces, to a place."""
    db, mine, forms = database(), own_batch(database(), account(), batch_id), Forms()
    lying, offered = read_lying(db, mine, today()), places_for(mine)
    form = forms.out
    form.offer(mine, lying.stock, bundle_choices(mine, lying.open_piles), offered)
    form.validate()
    place = form.wanted_place(offered)
    wanted = parts(form, lying) if not form.what.errors and not form.number.errors else []
    if form.errors:
        return page(mine, forms), 422
    try:
        done = book_hand_outs(db, account(), mine, place, form.on.data, wanted)
    except SignetError as error:
        tell(form, refused(error, copies=mine.copies), pieces=field_of(form))
        return page(mine, forms), 422
    pieces = sum(one.pieces for one in done)
    say(
        ngettext(
            "%(number)s piece is booked for %(place)s.",
            "%(number)s pieces are booked for %(place)s.",
            pieces,
            number=format_number(pieces),
            place=done[0].place,
        ),
        undo=undo(mine, Booked.HAND_OUT, done),
    )
    tell_of_codes(mine, form.on.data)
    return back(mine)


@handing_out.post("/batches/<int:batch_id>/bundles")
@requires(Role.EDITOR)
def bundles(batch_id: int) -> Page:
    """Note how the pieces are bundled."""
    db, mine, forms = database(), own_batch(database(), account(), batch_id), Forms()
    form = forms.bundles
    form.validate()
    sizes, size = typed_sizes(form.sizes), form.size.data
    if sizes and size:
        form.sizes.errors = [gettext("Write either one size for all or one by one, not both.")]
    elif not (sizes or size or form.errors):
        form.size.errors = [gettext("Write how many pieces are in each bundle.")]
    if form.errors:
        return page(mine, forms), 422
    sizes = sizes or equal_sizes(mine.copies, size or 0)
    try:
        with transaction(db):
            before = made_bundles(db, mine.id)
            if is_stale(version_of(before)):
                raise SignetError.of("holds-no-more", "The bundles were changed meanwhile.")
            done = book_bundles(db, account(), mine, sizes)
    except SignetError as error:
        (form.sizes if form.sizes.data else form.size).errors = [refused(error, copies=mine.copies).text]
        return page(mine, forms), 422
    way_back = _former(mine, before, done) if before != done else None
    say(ngettext("%(num)s bundle is noted.", "%(num)s bundles are noted.", len(done)), undo=way_back)
    return back(mine)


@handing_out.post("/batches/<int:batch_id>/slips")
@requires(Role.EDITOR)
def slips(batch_id: int) -> Page:
    """Order slips for the bundles; they are drawn by the jobs process."""
    db, mine = database(), own_batch(database(), account(), batch_id)
    if mine.minted_at is None or not made_bundles(db, mine.id):
        say(gettext("Say first how the pieces are bundled."), kind="warn")
        return back(mine)
    return redirect(url_for("orders.order", order_id=order_extra(db, account(), Kind.SLIPS, mine)), 303)


@handing_out.get("/campaigns/<int:campaign_id>/hand-out")
@requires(Role.VIEWER)
def campaign(campaign_id: int) -> Page:
    """Show what of a campaign lies where."""
    mine = own_campaign(database(), account(), campaign_id)
    several = batches_of(database(), mine)
    lines, rows = read_beside(database(), [one for one in several if one.minted_at], today())
    table = rows if len(lines) <= MOST_BESIDE else ()
    return render_template(
        "staff/handing_out/campaign.html",
        campaign=mine,
        lines=lines,
        shown=paged(lines, "batches", part="batches"),
        table=paged(table, "places", part="places"),
    )


def _former(mine: Batch, before: Sequence[Bundle], now: Sequence[Bundle]) -> Undo | None:
    """Return the way back to how the pieces were piled before, unless it is too long for a notice."""
    sizes = ", ".join(str(one.pieces) for one in before)
    if not 0 < len(sizes) <= _LONGEST_KEPT:
        return None
    url = url_for("handing_out.bundles", batch_id=mine.id)
    return Undo(url, (("bundles-sizes", sizes), (FIELD, version_of(tuple(now)))))
