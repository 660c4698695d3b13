"""The pages of print orders: how far each is, its files, and printing a batch again."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response as Answer
from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from printkit.store.batches import print_runs
from printkit.store.database import transaction
from printkit.store.model import BatchKind, Campaign
from tracker.jobs.files import KEPT_DAYS
from tracker.jobs.model import Kind, State
from tracker.jobs.ordered import orders_of_batch, orders_of_campaign, orders_of_organisation
from tracker.jobs.orders import give_back_draft, order_again, order_extra
from tracker.jobs.queue import ask_again, ask_to_cancel, find_job
from tracker.staff.accounts import Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind as About
from tracker.staff.audit.lines import Subject, note
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires
from tracker.staff.live import live
from tracker.staff.orders import words
from tracker.staff.orders.forms import PrintForm
from tracker.staff.orders.report import points, report, summary
from tracker.staff.orders.sending import send
from tracker.staff.orders.shop import letter
from tracker.staff.orders.shown import OrderShown, orders_among, show_order
from tracker.staff.orders.troubles import troubles
from tracker.staff.owned import own_batch, own_campaign
from tracker.staff.paging import paged
from tracker.staff.room import room
from tracker.web.site import database, site

orders = room("orders", "/staff")
ON_A_PAGE = 20
_HIGHEST = 2**63 - 1


@orders.get("/orders/")
@requires(Role.VIEWER)
def all_orders() -> str:
    """Show the orders of the organisation."""
    return _list(orders_of_organisation(database(), account().organisation_id))


@orders.get("/campaigns/<int:campaign_id>/orders")
@requires(Role.VIEWER)
def of_campaign(campaign_id: int) -> str:
    """Show the orders of a campaign."""
    campaign = own_campaign(database(), account(), campaign_id)
    return _list(orders_of_campaign(database(), campaign.id), campaign)


@orders.get("/orders/<int:order_id>/")
@requires(Role.VIEWER)
def order(order_id: int) -> str:
    """Show how far an order is, and what came of it."""
    return render_template("staff/orders/order.html", **_page(_own(order_id)))


@orders.get("/orders/<int:order_id>/live")
@requires(Role.VIEWER)
def order_live(order_id: int) -> Answer:
    """Show the part of the page that changes."""
    shown = _own(order_id)
    return live(shown.revision, lambda: render_template("staff/orders/state.html", **_page(shown)))


@orders.post("/orders/<int:order_id>/cancel")
@requires(Role.EDITOR)
def cancel(order_id: int) -> Response:
    """End an order that waits or is at work."""
    with transaction(database()):
        shown = _own(order_id)
        if ask_to_cancel(database(), order_id):
            _note(Action.PRINT_CANCELLED, shown)
        elif not shown.job.state.is_open:
            say(gettext("The order was over before it could be cancelled."), "info")
    return _back(order_id)


@orders.post("/orders/<int:order_id>/again")
@requires(Role.EDITOR)
def again(order_id: int) -> Response:
    """Let an order that is over be done again, or go on; what is there already is not made anew."""
    with transaction(database()):
        shown = _own(order_id)
        if not shown.order.can_go_on:
            say(gettext("This order became a draft again meanwhile. Order it there."), "problem")
        elif not shown.are_files_there and ask_again(database(), order_id):
            _note(Action.PRINT_ASKED_AGAIN, shown)
        else:
            say(gettext("Somebody has done this already. Here is how far the order is."), "info")
    return _back(order_id)


@orders.post("/orders/<int:order_id>/draft")
@requires(Role.EDITOR)
def to_draft(order_id: int) -> Response:
    """Make a draft again of an order of which nothing was minted."""
    with transaction(database()):  # so that it is not taken up again while it becomes a draft
        shown = _own(order_id)
        done = shown.is_draft and give_back_draft(database(), shown.order)
    if not done:
        say(gettext("The order has gone on meanwhile, so it cannot become a draft any more."), "problem")
        return _back(order_id)
    say(gettext("This is a draft again. Nothing was given out or printed."))
    return redirect(url_for("drafts.check", draft_id=shown.order.draft_id), 303)


@orders.get("/orders/<int:order_id>/files/<int:number>")
@requires(Role.EDITOR)
def file(order_id: int, number: int) -> Response:
    """Send a file."""
    return send(_own(order_id), number)


@orders.get("/orders/<int:order_id>/proof.txt")
@requires(Role.EDITOR)
def proof(order_id: int) -> Answer:
    """Send the report of the proof."""
    shown = _own(order_id)
    if not any(line.line.proof for line in shown.lines):
        abort(404)
    answer = Answer(report(shown), mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{order_id}-proof.txt")
    return answer


@orders.get("/batches/<int:batch_id>/print")
@requires(Role.VIEWER)
def print_page(batch_id: int) -> str:
    """Show what of a batch was printed, and the form for another printing."""
    return _print_page(batch_id, PrintForm())


@orders.post("/batches/<int:batch_id>/print")
@requires(Role.EDITOR)
def print_again(batch_id: int) -> Response | tuple[str, int]:
    """Order another printing of a batch."""
    batch, form = own_batch(database(), account(), batch_id), PrintForm()
    form.sheet.choices = words.sheet_choices()
    if form.validate_on_submit():
        try:
            number = order_again(
                database(),
                account(),
                batch,
                form.sheet.data,
                (form.positions.data or "").strip(),
                form.bundle_size.data or 0,
            )
            return _back(number)
        except SignetError as error:
            form.positions.errors = [words.position_words(one, batch) for one in error.problems]
    return _print_page(batch_id, form), 422


@orders.post("/batches/<int:batch_id>/calibration")
@requires(Role.EDITOR)
def calibration(batch_id: int) -> Response:
    """Order the calibration sheet for a paper."""
    batch = own_batch(database(), account(), batch_id)
    sheet = request.form.get("sheet", "")
    if sheet not in dict(words.sheet_choices()) or sheet == "single":
        abort(400)
    return _back(order_extra(database(), account(), Kind.CALIBRATION, batch, sheet))


def _list(numbers: Sequence[int], campaign: Campaign | None = None) -> str:
    pages = paged(numbers, most=ON_A_PAGE)
    found = orders_among(database(), pages.rows)
    return render_template("staff/orders/list.html", found=found, pages=pages, campaign=campaign, words=words)


def _back(order_id: int) -> Response:
    return redirect(url_for("orders.order", order_id=order_id), 303)


def _own(order_id: int) -> OrderShown:
    """Return an order of the account's organisation; 404 for all others."""
    job = find_job(database(), order_id) if 0 < order_id <= _HIGHEST else None
    if job is None or job.organisation_id != account().organisation_id:
        abort(404)
    return show_order(site().config, database(), job)


