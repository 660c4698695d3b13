"""Reading many pages: alone while it is quick, with a helper for every processor core when it is not.

PDFium cannot draw in two threads of a process. Measured with the shipped bookmark on SRA3 (50 ms a page):
100 pages take 5 s alone and 3 s with two helpers, of which one needs 0.3 s to start.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from printkit.errors import SignetError
from printkit.proof.first_look import PageRead, Reader
from printkit.proof.helper import request, understand

CHUNK = 8
"""Pages that are read in one go."""
ALONE_SECONDS = 0.5
WORTH_SECONDS = 1.5
"""Helpers are called after so long, if what is left would take so long alone."""
MOST_HELPERS = 8


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pages of one file, read together."""

    file: Path
    pages: range


def read_all(
    files: Sequence[tuple[Path, int]], *, alone: float = ALONE_SECONDS, worth: float = WORTH_SECONDS
) -> Iterator[tuple[Path, PageRead]]:
    """Read every page of some PDFs, each given with its number of pages. Yields them in order.

    Args:
        files: The PDFs and how many pages each has.
        alone: Seconds after which helpers are thought of.
        worth: Seconds of work left that are worth helpers.

    Raises:
        SignetError: If a file cannot be read, or a helper stopped.
    """
    chunks = deque(
        Chunk(file, range(first, min(first + CHUNK, pages + 1)))
        for file, pages in files
        for first in range(1, pages + 1, CHUNK)
    )
    cores = min(os.cpu_count() or 1, MOST_HELPERS)
    started, done = time.monotonic(), 0
    with Reader() as reader:
        while chunks:
            spent = time.monotonic() - started
            left = spent / done * len(chunks) if done else math.inf
            if cores > 1 and spent >= alone and left >= worth:
                break
            chunk = chunks.popleft()
            yield from ((chunk.file, page) for page in reader.read(chunk.file, chunk.pages))
            done += 1
    if chunks:
        yield from _with_helpers(chunks, min(cores, len(chunks)))


def _with_helpers(chunks: Sequence[Chunk], count: int) -> Iterator[tuple[Path, PageRead]]:
    with _helpers(count) as helpers, ThreadPoolExecutor(count, thread_name_prefix="proof-crew") as crew:
        answers = [(chunk, crew.submit(_ask, helpers, chunk)) for chunk in chunks]
        try:
            for chunk, answer in answers:
                yield from ((chunk.file, page) for page in answer.result())
        finally:
            crew.shutdown(cancel_futures=True)


def _ask(helpers: SimpleQueue[subprocess.Popen[str]], chunk: Chunk) -> tuple[PageRead, ...]:
    helper = helpers.get()
    try:
        assert helper.stdin is not None
        assert helper.stdout is not None
        helper.stdin.write(request(chunk.file, chunk.pages))
        helper.stdin.flush()
        answer = helper.stdout.readline()
    except BrokenPipeError:
        answer = ""
    finally:
        helpers.put(helper)
    if not answer.endswith("\n"):
        where = f"pages {chunk.pages[0]} to {chunk.pages[-1]}"
        message = f"The process that read {where} stopped."
        raise SignetError.of(
            "stopped", message, "Make sure that memory is free, and try again.", file=str(chunk.file)
        )
    return understand(answer)


@contextmanager
def _helpers(count: int) -> Iterator[SimpleQueue[subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "printkit.proof.helper"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    started: list[subprocess.Popen[str]] = []
    queue: SimpleQueue[subprocess.Popen[str]] = SimpleQueue()
    try:
        for _ in range(count):
            helper = subprocess.Popen(  # noqa: S603  # our own module, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
            )
            started.append(helper)
            queue.put(helper)
        yield queue
    finally:
        for helper in started:
            helper.kill()
            helper.communicate()
