"""Links that are known only when they are made: shown to the admin who made them until another one is.

The admin's own signed cookie keeps the token, for the database has a digest only. So the page can be loaded
again, and the browser's way back works.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import request, session, url_for

from tracker.web.site import site

_KEY = "link"


def keep_link(kind: str, number: int, token: str) -> None:
    """Remember a link that was just made.

    Args:
        kind: ``"invitation"`` or ``"new_password"``, the endpoint of doors.
        number: Of the invitation or the account.
        token: What opens it.
    """
    session[_KEY] = [kind, number, token]


def forget_link() -> None:
    """Forget the link that was kept."""
    session.pop(_KEY, None)


def kept_link(kind: str, number: int) -> str:
    """Return the whole address of a link if it was made here, else ``""``."""
    found = session.get(_KEY)
    if not isinstance(found, list) or found[:2] != [kind, number]:
        return ""
    base = site().config.base_url or request.url_root
    return base.rstrip("/") + url_for(f"doors.{kind}", token=found[2])


def mail_to(email: str, subject: str, body: str) -> str:
    """Return an address that opens the admin's own mail with everything filled in (RFC 6068)."""
    lines = body.replace("\n", "\r\n")
    return f"mailto:{quote(email, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
