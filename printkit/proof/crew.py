"""Reading many pages: alone while it is quick, with a helper for every processor core when it is not.

PDFium cannot draw in two threads of a process. Measured with the shipped bookmark on SRA3 (50 ms a page):
100 pages take 5 s alone and 3 s with two helpers, of which one needs 0.3 s to start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import cast

from printkit.errors import SignetError
from printkit.proof.first_look import PageRead, Reader
from printkit.proof.helper import Answer, Way, read, request, understand
from printkit.proof.paths.reader import PathsRead

CHUNK = {Way.PATHS: 16, Way.DRAWN: 2}
"""Pages that a helper is asked for in one go."""
ALONE = {Way.PATHS: 16, Way.DRAWN: 4}
"""Pages that are read in one go alone: some are decoded while others are drawn."""
ALONE_SECONDS = 0.2
WORTH_SECONDS = 1.5
"""Helpers are called after so long, if what is left would take so long alone."""
MOST_HELPERS = 8


@dataclass(slots=True)
class _Pace:
    """How long one way of reading takes: seconds spent and pages read alone."""

    seconds: float = 0.0
    pages: int = 0

    def needs(self, pages: int) -> float:
        """Return how long so many more pages would take alone."""
        return self.seconds / self.pages * pages if self.pages else 0.0


class Crew:
    """Reads pages until the end of the ``with`` block; helpers that were once called stay until then."""

    def __init__(
        self, processes: int | None = None, *, alone: float = ALONE_SECONDS, worth: float = WORTH_SECONDS
    ) -> None:
        """Make a crew of one.

        Args:
            processes: How many read at once, by default one for each core; 1 calls no helpers.
            alone: Seconds after which helpers are thought of.
            worth: Seconds of work left that are worth helpers.
        """
        self._alone, self._worth = alone, worth
        self._cores = min(processes or os.cpu_count() or 1, MOST_HELPERS)
        self._paces = {way: _Pace() for way in Way}
        self._open = ExitStack()
        self._reader = Reader()
        self._helpers: SimpleQueue[subprocess.Popen[str]] | None = None
        self._pool = ThreadPoolExecutor(self._cores, thread_name_prefix="proof-crew")

    def __enter__(self) -> Crew:
        self._open.enter_context(self._reader)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def paths(self, file: Path, pages: Sequence[int], more: int = 0) -> Iterator[PathsRead]:
        """Read pages from their paths, in order; ``more`` will be asked for later.

        Raises:
            SignetError: If a helper stopped.
        """
        return cast(Iterator[PathsRead], self._read(Way.PATHS, file, pages, more))

    def drawn(self, file: Path, pages: Sequence[int], more: int = 0) -> Iterator[PageRead]:
        """Draw pages and read them, in order; ``more`` will be asked for later.

        Raises:
            SignetError: If the file cannot be read, or a helper stopped.
        """
        return cast(Iterator[PageRead], self._read(Way.DRAWN, file, pages, more))

    def _read(
        self, way: Way, file: Path, pages: Sequence[int], more: int
    ) -> Iterator[PageRead] | Iterator[PathsRead]:
        """Read pages; helpers begin at once, even if nobody asks for the first page yet."""
        if self._helpers is None:
            return self._alone_first(way, file, pages, more)
        return self._results(self._ask(way, file, pages))

    def _alone_first(
        self, way: Way, file: Path, pages: Sequence[int], more: int
    ) -> Iterator[PageRead] | Iterator[PathsRead]:
        size, at = ALONE[way], 0
        while at < len(pages) and not self._is_worth_helpers(way, len(pages) - at + more):
            chunk = pages[at : at + size]
            started = time.monotonic()
            found = read(self._reader, way, file, chunk)
            self._paces[way].seconds += time.monotonic() - started
            self._paces[way].pages += len(chunk)
            at += size
            yield from found
        if at < len(pages):
            yield from self._results(self._ask(way, file, pages[at:]))

    def _is_worth_helpers(self, way: Way, left: int) -> bool:
        if self._helpers is not None:
            return True
        spent = sum(pace.seconds for pace in self._paces.values())
        return self._cores > 1 and spent >= self._alone and self._paces[way].needs(left) >= self._worth

    def _ask(self, way: Way, file: Path, pages: Sequence[int]) -> list[Future[Answer]]:
        if self._helpers is None:
            self._helpers = self._call_helpers()
        size = CHUNK[way]
        chunks = (pages[first : first + size] for first in range(0, len(pages), size))
        return [self._pool.submit(_ask, self._helpers, way, file, chunk) for chunk in chunks]

    @staticmethod
    def _results(answers: Sequence[Future[Answer]]) -> Iterator[PageRead] | Iterator[PathsRead]:
        try:
            for answer in answers:
                yield from answer.result()
        finally:
            for answer in answers:
                answer.cancel()

    def _call_helpers(self) -> SimpleQueue[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "printkit.proof.helper"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
        queue: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
        self._open.callback(self._pool.shutdown)
        for _ in range(self._cores):
            helper = subprocess.Popen(  # noqa: S603  # our own module, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
            )
            self._open.callback(_dismiss, helper)
            queue.put(helper)
        self._open.callback(self._pool.shutdown, wait=False, cancel_futures=True)
        return queue


def _dismiss(helper: subprocess.Popen[str]) -> None:
    helper.kill()
    helper.communicate()


def _ask(helpers: SimpleQueue[subprocess.Popen[str]], way: Way, file: Path, pages: Sequence[int]) -> Answer:
    helper = helpers.get()
    try:
        assert helper.stdin is not None
        assert helper.stdout is not None
        helper.stdin.write(request(way, file, pages))
        helper.stdin.flush()
        answer = helper.stdout.readline()
    except BrokenPipeError:
        answer = ""
    finally:
        helpers.put(helper)
    if not answer.endswith("\n"):
        where = f"pages {pages[0]} to {pages[-1]}"
        message = f"The process that read {where} stopped."
        raise SignetError.of(
            "stopped", message, "Make sure that memory is free, and try again.", file=str(file)
        )
    return understand(answer)
