"""Requests for a Host that no machine can have: refused before a page is made.

Which host it is makes no difference: no link of ours is made from it. But the router stumbles over names that
are none, and its error page over the router.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from tracker.scans.malformed import refuse

LONGEST = 255
_NAME = r"(?:[0-9A-Za-z_\-]{1,63}\.)*[0-9A-Za-z_\-]{1,63}\.?"
"""RFC 1035, section 2.3.4; and _, which local networks use."""
_HOST = re.compile(rf"(?:{_NAME}|\[[0-9A-Fa-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?", re.ASCII)


def add_host(app: Flask) -> None:
    """Let an application refuse requests of which the Host is none (RFC 9112, section 3.2)."""
    inner = app.wsgi_app

    def outer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if host and not is_host(host):
            return refuse(start_response)
        return inner(environ, start_response)

    app.wsgi_app = outer  # type: ignore[method-assign]  # the way that Flask documents


def is_host(text: str) -> bool:
    """Whether a text is a host with or without a port, as browsers write it."""
    return len(text) <= LONGEST and _HOST.fullmatch(text) is not None
