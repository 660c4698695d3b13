"""The pages of exports, and the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from flask import Response, abort, current_app, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from printkit.store.model import Batch, Campaign
from printkit.store.organisations import organisation
from tracker.reports.export import VERSION, Kind, columns_of
from tracker.staff.accounts import Role
from tracker.staff.exports.columns import ABOUT, TITLES, explained, heading, meaning, values, width
from tracker.staff.exports.making import NotMadeError, make_file
from tracker.staff.exports.order import KINDS, Form, Order, SheetWords
from tracker.staff.flashes import say
from tracker.staff.guard import account, requires
from tracker.staff.owned import own_batch, own_campaign
from tracker.staff.room import room
from tracker.web.language import language, local_day
from tracker.web.site import database, site

exports = room("exports", "/staff")

ALL = "all"
"""The name of the workbook with a sheet for each kind."""
_TYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
}
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind as the page offers it; ``columns`` are names, headings and meanings."""

    kind: Kind
    title: str
    about: str
    columns: tuple[tuple[str, str, str], ...]


@exports.get("/campaigns/<int:campaign_id>/export/")
@requires(Role.VIEWER)
def campaign(campaign_id: int) -> str:
    """Offer the files of a campaign."""
    return _page(own_campaign(database(), account(), campaign_id))


@exports.get("/batches/<int:batch_id>/export/")
@requires(Role.VIEWER)
def batch(batch_id: int) -> str:
    """Offer the files of a batch."""
    found = own_batch(database(), account(), batch_id)
    return _page(own_campaign(database(), account(), found.campaign_id), found)


@exports.get("/campaigns/<int:campaign_id>/export/<name>.<form>")
@requires(Role.VIEWER)
def campaign_file(campaign_id: int, name: str, form: str) -> AnyResponse:
    """Hand out a file of a campaign."""
    found = own_campaign(database(), account(), campaign_id)
    return _file(name, form, campaign_id=found.id)


@exports.get("/batches/<int:batch_id>/export/<name>.<form>")
@requires(Role.VIEWER)
def batch_file(batch_id: int, name: str, form: str) -> AnyResponse:
    """Hand out a file of a batch."""
    return _file(name, form, batch_id=own_batch(database(), account(), batch_id).id)


def _page(found: Campaign, batch: Batch | None = None) -> str:
    offers = tuple(Offer(kind, gettext(TITLES[kind]), gettext(ABOUT[kind]), _columns(kind)) for kind in KINDS)

    def address(name: str, form: str) -> str:
        if batch:
            return url_for("exports.batch_file", batch_id=batch.id, name=name, form=form)
        return url_for("exports.campaign_file", campaign_id=found.id, name=name, form=form)

    return render_template(
        "staff/exports/exports.html",
        campaign=found,
        batch=batch,
        offers=offers,
        address=address,
        all=ALL,
        version=VERSION,
    )


def _columns(kind: Kind) -> tuple[tuple[str, str, str], ...]:
    return tuple((column, heading(column), meaning(column)) for column in columns_of(kind))


def _file(
    name: str, form: str, *, campaign_id: int | None = None, batch_id: int | None = None
) -> AnyResponse:
    order = _order(name, form, campaign_id, batch_id)
    try:
        file = make_file(order, site().config.run_folder)
    except NotMadeError as error:
        current_app.logger.error("An export could not be made: %s", error)
        say(gettext("The file could not be made just now. Please try again in a minute."), "warn")
        if campaign_id:
            return redirect(url_for("exports.campaign", campaign_id=campaign_id), 303)
        return redirect(url_for("exports.batch", batch_id=batch_id), 303)
    return _handed_out(file, order.form, _file_name(name, order, campaign_id, batch_id))


def _order(name: str, form: str, campaign_id: int | None, batch_id: int | None) -> Order:
    """Return what was asked for; 404 for what there is not."""
    if form not in set(Form) or name not in {ALL, *KINDS} or (name == ALL and form != Form.XLSX):
        abort(404)
    kinds = KINDS if name == ALL else (Kind(name),)
    return Order(
        site().config.database.resolve(),
        account().organisation_id,
        campaign_id,
        batch_id,
        Form(form),
        language() == "de",
        organisation(database(), account().organisation_id).time_zone,
        tuple(_words(kind) for kind in kinds),
        explained(kinds),
    )


def _words(kind: Kind) -> SheetWords:
    columns = columns_of(kind)
    return SheetWords(
        kind, gettext(TITLES[kind]), tuple(map(heading, columns)), tuple(map(width, columns)), values()
    )


def _file_name(name: str, order: Order, campaign_id: int | None, batch_id: int | None) -> str:
    of = f"campaign-{campaign_id}" if campaign_id else f"batch-{batch_id}"
    today = local_day(datetime.now(UTC)).isoformat()
    return f"signet-{of}-{name}-v{VERSION}-{today}.{order.form}"


def _handed_out(file: BinaryIO, form: Form, name: str) -> Response:
    size = file.seek(0, 2)
    file.seek(0)
    response = Response(_chunks(file), mimetype=None, content_type=_TYPES[form])
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.call_on_close(file.close)  # nobody read it to its end
    return response


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
