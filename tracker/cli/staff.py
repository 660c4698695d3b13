"""`tracker add-staff` and `tracker hand-out`: what staff do in the browser, for scripts and terminals."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click
from sqlite_utils import Database

from printkit.cli.output import database_option, json_option, print_json, warn
from printkit.errors import SignetError
from printkit.store.batches import find_batch
from printkit.store.days import day_of_codes
from printkit.store.model import Batch, BatchKind
from printkit.store.organisations import local_day, organisation_of
from printkit.store.places import hand_out as note_hand_out
from printkit.store.positions import parse_spans
from tracker.config import make_config
from tracker.database import connect
from tracker.staff import accounts
from tracker.staff.accounts import Role
from tracker.staff.passwords import ADVISED, LONGEST, SHORTEST


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What `tracker hand-out --json` prints."""

    batch: int
    place: str
    on: str
    first: int | None
    last: int | None
    pieces: int


@click.command("add-staff", short_help="Give a member of staff an account.")
@click.argument("email")
@click.option("--name", default="", help="What the pages call them.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    help="viewer reads figures, editor changes campaigns, admin manages accounts too.  [default: admin]",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
@click.option("--reset", is_flag=True, help="Set a new password and end all sessions of the account.")
@database_option
@json_option
def add_staff(
    email: str, name: str, role: str | None, password_stdin: bool, reset: bool, database: Path, as_json: bool
) -> None:
    """Give EMAIL an account for the pages of the staff, or with --reset a new password.

    The password is asked for twice and not shown. It needs 12 characters; 15 or more are safe.
    """
    email = accounts.checked_email(email)
    chosen = Role(role) if role else None
    with connect(make_config(database)) as db:
        known = accounts.find_account(db, email) is not None
        if known is not reset:  # said before anybody thinks of a password
            raise accounts.unknown(email) if reset else accounts.exists(email)
        password = _password_line() if password_stdin else _ask_for_password()
        if reset:
            account = accounts.reset_staff(db, email, password, name=name, role=chosen)
        else:
            account = accounts.add_staff(db, email, password, name=name, role=chosen or Role.ADMIN)
    if len(password) < ADVISED:
        warn(f"The password has fewer than {ADVISED} characters. Four words in a row are safer.")
    if as_json:
        print_json(account)
        return
    done = "New password for" if reset else "Added"
    click.echo(f"{done} {account.name} <{account.email}>, role {account.role}. Sign in at /staff/.")


@click.command("hand-out", short_help="Note that a bundle was given to a place.")
@click.argument("batch")
@click.option("--positions", metavar="A-B", help="The bundle; by default all pieces not yet handed out.")
@click.option(
    "--copies",
    type=click.IntRange(1),
    metavar="N",
    help="How many, of a batch with one code.  [default: all left]",
)
@click.option("--place", required=True, metavar="PLACE", help="Where it went; a new name is a new place.")
@click.option("--on", "day", metavar="DATE", help="The day, such as 2026-11-22.  [default: today]")
@database_option
@json_option
def hand_out(
    batch: str,
    positions: str | None,
    copies: int | None,
    place: str,
    day: str | None,
    database: Path,
    as_json: bool,
) -> None:
    """Note that a bundle of BATCH was given to a place on a day, which may be long ago.

    A batch with one code has no positions: some or all of its copies go to one place.
    """
    with connect(make_config(database), create=False) as db:
        found = find_batch(db, batch)
        first, last = (None, None) if positions is None else _bundle(positions, found)
        _check_copies(copies, found)
        on = _day(day, db, organisation_of(db, found))
        given = note_hand_out(db, found, place, on, first=first, last=last, copies=copies)
        made = day_of_codes(db, found)
    if on < made:
        click.echo(f"Note: the codes of batch {found.id} were made only on {made.isoformat()}.", err=True)
    result = HandedOut(found.id, given.place, given.on.isoformat(), given.first, given.last, given.pieces)
    if as_json:
        print_json(result)
        return
    which = "" if result.first is None else f" (positions {result.first}-{result.last})"
    click.echo(
        f"Batch {result.batch}: {result.pieces} pieces{which} handed out to {result.place} on {result.on}."
    )


def _bundle(text: str, batch: Batch) -> tuple[int, int]:
    if batch.kind is BatchKind.ONE_CODE:
        raise SignetError.of(
            "positions",
            f"Batch {batch.id} has one code for all copies, so it has no positions.",
            "Leave out --positions.",
            key="--positions",
            value=text,
        )
    found = parse_spans(text, batch.copies)
    if len(found) != 1:
        raise SignetError.of(
            "positions",
            f'"{text}" is more than one bundle.',
            "Give one range, such as 1-125, and run the command once for each.",
            key="--positions",
            value=text,
        )
    return found[0]


def _check_copies(copies: int | None, batch: Batch) -> None:
    if copies is not None and batch.kind is BatchKind.PER_PIECE:
        raise SignetError.of(
            "copies",
            f"The pieces of batch {batch.id} have a code each, so it matters which of them go out.",
            "Use --positions.",
            key="--copies",
            value=str(copies),
        )


def _day(text: str | None, db: Database, organisation_id: int) -> date:
    if text is None:
        return local_day(db, organisation_id)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SignetError.of(
            "date", f'"{text}" is not a day.', "Write it like 2026-11-22.", key="--on", value=text
        ) from error


def _password_line() -> str:
    line = sys.stdin.readline(LONGEST + 2)
    return line.removesuffix("\n").removesuffix("\r")


def _ask_for_password() -> str:
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for the password. Use --password-stdin.")
    return str(
        click.prompt(
            f"Password ({SHORTEST} characters or more, {ADVISED} are safe)",
            hide_input=True,
            confirmation_prompt="The same again",
        )
    )
