"""What `tracker stats` says about codes that do not exist."""

from __future__ import annotations

from dataclasses import dataclass

import click
from sqlite_utils import Database

from printkit.cli.output import print_table
from tracker.reports.unknown import UnknownCode, UnknownFigures, unknown_codes, unknown_figures

MOST_SHOWN = 10
_HEADER = ("Unknown code", "Asked for", "Days", "Last on", "Nearest code", "Batch")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Requests for codes that do not exist, and the codes that people asked for again and again."""

    figures: UnknownFigures
    codes: tuple[UnknownCode, ...]


def read_unknown(db: Database) -> Unknown:
    """Return what there is to say."""
    return Unknown(unknown_figures(db), unknown_codes(db, most=MOST_SHOWN))


def print_unknown(unknown: Unknown) -> None:
    """Print it, if there is anything."""
    figures = unknown.figures
    if figures.since is None:
        return
    refused = ""
    if figures.refused_last is not None:
        refused = (
            f", and {figures.refused:,} were refused as guesses (last {figures.refused_last:%Y-%m-%d %H} h)"
        )
    click.echo(
        f"Codes that do not exist were asked for {figures.asked:,} times since {figures.since},"
        f" {figures.people:,} times by people{refused}."
    )
    if unknown.codes:
        click.echo()
        rows = [
            (one.code, one.times, one.days, one.last_day, one.nearest or "–", one.batch or "–")
            for one in unknown.codes
        ]
        print_table(_HEADER, rows, right=(1, 2, 5))
