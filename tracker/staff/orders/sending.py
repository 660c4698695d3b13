"""Files of an order, sent to whoever may have them: found by their number in the order, never by a path."""

from __future__ import annotations

from flask import abort, send_file
from werkzeug.wrappers import Response

from tracker.jobs.files import Folder
from tracker.jobs.model import JobFile, State
from tracker.staff.orders.shown import OrderShown
from tracker.web.site import site

_TYPES = {".pdf": "application/pdf", ".csv": "text/csv", ".zip": "application/zip"}


def send(found: OrderShown, number: int) -> Response:
    """Send a file, or the range of it that was asked for; 404 for what is not there or not proved."""
    listed = [one for line in found.lines for one in line.files]
    if found.together:
        listed.append(found.together)
    file = next((one.file for one in listed if one.number == number), None)
    if file is None or found.job.state is not State.DONE:
        abort(404)
    return _send(found.job.id, file)


def _send(job_id: int, file: JobFile) -> Response:
    path = Folder(site().config, job_id).whole / file.name
    try:
        if path.stat().st_size != file.size:
            abort(404)
        return send_file(
            path,
            mimetype=_TYPES[path.suffix],
            as_attachment=True,
            download_name=file.name,
            conditional=True,
            etag=file.digest,
            max_age=0,
        )
    except OSError:  # it has just been removed
        abort(404)
