"""`tracker backup`: one whole file, made while the service goes on."""

from __future__ import annotations

from pathlib import Path

import click

from printkit.cli.output import counted, database_option, json_option, print_json, warn
from tracker.config import make_config
from tracker.survival.backup import Backup, back_up


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace FILE if there is one already.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="With a folder: remove all but the newest N backups of this database there.",
)
@database_option
@json_option
def backup(file: Path, replace: bool, keep: int | None, database: Path, as_json: bool) -> None:
    """Copy the database to FILE while the service goes on, and check the copy.

    Where FILE is a folder, the backup gets a name with the time there. Hits that wait to be counted are
    counted first. How to restore it is told in docs/operate.md.
    """
    if keep and not file.is_dir():
        raise click.UsageError("--keep needs a folder that exists, in which backups get names with the time.")
    made = back_up(make_config(database), file, replace=replace, keep=keep)
    if made.uncounted:
        warn(f"Hits that wait could not be counted first: {made.uncounted}")
    if made.waiting:
        missing = counted(made.waiting, "byte")
        warn(f"{missing} of hits are not in it. They are safe as long as the run folder is.")
    if as_json:
        print_json(made)
    else:
        _print(made)


def _print(made: Backup) -> None:
    inside = made.contents
    click.echo(f"{made.file}: {counted(made.size, 'byte')}, checked")
    batches = counted(inside.batches, "batch", "batches")
    accounts = counted(inside.staff, "account")
    last = f", last scan {inside.last_scan:%Y-%m-%d %H:%M} UTC" if inside.last_scan else ""
    click.echo(
        f"  {batches}, {counted(inside.codes, 'code')}, {counted(inside.hits, 'hit')}, {accounts}{last}"
    )
    for path in made.removed:
        click.echo(f"  removed {path}")
