"""`tracker strangers`: codes on paper that the database does not know, and being content with that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from printkit.cli.output import counted, database_option, json_option, print_json, print_table
from printkit.store.strangers import Strangers, accept_strangers
from printkit.store.strangers import strangers as find_strangers
from tracker.config import make_config
from tracker.database import connect


@dataclass(frozen=True, slots=True)
class Told:
    """What `tracker strangers --json` prints; ``accepted`` counts the codes that were accepted now."""

    accepted: int
    strangers: tuple[Strangers, ...]


@click.command()
@click.option("--accept", is_flag=True, help="There is no younger backup: be content, and end the alarm.")
@database_option
@json_option
def strangers(accept: bool, database: Path, as_json: bool) -> None:
    """List codes on paper that this database does not know, since an older backup of it was restored.

    They lead to where they led and are never issued again, but their hits are not counted. If a younger
    backup turns up, restore it: it knows them.
    """
    with connect(make_config(database), create=False) as db:
        accepted = accept_strangers(db) if accept else 0
        found = find_strangers(db)
    if as_json:
        print_json(Told(accepted, found))
        return
    if found:
        print_table(
            ("Lost batch", "Codes", "Missed since", "Accepted", "Lead to"),
            tuple(
                (
                    str(one.batch_id),
                    f"{one.codes:,}",
                    f"{one.found_at:%Y-%m-%d}",
                    f"{one.accepted_at:%Y-%m-%d}" if one.accepted_at else "no",
                    "a kind page (retired)" if one.retired else one.reference,
                )
                for one in found
            ),
            right=(0, 1),
        )
    if accepted:
        click.echo(f"Accepted {counted(accepted, 'code')}. They go on leading to where they led.")
    elif not found:
        click.echo("Every code that was ever known here is in the database.")
