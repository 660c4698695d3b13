"""What every command has in common: options, tables, JSON, progress, and how a fault is said.

Results go to standard output, everything else (progress, warnings, faults) to standard error. Exit 1 is the
user's input, 2 is usage.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shlex
import shutil
import sqlite3
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import click

from printkit.errors import Problem, SignetError

Command = TypeVar("Command", bound=Callable[..., Any])
Progress = Callable[[int, int], None]

WIDEST = 32
"""Cells of a terminal that one column of a table takes at most."""

_MOST_NAMED = 6
"""Files named one by one in the next command."""

WANTS_JSON = "signet.json"
DATABASE = "signet.database"


def database_option(command: Command) -> Command:
    """Add ``--database`` (``SIGNET_DATABASE``), handed over as ``database: Path``."""

    def remember(ctx: click.Context, _: click.Parameter, value: Path) -> Path:
        ctx.meta[DATABASE] = value
        return value

    return click.option(
        "--database",
        callback=remember,
        # Whether it can be read is said by who opens it, with what to do about it.
        type=click.Path(path_type=Path, dir_okay=False, readable=False),
        envvar="SIGNET_DATABASE",
        default="campaigns.db",
        show_default=True,
        show_envvar=True,
        help="The database; created at first use.",
    )(command)


def pdf_option(said: str = "The PDF.") -> Callable[[Command], Command]:
    """Add ``-o FILE.pdf``, handed over as ``out: Path``; ``said`` is its help."""
    return click.option(
        "-o",
        "out",
        required=True,
        metavar="FILE.pdf",
        type=click.Path(path_type=Path, dir_okay=False),
        help=said,
    )


def json_option(command: Command) -> Command:
    """Add ``--json``, handed over as ``as_json: bool``."""

    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> bool:
        if value:
            ctx.meta[WANTS_JSON] = True
        return value

    return click.option(
        "--json", "as_json", is_flag=True, is_eager=True, callback=remember, help="Print the result as JSON."
    )(command)


def base_url_option(command: Command) -> Command:
    """Add ``--base-url`` (``SIGNET_BASE_URL``), handed over as ``base_url: str | None``."""
    return click.option(
        "--base-url",
        envvar="SIGNET_BASE_URL",
        show_envvar=True,
        metavar="URL",
        help="Scheme, host and port of the short links, such as https://qr.example.de.",
    )(command)


class SignetGroup(click.Group):
    """A group whose commands say the user's faults in full and exit with 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; turn faults into words, and into JSON where JSON was asked for."""
        try:
            return super().invoke(ctx)
        except SignetError as error:
            problems = error.problems
        except BrokenPipeError:
            raise
        except sqlite3.DatabaseError as error:
            from printkit.store.database import in_words  # noqa: PLC0415 (slow, and no database for `--help`)

            said = in_words(error, ctx.meta.get(DATABASE, Path("campaigns.db")))
            if said is None:
                raise  # a fault of ours: the trace helps more than words
            problems = said.problems
        except OSError as error:
            _drop_what_cannot_be_written()
            message = f"{error.strerror or error}."
            remedy = "Check the path, the rights and the free space."
            problems = (Problem("system", message, remedy, str(error.filename or "")),)
        say_problems(problems)
        if ctx.meta.get(WANTS_JSON):
            with suppress(OSError):  # perhaps it is standard output that failed
                print_json({"problems": problems})
        raise click.exceptions.Exit(1)


