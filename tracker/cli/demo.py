"""`tracker demo`: from an empty folder to print-ready PDFs and counted scans, with invented data."""

from __future__ import annotations

import secrets
import shlex
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import click
from sqlite_utils import Database

from printkit.cli.output import (
    base_url_option,
    database_option,
    json_option,
    print_json,
    print_table,
    progress,
    warn,
)
from printkit.cli.proofing import prove_printed
from printkit.errors import SignetError
from printkit.proof.report import summary
from printkit.store.hosts import host_reason
from printkit.store.links import BaseUrl
from printkit.store.organisations import organisation
from tracker.cli.shown import print_figures
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.demo.plan import STAYS_OUT_DAYS, write_down
from tracker.demo.run import (
    Ordered,
    Season,
    live_a_season,
    order_all,
    print_missing,
    refuse_real,
    season_start,
)
from tracker.demo.season import DAYS
from tracker.demo.story import CAMPAIGN, LIBRARY, STAFF_EMAIL, STAFF_NAME
from tracker.locks import only_one
from tracker.reports.figures import BatchFigures, batch_figures
from tracker.reports.pieces import PlaceFigures, place_figures
from tracker.serve import become_service, reserve_port
from tracker.staff import accounts
from tracker.staff.accounts import Role

ANYWHERE = "0.0.0.0"  # noqa: S104  # only when a base URL says that other machines are to reach us


@dataclass(frozen=True, slots=True)
class Made:
    """What the demo made, or found there of an earlier run."""

    files: tuple[Path, ...]
    season: Season
    batches: tuple[BatchFigures, ...]
    places: tuple[PlaceFigures, ...]
    password: str


@click.command(short_help="Try everything in an empty folder, with invented data.")
@click.option(
    "--out",
    default="out",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the PDFs.",
)
@click.option("--seed", default=2012, show_default=True, help="The same seed gives the same season.")
@click.option("--serve/--no-serve", default=True, help="Whether to serve the result until Ctrl-C.")
@click.option("--port", type=int, help="Port to serve on; by default that of the base URL, or 8000.")
@database_option
@base_url_option
@json_option
def demo(
    out: Path, seed: int, serve: bool, port: int | None, database: Path, base_url: str | None, as_json: bool
) -> None:
    """Invent a town library: mint three batches, print and proof them, let a season of scans pass.

    The hits are sent over HTTP to a really running server; only the clock is injected. Run it again and it
    goes on with what is there. A base URL in the local network makes the codes work with a phone.

    With --json it prints one object; when it serves, on one line, and on a second line where it answers.
    """
    started = time.monotonic()
    say = _Steps(quiet=as_json)
    base, config = _settings(base_url, port, database)
    if serve:  # before anything is minted for a port that belongs to another program
        with reserve_port(config):
            pass
    with connect(config) as db:
        refuse_real(db)
        with _only_demo(config):
            made = _make(db, base, config, out, seed, say)
    if as_json:
        print_json(_plain(made), one_line=serve)
    else:
        _print(made, base, time.monotonic() - started)
    if serve:
        become_service(config, as_json=as_json)
    if not as_json:
        click.echo(f"To serve it: tracker serve{_options(config)}")


def _plain(made: Made) -> dict[str, object]:
    return {
        "batches": made.batches,
        "places": made.places,
        "files": made.files,
        "sent": made.season.sent,
        "staff": {"email": STAFF_EMAIL, "password": made.password},
    }


def _print(made: Made, base: BaseUrl, seconds: float) -> None:
    click.echo()
    print_figures(made.batches)
    click.echo()
    _print_places(made.places)
    click.echo(f"\nInvented data, ready in {seconds:.0f} s.")
    click.echo(f"Staff: sign in at {base}/staff/ as {STAFF_EMAIL} with the password {made.password}")


