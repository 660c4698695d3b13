"""A process that draws files of a run beside the one that prints: ``python -m printkit.press.crew.helper``.

It is told the run and the folder, then one file after the other, and answers with `Answer`. When the process
that started it ends, by whatever death, its input ends, and so does it.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from printkit.errors import SignetError
from printkit.press.crew.answers import Answer, Done, Failed, Sheets
from printkit.press.crew.draw import draw_part
from printkit.press.crew.run import Part, Run
from printkit.press.plates import Plates

_TOLD_EVERY = 20
"""Sheets between two words about progress."""


def help_drawing(run: Run, folder: Path, parts: Callable[[], Part], tell: Callable[[Answer], None]) -> None:
    """Draw one file after the other, until something fails.

    Args:
        run: The run.
        folder: Where the files go.
        parts: Returns the next file; waits for it.
        tell: Takes answers.
    """
    try:
        plates = Plates(run)
        while True:
            part = parts()
            counter = _Counter(tell)
            draw_part(plates, part, folder, counter.one_more)
            counter.tell()
            tell(Done(part))
    except SignetError as error:
        tell(Failed(problems=error.problems))
    except OSError as error:
        tell(Failed(fault=error))


class _Counter:
    """Tells progress now and then."""

    def __init__(self, tell: Callable[[Answer], None]) -> None:
        self._tell = tell
        self._count = 0

    def one_more(self) -> None:
        self._count += 1
        if self._count >= _TOLD_EVERY:
            self.tell()

    def tell(self) -> None:
        self._tell(Sheets(self._count))
        self._count = 0


def _listen(requests: BinaryIO, heard: SimpleQueue[object]) -> None:
    """Read requests; end the whole process with them, even in the middle of a file."""
    try:
        while True:
            heard.put(pickle.load(requests))  # noqa: S301  # from the process that started this one
    except Exception:  # end of input, or cut off
        os._exit(1)


def main() -> None:
    """Serve the process that started this one."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints does not disturb the answers
    heard: SimpleQueue[object] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, heard), daemon=True).start()

    def tell(answer: Answer) -> None:
        pickle.dump(answer, answers)
        answers.flush()

    def next_part() -> Part:
        part = heard.get()
        assert isinstance(part, Part)
        return part

    run, folder = heard.get(), heard.get()
    assert isinstance(run, Run)
    assert isinstance(folder, Path)
    help_drawing(run, folder, next_part, tell)


if __name__ == "__main__":
    main()
