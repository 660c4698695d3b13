"""The steps of a draft. Each saves what it shows when it is left, wherever the way leads on."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from printkit.store.database import transaction
from tracker.staff.accounts import Role
from tracker.staff.design.look import looks
from tracker.staff.design.store import design_of
from tracker.staff.drafts import keeping
from tracker.staff.drafts.base import all_own_hosts
from tracker.staff.drafts.batches_page import add_rows, batches_page, read_typed, sums_part
from tracker.staff.drafts.blueprint import drafts
from tracker.staff.drafts.checking import CHANGED, OrderForm, check_of, refusal
from tracker.staff.drafts.destination import DestinationForm, look_first, looked_at
from tracker.staff.drafts.frame import GO, frame, onward
from tracker.staff.drafts.goal import GoalForm, refuse_taken
from tracker.staff.drafts.keeper import (
    Kept,
    keep_batches,
    keep_destination,
    keep_goal,
    keep_sheet,
    kept,
    kept_part,
    unsaved,
)
from tracker.staff.drafts.leads import look_at_leads
from tracker.staff.drafts.model import Draft, StepName
from tracker.staff.drafts.owned import open_draft
from tracker.staff.drafts.papers import chosen_of, papers, use_of
from tracker.staff.drafts.placing import place_order
from tracker.staff.drafts.store import names_of_staff
from tracker.staff.drafts.typed_batches import typed_of
from tracker.staff.guard import account, requires
from tracker.staff.version import Meanwhile, carried, version_of
from tracker.web.site import database, site

for rule, name, view, method in keeping.VIEWS:
    drafts.add_url_rule(rule, name, view, methods=[method])


@drafts.route("/<int:draft_id>/goal", methods=["GET", "POST"])
@requires(Role.EDITOR)
def goal(draft_id: int) -> Response | tuple[str, int]:
    """Say what is to be reached, and when."""
    draft = open_draft(database(), account(), draft_id)
    form = GoalForm.of(draft)
    if request.method == "GET":
        return _goal_page(draft, form), 200
    if not form.validate() or not refuse_taken(form, database(), draft.organisation_id):
        return _goal_page(draft, form), 422
    meanwhile = keep_goal(draft, form)
    if meanwhile is not None:
        draft = open_draft(database(), account(), draft_id)
        return _goal_page(draft, form, meanwhile), 409
    return onward(draft_id, StepName.GOAL)


@drafts.route("/<int:draft_id>/destination", methods=["GET", "POST"])
@requires(Role.EDITOR)
def destination(draft_id: int) -> Response | tuple[str, int]:
    """Say where the codes lead."""
    draft = open_draft(database(), account(), draft_id)
    hosts = _hosts(draft)
    form = DestinationForm(hosts, data={"destination": draft.destination})
    if request.method == "GET":
        return _destination_page(draft, form), 200
    if not form.validate():
        return _destination_page(draft, form), 422
    address: str = form.destination.data
    meanwhile = keep_destination(draft, form)
    if meanwhile is not None:
        return _destination_page(open_draft(database(), account(), draft_id), form, meanwhile), 409
    go = request.form.get(GO, "next")
    if go not in set(StepName) and not look_first(
        database(), draft.organisation_id, address, hosts, anew=go == "stay"
    ):
        return redirect(url_for("drafts.destination", draft_id=draft_id), 303)
    return onward(draft_id, StepName.DESTINATION)


@drafts.route("/<int:draft_id>/batches", methods=["GET", "POST"])
@requires(Role.EDITOR)
def batches(draft_id: int) -> Response | tuple[str, int]:
    """Say which batches there will be, for which places, and what they cost."""
    draft = open_draft(database(), account(), draft_id)
    if request.method == "GET":
        return batches_page(draft, typed_of(draft.batches).with_blank(0 if draft.batches.rows else 2)), 200
    typed = read_typed(draft)
    go = request.form.get(GO, "next")
    if go in ("more", "places"):
        return batches_page(draft, add_rows(typed, go)), 200
    if not typed.is_right:
        return batches_page(draft, typed), 422
    meanwhile = keep_batches(draft, typed)
    if meanwhile is not None:
        return batches_page(open_draft(database(), account(), draft_id), typed, meanwhile), 409
    if go == "next":
        _look_at_leads(draft_id)
    return onward(draft_id, StepName.BATCHES)


@drafts.post("/<int:draft_id>/goal/kept")
@requires(Role.EDITOR)
def goal_kept(draft_id: int) -> str:
    """Save the goal while somebody types."""
    draft = open_draft(database(), account(), draft_id)
    form = GoalForm.of(draft)
    if not form.validate() or not refuse_taken(form, database(), draft.organisation_id):
        return kept_part(unsaved())
    return kept_part(kept(keep_goal(draft, form), form.goal_of(draft)))


@drafts.post("/<int:draft_id>/destination/kept")
@requires(Role.EDITOR)
def destination_kept(draft_id: int) -> str:
    """Save the destination while somebody types; the page is not looked at."""
    draft = open_draft(database(), account(), draft_id)
    form = DestinationForm(_hosts(draft))
    if not form.validate():
        return kept_part(unsaved())
    return kept_part(kept(keep_destination(draft, form), form.destination.data))


@drafts.post("/<int:draft_id>/batches/kept")
@requires(Role.EDITOR)
def batches_kept(draft_id: int) -> str:
    """Save the batches while somebody types, and return what they come to."""
    draft = open_draft(database(), account(), draft_id)
    typed = read_typed(draft)
    if not typed.is_right:
        return sums_part(typed, unsaved())
    return sums_part(typed, kept(keep_batches(draft, typed), typed.batches))


@drafts.route("/<int:draft_id>/paper", methods=["GET", "POST"])
@requires(Role.EDITOR)
def paper(draft_id: int) -> Response | tuple[str, int]:
    """Say on what it is printed."""
    draft = open_draft(database(), account(), draft_id)
    if request.method == "GET":
        return _paper_page(draft), 200
    sheet = request.form.get("sheet", draft.sheet)
    design = design_of(database(), draft_id)
    if sheet and sheet not in (fit.sheet for fit in (design.fits if design else ())):
        return _paper_page(draft, fits=False), 422
    meanwhile = keep_sheet(draft, sheet)
    if meanwhile is not None:
        return _paper_page(open_draft(database(), account(), draft_id), meanwhile), 409
    return onward(draft_id, StepName.PAPER)


@drafts.get("/<int:draft_id>/check")
@requires(Role.EDITOR)
def check(draft_id: int) -> str:
    """Show everything on one page."""
    return _check_page(open_draft(database(), account(), draft_id), OrderForm())


@drafts.post("/<int:draft_id>/check/look")
@requires(Role.EDITOR)
def look(draft_id: int) -> Response:
    """Look at all pages where the codes will lead."""
    _look_at_leads(draft_id, anew=True)
    return redirect(url_for("drafts.check", draft_id=draft_id, _anchor="pages"), 303)


@drafts.post("/<int:draft_id>/order")
@requires(Role.EDITOR)
def order(draft_id: int) -> Response | tuple[str, int]:
    """Make an order of the draft: once, however often the button is pressed."""
    form = OrderForm()
    seen = looks(database(), open_draft(database(), account(), draft_id))
    with transaction(database()):
        draft = open_draft(database(), account(), draft_id)
        found = check_of(database(), draft, site().config, seen)
        status = refusal(found, form)
        if not status:
            number = place_order(database(), account(), draft, found.base, found.stamp)
            return redirect(url_for("orders.order", order_id=number), 303)
    meanwhile = Meanwhile(draft.changed_by, ()) if status == CHANGED else None
    return _check_page(draft, form, meanwhile), status


def _look_at_leads(draft_id: int, *, anew: bool = False) -> None:
    draft = open_draft(database(), account(), draft_id)
    look_at_leads(database(), draft, _hosts(draft), anew=anew)


def _hosts(draft: Draft) -> frozenset[str]:
    return all_own_hosts(database(), draft.organisation_id, site().config)


def _goal_page(draft: Draft, form: GoalForm, meanwhile: Meanwhile | None = None) -> str:
    return render_template(
        "staff/drafts/goal.html",
        frame=frame(database(), draft, StepName.GOAL, saves=True),
        form=form,
        now=Kept(carried(version_of(draft.goal), meanwhile)),
        meanwhile=meanwhile,
        people=names_of_staff(database(), draft.organisation_id),
    )


def _destination_page(draft: Draft, form: DestinationForm, meanwhile: Meanwhile | None = None) -> str:
    return render_template(
        "staff/drafts/destination.html",
        frame=frame(database(), draft, StepName.DESTINATION, saves=True),
        form=form,
        now=Kept(carried(version_of(draft.destination), meanwhile)),
        meanwhile=meanwhile,
        looked=None if form.errors else looked_at(database(), draft),
    )


def _paper_page(draft: Draft, meanwhile: Meanwhile | None = None, *, fits: bool = True) -> str:
    design = design_of(database(), draft.id)
    found = papers(design.fits, draft.batches) if design else ()
    return render_template(
        "staff/drafts/paper.html",
        frame=frame(database(), draft, StepName.PAPER, saves=True),
        papers=found,
        fits=fits,
        design=design,
        use_of=use_of,
        chosen=chosen_of(found, draft.sheet),
        version_now=version_of(draft.sheet),
        meanwhile=meanwhile,
    )


def _check_page(draft: Draft, form: OrderForm, meanwhile: Meanwhile | None = None) -> str:
    found = check_of(database(), draft, site().config, looks(database(), draft))
    return render_template(
        "staff/drafts/check.html",
        frame=frame(database(), draft, StepName.CHECK, faults=found.faults),
        form=form,
        check=found,
        meanwhile=meanwhile,
    )