def _make(db: Database, base: BaseUrl, config: Config, out: Path, seed: int, say: _Steps) -> Made:
    """Do what is not done yet, a step after the other."""
    ordered = order_all(db, base, datetime.now(ZoneInfo(organisation(db).time_zone)).date())
    say(f'{LIBRARY}, campaign "{CAMPAIGN}": {len(ordered)} batches minted')
    _warn_of_other_base(base, ordered)
    files = print_missing(db, ordered, out)
    say(f"Print-ready: {', '.join(map(str, files))}")
    report = prove_printed(files)
    say(f"Proof: {summary(report)}")
    if report.findings:
        _stop(files)
    lived = live_a_season(db, config, ordered, seed, progress)
    if lived.seed != seed:
        warn(f"The season here was begun with --seed {lived.seed}; another needs another folder.")
    if lived.sent:
        say(f"Season: {lived.sent:,} hits sent over HTTP and counted")
    else:
        say(f"Season: {lived.before:,} hits were counted before")
    password = _let_in(db)
    _write_down(db, ordered)
    return Made(files, lived, batch_figures(db), place_figures(db), password)


@contextmanager
def _only_demo(config: Config) -> Iterator[None]:
    """Let no two demos invent the same things in one database."""
    with only_one(config.run_folder / "demo.lock") as alone:
        if not alone:
            raise SignetError.of(
                "demo-twice",
                "Another demo is at work on this database.",
                "Wait until it is ready, or run this one in another folder.",
                file=str(config.database),
            )
        yield


class _Steps:
    """Says what was done, a line each; nothing where JSON was asked for."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    def __call__(self, text: str) -> None:
        if not self.quiet:
            click.echo(text)


def _settings(base_url: str | None, port: int | None, database: Path) -> tuple[BaseUrl, Config]:
    """Return the base URL of the codes, and a configuration that answers it."""
    if base_url is None:
        port = 8000 if port is None else port
        return BaseUrl("http", "127.0.0.1", port), make_config(database, port=port, workers=1)
    base = BaseUrl.parse(base_url)
    port = port if port is not None else base.port or 8000
    here = base.host == "localhost" or base.host.startswith("127.")
    host = "127.0.0.1" if here or not host_reason(base.host) else ANYWHERE
    return base, replace(make_config(database, host=host, port=port, workers=1), base_url=str(base))


def _warn_of_other_base(base: BaseUrl, ordered: Sequence[Ordered]) -> None:
    frozen = {one.batch.base_url for one in ordered}
    if frozen != {str(base)}:
        warn(
            f"The batches are frozen with {', '.join(sorted(frozen))}. "
            f"For codes with {base}, run the demo in another folder."
        )


def _stop(files: Sequence[Path]) -> NoReturn:
    names = " ".join(map(str, files))
    raise SignetError.of(
        "proof", "The proof found faults.", f"See them with: printkit proof {names}", file=names
    )


def _let_in(db: Database) -> str:
    """Give the demo's member of staff a new password, which is said once and kept nowhere."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    if accounts.find_account(db, STAFF_EMAIL):
        accounts.reset_staff(db, STAFF_EMAIL, password)
    else:
        accounts.add_staff(db, STAFF_EMAIL, password, name=STAFF_NAME, role=Role.ADMIN)
    return password


def _write_down(db: Database, ordered: Sequence[Ordered]) -> None:
    """Let the demo's member of staff write down what the campaign is for, what it cost and what happened."""
    found = accounts.find_account(db, STAFF_EMAIL)
    assert found is not None  # let in just before
    batches = tuple(one.batch for one in ordered)
    first_day = season_start(batches[0], ZoneInfo(organisation(db).time_zone))
    write_down(db, found[0], batches, first_day, DAYS + STAYS_OUT_DAYS)


def _print_places(figures: Sequence[PlaceFigures]) -> None:
    rows = [
        (
            one.place,
            one.handed_out,
            one.scans,
            one.pieces_scanned if one.pieces else "–",
            f"{100 * one.pieces_scanned / one.pieces:.1f} %" if one.pieces else "–",
        )
        for one in figures
    ]
    print_table(("Place", "Handed out", "Scans", "Pieces scanned", "Scan rate"), rows, right=range(1, 5))


def _options(config: Config) -> str:
    standard = make_config(config.database)
    given = {
        f"--{name.replace('_', '-')}": str(getattr(config, name))
        for name in ("host", "port", "base_url")
        if getattr(config, name) != getattr(standard, name)
    }
    if config.database != Path("campaigns.db").absolute():
        given["--database"] = str(config.database)
    return "".join(f" {name} {shlex.quote(value)}" for name, value in given.items())
