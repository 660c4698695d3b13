"""The web application behind the lean path: pages for patrons and for staff."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from tracker.config import Config
from tracker.patrons.pages import add_patron_pages
from tracker.staff.audit.views import audit
from tracker.staff.batches.views import batches
from tracker.staff.campaigns.views import campaigns
from tracker.staff.design.room import design
from tracker.staff.design.uploads import add_uploads
from tracker.staff.drafts import views as _  # noqa: F401 (adds its views to the room)
from tracker.staff.drafts.blueprint import drafts
from tracker.staff.exports.views import exports
from tracker.staff.figures.views import figures
from tracker.staff.handing_out.moving import hand_out
from tracker.staff.handing_out.scanned import bundle
from tracker.staff.handing_out.views import handing_out
from tracker.staff.notes.views import notes
from tracker.staff.once import add_once
from tracker.staff.orders.views import orders
from tracker.staff.organisation.views import organisation
from tracker.staff.people import invitation_views  # noqa: F401 (adds its views to the room)
from tracker.staff.people.account_views import own
from tracker.staff.people.doors import doors
from tracker.staff.people.views import people
from tracker.staff.pictures.download import add_pictures
from tracker.staff.places.views import places_room
from tracker.staff.room import add_frame
from tracker.staff.secret import session_key
from tracker.staff.sharing.public import shared
from tracker.staff.sharing.views import sharing
from tracker.staff.sign_in import add_sign_in
from tracker.staff.views import staff
from tracker.web.application import Application
from tracker.web.client import add_client
from tracker.web.cookie import add_cookie
from tracker.web.errors import add_error_pages
from tracker.web.headers import add_headers
from tracker.web.host import add_host
from tracker.web.language import add_language
from tracker.web.site import add_site

ROOMS = (
    staff,
    figures,
    notes,
    exports,
    sharing,
    shared,
    organisation,
    doors,
    own,
    people,
    audit,
    orders,
    campaigns,
    drafts,
    batches,
    handing_out,
    hand_out,
    bundle,
    places_room,
    design,
)
"""The rooms of the staff's pages, each a blueprint made by `tracker.staff.room.room`."""

MOST_BYTES = 64 * 1024
"""What a form may send. Uploads, when there are some, raise it for their own address only."""


def create_app(config: Config) -> Flask:
    """Return the application for a service.

    Args:
        config: Its settings. A base URL with https makes cookies secure and bound to the host.

    Raises:
        SignetError: The session key cannot be used.
        OSError: The run folder cannot be used.
    """
    app = Application(__name__)
    secret = session_key(config.run_folder)
    site = add_site(app, config, secret)
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=100,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, which ends by itself
        WTF_CSRF_SSL_STRICT=False,  # the Origin is checked instead, which also works behind a proxy
    )
    add_host(app)
    add_client(app, config)
    add_cookie(app, secret, site.is_https)
    add_language(app)
    add_headers(app)
    add_error_pages(app)
    add_uploads(app)
    CSRFProtect(app)
    add_patron_pages(app)
    add_sign_in(app)
    add_frame(app)
    add_once(app)
    add_pictures(app)
    for one in ROOMS:
        app.register_blueprint(one)
    return app
