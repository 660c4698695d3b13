"""`tracker recount` and `tracker retention`: what single hits are good for, and how long they are kept."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import click

from printkit.cli.output import counted, database_option, json_option, print_json, print_table
from printkit.store.batches import find_batch, list_batches
from tracker.config import make_config
from tracker.database import connect
from tracker.scans.events import MOST_DAYS, Retained, keep_events, retained
from tracker.scans.recount import Difference, differences
from tracker.scans.recount import recount as count_anew

SHOWN = 50
"""Differences that are named one by one; `--json` has all."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """What `tracker recount --json` prints."""

    applied: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """What `tracker retention --json` prints; ``since`` is the first day of which all events are there."""

    days: int
    events: int
    since: str | None
    deleted: int


@click.command()
@click.argument("batches", nargs=-1, metavar="[BATCH]...")
@click.option("--apply", is_flag=True, help="Put right what differs; otherwise it is only shown.")
@database_option
@json_option
def recount(batches: tuple[str, ...], apply: bool, database: Path, as_json: bool) -> None:
    """Compare hourly counts with the retained events, of all batches or of BATCH, and put them right.

    Hours of which not all events are retained any more stay as they are. A running service need not stop.
    Hand-outs that are noted late are counted anew by the service itself.
    """
    with connect(make_config(database), create=False) as db:
        numbers = [find_batch(db, batch).id for batch in batches] or [batch.id for batch in list_batches(db)]
        look = count_anew if apply else differences
        found = tuple(one for number in numbers for one in look(db, number))
    if as_json:
        print_json(Recounted(apply, found))
        return
    if found:
        print_table(
            ("Batch", "Hour (UTC)", "Place", "Class", "Device", "Entry", "Counted", "Events"),
            [_row(one) for one in found[:SHOWN]],
            right=(0, 6, 7),
        )
    if len(found) > SHOWN:
        click.echo(f"… and {len(found) - SHOWN} more; --json names all.")
    done = "put right" if apply else "to put right with --apply"
    click.echo(f"{counted(len(found), 'count')} {done}." if found else "All counts are what the events say.")


@click.command()
@click.option(
    "--days",
    type=click.IntRange(0, MOST_DAYS),
    help="Keep events for so many days besides today; 0 keeps none. Older ones are deleted at once.",
)
@database_option
@json_option
def retention(days: int | None, database: Path, as_json: bool) -> None:
    """Show or set how long single hits are kept as events, before only counts are left.

    An event says when, which piece, and the words of its class; never who. See docs/privacy.md.
    """
    with connect(make_config(database), create=False) as db:
        deleted = 0 if days is None else keep_events(db, days, int(time.time() * 1000))
        kept = retained(db)
    since = kept.since.isoformat() if kept.since else None
    if as_json:
        print_json(Retention(kept.days, kept.events, since, deleted))
        return
    if deleted:
        click.echo(f"{counted(deleted, 'event')} deleted.")
    click.echo(_said(kept))


def _said(kept: Retained) -> str:
    if not kept.days:
        return "No events are kept; only counts are."
    found = f"{counted(kept.events, 'event')} since {kept.since.isoformat()}" if kept.since else "none yet"
    return f"Events are kept for {counted(kept.days, 'day')}: {found}."


def _row(one: Difference) -> tuple[object, ...]:
    hour = f"{one.hour:%Y-%m-%d %H:%M}"
    return (one.batch, hour, one.place or "–", one.cls, one.device, one.entry, one.before, one.after)
