"""How a run becomes files: the options that all commands share that print."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from printkit.cli.layouts import LayoutOption
from printkit.press.output.splitting import SHEETS, USUAL, Splitting

Command = TypeVar("Command", bound=Callable[..., Any])

_UNITS = {"kb": 10**3, "mb": 10**6, "gb": 10**9}
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(kB|MB|GB)", re.ASCII | re.IGNORECASE)
_HEADING = "Large runs"


@dataclass(frozen=True, slots=True)
class Files:
    """How a run becomes files.

    Attributes:
        splitting: How much a file holds.
        processes: How many draw at once; ``None`` for as many as it pays.
    """

    splitting: Splitting = USUAL
    processes: int | None = None


USUAL_FILES = Files()
"""What happens unless the user wants something else."""


def file_options(command: Command) -> Command:
    """Add the options for large runs, handed over as ``files: Files``."""

    @functools.wraps(command)
    def with_files(
        *args: Any, split_sheets: int, split_size: int | None, processes: int | None, **more: Any
    ) -> Any:
        files = Files(Splitting(split_sheets or None, split_size), processes)
        return command(*args, files=files, **more)

    for option in reversed(_OPTIONS):
        with_files = option(with_files)
    return with_files  # type: ignore[return-value]


def _bytes(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Turn ``100MB`` into bytes."""
    if value is None:
        return None
    match = _SIZE.fullmatch(value.strip())
    size = int(float(match[1]) * _UNITS[match[2].lower()]) if match else 0
    if not size:
        raise click.BadParameter(f"{value!r} is no size of a file. Write it as 100MB.")
    return size


_OPTIONS = (
    click.option(
        "--split-sheets",
        cls=LayoutOption,
        heading=_HEADING,
        type=click.IntRange(min=0),
        default=SHEETS,
        show_default=True,
        metavar="N",
        help="Begin another file after so many sheets (FILE-001.pdf, FILE-002.pdf, …); 0 for a single file.",
    ),
    click.option(
        "--split-size",
        cls=LayoutOption,
        heading=_HEADING,
        callback=_bytes,
        metavar="100MB",
        help="Let no file become larger than this.",
    ),
    click.option(
        "--processes",
        cls=LayoutOption,
        heading=_HEADING,
        type=click.IntRange(1, 64),
        metavar="N",
        help="Draw so many files at once; by default one for each processor core if the run is large.",
    ),
)


def listed(files: Sequence[Path], most: int = 6) -> list[str]:
    """Return the names of files for people; of many, the first, an ellipsis and the last."""
    if len(files) <= most:
        return [str(file) for file in files]
    return [str(files[0]), "…", str(files[-1])]