def _page(shown: OrderShown) -> dict[str, object]:
    return {
        "shown": shown,
        "job": shown.job,
        "words": words,
        "summary": summary,
        "points": points,
        "troubles": troubles(shown.job.problems, is_draft=shown.is_draft),
        "letter": letter(shown) if shown.is_print and shown.are_files_there else "",
        "kept_days": KEPT_DAYS,
        "State": State,
    }


def _print_page(batch_id: int, form: PrintForm) -> str:
    batch = own_batch(database(), account(), batch_id)
    url = url_for("orders.print_page", batch_id=batch.id)
    pages = paged(orders_of_batch(database(), batch.id), most=ON_A_PAGE, url=url)
    found = orders_among(database(), pages.rows)
    form.sheet.choices = words.sheet_choices()
    if not form.is_submitted():
        form.sheet.data = found[0][1].sheet if found else "a4"
    return render_template(
        "staff/orders/print.html",
        batch=batch,
        form=form,
        found=found,
        pages=pages,
        runs=print_runs(database(), batch.id)[::-1],
        words=words,
        has_positions=batch.kind is BatchKind.PER_PIECE,
    )


def _note(action: Action, shown: OrderShown) -> None:
    about = Subject(About.ORDER, shown.job.id, shown.job.title, shown.order.campaign_id)
    note(database(), account(), action, about)
