"""A process that helps reading: ``python -m printkit.proof.helper``.

One request a line on standard input (a file and its pages, JSON), one answer a line on standard output. Ends
with its input.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict, astuple
from pathlib import Path
from typing import TextIO

from printkit.errors import Problem, SignetError
from printkit.proof.first_look import PageRead, Reader
from printkit.proof.symbols import Symbol


def help_reading(requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are no more."""
    with Reader() as reader:
        for line in requests:
            file, pages = json.loads(line)
            answers.write(_answer(reader, Path(file), pages) + "\n")
            answers.flush()


def request(file: Path, pages: range) -> str:
    """Return the line that asks for some pages."""
    return json.dumps([str(file), list(pages)]) + "\n"


def understand(answer: str) -> tuple[PageRead, ...]:
    """Turn an answer back into values.

    Raises:
        SignetError: The one that was raised in the helper.
    """
    told = json.loads(answer)
    if "problems" in told:
        raise SignetError(Problem(**problem) for problem in told["problems"])
    return tuple(
        PageRead(page, dots, tuple(Symbol(*symbol) for symbol in symbols))
        for page, dots, symbols in told["pages"]
    )


def _answer(reader: Reader, file: Path, pages: list[int]) -> str:
    try:
        return json.dumps({"pages": [astuple(page) for page in reader.read(file, pages)]})
    except SignetError as error:
        return json.dumps({"problems": [asdict(problem) for problem in error.problems]})


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that is helped ends this one
    help_reading(sys.stdin, sys.stdout)