def _drop_what_cannot_be_written() -> None:
    """Empty standard output if nobody takes it, or Python complains once more when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_problems(problems: Iterable[Problem]) -> None:
    """Print faults and warnings on standard error, one a line."""
    for problem in problems:
        word, colour = ("Warning", "yellow") if problem.severity == "warning" else ("Error", "red")
        click.echo(f"{click.style(word, fg=colour)}: {problem}", err=True)


def warn(message: str) -> None:
    """Print a warning on standard error."""
    click.echo(f"{click.style('Warning', fg='yellow')}: {message}", err=True)


def print_json(value: object, *, one_line: bool = False) -> None:
    """Print a value of dataclasses, mappings and sequences as JSON on standard output.

    Args:
        value: What to print.
        one_line: Whether it stands on one line, where others follow it.
    """
    click.echo(json.dumps(value, default=_plain, ensure_ascii=False, indent=None if one_line else 2))


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 piece``, ``5,000 pieces``; ``many`` if an s does not do."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def print_next(*words: object) -> None:
    """Print the command of printkit that usually comes next, to be copied into a shell."""
    click.echo(f"Next: {shlex.join(['printkit', *map(str, words)])}")


def print_next_of_files(command: str, files: Sequence[Path]) -> None:
    """Print the command that comes next for some files; many numbered ones are named by a pattern."""
    if len(files) <= _MOST_NAMED:
        print_next(command, *files)
        return
    stem, _, number = files[0].stem.rpartition("-")
    pattern = f"{shlex.quote(str(files[0].with_name(stem)))}-{'?' * len(number)}{files[0].suffix}"
    click.echo(f"Next: printkit {command} {pattern}")


def say(message: str) -> None:
    """Say on standard error what is of use besides the result, in place of a progress bar if there is one."""
    click.echo(f"\r\x1b[2K{message}" if sys.stderr.isatty() else message, err=True)


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]], right: Iterable[int] = ()) -> None:
    """Print an aligned table; the columns numbered in ``right`` are set flush right.

    On a terminal one long name does not push all columns away: only the last column is never cut.
    """
    lines = [[str(cell) for cell in line] for line in (header, *rows)]
    if sys.stdout.isatty():
        lines = [[*(clipped(cell, WIDEST) for cell in line[:-1]), *line[-1:]] for line in lines]
    widths = [max(map(_cells_wide, column)) for column in zip(*lines, strict=True)]
    flush_right = frozenset(right)
    for number, line in enumerate(lines):
        cells = []
        for index, (cell, width) in enumerate(zip(line, widths, strict=True)):
            gap = " " * (width - _cells_wide(cell))
            cells.append(gap + cell if index in flush_right else cell + gap)
        click.echo(click.style("  ".join(cells).rstrip(), bold=number == 0))


def _cells_wide(text: str) -> int:
    """Return how many cells of a terminal a text takes: two for an emoji, none for an accent of its own."""
    return sum(
        0 if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )  # fmt: skip


def clipped(text: str, cells: int) -> str:
    """Return a text that takes at most so many cells of a terminal, with an ellipsis if it was longer."""
    if _cells_wide(text) <= cells:
        return text
    while text and _cells_wide(text) >= cells:
        text = text[:-1]
    return f"{text}…"


@contextmanager
def progress(label: str, things: str = "") -> Iterator[Progress]:
    """Show how far a long piece of work is: a bar on a terminal, now and then a line elsewhere.

    Args:
        label: What is done.
        things: What is counted; then it is also said how many of them a second, and how long it still takes.

    Yields:
        A function to call with (done, total). Short work (under half a second) shows nothing.
    """
    bar = _Bar(label, things, sys.stderr.isatty())
    try:
        yield bar.show
    finally:
        bar.close()


class _Bar:
    """State of one progress display on standard error."""

    WIDTH = 30

    def __init__(self, label: str, things: str, terminal: bool) -> None:
        self.label, self.things, self.terminal = label, things, terminal
        self.start: tuple[float, int] | None = None
        self.interval = 0.1 if terminal else 10.0
        self.next_time = time.monotonic() + (0.5 if terminal else 10.0)
        self.drawn = False

    def show(self, done: int, total: int) -> None:
        """Draw the state of the work if it is time to."""
        now = time.monotonic()
        self.start = self.start or (now, done)
        if now < self.next_time:
            return
        self.next_time = now + self.interval
        share = done / total if total else 1.0
        if not self.terminal:
            click.echo(f"{self.label}: {self._count(done, total, now)} ({share:.0%})", err=True)
            return
        columns = shutil.get_terminal_size().columns
        width = min(self.WIDTH, columns // 3)
        filled = round(width * share)
        rest = f"  {'━' * filled}{'·' * (width - filled)}  {self._count(done, total, now)}"
        # A line that wraps could not be wiped off again.
        label = clipped(self.label, max(columns - len(rest) - 1, 1))
        click.echo(f"\r\x1b[2K{label}{rest}", err=True, nl=False)
        self.drawn = True

    def _count(self, done: int, total: int, now: float) -> str:
        said = f"{done:,} of {total:,}"
        if not self.things or self.start is None:
            return said
        since, before = self.start
        rate = (done - before) / max(now - since, 1e-9)
        if rate <= 0:
            return f"{said} {self.things}"
        minutes, seconds = divmod(round((total - done) / rate), 60)
        return f"{said} {self.things}, {rate:,.0f}/s, {minutes}:{seconds:02} left"

    def close(self) -> None:
        """Wipe the bar off the terminal."""
        if self.drawn:
            click.echo("\r\x1b[2K", err=True, nl=False)
