"""`tracker compare` and `tracker copies-needed`: which batch is better, and what it takes to know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlite_utils import Database

from printkit.cli.output import counted, database_option, json_option, print_json, print_table
from printkit.errors import SignetError
from printkit.store.batches import find_batch
from printkit.store.model import Batch
from printkit.store.organisations import organisation, organisation_of
from tracker.cli.figures import count_what_waits
from tracker.config import make_config
from tracker.database import connect
from tracker.reports.samples import measure_for, samples_of
from tracker.reports.statistics.comparing import WORTH, compare
from tracker.reports.statistics.intervals import Interval
from tracker.reports.statistics.planning import (
    CERTAINTY,
    Aim,
    CopiesNeeded,
    copies_needed,
    copies_needed_of_one_code,
)
from tracker.reports.statistics.samples import Measure
from tracker.reports.statistics.verdict import Compared, Comparison

USUAL_SPREAD = 2.0
"""Of batches with one code: between one scan at a time and small groups."""

_PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(%?)")


@click.command("compare")
@click.argument("batches", nargs=-1, required=True, metavar="BATCH BATCH [...]")
@click.option(
    "--worth",
    default=f"{WORTH - 1:.0%}",
    show_default=True,
    metavar="PERCENT",
    help="By how much one has to be better than another to be worth mentioning.",
)
@database_option
@json_option
def compare_batches(batches: tuple[str, ...], worth: str, database: Path, as_json: bool) -> None:
    """Say which of two or more batches is better, or how many more copies or days it takes to know.

    Compared are equally many days since each was handed out. With a code for each piece, pieces scanned at
    least once are counted; if one of the batches has one code for all, scans. The verdict may be asked for
    every day: over all looks together, it claims a difference that is none in at most one comparison of
    twenty.
    """
    margin = 1 + _share(worth, "--worth", most=10)
    config = make_config(database)
    with connect(config, create=False) as db:
        count_what_waits(config, db)
        found = _find(db, batches)
        zone = ZoneInfo(organisation(db, organisation_of(db, found[0])).time_zone)
        measure = measure_for(found)
        samples = samples_of(db, found, measure, datetime.now(zone).date())
    comparison = compare(samples, measure, worth=margin)
    if as_json:
        print_json(_plain(comparison, found))
    else:
        _print(comparison, found)


@click.command("copies-needed")
@click.option("--from", "low", required=True, metavar="RATE", help="The one scan rate, such as 1%.")
@click.option("--to", "high", required=True, metavar="RATE", help="The other, such as 2%.")
@click.option(
    "--certainty",
    default=f"{CERTAINTY:.0%}",
    show_default=True,
    metavar="PERCENT",
    help="How often the difference is to be found if it is there.",
)
@click.option(
    "--variants",
    type=click.IntRange(2, 100),
    default=2,
    show_default=True,
    help="How many batches are compared with each other.",
)
@click.option("--one-code", is_flag=True, help="One code for all copies; rates are scans per 100 copies.")
@click.option(
    "--spread",
    type=click.FloatRange(1, 1000),
    help="With --one-code: how many times as much as by chance alone days differ; by default 2.",
)
@json_option
def copies_needed_for(
    low: str, high: str, certainty: str, variants: int, one_code: bool, spread: float | None, as_json: bool
) -> None:
    """Say how many copies a fair comparison needs, to tell one scan rate from another.

    Said for who looks once, at the end, and for who looks every day, as `tracker compare` may be asked.
    """
    if spread is not None and not one_code:
        raise click.UsageError("--spread is for --one-code.")
    most = 100 if one_code else 1
    first, second = _share(low, "--from", most=most), _share(high, "--to", most=most)
    if first == second:
        raise _refused("--to", high, "Both rates are the same.", "Give two that differ.")
    aim = Aim(_certainty(certainty), variants=variants)
    if one_code:
        needed = copies_needed_of_one_code(first, second, spread=spread or USUAL_SPREAD, aim=aim)
    else:
        needed = copies_needed(first, second, aim)
    if as_json:
        print_json({"once": needed.first, "daily": needed.first_daily, "variants": variants})
    else:
        _print_needed(needed, f"{_said(low)} from {_said(high)}", _said(certainty))


def _find(db: Database, batches: Sequence[str]) -> tuple[Batch, ...]:
    if len(batches) < 2:
        raise click.UsageError("Name two or more batches to compare.")
    found = tuple(find_batch(db, batch) for batch in batches)
    numbers = [batch.id for batch in found]
    if len(set(numbers)) < len(numbers):
        twice = next(number for number in numbers if numbers.count(number) > 1)
        raise _refused("BATCH", str(twice), f"Batch {twice} is named twice.", "Name each batch once.")
    if len({organisation_of(db, batch) for batch in found}) > 1:
        raise _refused(
            "BATCH",
            "",
            "These batches belong to several organisations.",
            "Compare batches of one organisation.",
        )
    return found


def _share(text: str, option: str, *, most: float) -> float:
    """Return a rate as a share: ``1%`` or ``1`` is 0.01."""
    found = _PERCENT.fullmatch(text.strip())
    share = float(found[1].replace(",", ".")) / 100 if found else 0.0
    if not 0 < share < most:
        upper = f"{100 * most:,.0f} %"
        raise _refused(
            option, text, f'"{text}" is no rate above 0 % and below {upper}.', "Write it like 1.5%."
        )
    return share


def _certainty(text: str) -> float:
    share = _share(text, "--certainty", most=1)
    if not 0.5 <= share <= 0.999:
        raise _refused("--certainty", text, f'"{text}" is no certainty.', "Use 50% to 99.9%; 80% is usual.")
    return share


def _refused(option: str, value: str, message: str, remedy: str) -> SignetError:
    return SignetError.of("comparison", message, remedy, key=option, value=value)


def _said(rate: str) -> str:
    return f"{rate.strip().removesuffix('%').strip()} %"


def _print_needed(needed: CopiesNeeded, rates: str, certainty: str) -> None:
    click.echo(f"To tell {rates} with a certainty of {certainty}:")
    once, daily = (counted(copies, "copy", "copies") for copies in (needed.first, needed.first_daily))
    click.echo(f"{once} of each variant, looking once, at the end;")
    click.echo(f"{daily} of each variant for `tracker compare`, which may be asked every day.")


def _plain(comparison: Comparison, batches: Sequence[Batch]) -> dict[str, object]:
    names = {batch.id: batch.name for batch in batches}
    return {
        "measure": comparison.measure,
        "days": comparison.days,
        "worth": comparison.worth,
        "batches": [{"name": names[one.batch], **asdict(one)} for one in comparison.batches],
        "verdict": comparison.verdict,
        "words": _words(comparison, names),
    }


def _words(comparison: Comparison, names: dict[int, str]) -> tuple[str, ...]:
    from tracker.reports.verdict_words import verdict_in_words  # noqa: PLC0415 (Babel takes its time)

    return verdict_in_words(comparison, names)


def _print(comparison: Comparison, batches: Sequence[Batch]) -> None:
    pieces = comparison.measure is Measure.PIECES
    header = ["Batch", "Name", "Copies", "Left out", "Pieces scanned" if pieces else "Scans"]
    header += ["Scan rate" if pieces else "Per 100", "95 % interval"]
    names = {batch.id: batch.name for batch in batches}
    rows = [_row(one, names[one.batch], " %" if pieces else "") for one in comparison.batches]
    days = counted(comparison.days, "whole day")
    click.echo(
        f"The first {days} since each hand-out"
        if comparison.days
        else "Not yet a whole day since the hand-out"
    )
    print_table(header, rows, right=(0, 2, 3, 4, 5, 6))
    click.echo()
    for sentence in _words(comparison, names):
        click.echo(sentence)
    click.echo()
    if pieces:
        click.echo(
            "Scan rate: pieces scanned at least once in these days, of 100 that were out for all of them."
        )
    else:
        click.echo(
            "Per 100: scans in these days for 100 copies, since a batch with one code cannot tell pieces.\n"
            "Copies that a place got later count from their day on; copies are those of an average day."
        )
    click.echo("Left out: copies handed out too late for these days. What is how certain: docs/statistics.md")


def _row(one: Compared, name: str, unit: str) -> tuple[object, ...]:
    rate = f"{one.per_100:.1f}{unit}" if one.copies else "–"
    return one.batch, name, one.copies, one.left_out, one.counted, rate, _interval(one.interval, unit)


def _interval(interval: Interval | None, unit: str) -> str:
    if interval is None or interval.high is None:
        return "–"
    return f"{interval.low:.1f}–{interval.high:.1f}{unit}"
