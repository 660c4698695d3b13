"""The page of a batch's destination: where it leads, since when, and every change with a way back."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import Retargeted
from tracker.staff.accounts import Role
from tracker.staff.batches.base import batches
from tracker.staff.batches.leading import (
    Leading,
    find_piece,
    lead_as_batch,
    lead_elsewhere,
    read_leading,
    set_retired,
)
from tracker.staff.batches.spread import Spread, read_spread
from tracker.staff.destinations.store import last_look
from tracker.staff.drafts.base import all_own_hosts
from tracker.staff.drafts.destination import DestinationForm, look_first
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.handing_out.words import changed_meanwhile
from tracker.staff.live import live
from tracker.staff.owned import own_batch
from tracker.staff.version import FIELD, Meanwhile, differences, is_stale
from tracker.web.site import database, site

Page = str | Response | tuple[str, int]
_LONGEST_KEPT = 600
"""Letters of an address that a notice can bring back: it travels in a cookie. The history has them all."""


@batches.get("/destination")
@requires(Role.VIEWER)
def destination(batch_id: int) -> Page:
    """Show where a batch leads, or one of its codes (``?piece=``)."""
    leading, sought = _sought(batch_id, request.args.get("piece", ""))
    form = DestinationForm(_hosts(), formdata=None)
    return _page(leading, form, sought=sought)


@batches.post("/destination")
@requires(Role.EDITOR)
def lead(batch_id: int) -> Page:
    """Look at an address, or let the batch or the code lead there."""
    db = database()
    leading, sought = _sought(batch_id, request.form.get("piece", ""))
    form = DestinationForm(_hosts())
    if sought:
        return _page(leading, form, sought=sought), 422
    if not form.validate():
        return _page(leading, form), 422
    address = form.destination.data
    if not address:
        form.destination.errors = [gettext("Write the address where the codes are to lead.")]
        return _page(leading, form), 422
    check = request.form.get("go") == "check"
    usable = look_first(db, account().organisation_id, address, _hosts(), anew=check)
    if check or not usable:
        return _page(leading, form, looked=address, doubtful=not usable)
    with transaction(db):
        leading, _ = _sought(batch_id, request.form.get("piece", ""))
        if is_stale(leading.version):
            theirs = differences((gettext("Destination"), leading.address, address))
            return _page(leading, form, Meanwhile(leading.who, theirs, leading.since)), 409
        _say_led(leading, lead_elsewhere(db, account(), leading, address, _hosts()))
    return _back(leading)


@batches.post("/destination/back")
@requires(Role.EDITOR)
def lead_back(batch_id: int) -> Page:
    """Let it lead again where it led before."""
    wanted = request.form.get("address", "")

    def change(leading: Leading) -> None:
        known = {one.destination.reference for one in leading.history} | {leading.batch.destination.reference}
        try:
            if wanted in known:
                _say_led(leading, lead_elsewhere(database(), account(), leading, wanted, _hosts()))
        except SignetError:
            say(gettext("That address cannot be a destination any more."), kind="problem")

    return _unless_changed(batch_id, change)


@batches.post("/destination/follow")
@requires(Role.EDITOR)
def follow(batch_id: int) -> Page:
    """Let a code lead where its batch leads."""

    def change(leading: Leading) -> None:
        if leading.code:
            _say_led(leading, lead_as_batch(database(), account(), leading))

    return _unless_changed(batch_id, change)


@batches.post("/retire")
@requires(Role.EDITOR)
def retire(batch_id: int) -> Page:
    """Let a batch or a code answer that it has ended."""
    return _set_retired(batch_id, retired=True)


@batches.post("/revive")
@requires(Role.EDITOR)
def revive(batch_id: int) -> Page:
    """Undo the retirement."""
    return _set_retired(batch_id, retired=False)


@batches.get("/destination/spread")
@requires(Role.VIEWER)
def spread(batch_id: int) -> Response:
    """Answer whether the newest change has reached every worker."""
    leading, _ = _sought(batch_id, request.args.get("piece", ""))
    found = _spread(leading)
    return live(
        f"{found.workers}-{found.behind}",
        lambda: render_template(
            "staff/batches/spread.html",
            batch=leading.batch,
            spread=found,
            piece=_name(leading),
            ended=leading.ended_at,
        ),
    )


def _set_retired(batch_id: int, *, retired: bool) -> Page:
    def change(leading: Leading) -> None:
        try:
            done = set_retired(database(), account(), leading, retired=retired)
        except SignetError:
            say(gettext("The whole batch is retired. Take that back first."), kind="problem")
            return
        if done.changed:
            text = gettext("Retired: whoever scans it now reads that it has ended.")
            again = gettext("It leads to its destination again.")
            say(text if retired else again, undo=_undo(leading, "revive" if retired else "retire"))

    return _unless_changed(batch_id, change)


def _unless_changed(batch_id: int, change: Callable[[Leading], None]) -> Page:
    """Change what the form names, unless somebody else did since the form was made."""
    with transaction(database()):
        leading, sought = _sought(batch_id, request.form.get("piece", ""))
        if sought:
            say(
                gettext("This batch has no piece “%(text)s”. Nothing was changed.", text=sought),
                kind="problem",
            )
        elif is_stale(leading.version):
            say(changed_meanwhile(), kind="problem")
        else:
            change(leading)
    return _back(leading)


def _sought(batch_id: int, text: str) -> tuple[Leading, str]:
    """Return where what is meant leads, and what was typed if it was not found."""
    db = database()
    mine = own_batch(db, account(), batch_id)
    code = find_piece(db, mine, text) if text.strip() else None
    return read_leading(db, mine, code), text.strip()[:80] if text.strip() and code is None else ""


def _say_led(leading: Leading, done: Retargeted) -> None:
    if not done.changed:
        say(gettext("It leads there already. Nothing was changed."), kind="info")
        return
    before = done.before.reference
    if leading.code and leading.code.destination is None:
        undo: Undo | None = _undo(leading, "follow")
    else:
        undo = _undo(leading, "lead_back", ("address", before)) if len(before) < _LONGEST_KEPT else None
    say(gettext("Changed. Within a second every code leads there."), undo=undo)


def _undo(leading: Leading, view: str, *fields: tuple[str, str]) -> Undo:
    """Return the way back from a change that was just made; it holds until the next one."""
    piece = _name(leading)
    now, _ = _sought(leading.batch.id, piece)
    url = url_for(f"batches.{view}", batch_id=leading.batch.id)
    return Undo(url, (*fields, ("piece", piece), (FIELD, now.version)))


def _page(
    leading: Leading,
    form: DestinationForm,
    meanwhile: Meanwhile | None = None,
    *,
    sought: str = "",
    looked: str = "",
    doubtful: bool = False,
) -> str:
    ways_back = dict.fromkeys(one.destination.reference for one in leading.history)
    return render_template(
        "staff/batches/destination.html",
        batch=leading.batch,
        leading=leading,
        ways_back=[address for address in ways_back if address != leading.address],
        piece=_name(leading),
        ended=leading.ended_at,
        form=form,
        meanwhile=meanwhile,
        sought=sought,
        looked=last_look(database(), account().organisation_id, looked) if looked else None,
        doubtful=doubtful,
        spread=_spread(leading),
    )


def _name(leading: Leading) -> str:
    return leading.code.code if leading.code else ""


def _back(leading: Leading) -> Response:
    piece = _name(leading) or None
    return redirect(url_for("batches.destination", batch_id=leading.batch.id, piece=piece), 303)


def _hosts() -> frozenset[str]:
    return all_own_hosts(database(), account().organisation_id, site().config)


def _spread(leading: Leading) -> Spread:
    changed_at = leading.ended_at or (leading.history[0].since if leading.history else None)
    return read_spread(database(), site().config, changed_at)
