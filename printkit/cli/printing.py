"""Commands that make PDFs: print and reprint."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlite_utils import Database

from printkit.cli.choices import choice_options
from printkit.cli.ending import ending_in_order
from printkit.cli.fields import field_option, read_fields
from printkit.cli.files import USUAL_FILES, Files, file_options, listed
from printkit.cli.layouts import PrintCommand, layout_notes, layout_options
from printkit.cli.links import read_links
from printkit.cli.output import (
    counted,
    database_option,
    json_option,
    pdf_option,
    print_json,
    print_next_of_files,
    progress,
    say,
    warn,
)
from printkit.cli.readiness import ready_to_print
from printkit.design.choosing.choices import Choices, with_choices
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import FrozenSource, find_design
from printkit.errors import SignetError
from printkit.press.imposing.plan import CUT_AND_STACK, Layout
from printkit.press.imposing.sheet import Sheet, load_sheet
from printkit.press.job import Printed, PrintJob
from printkit.press.pdf import print_job
from printkit.press.pieces import CodePieces, Texts
from printkit.store.batches import codes_by_position, find_batch, record_print_run
from printkit.store.database import connect
from printkit.store.frozen import frozen_files
from printkit.store.links import BaseUrl, not_for_print_reason
from printkit.store.model import Batch, BatchKind
from printkit.store.organisations import organisation
from printkit.store.positions import parse_positions

sheet_option = click.option(
    "--sheet", required=True, metavar="SHEET", help="Name or file of the sheet: a4, sra3, single, …"
)
output_option = pdf_option("The PDF; its manifest is written beside it.")


@click.command("print", cls=PrintCommand)
@click.argument("batch", required=False, metavar="[BATCH]")
@sheet_option
@output_option
@click.option(
    "--links",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="LINKS.csv",
    help="Print links of any shortener, without a database: a CSV with a column named link.",
)
@click.option("--design", metavar="DESIGN", help="The design, with --links.")
@field_option
@choice_options
@layout_options
@file_options
@database_option
@json_option
def print_command(
    batch: str | None,
    sheet: str,
    out: Path,
    links: Path | None,
    design: str | None,
    fields: tuple[str, ...],
    choices: Choices,
    layout: Layout,
    files: Files,
    database: Path,
    as_json: bool,
) -> None:
    """Print a minted batch to a PDF. Nothing is minted, so printing twice is harmless."""
    if (batch is None) == (links is None):
        raise click.UsageError("Name either a batch or --links LINKS.csv.")
    if links is not None:
        if design is None:
            raise click.UsageError("--links needs --design DESIGN.")
        job = links_job(links, design, read_fields(fields), choices)
        _say(_press(job, load_sheet(sheet), out, layout, files), job, layout, None, as_json)
        return
    if design is not None or fields or choices != Choices():
        raise click.UsageError("A batch is frozen: --design, --field and --logo go with --links only.")
    assert batch is not None
    with connect(database, create=False) as db:
        found = find_batch(db, batch)
        job = batch_job(db, found)
        printed = print_batch(db, found, job, load_sheet(sheet), out, layout=layout, files=files)
        _say(printed, job, layout, found.id, as_json)


@click.command("reprint", cls=PrintCommand)
@click.argument("batch", metavar="BATCH")
@click.option("--positions", required=True, metavar="12-40,77", help="Which pieces to print again.")
@sheet_option
@output_option
@layout_options
@file_options
@database_option
@json_option
def reprint_command(
    batch: str,
    positions: str,
    sheet: str,
    out: Path,
    layout: Layout,
    files: Files,
    database: Path,
    as_json: bool,
) -> None:
    """Print some pieces of a batch again: the same codes on the same frozen design."""
    with connect(database, create=False) as db:
        found = find_batch(db, batch)
        if found.kind is BatchKind.ONE_CODE:
            raise SignetError.of(
                "positions",
                f"Batch {found.id} has one code for all copies, so it has no positions.",
                f"Use: printkit print {found.id}",
            )
        wanted = parse_positions(positions, found.copies)
        job = batch_job(db, found, wanted)
        printed = print_batch(db, found, job, load_sheet(sheet), out, wanted, layout, files)
        _say(printed, job, layout, found.id, as_json)


def print_batch(
    db: Database,
    batch: Batch,
    job: PrintJob,
    sheet: Sheet,
    out: Path,
    positions: Sequence[int] = (),
    layout: Layout = CUT_AND_STACK,
    files: Files = USUAL_FILES,
) -> Printed:
    """Print a job of a batch (`batch_job`) and note the print run; ``positions`` are those of a reprint."""
    printed = _press(job, sheet, out, layout, files)
    record_print_run(
        db,
        batch.id,
        sheet=sheet.name,
        pieces=printed.pieces,
        sheets=printed.sheets_to_print,
        positions=positions,
    )
    return printed


def batch_job(db: Database, batch: Batch, positions: Sequence[int] | None = None) -> PrintJob:
    """Return what the press needs to print a batch, or some positions of it: only what minting froze.

    Raises:
        SignetError: The batch is a draft, or its frozen files are damaged.
    """
    if batch.minted_at is None:
        raise SignetError.of("draft", f"Batch {batch.id} is a draft.", "Mint it first.")
    design = load_design(FrozenSource(f"batch {batch.id}/{batch.design}", frozen_files(db, batch.id)))
    base = BaseUrl.parse(batch.base_url)
    found, codes = array("I"), Texts()
    for position, code in codes_by_position(db, batch.id, positions):
        codes.append(code)
        if position is not None:
            found.append(position)
    zone = ZoneInfo(organisation(db).time_zone)
    return PrintJob(
        label=f"Batch {batch.id} · {batch.name}",
        design=lay_out(design, batch.fields),
        pieces=CodePieces(found or None, codes, base.qr_link(""), base.short_link("")),
        copies=batch.copies if batch.kind is BatchKind.ONE_CODE else None,
        minted_on=batch.minted_at.astimezone(zone).date().isoformat(),
        not_for_print=not_for_print_reason(batch.base_url),
        language=design.language,
    )


def links_job(path: Path, name: str, given: Mapping[str, str], choices: Choices) -> PrintJob:
    """Return what the press needs to print anybody's links (`read_links`) on a design."""
    design = load_design(with_choices(find_design(name), choices))
    texts = resolve_texts(design, given)
    pieces = read_links(path)
    longest = max(pieces, key=lambda piece: len(piece.text))
    ready_to_print(design, texts, longest, pieces.links)
    sites = dict.fromkeys("/".join(link.split("/", 3)[:3]) for link in pieces.links)
    return PrintJob(
        label=path.name,
        design=lay_out(design, texts),
        pieces=pieces,
        not_for_print=next(filter(None, map(not_for_print_reason, sites)), ""),
        language=design.language,
    )


