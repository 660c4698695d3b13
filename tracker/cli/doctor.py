"""`tracker doctor`: everything that an operator can get wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from printkit.cli.output import base_url_option, counted, database_option, json_option, print_json
from printkit.store.links import BaseUrl
from tracker.cli.settings import proxies_options
from tracker.config import make_config
from tracker.survival.doctor import examine
from tracker.survival.findings import Finding, Level

_COLOURS = {Level.OK: "green", Level.NOTE: "yellow", Level.MEND: "red"}


@dataclass(frozen=True, slots=True)
class Examined:
    """What `tracker doctor --json` prints."""

    ok: bool
    findings: tuple[Finding, ...]


@click.command()
@click.option("--online", is_flag=True, help="Also try over the network whether printed addresses lead here.")
@click.option(
    "--backups",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SIGNET_BACKUPS",
    show_envvar=True,
    metavar="FOLDER",
    help="Folder with the backups, to look at the newest.",
)
@proxies_options
@database_option
@base_url_option
@json_option
def doctor(
    online: bool,
    backups: Path | None,
    proxies: str,
    forwarded_header: str,
    database: Path,
    base_url: str | None,
    as_json: bool,
) -> None:
    """Look at everything that can be wrong with a service, and say what to do about it.

    Changes nothing. Settings are those of the running service; where none runs, those given here. Exit 1 if
    anything is to be mended. docs/operate.md has a line for each thing looked at.
    """
    base = str(BaseUrl.parse(base_url)) if base_url else ""
    findings = []
    config = make_config(database, base_url=base, proxies=proxies, forwarded_header=forwarded_header)
    for finding in examine(config, backups=backups, online=online):
        findings.append(finding)
        if not as_json:
            _print(finding)
    faults = sum(finding.level is Level.MEND for finding in findings)
    if as_json:
        print_json(Examined(not faults, tuple(findings)))
    else:
        click.echo(f"\n{counted(faults, 'thing')} to mend" if faults else "\nNothing to mend")
    raise click.exceptions.Exit(1 if faults else 0)


def _print(finding: Finding) -> None:
    level = click.style(f"{finding.level:4}", fg=_COLOURS[finding.level])
    click.echo(f"{level}  {finding.name}: {finding.says}")
    if finding.remedy:
        click.echo(f"      → {finding.remedy}")
