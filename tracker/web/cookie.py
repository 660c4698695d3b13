"""The one cookie: for staff only, hidden from scripts, sent to nobody else."""

from __future__ import annotations

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from tracker.web.language import is_staff_page


class StaffCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, which no page of a patron can ever set."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie if the page is one of the staff's and the session changed."""
        if is_staff_page():
            super().save_session(app, session, response)


def add_cookie(app: Flask, secret: bytes, https: bool) -> None:
    """Let an application keep a session for staff.

    Args:
        app: The application.
        secret: Signs the cookie.
        https: Whether the site is reached over https; then the cookie is secure and bound to the very host.
    """
    app.session_interface = StaffCookie()
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="__Host-signet" if https else "signet",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
