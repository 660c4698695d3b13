"""Commands about batches and codes: mint, list, retarget, retire, revive."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from printkit.cli.choices import choice_options
from printkit.cli.designs import field_option, read_fields, ready_to_print, sample_piece
from printkit.cli.output import (
    base_url_option,
    counted,
    database_option,
    json_option,
    print_json,
    print_next,
    print_table,
    warn,
)
from printkit.design.choices import Choices, with_choices
from printkit.design.fields import resolve_texts
from printkit.design.reading import load_design
from printkit.design.source import find_design
from printkit.store.batches import find_code_or_batch, list_batches
from printkit.store.database import connect
from printkit.store.destinations import retarget, retire, revive
from printkit.store.links import BaseUrl, not_for_print_reason
from printkit.store.mint import MintOrder, mint, next_code_length
from printkit.store.model import Batch, BatchKind, Code, Retired
from printkit.store.organisations import organisation

LOCAL_BASE = "http://127.0.0.1:8000"
"""Where `tracker serve` answers by default; printed with NOT FOR PRINT where no base URL is known."""


def base_for(given: str | None, host: str) -> BaseUrl:
    """Return the base URL to print: as given, else the organisation's host, else the local server's."""
    if given:
        return BaseUrl.parse(given)
    return BaseUrl.parse(f"https://{host}" if host else LOCAL_BASE)


@click.command("mint", short_help="Freeze a batch and give every piece its code.")
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
        length = next_code_length(db, 1 if one_code else copies)
        ready_to_print(loaded, texts, sample_piece(base, length))
        order = MintOrder(
            campaign=campaign,
            kind=BatchKind.ONE_CODE if one_code else BatchKind.PER_PIECE,
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


@click.command("list", short_help="List all batches.")
@database_option
@json_option
def list_command(database: Path, as_json: bool) -> None:
    """List all batches: what they are, where they are in their life, where they lead."""
    with connect(database, create=False) as db:
        batches = list_batches(db)
    if as_json:
        print_json({"batches": [_as_plain(batch) for batch in batches]})
        return
    if not batches:
        click.echo("No batch has been minted yet. Start with: printkit mint --help")
        return
    rows = [
        (
            b.id,
            b.campaign,
            b.name,
            b.design,
            b.kind.value,
            f"{b.copies:,}",
            b.state.value,
            b.destination.reference,
        )
        for b in batches
    ]
    print_table(
        ("batch", "campaign", "name", "design", "kind", "copies", "state", "leads to"), rows, right=(0, 5)
    )


def _as_plain(batch: Batch) -> dict[str, object]:
    return {
        "batch": batch.id,
        "campaign": batch.campaign,
        "name": batch.name,
        "kind": batch.kind,
        "copies": batch.copies,
        "design": batch.design,
        "place": batch.place,
        "base_url": batch.base_url,
        "destination": batch.destination.reference,
        "state": batch.state,
        "minted_at": batch.minted_at,
        "fields": dict(batch.fields),
    }


target_argument = click.argument("target", metavar="CODE|BATCH")


@click.command("retarget", short_help="Let a batch or a code lead elsewhere.")
@target_argument
@click.option("--to", required=True, metavar="URL", help="The new destination.")
@base_url_option
@database_option
@json_option
def retarget_command(target: str, to: str, base_url: str | None, database: Path, as_json: bool) -> None:
    """Let a batch or a single code lead elsewhere; live within a second."""
    with connect(database, create=False) as db:
        own = {BaseUrl.parse(base_url).host} if base_url else set()
        result = retarget(db, find_code_or_batch(db, target), to, also_own=own)
    if as_json:
        print_json(
            {
                **_target_key(result.target),
                "changed": result.changed,
                "before": result.before.reference,
                "after": result.after.reference,
            }
        )
        return
    said = "now leads" if result.changed else "already leads"
    click.echo(f"{_named(result.target)} {said} to {result.after.reference}")
    if result.changed:
        click.echo(f"Before it led to {result.before.reference}")
    if result.own_destinations:
        click.echo(f"{result.own_destinations:,} of its codes have a destination of their own and keep it.")


@click.command("retire", short_help="Retire a batch or a code.")
@target_argument
@database_option
@json_option
def retire_command(target: str, database: Path, as_json: bool) -> None:
    """Retire a batch or a single code: it answers with a kind page until it is revived."""
    with connect(database, create=False) as db:
        _say_retired(retire(db, find_code_or_batch(db, target)), "retired", as_json)


@click.command("revive")
@target_argument
@database_option
@json_option
def revive_command(target: str, database: Path, as_json: bool) -> None:
    """Take a retirement back."""
    with connect(database, create=False) as db:
        _say_retired(revive(db, find_code_or_batch(db, target)), "in use again", as_json)


def _say_retired(result: Retired, state: str, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                **_target_key(result.target),
                "changed": result.changed,
                "retired": result.target.retired_at is not None,
            }
        )
        return
    click.echo(f"{_named(result.target)} is {'' if result.changed else 'already '}{state}.")


def _named(target: Batch | Code) -> str:
    return f"Batch {target.id} ({target.name})" if isinstance(target, Batch) else f"Code {target.code}"


def _target_key(target: Batch | Code) -> dict[str, object]:
    return {"batch": target.id} if isinstance(target, Batch) else {"code": target.code}