def _press(job: PrintJob, sheet: Sheet, out: Path, layout: Layout, files: Files) -> Printed:
    pieces = len(job.pieces)
    with ending_in_order(), progress(f"Printing {job.label}", "pieces") as show:
        return print_job(
            job,
            sheet,
            out,
            lambda sheets, of: show(pieces * sheets // of, pieces),
            layout,
            splitting=files.splitting,
            processes=files.processes,
            note=say,
        )


def _say(printed: Printed, job: PrintJob, layout: Layout, batch: int | None, as_json: bool) -> None:
    if job.not_for_print:
        warn(f"NOT FOR PRINT: {job.not_for_print}. The slug line says so.")
    if as_json:
        print_json(
            {
                "batch": batch,
                "pieces": printed.pieces,
                "sheets_in_file": printed.sheets_in_file,
                "sheets_to_print": printed.sheets_to_print,
                "files": printed.files,
                "manifests": printed.manifests,
            }
        )
        return
    sheets = counted(printed.sheets_in_file, "sheet")
    if printed.repeat > 1:
        sheets += f", to be printed {printed.repeat:,} times"
    click.echo(f"{counted(printed.pieces, 'piece')} on {sheets}:")
    for file in (*listed(printed.files), *listed(printed.manifests)):
        click.echo(f"  {file}")
    for note in layout_notes(job, layout):
        click.echo(note)
    print_next_of_files("proof", printed.files)
