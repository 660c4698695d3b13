"""`tracker stats` and `tracker export`: the figures on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlite_utils import Database

from printkit.cli.output import database_option, json_option, print_json, print_table, warn
from printkit.files import replace_file
from printkit.store.batches import find_batch
from printkit.store.organisations import organisation
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.reports.export import Kind, file_name, rows_of, to_csv, to_json_lines
from tracker.reports.figures import BatchFigures, batch_figures
from tracker.scans.counts import SqliteCounts
from tracker.scans.fold import count_waiting
from tracker.scans.recount import is_recount_due, recount_due

PATIENCE_SECONDS = 2.0


@click.command()
@click.argument("batch", required=False)
@database_option
@json_option
def stats(batch: str | None, database: Path, as_json: bool) -> None:
    """Show copies, hits and scans of all batches, or of BATCH.

    A scan is a hit by a person; before the piece was handed out it is a test. Previews, robots, loading
    ahead and what is unsure are hits as well, and are
    shown apart. Hits that wait to be counted are counted first.
    """
    config = make_config(database)
    with connect(config, create=False) as db:
        _count_waiting(config, db)
        figures = batch_figures(db, _number(db, batch))
    if as_json:
        print_json({"batches": figures})
    elif figures:
        print_figures(figures)
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
    form: str | None,
    german: bool,
    output: Path | None,
    database: Path,
    as_json: bool,
) -> None:
    """Write a row for each day and batch with hits, of all batches or of BATCH; or of hours, pieces, places.

    Days and hours are those of the organisation's time zone. The name of a file in a folder says which
    version of the columns it has.
    """
    of = Kind(kind)
    if form is None:
        form = "jsonl" if output and output.suffix in (".jsonl", ".ndjson") else "csv"
    if german and form == "jsonl":
        raise click.UsageError("--german is for CSV.")
    config = make_config(database)
    with connect(config, create=False) as db:
        _count_waiting(config, db)
        number = _number(db, batch)
        rows = rows_of(db, of, number)
        if output and output.is_dir():
            today = datetime.now(ZoneInfo(organisation(db).time_zone)).date()
            output = output / file_name(of, number, form, today)
    text = to_json_lines(rows) if form == "jsonl" else to_csv(rows, of, german=german)
    if output:
        replace_file(output, text.encode(), mode=0o644)
    if as_json:
        print_json({"rows": len(rows), "file": output, of.value: None if output else rows})
    elif output:
        click.echo(f"{len(rows)} rows in {output}")
    else:
        click.echo(text, nl=False)


def _number(db: Database, batch: str | None) -> int | None:
    return None if batch is None else find_batch(db, batch).id


def _count_waiting(config: Config, db: Database) -> None:
    counts = SqliteCounts(db)
    if not count_waiting(config.spool_folder, config.run_folder, counts, seconds=PATIENCE_SECONDS):
        warn("Hits of the last moments are still being counted by the running service.")
    if is_recount_due(db):
        recount_due(db)


HEADER = (
    "Batch", "Name", "Copies", "Handed out", "Hits", "Scans", "Tests",
    "Pieces scanned", "Scan rate", "Previews", "Robots", "Other",
)  # fmt: skip


def print_figures(figures: Sequence[BatchFigures]) -> None:
    """Print copies, hits and scans of batches, a table a campaign, with what the columns mean."""
    for campaign in dict.fromkeys(one.campaign for one in figures):
        click.echo(campaign)
        rows = [_row(one) for one in figures if one.campaign == campaign]
        print_table(HEADER, rows, right=(0, *range(2, len(HEADER))))
        click.echo()
    click.echo("Scan rate: pieces scanned at least once of 100 handed out; with one code for all, scans per")
    click.echo("100 copies. Tests: by people before the piece was handed out; they are no scans.")
    click.echo("Other: repeats, loading ahead, and what is unsure.")


def _row(one: BatchFigures) -> tuple[object, ...]:
    return (
        one.batch,
        one.name,
        one.copies,
        one.handed_out,
        one.hits,
        one.scans,
        one.tests,
        "–" if one.pieces_scanned is None else one.pieces_scanned,
        f"{one.scan_rate.percent:.1f} %" if one.scan_rate else "–",
        one.classes.preview,
        one.classes.robot,
        one.classes.repeat + one.classes.prefetch + one.classes.unsure,
    )
