"""`tracker demo`: from an empty folder to print-ready PDFs and counted scans, with invented data."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
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
from printkit.proof.findings import Report
from printkit.proof.report import summary
from printkit.store.hosts import host_reason
from printkit.store.links import BaseUrl
from printkit.store.organisations import organisation
from tracker.cli.figures import print_figures
from tracker.config import Config, make_config
from tracker.database import connect
from tracker.demo.run import Ordered, live_a_season, order_all, print_missing
from tracker.demo.story import CAMPAIGN, LIBRARY, STAFF_EMAIL, STAFF_NAME
from tracker.reports.figures import PlaceFigures, batch_figures, place_figures
from tracker.serve import become_service
from tracker.staff import accounts
from tracker.staff.accounts import Role

ANYWHERE = "0.0.0.0"  # noqa: S104  # only when a base URL says that other machines are to reach us


@dataclass(frozen=True, slots=True)
class Proved:
    """A PDF of the demo and what its proof said."""

    file: Path
    report: Report


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
    """
    started = time.monotonic()
    say = _Steps(quiet=as_json)
    base, config = _settings(base_url, port, database)
    with connect(config) as db:
        today = datetime.now(ZoneInfo(organisation(db).time_zone)).date()
        ordered = order_all(db, base, today)
        say(f'{LIBRARY}, campaign "{CAMPAIGN}": {len(ordered)} batches minted')
        _warn_of_other_base(base, ordered)
        proved = tuple(Proved(file, prove_printed([file])) for file in print_missing(db, ordered, out))
        for one in proved:
            say(f"{one.file}: {summary(one.report)}")
        _stop_at_faults(proved)
        recorded = sum(figures.hits for figures in batch_figures(db))
        sent = live_a_season(db, config, ordered, seed, recorded, progress)
        say(f"{sent:,} hits sent over HTTP and counted" if sent else f"{recorded:,} hits were counted before")
        password = _let_in(db)
        figures, by_place = batch_figures(db), place_figures(db)
    if as_json:
        print_json(
            {
                "batches": figures,
                "places": by_place,
                "files": [one.file for one in proved],
                "sent": sent,
                "staff": {"email": STAFF_EMAIL, "password": password},
            }
        )
    else:
        click.echo()
        print_figures(figures)
        click.echo()
        _print_places(by_place)
        click.echo(f"\nInvented data, ready in {time.monotonic() - started:.0f} s.")
        click.echo(f"Staff: sign in at {base}/staff/ as {STAFF_EMAIL} with the password {password}")
    if serve:
        become_service(config, as_json=as_json)
    if not as_json:
        click.echo(f"To serve it: tracker serve{_options(config)}")


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


def _stop_at_faults(proved: Sequence[Proved]) -> None:
    bad = [one.file for one in proved if one.report.findings]
    if bad:
        files = " ".join(map(str, bad))
        raise SignetError.of(
            "proof", "The proof found faults.", f"See them with: printkit proof {files}", file=files
        )


def _let_in(db: Database) -> str:
    """Give the demo's member of staff a new password, which is said once and kept nowhere."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    if accounts.find_account(db, STAFF_EMAIL):
        accounts.reset_staff(db, STAFF_EMAIL, password)
    else:
        accounts.add_staff(db, STAFF_EMAIL, password, name=STAFF_NAME, role=Role.EDITOR)
    return password


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
    standard = Config(config.database, config.run_folder)
    given = [
        f"--{name} {getattr(config, name)}"
        for name in ("host", "port")
        if getattr(config, name) != getattr(standard, name)
    ]
    if config.database != Path("campaigns.db").absolute():
        given.append(f"--database {config.database}")
    return "".join(f" {option}" for option in given)
