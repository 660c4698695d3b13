"""`tracker set-up-link`: a new link for the first start, if the one that the service printed was lost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import click

from printkit.cli.output import base_url_option, database_option, json_option, print_json
from printkit.errors import SignetError
from printkit.store.links import BaseUrl
from tracker.config import make_config
from tracker.database import connect
from tracker.staff.people.set_up import make_link


@dataclass(frozen=True, slots=True)
class SetUpLink:
    """What `tracker set-up-link --json` prints."""

    set_up: str


@click.command("set-up-link")
@click.option("--port", default=8000, show_default=True, help="Port of the service, if it has no base URL.")
@database_option
@base_url_option
@json_option
def set_up_link(port: int, database: Path, base_url: str | None, as_json: bool) -> None:
    """Print a link with which the library is set up in the browser and its first admin gets an account.

    It opens once, within a day, and only as long as nobody has an account. A link of before opens no more.
    """
    base = str(BaseUrl.parse(base_url)) if base_url else f"http://127.0.0.1:{port}"
    with connect(make_config(database)) as db:
        path = make_link(db, time.time())
    if not path:
        raise SignetError.of(
            "set-up-already",
            "Somebody has an account already, so there is nothing to set up.",
            "Sign in at /staff/, or give an account a new password: tracker add-staff EMAIL --reset.",
        )
    if as_json:
        print_json(SetUpLink(f"{base}{path}"))
        return
    click.echo(f"{base}{path}\nOpen it in a browser within a day; it opens once.")
