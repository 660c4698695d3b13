"""Keeping drafts: the list, putting away and taking back, doing it again."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from printkit.store.database import transaction
from tracker.staff.accounts import Role
from tracker.staff.audit.actions import Action
from tracker.staff.audit.lines import Kind, Subject, note
from tracker.staff.design.store import design_of
from tracker.staff.drafts.copying import again as copy_draft
from tracker.staff.drafts.copying import campaign_again, further
from tracker.staff.drafts.forgetting import KEPT_DELETED
from tracker.staff.drafts.model import MOST_ROWS, Draft
from tracker.staff.drafts.owned import open_draft, own_draft
from tracker.staff.drafts.store import deleted_drafts_of, drafts_of
from tracker.staff.drafts.writing import delete, restore
from tracker.staff.flashes import Undo, say
from tracker.staff.guard import account, requires
from tracker.staff.owned import own_campaign
from tracker.web.site import database

_MOST_NAMED = 5


@requires(Role.EDITOR)
def show_drafts() -> str:
    """Show all drafts, also those that were deleted and can be taken back."""
    organisation_id = account().organisation_id
    return render_template(
        "staff/drafts/list.html",
        drafts=drafts_of(database(), organisation_id),
        deleted=deleted_drafts_of(database(), organisation_id),
        days=KEPT_DELETED.days,
    )


@requires(Role.EDITOR)
def delete_draft(draft_id: int) -> Response:
    """Put a draft away."""
    with transaction(database()):
        draft = open_draft(database(), account(), draft_id)
        delete(database(), draft)
        _note(Action.DRAFT_DELETED, draft)
    undo = Undo(url_for("drafts.restore", draft_id=draft_id))
    say(gettext("The draft “%(name)s” is deleted.", name=draft.name[:100]), undo=undo)
    return redirect(url_for("staff.overview"), 303)


@requires(Role.EDITOR)
def restore_draft(draft_id: int) -> Response:
    """Take back a draft that was put away."""
    with transaction(database()):
        draft = own_draft(database(), account(), draft_id, deleted=True)
        if draft.deleted_at is not None:
            restore(database(), draft)
            _note(Action.DRAFT_RESTORED, draft)
    say(gettext("The draft “%(name)s” is back.", name=draft.name[:100]))
    return redirect(url_for("drafts.goal", draft_id=draft_id), 303)


@requires(Role.EDITOR)
def draft_again(draft_id: int) -> Response:
    """Begin a draft that says what this one says."""
    draft = own_draft(database(), account(), draft_id)
    return _begun(copy_draft(database(), account(), draft))


@requires(Role.EDITOR)
def repeat_campaign(campaign_id: int) -> Response:
    """Begin a draft like a campaign that there was."""
    campaign = own_campaign(database(), account(), campaign_id)
    copied = campaign_again(database(), account(), campaign)
    return _begun(copied.draft_id, copied.left_out)


@requires(Role.EDITOR)
def add_to_campaign(campaign_id: int) -> Response:
    """Begin a draft of more batches for a campaign."""
    campaign = own_campaign(database(), account(), campaign_id)
    number = further(database(), account(), campaign)
    first = "design.step" if design_of(database(), number) is None else "drafts.batches"
    return redirect(url_for(first, draft_id=number), 303)


VIEWS = (
    ("/", "drafts", show_drafts, "GET"),
    ("/<int:draft_id>/delete", "delete", delete_draft, "POST"),
    ("/<int:draft_id>/restore", "restore", restore_draft, "POST"),
    ("/<int:draft_id>/again", "again", draft_again, "POST"),
    ("/like/<int:campaign_id>", "like", repeat_campaign, "POST"),
    ("/further/<int:campaign_id>", "further", add_to_campaign, "POST"),
)
"""Addresses of this module: rule, endpoint, view, method."""


def _begun(number: int, left_out: tuple[str, ...] = ()) -> Response:
    say(gettext("This is a copy. Look through its steps and change what is different this time."))
    if left_out:
        say(_without(left_out), "warn")
    return redirect(url_for("drafts.goal", draft_id=number), 303)


def _without(names: tuple[str, ...]) -> str:
    """Say which batches are not in a copy; of many only some by name."""
    listed = ", ".join(names[:_MOST_NAMED])
    return str(
        gettext(
            "Not in the copy: %(names)s. A draft has room for %(most)s batches of one kind, and a copy holds "
            "what was ordered last. Make another draft for the others.",
            names=listed if len(names) <= _MOST_NAMED else f"{listed} …",
            most=MOST_ROWS,
        )
    )


def _note(action: Action, draft: Draft) -> None:
    note(database(), account(), action, Subject(Kind.DRAFT, draft.id, draft.name, draft.campaign_id))
