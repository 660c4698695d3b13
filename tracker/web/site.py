"""What every page of one application knows: its settings, its secret, its organisation, its database."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from math import inf
from pathlib import Path

from flask import Flask, current_app, g, url_for
from sqlite_utils import Database

from printkit.errors import SignetError
from printkit.store.model import DEFAULT_ORGANISATION, Organisation
from printkit.store.organisations import organisation
from tracker.config import Config
from tracker.database import connect

REMEMBER_SECONDS = 10.0
PATIENCE_SECONDS = 3.0
"""A page says that the database is locked before its reader gives up."""
_NAME = "signet"


@dataclass(slots=True)
class Site:
    """What all pages share; one for each application.

    Attributes:
        secret: Signs cookies and hides subjects of sign-in attempts.
        assets: Short digest of each static file, so that browsers may keep it for a year.
    """

    config: Config
    secret: bytes
    assets: dict[str, str]
    _organisation: Organisation | None = None
    _known_since: float = -inf

    @property
    def is_https(self) -> bool:
        """Whether visitors come over https, as far as the settings say."""
        return self.config.base_url.lower().startswith("https://")

    def organisation(self) -> Organisation | None:
        """Return whose site this is; some seconds old at most.

        While the database cannot be read it is the last one known, or ``None``: kind pages need no database.
        """
        if self._known_since + REMEMBER_SECONDS < time.monotonic():
            # After a fault it is asked for again after some seconds, not by every request.
            with suppress(SignetError, sqlite3.Error, OSError):
                self._organisation = organisation(database(), DEFAULT_ORGANISATION)
            self._known_since = time.monotonic()
        return self._organisation

    def forget_organisation(self) -> None:
        """Ask for the organisation anew when it is needed next."""
        self._known_since = -inf


def site() -> Site:
    """Return the site of the application at work."""
    found = current_app.extensions[_NAME]
    assert isinstance(found, Site)
    return found


def database() -> Database:
    """Return the database connection of this request; it is closed when the request ends.

    Raises:
        SignetError: The database cannot be used.
    """
    if "database" not in g:
        g.database = connect(site().config, wait_seconds=PATIENCE_SECONDS)
    found = g.database
    assert isinstance(found, Database)
    return found


def add_site(app: Flask, config: Config, secret: bytes) -> Site:
    """Give an application its site."""
    assets = {
        file.relative_to(app.static_folder or "").as_posix(): sha256(file.read_bytes()).hexdigest()[:10]
        for file in Path(app.static_folder or "").rglob("*")
        if file.is_file()
    }
    made = Site(config, secret, assets)
    app.extensions[_NAME] = made
    app.jinja_env.globals["asset"] = asset
    app.teardown_appcontext(_close)
    return made


def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    return url_for("static", filename=name, v=site().assets[name])


def _close(_: BaseException | None) -> None:
    opened = g.pop("database", None)
    if isinstance(opened, Database):
        opened.close()
