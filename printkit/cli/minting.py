"""The command that freezes a batch and gives every piece its code: mint."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from printkit.cli.choices import choice_options
from printkit.cli.fields import field_option, read_fields
from printkit.cli.output import (
    base_url_option,
    counted,
    database_option,
    json_option,
    print_json,
    print_next,
    warn,
)
from printkit.cli.readiness import ready_to_print
from printkit.design.choosing.choices import Choices, with_choices
from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.ordering import sample_piece
from printkit.store.database import connect
from printkit.store.links import BaseUrl, not_for_print_reason
from printkit.store.mint import MintOrder, mint, next_code_length
from printkit.store.model import BatchKind
from printkit.store.organisations import organisation

LOCAL_BASE = "http://127.0.0.1:8000"
"""Where `tracker serve` answers by default; printed with NOT FOR PRINT where no base URL is known."""


def base_for(given: str | None, host: str) -> BaseUrl:
    """Return the base URL to print: as given, else the organisation's host, else the local server's."""
    if given:
        return BaseUrl.parse(given)
    return BaseUrl.parse(f"https://{host}" if host else LOCAL_BASE)


@click.command("mint")
@click.option("--campaign", required=True, metavar="NAME", help="The campaign; a new name starts a new one.")
@click.option("--design", required=True, metavar="DESIGN", help="Name or folder of the design.")
@click.option("--copies", required=True, type=int, metavar="N", help="Pieces ordered.")
@click.option("--to", required=True, metavar="URL", help="Where the codes lead; can be changed later.")
@click.option("--one-code", is_flag=True, help="One code for all copies (offset printing).")
@click.option("--place", default="", metavar="PLACE", help="The place the batch is meant for.")
@click.option("--name", metavar="NAME", help="Name of the batch; by default the place or the design.")
@field_option
@choice_options
@base_url_option
@database_option
@json_option
def mint_command(
    campaign: str,
    design: str,
    copies: int,
    to: str,
    one_code: bool,
    place: str,
    name: str | None,
    fields: tuple[str, ...],
    choices: Choices,
    base_url: str | None,
    database: Path,
    as_json: bool,
) -> None:
    """Mint a batch: freeze design, texts, logo and base URL, and give every piece its code."""
    loaded = load_design(with_choices(find_design(design), choices))
    texts = resolve_texts(loaded, read_fields(fields))
    with connect(database) as db:
        base = base_for(base_url, organisation(db).host)
        kind = BatchKind.ONE_CODE if one_code else BatchKind.PER_PIECE
        length = next_code_length(db, kind.codes_for(copies))
        ready_to_print(loaded, texts, sample_piece(base, length))
        order = MintOrder(
            campaign=campaign,
            kind=kind,
            copies=copies,
            design=loaded.name,
            texts=texts,
            files=loaded.files,
            base=base,
            destination=to,
            name=name,
            place=place,
        )
        minted = mint(db, order)
    reason = not_for_print_reason(str(base))
    if reason:
        warn(f"NOT FOR PRINT: {reason} ({base}). Give the public address with --base-url before you mint.")
    if as_json:
        print_json({"batch": minted.batch.id, "codes": minted.codes})
        return
    codes = "one code" if one_code else counted(len(minted.codes), "code")
    copied = counted(copies, "copy", "copies")
    click.echo(f"Batch {minted.batch.id} ({minted.batch.name}): {copied}, {codes}, minted and frozen.")
    click.echo(
        f"Links look like {base.short_link(minted.codes[0])} and lead to {minted.batch.destination.reference}"
    )
    source = click.get_current_context().get_parameter_source("database")
    where = ("--database", database) if source is ParameterSource.COMMANDLINE else ()
    print_next("print", minted.batch.id, "--sheet", "sra3", "-o", f"batch-{minted.batch.id}.pdf", *where)
