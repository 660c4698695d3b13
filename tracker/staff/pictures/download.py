"""Charts as files: the address of the page itself, with the name of a chart and a form.

So a file shows what the page shows, with its filters, to those who may see the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Flask, Response, abort, make_response, redirect, request
from flask_babel import format_date, gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.reports.charts.chart import Chart
from tracker.reports.charts.passing import Form, pack
from tracker.reports.charts.poster import Poster, poster_of
from tracker.staff.flashes import say
from tracker.staff.notes.store import Note
from tracker.studio.client import Studio, StudioError
from tracker.web.language import is_staff_page, local_day
from tracker.web.site import site

PICTURE, FORM = "picture", "as"
"""The arguments of an address that asks for a file."""
SECONDS = 30.0
"""A chart takes a tenth of one; the machine may have other things to do."""
WITH_NOTES = "course"
"""The chart whose flags have texts."""
_TYPES = {Form.PNG: "image/png", Form.PDF: "application/pdf"}


def asked_for(charts: Iterable[Chart], source: str, notes: Sequence[Note] = ()) -> AnyResponse | None:
    """Return the file that this request asks for, ``None`` if it asks for the page.

    Args:
        charts: Those of the page.
        source: What they are of, such as the names of campaign and batch.
        notes: Those whose flags stand in the course.
    """
    name = request.args.get(PICTURE)
    if name is None:
        return None
    chart = next((one for one in charts if one.id == name), None)
    if chart is None or request.args.get(FORM) not in set(Form):
        abort(404)
    form = Form(request.args[FORM])
    lines = tuple(_line(note) for note in notes) if chart.id == WITH_NOTES else ()
    poster = Poster(chart.title, source, lines, _source())
    payload = pack(poster_of(chart.wide, poster), form, f"{chart.title} · {source}")
    try:
        content = Studio(site().config.run_folder).draw("chart", payload, seconds=SECONDS)
    except StudioError:
        return _later()
    return _file(content, chart.id, form)


def address(chart: Chart, form: str) -> str:
    """Return the address of a chart's file: that of this page, with its filters."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in (PICTURE, FORM)]
    return f"?{urlencode([*kept, (PICTURE, chart.id), (FORM, Form(form))])}"


def add_pictures(app: Flask) -> None:
    """Let templates write the addresses of charts as files."""
    app.jinja_env.globals["picture_address"] = address


def _line(note: Note) -> str:
    days = format_date(note.first, "medium")
    if note.last != note.first:
        days = f"{days} – {format_date(note.last, 'medium')}"
    return f"{days}: {note.text}"


def _source() -> str:
    found = site().organisation()
    day = format_date(local_day(datetime.now(UTC)), "long")
    said = gettext("As of %(day)s", day=day)
    return f"{found.name} · {said} · Signet" if found else f"{said} · Signet"


def _later() -> AnyResponse:
    """Lead back to the page, which says that it did not work."""
    if not is_staff_page():
        abort(503)
    say(gettext("The picture could not be drawn just now. Please try again in a moment."), "warn")
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in (PICTURE, FORM)]
    return redirect(f"{request.path}?{urlencode(kept)}" if kept else request.path, 303)


def _file(content: bytes, name: str, form: Form) -> Response:
    response = make_response(content)
    response.mimetype = _TYPES[form]
    today = local_day(datetime.now(UTC)).isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="signet-{name}-{today}.{form}"'
    return response
