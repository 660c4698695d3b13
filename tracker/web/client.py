"""The network address of whoever sends a request: for limits, never stored."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from flask import Flask, request

from tracker.config import Config
from tracker.web.site import site

SILENT_PROXY = "silent-proxy"
"""File of the run folder, touched when a proxy of ours did not say for whom it asks; for `tracker doctor`."""


def add_client(app: Flask, config: Config) -> None:
    """Note it when a proxy that the settings name does not say for whom it asks."""
    proxies, noted = config.believed_proxies(), config.run_folder / SILENT_PROXY

    def look() -> None:
        if proxies.are_silent(request.environ):
            _touch(noted)

    if proxies.networks:
        app.before_request(look)


def client_address() -> str:
    """Return the address of the client of this request, or ``""`` if it is not known."""
    found = site().config.believed_proxies().client_of(request.environ)
    return "" if found is None else str(found)


def _touch(path: Path) -> None:
    with suppress(OSError):  # a full disk is said elsewhere
        path.touch(mode=0o600)
