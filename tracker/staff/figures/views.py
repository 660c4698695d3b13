"""The addresses of the figures. Each view finds what is meant, reads it, and has it written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Response, abort, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from printkit.store.model import Batch, Campaign
from tracker.reports.piece_list import PER_PAGE
from tracker.reports.selection import Shown
from tracker.staff.accounts import Role
from tracker.staff.condition import late_since
from tracker.staff.figures import numbers, terms
from tracker.staff.figures.batch import read_batch
from tracker.staff.figures.campaign import read_campaign
from tracker.staff.figures.links import campaign_tabs, here, link
from tracker.staff.figures.listed import MOST, most_of
from tracker.staff.figures.parts import make_course, make_places
from tracker.staff.figures.pieces import read_piece, read_pieces
from tracker.staff.figures.revision import HOUR, revision_of
from tracker.staff.figures.scope import Scope, read_scope
from tracker.staff.figures.summary import read_summary
from tracker.staff.guard import account, requires
from tracker.staff.live import live
from tracker.staff.notes.store import Note, notes_of
from tracker.staff.owned import own_batch, own_campaign
from tracker.staff.paging import paged
from tracker.staff.pictures.download import asked_for
from tracker.staff.room import room
from tracker.web.language import language
from tracker.web.site import database, site

figures = room("figures", "/staff")


@figures.app_context_processor
def _words() -> dict[str, object]:
    """Let templates write figures, and the head of a campaign in any room."""
    return {"numbers": numbers, "terms": terms, "campaign_tabs": campaign_tabs}


@figures.get("/campaigns/<int:campaign_id>/")
@requires(Role.VIEWER)
def campaign(campaign_id: int) -> str | AnyResponse:
    """Show what a campaign achieved, or send one of its charts as a file."""
    mine = own_campaign(database(), account(), campaign_id)
    page = read_campaign(database(), mine, _asked(), _now(), _notes(mine.id))
    if (picture := asked_for(page.charts, mine.name, page.course.notes)) is not None:
        return picture
    return render_template("staff/figures/campaign.html", page=page, **_around(page.scope))


@figures.get("/campaigns/<int:campaign_id>/live/<any(summary, course, rest):part>")
@requires(Role.VIEWER)
def campaign_live(campaign_id: int, part: str) -> Response:
    """Answer what a part of a campaign's page would say now."""
    mine = own_campaign(database(), account(), campaign_id)
    if part == "rest":
        return live(_counted(), lambda: _rest_of_campaign(mine))
    return _live(lambda: _part(mine, None, part))


@figures.get("/campaigns/<int:campaign_id>/places")
@requires(Role.VIEWER)
def campaign_places(campaign_id: int) -> str:
    """Show what came of each place of a campaign."""
    mine = own_campaign(database(), account(), campaign_id)
    scope = read_scope(database(), mine.organisation_id, mine.id, {}, _now())
    shown = _page_of_places(scope, "figures.campaign", campaign_id=mine.id)
    return render_template("staff/figures/campaign_places.html", campaign=mine, **shown)


@figures.get("/batches/<int:batch_id>/")
@requires(Role.VIEWER)
def batch(batch_id: int) -> str | AnyResponse:
    """Show what a batch achieved, or send one of its charts as a file."""
    mine = own_batch(database(), account(), batch_id)
    notes = _notes(mine.campaign_id)
    page = read_batch(database(), mine, account().organisation_id, _asked(), _now(), notes)
    if (picture := asked_for(page.charts, f"{mine.campaign} · {mine.name}", page.course.notes)) is not None:
        return picture
    return render_template("staff/figures/batch.html", page=page, **_around(page.scope))


@figures.get("/batches/<int:batch_id>/live/<any(summary, course, rest):part>")
@requires(Role.VIEWER)
def batch_live(batch_id: int, part: str) -> Response:
    """Answer what a part of a batch's page would say now."""
    mine = own_batch(database(), account(), batch_id)
    if part == "rest":
        return live(_counted(), lambda: _rest_of_batch(mine))
    return _live(lambda: _part(None, mine, part))


@figures.get("/batches/<int:batch_id>/places")
@requires(Role.VIEWER)
def places(batch_id: int) -> str:
    """Show what came of each place of a batch."""
    mine = own_batch(database(), account(), batch_id)
    scope = read_scope(database(), account().organisation_id, mine.campaign_id, {}, _now(), batch_id=mine.id)
    shown = _page_of_places(scope, "figures.batch", batch_id=mine.id)
    return render_template("staff/figures/places.html", batch=mine, **shown)


@figures.get("/batches/<int:batch_id>/pieces")
@requires(Role.VIEWER)
def pieces(batch_id: int) -> str | AnyResponse:
    """Show the pieces of a batch, a page at a time; lead to the one that is sought."""
    mine = own_batch(database(), account(), batch_id)
    page = read_pieces(database(), mine, request.args, _now())
    if page.found is not None:
        return redirect(url_for("figures.piece", batch_id=mine.id, position=page.found), 303)
    return render_template("staff/figures/pieces.html", batch=mine, page=page, per_page=PER_PAGE)


