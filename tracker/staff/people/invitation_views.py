"""The pages with which an admin invites somebody."""

from __future__ import annotations

import time
from typing import NoReturn

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from tracker.staff.accounts import Role
from tracker.staff.flashes import say
from tracker.staff.gone import gone
from tracker.staff.guard import account, requires
from tracker.staff.people.forms import InviteForm
from tracker.staff.people.invitations import (
    Invitation,
    Made,
    Refused,
    invite,
    own_invitation,
    renew,
    withdraw,
)
from tracker.staff.people.links_shown import forget_link, keep_link, kept_link, mail_to
from tracker.staff.people.roles import role_name
from tracker.staff.people.views import people
from tracker.web.site import database, site


@people.get("/invite")
@requires(Role.ADMIN)
def invite_form() -> str:
    """Ask whom to invite."""
    return render_template("staff/people/invite.html", form=InviteForm())


@people.post("/invite")
@requires(Role.ADMIN)
def invite_somebody() -> Response | tuple[str, int]:
    """Make an invitation."""
    form = InviteForm()
    if form.validate_on_submit():
        text = (form.note.data or "").strip()
        made = invite(database(), account(), form.email.data, Role(form.role.data), text, time.time())
        if isinstance(made, Made):
            return _made(made.invitation, made.token)
        form.email.errors = [_why(made)]
    return render_template("staff/people/invite.html", form=form), 422


@people.get("/invitations/<int:invitation_id>/")
@requires(Role.ADMIN)
def invitation(invitation_id: int) -> str:
    """Show an invitation, and its link while that is known."""
    found = _own(invitation_id)
    link = kept_link("invitation", found.id)
    return render_template(
        "staff/people/invited.html",
        invitation=found,
        link=link,
        mail=_mail(found, link) if link else "",
        role_name=role_name,
    )


@people.post("/invitations/<int:invitation_id>/renew")
@requires(Role.ADMIN)
def renew_invitation(invitation_id: int) -> Response:
    """Make a new link."""
    _own(invitation_id)
    made = renew(database(), account(), invitation_id, time.time())
    return _made(made.invitation, made.token) if made else _gone()


@people.post("/invitations/<int:invitation_id>/withdraw")
@requires(Role.ADMIN)
def withdraw_invitation(invitation_id: int) -> Response:
    """Take an invitation back."""
    _own(invitation_id)
    withdrawn = withdraw(database(), account(), invitation_id, time.time())
    if withdrawn:
        forget_link()
        say(
            gettext(
                "The invitation for %(email)s is withdrawn. Its link no longer works.", email=withdrawn.email
            )
        )
    return redirect(url_for(".people"), 303)


def _why(refused: Refused) -> str:
    words: dict[Refused, str] = {
        Refused.HAS_ACCOUNT: gettext("There is an account with this address already."),
        Refused.IS_INVITED: gettext(
            "This address has an invitation already. Make a new link for it in the list of people."
        ),
        Refused.TOO_MANY: gettext("Very many invitations are open. Withdraw those that nobody needs first."),
    }
    return words[refused]


def _own(invitation_id: int) -> Invitation:
    found = (
        own_invitation(database(), account(), invitation_id, time.time()) if invitation_id < 2**63 else None
    )
    return found or _gone()


def _gone() -> NoReturn:
    text = gettext(
        "There is no such invitation. Perhaps it was accepted, withdrawn, or forgotten after its end."
    )
    gone(text, url_for(".people"), gettext("To the people"))


def _made(found: Invitation, token: str) -> Response:
    keep_link("invitation", found.id, token)
    return redirect(url_for(".invitation", invitation_id=found.id), 303)


def _mail(found: Invitation, link: str) -> str:
    library = site().organisation()
    named = {"library": library.name if library else "", "link": link, "who": account().name}
    body = gettext(
        "Hello,\n\n"
        "with this link you make your account for Signet at %(library)s. It is valid for seven days:\n\n"
        "%(link)s\n\nKind regards\n%(who)s\n",
        **named,
    )
    return mail_to(found.email, gettext("Invitation to Signet (%(library)s)", **named), body)
