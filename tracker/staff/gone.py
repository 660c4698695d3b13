"""What somebody wants to change, and somebody else has deleted meanwhile: said in words, with a way on.

It is the answer for what belongs to another organisation as well, so it tells nothing about that.
"""

from __future__ import annotations

from typing import NoReturn

from flask import abort, make_response, render_template, request

from tracker.staff.held import hold
from tracker.staff.live import is_live


def gone(text: str, url: str, way_on: str) -> NoReturn:
    """Answer that something is not there (any more), with what was typed, so that it is not lost.

    Args:
        text: One or two sentences, translated: what it may be, and what to do.
        url: Where to go on, an address of ours.
        way_on: The words of the link there.
    """
    if is_live():
        abort(404)
    held = hold() if request.method == "POST" else None
    page = render_template(
        "staff/gone.html", text=text, url=url, way_on=way_on, typed=held.values() if held else ()
    )
    answer = make_response(page)
    answer.status_code = 404
    abort(answer)
