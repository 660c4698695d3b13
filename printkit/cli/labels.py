"""The command that prints labels for bundles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from printkit.cli.layouts import PrintCommand, bundle_options
from printkit.cli.output import counted, database_option, json_option, pdf_option, print_json
from printkit.design.reading import load_design
from printkit.design.source import FrozenSource
from printkit.errors import SignetError
from printkit.press.extras.labels import load_label_sheet, print_labels
from printkit.press.extras.slips import GERMAN, Card, Words
from printkit.press.imposing.plan import Layout, bundle_sizes
from printkit.press.imposing.printer import EXACT, load_printer
from printkit.store.batches import find_batch
from printkit.store.database import connect
from printkit.store.frozen import frozen_files
from printkit.store.model import Batch, BatchKind, HandOut
from printkit.store.places import hand_outs


@click.command("labels", cls=PrintCommand)
@click.argument("batch", metavar="BATCH")
@pdf_option()
@click.option(
    "--on",
    "sheet",
    default="a4-2x4",
    show_default=True,
    metavar="SHEET",
    help="Name or file of the sheet of labels: a4-2x4, a4-2x7, letter-2x5, …",
)
@click.option(
    "--start-label",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="The first label of the first sheet that is still there, counted row by row.",
)
@click.option("--printer", metavar="NAME", help="Make good what this printer does to a page.")
@bundle_options
@database_option
@json_option
def labels_command(
    batch: str,
    out: Path,
    sheet: str,
    start_label: int,
    printer: str | None,
    layout: Layout,
    database: Path,
    as_json: bool,
) -> None:
    """Print a label for each bundle of a batch: with its place if it was handed out, else with a line for it.

    Without bundle sizes there is one for each hand-out.
    """
    on = load_label_sheet(sheet)
    deviation = load_printer(printer).front if printer else EXACT
    with connect(database, create=False) as db:
        found = find_batch(db, batch)
        if found.minted_at is None:
            raise SignetError.of("draft", f"Batch {found.id} is a draft.", "Mint it first.")
        source = FrozenSource(f"batch {found.id}/{found.design}", frozen_files(db, found.id))
        language = load_design(source).language
        given = hand_outs(db, found.id)
    cards = tuple(_cards(found, bundle_sizes(found.copies, layout), given, Words.of(language)))
    if not cards:
        raise SignetError.of(
            "bundles",
            f"Nothing of batch {found.id} was handed out yet.",
            "Say how large bundles are: --bundle-size 100, or --bundles 200,300.",
        )
    sheets = print_labels(
        cards, on, out, title=_title(found), language=language, start=start_label, deviation=deviation
    )
    if as_json:
        print_json({"batch": found.id, "labels": len(cards), "sheets": sheets, "file": out})
        return
    click.echo(f"{counted(len(cards), 'label')} on {counted(sheets, 'sheet')}: {out}")


def _title(batch: Batch) -> str:
    return f"Batch {batch.id} · {batch.name}"


def _cards(batch: Batch, sizes: Sequence[int], given: Sequence[HandOut], words: Words) -> Iterator[Card]:
    """Yield what the labels say: a bundle of each size, or of each hand-out if there are no sizes."""
    single = batch.kind is BatchKind.ONE_CODE
    if not sizes:
        for number, hand_out in enumerate(given, start=1):
            first, last = hand_out.first, hand_out.last
            place, date = hand_out.place, _date(hand_out, words)
            yield Card(_title(batch), number, len(given), first, last, hand_out.pieces, place, date)
        return
    places = {(hand_out.first, hand_out.last): hand_out for hand_out in given}
    before = 0
    for number, size in enumerate(sizes, start=1):
        first, last = (None, None) if single else (before + 1, before + size)
        known = None if single else places.get((first, last))
        place, date = (known.place, _date(known, words)) if known else ("", "")
        yield Card(_title(batch), number, len(sizes), first, last, size, place, date)
        before += size


def _date(hand_out: HandOut, words: Words) -> str:
    return f"{hand_out.on:%d.%m.%Y}" if words is GERMAN else hand_out.on.isoformat()
