"""How pieces get onto sheets: the options that all commands share that print."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, cast

import click

from printkit.press.imposing.plan import Layout, Skip, bundle_sizes
from printkit.press.imposing.printer import TRUE_PRINTER, load_printer
from printkit.press.job import PrintJob

Command = TypeVar("Command", bound=Callable[..., Any])

_SKIP = re.compile(r"(?:(\d{1,9}):)?(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)


class LayoutOption(click.Option):
    """An option that help shows below a heading of its own."""

    def __init__(self, *args: Any, heading: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.heading = heading


class PrintCommand(click.Command):
    """A command whose help groups its options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options without a heading, then the others heading by heading."""
        groups: dict[str, list[tuple[str, str]]] = {"Options": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                groups.setdefault(getattr(parameter, "heading", "Options"), []).append(record)
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)


def _sizes(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, ...]:
    """Turn ``200,300,500`` into numbers."""
    words = [word.strip() for word in value.split(",")] if value is not None else []
    if not all(word.isascii() and word.isdigit() and int(word) for word in words):
        raise click.BadParameter(f"{value!r} is no list of sizes. Write it as 200,300,500.")
    return tuple(map(int, words))


def _slots(_: click.Context, __: click.Parameter, value: str | None) -> tuple[Skip, ...]:
    """Turn ``3,7-9,1:4`` into slots: of every sheet, or with a number before the colon of one sheet."""
    words = [word.strip() for word in value.split(",")] if value is not None else []
    return tuple(skip for word in words for skip in _skips(word))


def _skips(word: str) -> list[Skip]:
    match = _SKIP.fullmatch(word)
    if match is None:
        remedy = "Write 3 for slot 3 of every sheet, 1:3 for that of sheet 1, 3-5 for several."
        raise click.BadParameter(f"{word!r} is no slot. {remedy}")
    sheet, first, last = match.groups()
    slots = range(int(first), int(last or first) + 1)
    if not slots or not slots[0] or sheet == "0":
        raise click.BadParameter(f"{word!r} names no slot: they count upwards from 1.")
    return [Skip(slot, int(sheet) if sheet else None) for slot in slots]


_SHEETS, _USED, _BUNDLES = "How pieces lie on sheets", "Sheets that were used before", "Bundles"

_OPTIONS = (
    click.option(
        "--order",
        cls=LayoutOption,
        heading=_SHEETS,
        type=click.Choice(["stacks", "rows"]),
        default="stacks",
        show_default=True,
        help="stacks: cut, put the piles on each other, and all is in order. rows: in order on each sheet.",
    ),
    click.option(
        "--stack-depth",
        cls=LayoutOption,
        heading=_SHEETS,
        type=click.IntRange(min=1),
        metavar="N",
        help="Cut N sheets at a time; each such stack is complete in itself. Else all sheets of a file.",
    ),
    click.option(
        "--flip",
        cls=LayoutOption,
        heading=_SHEETS,
        type=click.Choice(["long-edge", "short-edge"]),
        help="The edge about which sheets are turned to print their backs. Else as the sheet says.",
    ),
    click.option(
        "--work-and-turn",
        cls=LayoutOption,
        heading=_SHEETS,
        is_flag=True,
        help="One form for both sides: fronts on the left half, backs on the right.",
    ),
    click.option(
        "--printer",
        cls=LayoutOption,
        heading=_SHEETS,
        metavar="NAME",
        help="Make good what this printer does to a page; measured by: printkit calibrate.",
    ),
    click.option(
        "--start-slot",
        cls=LayoutOption,
        heading=_USED,
        type=click.IntRange(min=1),
        default=1,
        metavar="N",
        help="The first free slot of the first sheet, counted row by row.",
    ),
    click.option(
        "--skip-slots",
        cls=LayoutOption,
        heading=_USED,
        callback=_slots,
        metavar="3,7,1:4",
        help="Leave slots 3 and 7 of every sheet blank, and slot 4 of sheet 1.",
    ),
)
_BUNDLE_OPTIONS = (
    click.option(
        "--bundle-size",
        cls=LayoutOption,
        heading=_BUNDLES,
        type=click.IntRange(min=1),
        metavar="N",
        help="Bundles of N pieces, each behind a slip. The last may be smaller.",
    ),
    click.option(
        "--bundles",
        cls=LayoutOption,
        heading=_BUNDLES,
        callback=_sizes,
        metavar="200,300",
        help="Bundles of these sizes, each behind a slip; what is left over is one more.",
    ),
)
_NAMES = (
    "order", "stack_depth", "flip", "work_and_turn", "start_slot", "skip_slots", "bundle_size", "bundles",
)  # fmt: skip


def layout_options(command: Command) -> Command:
    """Add all options that say how pieces get onto sheets, handed over as ``layout: Layout``."""

    @functools.wraps(command)
    def with_layout(*, printer: str | None, **given: Any) -> Any:
        layout = Layout(
            **{name: given.pop(name) for name in _NAMES},
            printer=load_printer(printer) if printer else TRUE_PRINTER,
        )
        _check(layout)
        return command(layout=layout, **given)

    return cast(Command, _with(with_layout, (*_OPTIONS, *_BUNDLE_OPTIONS)))


def bundle_options(command: Command) -> Command:
    """Add the options that say how large bundles are, handed over as ``layout: Layout``."""

    @functools.wraps(command)
    def with_bundles(*, bundle_size: int | None, bundles: tuple[int, ...], **given: Any) -> Any:
        layout = Layout(bundle_size=bundle_size, bundles=bundles)
        _check(layout)
        return command(layout=layout, **given)

    return cast(Command, _with(with_bundles, _BUNDLE_OPTIONS))


def _with(command: Any, options: Sequence[Callable[[Any], Any]]) -> Any:
    for option in reversed(options):
        command = option(command)
    return command


def _check(layout: Layout) -> None:
    if layout.bundle_size is not None and layout.bundles:
        raise click.UsageError("Give either --bundle-size or --bundles.")
    if layout.order == "rows" and layout.stack_depth is not None:
        raise click.UsageError("--stack-depth means nothing with --order rows: there are no stacks.")
    if layout.work_and_turn and layout.flip is not None:
        raise click.UsageError("--work-and-turn always turns about the vertical axis: leave --flip out.")


def layout_notes(job: PrintJob, layout: Layout) -> Iterator[str]:
    """Yield what whoever prints and cuts must know besides the number of sheets."""
    sizes = bundle_sizes(len(job.pieces), layout)
    if len(sizes) == 1:
        yield f"1 bundle of {sizes[0]:,}, behind its slip."
    elif sizes:
        last = f", the last of {sizes[-1]:,}" if len(set(sizes)) > 1 else f" of {sizes[0]:,}"
        yield f"{len(sizes):,} bundles{last}, each behind its slip."
    if layout.stack_depth is not None:
        yield f"Cut {layout.stack_depth:,} sheets at a time; put the stacks on each other, the first on top."
    if layout.start_slot > 1:
        yield f"Feed the used sheet first: sheet 1 begins at slot {layout.start_slot}."
    if layout.work_and_turn and job.copies is not None:
        yield "Work-and-turn: print both sides of the paper with this one page."
    elif layout.work_and_turn and layout.order == "stacks":
        yield "Work-and-turn: when cut, turn the piles of the right half over before they join the others."
