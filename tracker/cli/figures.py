"""`tracker stats` and `tracker export`: the figures on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from sqlite_utils import Database

from printkit.cli.output import counted, database_option, json_option, print_json, warn
from printkit.errors import SignetError
from printkit.files import replacing
from printkit.store.batches import find_batch
from printkit.store.campaigns import campaigns
from printkit.store.organisations import organisation
from tracker.cli.shown import print_batch, print_figures
from tracker.cli.unknown import print_unknown, read_unknown
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.reports.export import OF_ALL, Kind, file_name, rows_of
from tracker.reports.figures import batch_figures
from tracker.reports.forms import to_csv, to_json_lines
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import count_waiting
from tracker.scans.recount import is_recount_due, recount_due

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

PATIENCE_SECONDS = 2.0


@click.command()
@click.argument("batch", required=False)
@database_option
@json_option
def stats(batch: str | None, database: Path, as_json: bool) -> None:
    """Show copies, hits and scans of all batches, or all that is known of BATCH.

    A scan is a hit by a person; before the piece was handed out, or with a staff pass, it is a test.
    Previews, robots, loading ahead and what is unsure are hits as well, and are shown apart. Below stands how
    often codes were asked for that do not exist. Hits that wait to be counted are counted first.
    """
    config = make_config(database)
    with connect(config, create=False) as db:
        count_what_waits(config, db)
        figures = batch_figures(db, _number(db, batch))
        unknown = None if batch else read_unknown(db)
        zone = ZoneInfo(organisation(db).time_zone)
    if as_json:
        print_json({"batches": figures, **({"unknown": unknown} if unknown else {})})
    elif batch:
        print_batch(figures[0], zone)
    elif figures:
        print_figures(figures)
        if unknown:
            print_unknown(unknown)
    else:
        click.echo("No batch has been minted yet. Begin with: printkit mint --help")


@click.command()
@click.argument("batch", required=False)
@click.option(
    "--of",
    "kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.DAYS.value,
    show_default=True,
    help="What a row is of.",
)
@click.option("--campaign", metavar="NAME", help="Only batches of this campaign.")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), help="Form of the rows; else by FILE.")
@click.option("--german", is_flag=True, help="CSV for German spreadsheets: semicolons and decimal commas.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to FILE, or into a folder, where the file gets a name; by default to standard output.",
    metavar="FILE",
)
@database_option
@json_option
def export(
    batch: str | None,
    kind: str,
    campaign: str | None,
    form: str | None,
    german: bool,
    output: Path | None,
    database: Path,
    as_json: bool,
) -> None:
    """Write a row for each day and batch with hits, of all batches or of BATCH; or of hours, pieces, places.

    With --campaign only what belongs to one campaign is written; unknown codes belong to none.

    Unknown are codes that people asked for and that do not exist, with the nearest that does.

    Days and hours are those of the organisation's time zone. The name of a file in a folder says which
    version of the columns it has.
    """
    if form is None:
        form = "jsonl" if output and output.suffix in (".jsonl", ".ndjson") else "csv"
    if german and form == "jsonl":
        raise click.UsageError("--german is for CSV.")
    if campaign is not None and (batch or Kind(kind) in OF_ALL):
        raise click.UsageError(f"--campaign does not go with {'BATCH' if batch else f'--of {kind}'}.")
    config = make_config(database)
    with connect(config, create=False) as db:
        count_what_waits(config, db)
        of, number, whose = Kind(kind), _number(db, batch), _campaign(db, campaign)
        if output and output.is_dir():
            today = datetime.now(ZoneInfo(organisation(db).time_zone)).date()
            output = output / file_name(of, number, form, today, campaign_id=whose)
        rows = _Counted(rows_of(db, of, number, campaign_id=whose))
        if as_json and not output:
            print_json({"rows": len(found := tuple(rows)), "file": None, of.value: found})
            return
        _write(to_json_lines(rows) if form == "jsonl" else to_csv(rows, of, german=german), output)
    if as_json:
        print_json({"rows": rows.number, "file": output, of.value: None})
    elif output:
        click.echo(f"{counted(rows.number, 'row')} in {output}")


class _Counted:
    """Rows that are counted as they pass by."""

    def __init__(self, rows: Iterator[DataclassInstance]) -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> Iterator[DataclassInstance]:
        for row in self._rows:
            self.number += 1
            yield row


def _write(lines: Iterable[str], output: Path | None) -> None:
    """Write lines into a file that appears whole or not at all, or to standard output."""
    if output is None:
        sys.stdout.writelines(lines)
        return
    with replacing(output) as (new,), new.open("w", encoding="utf-8", newline="") as file:
        new.chmod(0o644)
        file.writelines(lines)


def _number(db: Database, batch: str | None) -> int | None:
    return None if batch is None else find_batch(db, batch).id


def _campaign(db: Database, name: str | None) -> int | None:
    """Return the number of a campaign by its name.

    Raises:
        SignetError: There is none of that name.
    """
    if name is None:
        return None
    known = {one.name: one.id for one in campaigns(db)}
    if name not in known:
        names = ", ".join(f'"{one}"' for one in sorted(known)) or "none yet"
        message = f'There is no campaign "{name}".'
        raise SignetError.of("unknown-campaign", message, f"Campaigns: {names}.", value=name)
    return known[name]


def count_what_waits(config: Config, db: Database) -> None:
    """Count hits that are still in the spool, so that figures are those of now; warn if a service does it."""
    counts = SqliteCounts(db)
    if not count_waiting(config.spool_folder, config.run_folder, counts, seconds=PATIENCE_SECONDS):
        warn("Hits of the last moments are still being counted by the running service.")
    if is_recount_due(db):
        recount_due(db)
