"""A process that helps reading: ``python -m printkit.proof.helper``.

One request a line on standard input (which way, a file and its pages; JSON), one answer a line on standard
output. Ends with its input.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from enum import Enum
from operator import attrgetter
from pathlib import Path
from typing import TextIO

from printkit.errors import Problem, SignetError
from printkit.proof.first_look import PageRead, Reader
from printkit.proof.paths.reader import PathsRead
from printkit.proof.symbols import Symbol


class Way(Enum):
    """How a page is read."""

    PATHS = "paths"
    DRAWN = "drawn"


_FIELDS = attrgetter(*(field.name for field in fields(Symbol)))

Answer = tuple[PageRead, ...] | tuple[PathsRead, ...]


def help_reading(requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are no more."""
    with Reader() as reader:
        for line in requests:
            way, file, pages = json.loads(line)
            answers.write(_answer(reader, Way(way), Path(file), pages) + "\n")
            answers.flush()


def read(reader: Reader, way: Way, file: Path, pages: Sequence[int]) -> Answer:
    """Read pages in one of the ways.

    Raises:
        SignetError: If the file cannot be read as a PDF.
    """
    return reader.follow(file, pages) if way is Way.PATHS else reader.draw(file, pages)


def request(way: Way, file: Path, pages: Sequence[int]) -> str:
    """Return the line that asks for some pages."""
    return json.dumps([way.value, str(file), list(pages)]) + "\n"


def understand(answer: str) -> Answer:
    """Turn an answer back into values.

    Raises:
        SignetError: The one that was raised in the helper.
    """
    told = json.loads(answer)
    if "problems" in told:
        raise SignetError(Problem(**problem) for problem in told["problems"])
    if "paths" in told:
        return tuple(
            PathsRead(page, doubt, tuple(map(_symbol, symbols)), tuple(artwork))
            for page, doubt, symbols, artwork in told["paths"]
        )
    return tuple(PageRead(page, dots, tuple(map(_symbol, symbols))) for page, dots, symbols in told["drawn"])


def _told(page: PageRead | PathsRead) -> tuple[object, ...]:
    symbols = [_FIELDS(symbol) for symbol in page.symbols]
    if isinstance(page, PathsRead):
        return page.page, page.doubt, symbols, page.artwork
    return page.page, page.dots_per_mm, symbols


def _symbol(values: Sequence[object]) -> Symbol:
    *others, quiet, black = values
    return Symbol(*others, tuple(quiet) if isinstance(quiet, list) else None, black)  # type: ignore[arg-type, call-arg]


def _answer(reader: Reader, way: Way, file: Path, pages: list[int]) -> str:
    try:
        return json.dumps({way.value: [_told(page) for page in read(reader, way, file, pages)]})
    except SignetError as error:
        return json.dumps({"problems": [asdict(problem) for problem in error.problems]})


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that is helped ends this one
    help_reading(sys.stdin, sys.stdout)
