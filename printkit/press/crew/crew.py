"""Several files at once: this process draws, and helpers draw beside it, a whole file each.

What a file is made of depends on the run alone, so it is the same whoever draws it. A helper costs nearly
half a second of a processor before it draws, as much as 7,000 pieces, mostly to load what it is made of:
small runs are quicker without.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from printkit.press.crew.answers import Answer, Done, Failed, Sheets
from printkit.press.crew.draw import draw_part
from printkit.press.crew.run import Part, Run
from printkit.press.plates import Plates

WORTH_PIECES = 30_000
"""Helpers are called for at least so many pieces, by default."""
MOST_PROCESSES = 8

Drawn = Callable[[int], None]
Finish = Callable[[Part], None]


def processes_for(wanted: int | None, pieces: int, files: int) -> int:
    """Return how many processes draw: ``wanted``, by default one for each core if the run is large."""
    if wanted is None:
        wanted = min(os.cpu_count() or 1, MOST_PROCESSES) if pieces >= WORTH_PIECES else 1
    return max(1, min(wanted, files))


def draw_parts(
    run: Run, parts: Sequence[Part], folder: Path, processes: int, drawn: Drawn, finish: Finish
) -> None:
    """Draw files into a folder.

    Args:
        run: The run.
        parts: Those of its files that are to be drawn.
        folder: Where they go.
        processes: How many draw at once, this one included.
        drawn: Told how many sheets more were drawn.
        finish: Told of each file that is finished.

    Raises:
        SignetError: If something cannot be drawn.
        ChildProcessError: If a helper stopped by itself.
        OSError: If a file cannot be written.
    """
    todo, answers, unfinished = deque(parts), SimpleQueue[Answer](), set(parts)

    def finished(part: Part) -> None:
        unfinished.discard(part)
        finish(part)

    def hear(*, wait: bool = False) -> None:
        for answer in _heard(answers, wait):
            if isinstance(answer, Sheets):
                drawn(answer.count)
            elif isinstance(answer, Done):
                finished(answer.part)
            else:
                raise answer.error

    def one_drawn() -> None:
        drawn(1)
        hear()

    with _helpers(run, folder, min(processes, len(parts)) - 1, todo, answers):
        plates = Plates(run)
        while (part := _next(todo)) is not None:
            draw_part(plates, part, folder, one_drawn)
            finished(part)
        while unfinished:
            hear(wait=True)


def _next(todo: deque[Part]) -> Part | None:
    try:
        return todo.popleft()
    except IndexError:
        return None


def _heard(answers: SimpleQueue[Answer], wait: bool) -> Iterator[Answer]:
    try:
        yield answers.get(block=wait)
        while True:
            yield answers.get_nowait()
    except Empty:
        return


@contextmanager
def _helpers(
    run: Run, folder: Path, count: int, todo: deque[Part], answers: SimpleQueue[Answer]
) -> Iterator[None]:
    """Start helpers, each with a thread that gives it one file after the other."""
    command = [sys.executable, "-m", "printkit.press.crew.helper"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    started: list[subprocess.Popen[bytes]] = []
    threads: list[Thread] = []
    try:
        for _ in range(count):
            helper = subprocess.Popen(  # noqa: S603  # our own module, no shell
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, process_group=0
            )
            started.append(helper)
            threads.append(Thread(target=_serve, args=(helper, run, folder, todo, answers), daemon=True))
            threads[-1].start()
        yield
    finally:
        todo.clear()
        for helper in started:
            helper.kill()
        for thread in threads:
            thread.join()
        for helper in started:
            helper.communicate()


def _serve(
    helper: subprocess.Popen[bytes],
    run: Run,
    folder: Path,
    todo: deque[Part],
    answers: SimpleQueue[Answer],
) -> None:
    """Give a helper files to draw, and pass on what it answers."""
    part = None
    try:
        _send(helper, run, folder)
        while (part := _next(todo)) is not None:
            _send(helper, part)
            answer: Answer | None = None
            while not isinstance(answer, Done):
                answer = _receive(helper)
                answers.put(answer)
                if isinstance(answer, Failed):
                    return
    except Exception:  # whatever it was: without an answer the others would wait for ever
        what = f"the process that {f'drew {part.name}' if part else 'helped'} stopped"
        answers.put(Failed(fault=ChildProcessError(0, what)))


def _send(helper: subprocess.Popen[bytes], *requests: object) -> None:
    assert helper.stdin is not None
    for request in requests:
        pickle.dump(request, helper.stdin)
    helper.stdin.flush()


def _receive(helper: subprocess.Popen[bytes]) -> Answer:
    assert helper.stdout is not None
    answer = pickle.load(helper.stdout)  # noqa: S301  # from our own process
    assert isinstance(answer, Sheets | Done | Failed)
    return answer
