"""A walk through the staff's pages by their links: one address of each view, for who looks at all of them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable
from html import unescape

from flask import Flask
from werkzeug.exceptions import HTTPException

START = "/staff/"
_LINK = re.compile(r'href="(/[^"#]*)')


def tour(
    app: Flask, read: Callable[[str], str], seeds: Iterable[str] = (), apart: Collection[str] = ()
) -> dict[str, str]:
    """Return the views that links lead to, in the order of the walk, each with the first address found.

    Args:
        app: The application, which knows what view an address has.
        read: Fetches an address as HTML; ``""`` for what is no page. Called once for each view.
        seeds: Addresses that no link leads to.
        apart: Views that are left out: files, which may take long to make.
    """
    found: dict[str, str] = {}
    waiting = deque([START, *seeds])
    while waiting:
        address = waiting.popleft()
        view = _view(app, address)
        if view is None or view in found or view in apart or view == "static":
            continue
        found[view] = address
        waiting.extend(unescape(link) for link in _LINK.findall(read(address)))
    return found


def pages_of(app: Flask) -> frozenset[str]:
    """Return every view that can be opened by its address."""
    return frozenset(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    )


def _view(app: Flask, address: str) -> str | None:
    path, _, query = address.partition("?")
    try:
        matched = app.url_map.bind("localhost").match(path, "GET", query_args=query)
    except HTTPException:
        return None
    return str(matched[0])
