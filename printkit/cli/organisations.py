"""The command ``organisation``: who prints, under which host, in which time zone and language."""

from __future__ import annotations

from pathlib import Path

import click

from printkit.cli.output import database_option, json_option, print_json
from printkit.store.database import connect
from printkit.store.model import Organisation
from printkit.store.organisations import LANGUAGES, organisation, set_organisation


@click.command("organisation")
@click.option("--name", metavar="NAME", help="What patrons and staff read on the pages.")
@click.option(
    "--host", metavar="HOST", help='Host of new short links where no base URL is given; "" for none.'
)
@click.option("--time-zone", metavar="ZONE", help="Where its days begin and end, such as Europe/Berlin.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the pages by default.")
@database_option
@json_option
def organisation_command(
    name: str | None,
    host: str | None,
    time_zone: str | None,
    language: str | None,
    database: Path,
    as_json: bool,
) -> None:
    """Show the organisation, or change what is given. Minted batches keep the host they were minted with."""
    with connect(database) as db:
        if (name, host, time_zone, language) == (None, None, None, None):
            result = organisation(db)
        else:
            result = set_organisation(db, name=name, host=host, time_zone=time_zone, language=language)
    if as_json:
        print_json(result)
    else:
        _say(result)


def _say(found: Organisation) -> None:
    click.echo(f"Name       {found.name}")
    click.echo(f"Host       {found.host or '(none: give --base-url when minting)'}")
    click.echo(f"Time zone  {found.time_zone}")
    click.echo(f"Language   {found.language}")
