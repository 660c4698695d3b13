"""What a share link shows: a page for somebody without an account, without cookies and names of staff."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import format_decimal, gettext
from sqlite_utils import Database

from printkit.store.campaigns import campaigns
from printkit.store.model import Campaign, Organisation
from printkit.store.organisations import organisation
from tracker.reports.charts.chart import Chart
from tracker.reports.course import Point
from tracker.reports.selection import Unit
from tracker.reports.shared import SharedFigures, shared_figures
from tracker.staff.campaigns.plan import costs_of
from tracker.staff.figures.listed import most_of
from tracker.staff.notes.store import Note, flags_of, notes_of
from tracker.staff.pictures.course import course_picture
from tracker.staff.pictures.rows import CountRow, RateRow, ranked_picture, rates_picture
from tracker.staff.sharing.store import Share, State, count_view, share_by_token
from tracker.staff.too_many_links import note_missing, words
from tracker.web.site import database

shared = Blueprint("shared", __name__, url_prefix="/shared")


@dataclass(frozen=True, slots=True)
class SharedPage:
    """What the page shows.

    Attributes:
        cost_cents: What all scans cost, each; ``None`` where it is not known or not to be shown.
        per_piece: Batches with a code per piece; others have rates of another kind.
    """

    library: Organisation
    campaign: Campaign
    link: Share
    figures: SharedFigures
    notes: tuple[Note, ...]
    course: Chart
    rates: Chart | None
    places: Chart | None
    cost_cents: float | None


@shared.get("/<token>/")
def figures(token: str) -> Response:
    """Show the figures of a campaign to whoever has the link."""
    now = time.time()
    found = share_by_token(database(), token)
    if found is None:
        if note_missing():
            return _said(429, *words())
        return _said(
            404,
            gettext("There is no such link"),
            gettext("Perhaps a part of it is missing. Copy it once more from the message, as a whole."),
        )
    if found.state(datetime.fromtimestamp(now, UTC)) is not State.OPEN:
        return _said(
            410,
            gettext("This link no longer works"),
            gettext("It was only for a while, or has been withdrawn. Ask whoever sent it for a new one."),
        )
    page = _read(database(), found)
    if request.method == "GET":
        count_view(database(), found, now)
    return make_response(render_template("shared/figures.html", page=page))


def _read(db: Database, link: Share) -> SharedPage:
    library = organisation(db, link.organisation_id)
    campaign = next(one for one in campaigns(db, link.organisation_id) if one.id == link.campaign_id)
    today = datetime.now(ZoneInfo(library.time_zone)).date()
    told = shared_figures(db, campaign.id, library.id, today)
    notes = notes_of(db, library.id, campaign.id) if link.with_notes else ()
    return SharedPage(
        library,
        campaign,
        link,
        told,
        notes,
        _course(told, notes, today, library.time_zone),
        _rates(told),
        _places(told),
        _cost(db, told, campaign) if link.with_costs else None,
    )


def _course(told: SharedFigures, notes: tuple[Note, ...], today: date, zone: str) -> Chart:
    points = [
        Point(
            datetime(week.monday.year, week.monday.month, week.monday.day, tzinfo=ZoneInfo(zone)),
            week.monday,
            week.scans,
            week.monday + timedelta(days=7) <= today,
        )
        for week in told.weeks
    ]
    return course_picture(points, Unit.WEEK, flags=flags_of(notes))


def _rates(told: SharedFigures) -> Chart | None:
    rows = [
        RateRow(
            one.name,
            one.rate,
            one.interval.low if one.interval else None,
            one.interval.high if one.interval else None,
            gettext(
                "%(scanned)s of %(of)s",
                scanned=format_decimal(one.pieces_scanned),
                of=format_decimal(one.handed_out),
            ),
        )
        for one in most_of(told.batches, lambda one: one.scans)
        if one.pieces_scanned is not None and one.rate is not None
    ]
    unit = gettext("pieces scanned of 100 handed out")
    return rates_picture(rows, gettext("Scan rates of the batches"), unit=unit) if rows else None


def _places(told: SharedFigures) -> Chart | None:
    rows = [CountRow(one.name, one.scans) for one in most_of(told.places, lambda one: one.scans)]
    return ranked_picture(rows, gettext("Scans by place"), shares=False, name="places") if rows else None


def _cost(db: Database, told: SharedFigures, campaign: Campaign) -> float | None:
    """Return what a scan cost, if that is known of every batch."""
    costs = costs_of(db, campaign.id)
    if not told.scans or any(one.batch not in costs for one in told.batches):
        return None
    return sum(costs.values()) / told.scans


def _said(status: int, title: str, text: str) -> Response:
    response = make_response(render_template("patrons/error.html", title=title, text=text))
    response.status_code = status
    return response
