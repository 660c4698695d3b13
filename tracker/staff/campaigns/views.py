"""The way into a new campaign, and the settings of one that there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from printkit.store.database import transaction
from printkit.store.model import Campaign
from tracker.staff.accounts import Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import about_campaign, lines_about, note
from tracker.staff.audit.sentences import sentences
from tracker.staff.audit.since import changed_since
from tracker.staff.campaigns.plan import plan_of, write_plan
from tracker.staff.campaigns.plan_fields import PlanForm
from tracker.staff.campaigns.settings import (
    OF_COSTS,
    OF_PLAN,
    CostLine,
    cost_differences,
    cost_lines,
    cost_version,
    keep_costs,
    keep_plan,
    plan_differences,
    plan_from,
    plan_version,
    read_costs,
)
from tracker.staff.drafts.frame import frame, onward
from tracker.staff.drafts.goal import GoalForm, refuse_taken
from tracker.staff.drafts.keeper import Kept
from tracker.staff.drafts.model import StepName
from tracker.staff.drafts.store import names_of_staff
from tracker.staff.drafts.writing import begin
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.owned import own_campaign
from tracker.staff.room import room
from tracker.staff.version import Meanwhile, carried, is_stale
from tracker.web.site import database

campaigns = room("campaigns", "/staff/campaigns")
PLAN, COSTS = "campaigns.settings_post", "campaigns.costs"
"""The addresses that the two forms of the settings are sent to."""


@campaigns.get("/new")
@requires(Role.EDITOR)
def new() -> str:
    """Show the first step of a campaign; nothing is made by looking at it."""
    return _first_step(GoalForm.of(None))


@campaigns.post("/new")
@requires(Role.EDITOR)
def new_post() -> Response | tuple[str, int]:
    """Begin a draft with its first step."""
    form = GoalForm.of(None)
    if not form.validate() or not refuse_taken(form, database(), account().organisation_id):
        return _first_step(form), 422
    return onward(begin(database(), account(), form.goal_of(None)), StepName.GOAL)


@campaigns.get("/<int:campaign_id>/settings")
@requires(Role.VIEWER)
def settings(campaign_id: int) -> str:
    """Show what a campaign is for, what it cost, and who changed what."""
    campaign = own_campaign(database(), account(), campaign_id)
    form = PlanForm(obj=plan_of(database(), campaign_id), name=campaign.name)
    return _settings(campaign, form, cost_lines(database(), campaign))


@campaigns.post("/<int:campaign_id>/settings")
@requires(Role.EDITOR)
def settings_post(campaign_id: int) -> Response | tuple[str, int]:
    """Save name, goal and dates."""
    form = PlanForm()
    campaign = own_campaign(database(), account(), campaign_id)
    if not form.validate():
        return _settings(campaign, form, cost_lines(database(), campaign)), 422
    try:
        meanwhile = _keep_plan(campaign_id, form)
    except SignetError as error:
        form.name.errors = [_why_not(error)]
        return _settings(campaign, form, cost_lines(database(), campaign)), 422
    if meanwhile is not None:
        campaign = own_campaign(database(), account(), campaign_id)
        return _settings(campaign, form, cost_lines(database(), campaign), meanwhile), 409
    say(gettext("Saved."))
    return redirect(url_for("campaigns.settings", campaign_id=campaign_id), 303)


@campaigns.post("/<int:campaign_id>/costs")
@requires(Role.EDITOR)
def costs(campaign_id: int) -> Response | tuple[str, int]:
    """Save what the batches cost."""
    campaign = own_campaign(database(), account(), campaign_id)
    form = PlanForm(None, obj=plan_of(database(), campaign_id), name=campaign.name)
    with transaction(database()):
        lines = read_costs(database(), campaign)
        if any(line.error for line in lines):
            return _settings(campaign, form, lines), 422
        if is_stale(cost_version(database(), campaign)):
            theirs = cost_differences(cost_lines(database(), campaign), lines)
            meanwhile = changed_since(database(), about_campaign(campaign), OF_COSTS, theirs)
            return _settings(campaign, form, lines, costs_meanwhile=meanwhile), 409
        keep_costs(database(), account(), lines)
    say(gettext("The costs are saved. The figures use them from now on."))
    return redirect(url_for("campaigns.settings", campaign_id=campaign_id) + "#costs", 303)


@campaigns.post("/<int:campaign_id>/archive")
@requires(Role.EDITOR)
def archive(campaign_id: int) -> Response:
    """Put a campaign out of the way; nothing of it stops."""
    campaign = _archived(campaign_id, True)
    undo = Undo(url_for("campaigns.bring_back", campaign_id=campaign_id))
    say(gettext("“%(name)s” is archived. Its codes go on working.", name=campaign.name[:100]), undo=undo)
    return redirect(url_for("campaigns.settings", campaign_id=campaign_id), 303)


@campaigns.post("/<int:campaign_id>/bring-back")
@requires(Role.EDITOR)
def bring_back(campaign_id: int) -> Response:
    """Take a campaign from the archive."""
    campaign = _archived(campaign_id, False)
    say(gettext("“%(name)s” is back among the campaigns.", name=campaign.name[:100]))
    return redirect(url_for("campaigns.settings", campaign_id=campaign_id), 303)


def _first_step(form: GoalForm) -> str:
    return render_template(
        "staff/drafts/goal.html",
        frame=frame(database(), None, StepName.GOAL),
        form=form,
        now=Kept(""),
        meanwhile=None,
        people=names_of_staff(database(), account().organisation_id),
    )


def _settings(
    campaign: Campaign,
    form: PlanForm,
    lines: tuple[CostLine, ...],
    meanwhile: Meanwhile | None = None,
    costs_meanwhile: Meanwhile | None = None,
) -> str:
    of_plan, of_costs = plan_version(database(), campaign), cost_version(database(), campaign)
    return render_template(
        "staff/campaigns/settings.html",
        campaign=campaign,
        plan=plan_of(database(), campaign.id),
        form=form,
        lines=lines,
        meanwhile=meanwhile,
        costs_meanwhile=costs_meanwhile,
        plan_version=carried(of_plan, meanwhile) if request.endpoint == PLAN else of_plan,
        costs_version=carried(of_costs, costs_meanwhile) if request.endpoint == COSTS else of_costs,
        people=names_of_staff(database(), campaign.organisation_id),
        trail=sentences(lines_about(database(), about_campaign(campaign))),
    )


def _why_not(error: SignetError) -> str:
    """Say why a campaign cannot be called so."""
    if any(problem.rule == "campaign-name" for problem in error.problems):
        return str(gettext("There is a campaign of this name already. Choose another name."))
    return str(gettext("This cannot be a name. Please type it again."))


def _keep_plan(campaign_id: int, form: PlanForm) -> Meanwhile | None:
    db = database()
    with transaction(db):
        campaign = own_campaign(db, account(), campaign_id)
        now = plan_of(db, campaign_id)
        fresh = plan_from(form, now)
        name: str = form.name.data
        if is_stale(plan_version(db, campaign)) and (name, fresh) != (campaign.name, now):
            theirs = plan_differences((campaign.name, now), (name, fresh))
            return changed_since(db, about_campaign(campaign), OF_PLAN, theirs)
        keep_plan(db, account(), campaign, name, fresh)
        return None


def _archived(campaign_id: int, wanted: bool) -> Campaign:
    db = database()
    with transaction(db):
        campaign = own_campaign(db, account(), campaign_id)
        plan = plan_of(db, campaign_id)
        if (plan.archived_at is not None) is not wanted:
            write_plan(db, campaign_id, replace(plan, archived_at=datetime.now(UTC) if wanted else None))
            action = Action.CAMPAIGN_ARCHIVED if wanted else Action.CAMPAIGN_BROUGHT_BACK
            note(db, account(), action, about_campaign(campaign))
        return campaign