@figures.get("/batches/<int:batch_id>/pieces/<int:position>")
@requires(Role.VIEWER)
def piece(batch_id: int, position: int) -> str:
    """Show all that is known of one piece."""
    mine = own_batch(database(), account(), batch_id)
    found = read_piece(database(), mine, position, _now()) or abort(404)
    return render_template("staff/figures/piece.html", batch=mine, page=found)


def _notes(campaign_id: int) -> tuple[Note, ...]:
    return notes_of(database(), account().organisation_id, campaign_id)


def _asked() -> dict[str, str]:
    """Return the arguments of the address; of several of one name, the comparison takes all."""
    first = request.args.to_dict()
    return first | ({"compare": "-".join(request.args.getlist("compare"))} if "compare" in first else {})


def _now() -> datetime:
    return datetime.now(UTC)


def _around(scope: Scope) -> dict[str, object]:
    """Return what every page with filters needs beside its figures."""
    asked = _asked()
    kept = {name: asked[name] for name in ("compare", "batches") if asked.get(name)}
    query = scope.filters.query() | kept
    campaign_id, batch_id = scope.campaign_id, scope.batch_id
    return {
        "scope": scope,
        "links": here(query),
        "revision": _revision(),
        "rest_revision": _counted(),
        "place_choices": _place_choices(scope),
        "show_choices": [(shown.value, terms.shown_words(shown)) for shown in Shown],
        "hand_out_url": _for_editors("handing_out.batch", batch_id=batch_id)
        if batch_id
        else _for_editors("handing_out.campaign", campaign_id=campaign_id),
        "export_url": link("exports.batch", batch_id=batch_id)
        if batch_id
        else link("exports.campaign", campaign_id=campaign_id),
        "all_places_url": link("figures.places", batch_id=batch_id)
        if batch_id
        else link("figures.campaign_places", campaign_id=campaign_id),
        "late": late_since(site().config),
        "cost_url": _for_editors("campaigns.settings", campaign_id=campaign_id),
        "further_url": _for_editors("drafts.further", campaign_id=campaign_id),
        "test_url": link("batches.test", batch_id=batch_id) if batch_id else link("staff.phone"),
    }


def _page_of_places(scope: Scope, endpoint: str, **number: int) -> dict[str, object]:
    """Return a page of all places; each leads to its own figures on the page of the campaign or batch."""
    pages = paged(scope.places, most=MOST)
    return {
        "places": make_places(database(), scope, pages.rows),
        "pages": pages,
        "place_url": lambda place: f"{link(endpoint, **number, place=place)}#over-time",
    }


def _place_choices(scope: Scope) -> list[tuple[int, str]]:
    """Return the places to choose from: those with most scans, and the one that is chosen."""
    only = scope.filters.place
    offered = {one.place for one in most_of(scope.places, lambda one: one.scans)} | {only and only.name}
    return [(scope.place_numbers[one.place], one.place) for one in scope.places if one.place in offered]


def _for_editors(endpoint: str, **values: int | None) -> str:
    """Return the address of a view that viewers may not see, or ``""`` for them."""
    return link(endpoint, **values) if account().role.includes(Role.EDITOR) else ""


def _revision() -> str:
    return revision_of(database(), request.args, language(), _now())


def _counted() -> str:
    """Return what changes when something is counted or handed out, or another hour begins."""
    return revision_of(database(), request.args, language(), _now(), every=HOUR)


def _live(render: Callable[[], str]) -> Response:
    return live(_revision(), render)


def _rest_of_campaign(mine: Campaign) -> str:
    page = read_campaign(database(), mine, _asked(), _now(), _notes(mine.id))
    return render_template("staff/figures/rest.html", page=page, **_around(page.scope))


def _rest_of_batch(mine: Batch) -> str:
    notes = _notes(mine.campaign_id)
    page = read_batch(database(), mine, account().organisation_id, _asked(), _now(), notes)
    return render_template("staff/figures/rest.html", page=page, **_around(page.scope))


def _part(campaign: Campaign | None, batch: Batch | None, part: str) -> str:
    """Return a part of a page as it is now."""
    campaign_id = campaign.id if campaign else batch.campaign_id if batch else 0
    scope = read_scope(
        database(),
        account().organisation_id,
        campaign_id,
        _asked(),
        _now(),
        batch_id=batch.id if batch else None,
    )
    if part == "course":
        made = make_course(database(), scope, _notes(campaign_id))
        return render_template("staff/figures/part_course.html", course=made, **_around(scope))
    summary = read_summary(database(), scope)
    return render_template("staff/figures/part_summary.html", summary=summary, **_around(scope))
