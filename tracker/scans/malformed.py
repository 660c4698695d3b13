"""Requests that two servers may understand in two ways: refused, and their connection is closed.

The server in front of us has refused most such things already. It lets through what RFC 9112 forbids (no
``Host``, or two), and what it allows but no browser sends: a body without a length, whose end a proxy may
see elsewhere than we do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST"))
_BODY = b"This request is malformed.\n"


def is_malformed(environ: Mapping[str, Any]) -> bool:
    """Whether a WSGI request is to be refused.

    Of two ``Host`` headers the server makes one, with a comma between (RFC 9112, section 3.2). A length
    beside a transfer coding (section 6.3) it drops, so every transfer coding is refused.
    """
    host = environ.get("HTTP_HOST", "-")
    if "HTTP_TRANSFER_ENCODING" in environ or "," in host:
        return True
    return not host and environ.get("SERVER_PROTOCOL") == "HTTP/1.1"


def refuse(start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a malformed request, so that nothing behind it on its connection is read."""
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(_BODY))),
        ("Cache-Control", "no-store"),
        ("Connection", "close"),
    ]
    start_response("400 Bad Request", headers)
    return [_BODY]
