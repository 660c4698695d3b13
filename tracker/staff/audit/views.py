"""Who did what, for admins: newest first, filtered by the address, also as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Response, abort, render_template, request
from flask_babel import gettext
from sqlite_utils import Database

from printkit.store.campaigns import campaigns
from tracker.reports.forms import cell
from tracker.staff.accounts import Account, Role
from tracker.staff.audit.lines import KEPT_DAYS, Kind
from tracker.staff.audit.reading import Filters, actors, all_lines, read_page
from tracker.staff.audit.sentences import by_day, kind_name, sentences, text_of, who_of
from tracker.staff.guard import account, requires
from tracker.staff.room import room
from tracker.web.language import language, local_day, local_time
from tracker.web.site import database

audit = room("audit", "/staff/audit")
_MOST_DIGITS = 19
"""Numbers with fewer all fit into the database."""


@audit.get("/", endpoint="audit")
@requires(Role.ADMIN)
def show_audit() -> str:
    """Show a page of the trail."""
    me, db = account(), database()
    filters = _filters()
    page = read_page(db, me.organisation_id, filters, _number("before"))
    asked = {name: value for name in ("person", "kind", "campaign") if (value := request.args.get(name))}
    return render_template(
        "staff/audit/audit.html",
        days=by_day(sentences(page.lines)),
        filters=filters,
        asked=asked,
        older=page.before,
        newest="before" not in request.args,
        persons=actors(db, me.organisation_id),
        kinds=[(kind, kind_name(kind)) for kind in Kind],
        campaigns=[(one.id, one.name) for one in campaigns(db, me.organisation_id)],
        years=KEPT_DAYS // 365,
    )


@audit.get("/lines.csv")
@requires(Role.ADMIN)
def export() -> Response:
    """Give all wanted lines as a table."""
    name = f"signet-{gettext('who-did-what')}-{local_day(datetime.now(UTC)).isoformat()}.csv"
    rows = _rows(database(), account(), _filters(), german=language() == "de")
    response = Response("".join(rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(db: Database, me: Account, filters: Filters, *, german: bool) -> Iterator[str]:
    yield "\ufeff" if german else ""
    yield _row([gettext("Time"), gettext("Who"), gettext("What"), gettext("Kind")], german)
    for one in all_lines(db, me.organisation_id, filters):
        at = local_time(one.at).isoformat(" ")
        yield _row([at, who_of(one), text_of(one), kind_name(one.subject.kind)], german)


def _row(values: list[str], german: bool) -> str:
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";" if german else ",")
    writer.writerow([cell(value, german) for value in values])
    return line.getvalue()


def _filters() -> Filters:
    kind = request.args.get("kind", "")
    if kind and kind not in tuple(Kind):
        abort(404)
    return Filters(_number("person"), Kind(kind) if kind else None, _number("campaign"))


def _number(name: str) -> int | None:
    """Return a number of the address; what is none, or nobody's, is not there."""
    text = request.args.get(name, "")
    if text and not (text.isascii() and text.isdecimal() and len(text) < _MOST_DIGITS):
        abort(404)
    return int(text) if text else None
