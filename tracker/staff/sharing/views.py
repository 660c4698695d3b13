"""The page on which a campaign's figures are shared, and links are withdrawn."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from flask import abort, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from printkit.store.model import Campaign
from tracker.staff.accounts import Role
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires
from tracker.staff.owned import own_campaign
from tracker.staff.people.links_shown import mail_to
from tracker.staff.room import room
from tracker.staff.sharing.forms import ShareForm
from tracker.staff.sharing.store import MOST, find_share, is_full, share, shares_of, withdraw
from tracker.web.site import database, site

sharing = room("sharing", "/staff/campaigns/<int:campaign_id>/sharing")

_KEPT = "shared"
"""Where the cookie of whoever made a link keeps its token until the next: the database has a digest only."""


@sharing.get("/")
@requires(Role.VIEWER)
def links(campaign_id: int) -> str:
    """Show the links of a campaign; whoever may make one also the form."""
    return _page(own_campaign(database(), account(), campaign_id), ShareForm())


@sharing.post("/")
@requires(Role.EDITOR)
def make(campaign_id: int) -> Response | tuple[str, int]:
    """Make a link."""
    db, form, now = database(), ShareForm(), time.time()
    found = own_campaign(db, account(), campaign_id)
    valid = form.validate()
    if valid and is_full(db, found.id, now):
        form.for_whom.errors = [
            gettext("%(most)s links are open already. Withdraw those that nobody needs.", most=MOST)
        ]
        valid = False
    if not valid:
        return _page(found, form), 422
    number, token = share(db, account(), form.wanted(found.id), now)
    session[_KEPT] = [number, token]
    return redirect(url_for("sharing.links", campaign_id=found.id, _anchor="link"), 303)


@sharing.post("/<int:share_id>/withdraw")
@requires(Role.EDITOR)
def close(campaign_id: int, share_id: int) -> Response:
    """Let a link open no more."""
    found = own_campaign(database(), account(), campaign_id)
    old = find_share(database(), account().organisation_id, found.id, share_id)
    if old is None:
        abort(404)
    withdraw(database(), account(), old, time.time())
    say(gettext("The link for %(whom)s no longer works.", whom=old.for_whom))
    return redirect(url_for("sharing.links", campaign_id=found.id), 303)


def _page(found: Campaign, form: ShareForm) -> str:
    shares = shares_of(database(), account().organisation_id, found.id)
    kept = session.get(_KEPT)
    number, token = kept if isinstance(kept, list) and len(kept) == 2 else (0, "")
    fresh = next((one for one in shares if one.id == number and not one.withdrawn_at), None)
    link = _address(str(token)) if fresh else ""
    subject = gettext("Figures of “%(campaign)s”", campaign=found.name)
    body = gettext("Hello,\n\nhere are the figures of our campaign:\n\n%(link)s\n", link=link)
    return render_template(
        "staff/sharing/sharing.html",
        campaign=found,
        form=form,
        shares=shares,
        fresh=fresh,
        link=link,
        mail=mail_to("", subject, body) if link else "",
        now=datetime.now(UTC),
    )


def _address(token: str) -> str:
    """Return the whole address of a link."""
    base = site().config.base_url or request.url_root
    return base.rstrip("/") + url_for("shared.figures", token=token)
