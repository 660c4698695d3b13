"""Commands about batches and codes: list, retarget, retire, revive."""

from __future__ import annotations

from pathlib import Path

import click

from printkit.cli.output import base_url_option, database_option, json_option, print_json, print_table
from printkit.store.batches import find_code_or_batch, list_batches
from printkit.store.database import connect
from printkit.store.destinations import retarget, retire, revive
from printkit.store.links import BaseUrl
from printkit.store.model import Batch, Code, Retired


@click.command("list")
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


@click.command("retarget")
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


@click.command("retire")
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
