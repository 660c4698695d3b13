"""The first step: what is to be reached, and when."""

from __future__ import annotations

from flask_babel import gettext
from sqlite_utils import Database

from tracker.staff.campaigns.plan_fields import PlanForm
from tracker.staff.drafts.model import Draft, Goal
from tracker.staff.drafts.store import name_is_taken
from tracker.staff.typed_fields import count_text
from tracker.staff.version import Difference, differences


class GoalForm(PlanForm):
    """The form of the step; of a draft that adds to a campaign, the name is that campaign's and not asked."""

    @classmethod
    def of(cls, draft: Draft | None) -> GoalForm:
        """Return the form for a draft, or for one that is to begin."""
        form = cls(obj=draft.goal if draft else None)
        if draft is not None and draft.campaign_id is not None:
            del form.name
        return form

    def goal_of(self, draft: Draft | None) -> Goal:
        """Return what was written; the form is valid."""
        return Goal(
            self.name.data if "name" in self else draft.name if draft else "",
            _text(self.goal.data),
            self.target_scans.data,
            self.starts_on.data,
            self.ends_on.data,
            _text(self.responsible.data),
        )


def refuse_taken(form: GoalForm, db: Database, organisation_id: int) -> bool:
    """Refuse the name of a campaign that there is already; return whether it may be used."""
    if "name" not in form or not name_is_taken(db, organisation_id, form.name.data):
        return True
    form.name.errors = [
        gettext("There is a campaign of this name already. Choose another name, such as one with the year.")
    ]
    return False


def goal_differences(theirs: Goal, yours: Goal) -> tuple[Difference, ...]:
    """Return in what two goals differ, in words."""
    return differences(
        (gettext("Name of the campaign"), theirs.name, yours.name),
        (gettext("What do you want to reach?"), theirs.goal, yours.goal),
        (
            gettext("How many scans do you hope for?"),
            count_text(theirs.target_scans),
            count_text(yours.target_scans),
        ),
        (gettext("From"), str(theirs.starts_on or ""), str(yours.starts_on or "")),
        (gettext("Until"), str(theirs.ends_on or ""), str(yours.ends_on or "")),
        (gettext("Who is responsible?"), theirs.responsible, yours.responsible),
    )


def _text(data: str | None) -> str:
    return (data or "").replace("\r\n", "\n").strip()
