"""Figures of batches as text: a table a campaign, or all that is known of one batch."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from printkit.cli.output import clipped, counted, print_table
from printkit.store.model import BatchKind
from tracker.reports.figures import BatchFigures

HEADER = (
    "Batch", "Name", "Copies", "Handed out", "Hits", "Scans", "Tests",
    "Pieces scanned", "Scan rate", "Previews", "Robots", "Other",
)  # fmt: skip
NARROW = ("Batch", "Name", "Copies", "Handed out", "Scans", "Tests", "Pieces scanned", "Scan rate")
"""What is left of it on a terminal that has less than `WIDE` columns."""
WIDE, SHORTEST = 120, 8
MEANS = (
    "Scan rate: pieces scanned at least once of 100 handed out; with one code for all, scans per",
    "100 copies. Tests: by people before the piece was handed out, or with a staff pass; they are no",
    "scans. Other: repeats, loading ahead, and what is unsure.",
)


def print_figures(figures: Sequence[BatchFigures]) -> None:
    """Print copies, hits and scans of batches, a table a campaign, with what the columns mean."""
    columns = shutil.get_terminal_size().columns
    narrow = sys.stdout.isatty() and columns < WIDE
    header = NARROW if narrow else HEADER
    for campaign in dict.fromkeys(one.campaign for one in figures):
        click.echo(campaign)
        rows = [_row(one, header) for one in figures if one.campaign == campaign]
        if narrow:  # the name takes what the others leave
            room = max(SHORTEST, columns - sum(len(name) + 2 for name in NARROW if name != "Name"))
            rows = [(number, clipped(str(name), room), *rest) for number, name, *rest in rows]
        print_table(header, rows, right=(0, *range(2, len(header))))
        click.echo()
    for line in MEANS[:-1] if narrow else MEANS:
        click.echo(line)
    if narrow:
        click.echo(f"scans. More columns in a window of {WIDE}; all of one batch: tracker stats NUMBER")


def print_batch(one: BatchFigures, zone: ZoneInfo) -> None:
    """Print all that is known of one batch; times are on the clock of a zone."""
    click.echo(f"Batch {one.batch}: {one.name} ({one.campaign})\n")
    lines = tuple(_lines(one, zone))
    for name, value in lines:
        click.echo(f"{name:<{max(len(name) for name, _ in lines)}}  {value}")
    click.echo()
    if not one.handed_out and one.scans:
        click.echo("Nothing of it is handed out, so all since printing are scans, your own trying too.")
        click.echo(f"Say since when it is out: tracker hand-out {one.batch} --place PLACE --on DATE")


def _lines(one: BatchFigures, zone: ZoneInfo) -> Iterable[tuple[str, str]]:
    ways = one.entries
    yield "Handed out", f"{one.handed_out:,} of {counted(one.copies, 'copy', 'copies')}"
    yield "Scans", f"{one.scans:,}"
    if one.scans:
        unknown = f", {ways.unknown:,} unknown" if ways.unknown else ""
        yield "Came in", f"{ways.scanned:,} scanned, {ways.typed:,} typed{unknown}"
    if one.pieces_scanned is not None:
        yield "Pieces scanned", f"{one.pieces_scanned:,} at least once"
    yield "Scan rate", _rate(one)
    yield "First scan", _time(one.first_scan_at, zone)
    yield "Last scan", _time(one.last_scan_at, zone)
    yield "Tests", f"{one.tests:,}, which are no scans"
    yield (
        "No people",
        (
            f"{counted(one.classes.preview, 'preview')}, {counted(one.classes.robot, 'robot')},"
            f" {one.classes.prefetch:,} loaded ahead"
        ),
    )
    yield "Besides", f"{counted(one.classes.repeat, 'repeat')}, {one.classes.unsure:,} unsure"
    yield "All hits", f"{one.hits:,}"


def _rate(one: BatchFigures) -> str:
    rate = one.scan_rate
    if rate is None:
        return "none as long as nothing is handed out"
    if one.kind is BatchKind.ONE_CODE:
        return f"{rate.percent:.1f} scans per 100 copies ({rate.counted:,} of {rate.of:,} copies)"
    return f"{rate.percent:.1f} % ({rate.counted:,} of {rate.of:,} pieces handed out)"


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "–"


def _row(one: BatchFigures, header: Sequence[str]) -> tuple[object, ...]:
    cells = (
        one.batch,
        one.name,
        one.copies,
        one.handed_out,
        one.hits,
        one.scans,
        one.tests,
        "–" if one.pieces_scanned is None else one.pieces_scanned,
        f"{one.scan_rate.percent:.1f} %" if one.scan_rate else "–",
        one.classes.preview,
        one.classes.robot,
        one.classes.repeat + one.classes.prefetch + one.classes.unsure,
    )
    return tuple(cell for name, cell in zip(HEADER, cells, strict=True) if name in header)
