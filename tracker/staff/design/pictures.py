"""Pictures of designs: drawn by the studio, sent only to the organisation whose draft they show.

What somebody handed in is never sent back as it came: only pictures that we drew ourselves.
"""

from __future__ import annotations

from flask import abort, render_template
from werkzeug.wrappers import Response

from printkit.errors import SignetError
from tracker.staff.accounts import Role
from tracker.staff.design import asking
from tracker.staff.design.blueprint import design
from tracker.staff.drafts.owned import own_draft
from tracker.staff.guard import account, requires
from tracker.studio.client import StudioError
from tracker.studio.orders import SIDES, SIZES
from tracker.web.site import database

_KEPT_SECONDS = 7 * 86_400


@design.get("/picture/<key>/<side>-<size>.webp")
@requires(Role.VIEWER)
def picture(draft_id: int, key: str, side: str, size: str) -> Response:
    """Send a picture of a look; its address changes with everything that can be seen on it."""
    draft = own_draft(database(), account(), draft_id)
    if side not in SIDES or size not in SIZES:
        abort(404)
    return _sent(draft.organisation_id, key, side, size)


@design.get("/gallery/<name>/<stamp>/<side>.webp")
@requires(Role.EDITOR)
def gallery_picture(draft_id: int, name: str, stamp: str, side: str) -> Response:
    """Send a small picture of a design as the gallery shows it."""
    db = database()
    draft = own_draft(db, account(), draft_id)
    try:
        shown = asking.read_catalogue().find(name)
        if shown is None or side not in SIDES[: shown.sides]:
            abort(404)
        look = asking.look_at(asking.sample_of(db, draft.organisation_id, shown), size="small")
    except (SignetError, StudioError):
        abort(404)
    return _sent(draft.organisation_id, look.key, side, "small")


@design.get("/large/<key>/<side>")
@requires(Role.VIEWER)
def large(draft_id: int, key: str, side: str) -> str:
    """Show one side as large as it gets."""
    draft = own_draft(database(), account(), draft_id)
    look = asking.known_look(draft.organisation_id, key)
    if look is None or side not in SIDES[: len(look.pixels)]:
        abort(404)
    return render_template(
        "staff/design/large.html", draft=draft, look=look, side=side, sides=SIDES[: len(look.pixels)]
    )


def _sent(organisation_id: int, key: str, side: str, size: str) -> Response:
    try:
        content = asking.picture(organisation_id, key, side, size)
    except StudioError:
        content = None
    if content is None:
        abort(404)
    sent = Response(content, mimetype="image/webp")
    sent.cache_control.private = True
    sent.cache_control.max_age = _KEPT_SECONDS
    sent.cache_control.immutable = True
    return sent
