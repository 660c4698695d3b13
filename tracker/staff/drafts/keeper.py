"""The steps of a draft, saved: by a button, or by the page itself while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import render_template, request
from flask_babel import gettext

from tracker.staff.drafts import writing
from tracker.staff.drafts.destination import DestinationForm
from tracker.staff.drafts.goal import GoalForm, goal_differences
from tracker.staff.drafts.model import Batches, Draft
from tracker.staff.drafts.saving import save
from tracker.staff.drafts.typed_batches import TypedBatches
from tracker.staff.guard import account
from tracker.staff.typed_fields import count_text
from tracker.staff.version import FIELD, Difference, Meanwhile, differences, version_of
from tracker.web.site import database


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form learns when the page saved by itself.

    Attributes:
        version: Of what is stored as far as the form knows.
        at: When it was saved, ``None`` if it was not.
        by: Who changed it meanwhile, so that it was not saved.
    """

    version: str
    at: datetime | None = None
    by: str = ""


def keep_goal(draft: Draft, form: GoalForm) -> Meanwhile | None:
    """Save what a valid form says of the goal."""
    return save(
        database(),
        account(),
        draft.id,
        form.goal_of(draft),
        part=lambda now: now.goal,
        write=writing.write_goal,
        differ=goal_differences,
    )


def keep_destination(draft: Draft, form: DestinationForm) -> Meanwhile | None:
    """Save the destination of a valid form."""
    label = str(form.destination.label.text)
    return save(
        database(),
        account(),
        draft.id,
        str(form.destination.data),
        part=lambda now: now.destination,
        write=writing.write_destination,
        differ=lambda theirs, yours: (Difference(label, theirs, yours),),
    )


def keep_batches(draft: Draft, typed: TypedBatches) -> Meanwhile | None:
    """Save batches in which nothing is wrong."""
    return save(
        database(),
        account(),
        draft.id,
        typed.batches,
        part=lambda now: now.batches,
        write=writing.write_batches,
        differ=lambda theirs, yours: differences((gettext("Batches"), _list(theirs), _list(yours))),
    )


def keep_sheet(draft: Draft, sheet: str) -> Meanwhile | None:
    """Save on what it is printed."""
    return save(
        database(),
        account(),
        draft.id,
        sheet,
        part=lambda now: now.sheet,
        write=writing.write_sheet,
        differ=lambda theirs, yours: (Difference(gettext("Paper"), theirs.upper(), yours.upper()),),
    )


def unsaved() -> Kept:
    """Return what a form learns whose words cannot be saved as they are: nothing new."""
    return Kept(request.form.get(FIELD, ""))


def kept(meanwhile: Meanwhile | None, part: object) -> Kept:
    """Return what a form learns that was saved, unless somebody else was first."""
    if meanwhile is not None:
        return Kept(request.form.get(FIELD, ""), None, meanwhile.who)
    return Kept(version_of(part), datetime.now(UTC))


def kept_part(now: Kept) -> str:
    """Return the part of a form that says that it is saved."""
    return render_template("staff/drafts/kept.html", now=now)


def _list(batches: Batches) -> str:
    return ", ".join(f"{row.name}: {count_text(row.copies)}" for row in batches.rows)
