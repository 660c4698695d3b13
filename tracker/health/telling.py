"""How a process tells how it is doing: since when each check fails, on standard error at each change, and in
the run folder then and once a second."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from tracker.health.check import Check
from tracker.health.jumps import Jump
from tracker.health.state import Loss, State, StateFile

TELL_SECONDS = 1.0
LOUD_SECONDS = 60.0
BORN_SECONDS, SETTLED_SECONDS = 1.0, 3.0
"""What fails when a process begins may only not be there yet, as the first snapshot is: it has so long to
come into order before anybody is told on standard error."""
_KILLS_KEPT = 20


class Teller:
    """Keeps what one process says of itself.

    Args:
        run_folder: Where it leaves its state.
        name: Of its file; by default that of a worker.
        before: What a process before it last said, in whose place it is: what failed then and still fails
            has failed since then.
        aloud: Whether it says each change on standard error.
        now: Tells the time in seconds since 1970.
    """

    def __init__(
        self,
        run_folder: Path,
        name: str = "",
        *,
        before: State | None = None,
        aloud: bool = True,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._file, self._now, self._aloud = StateFile(run_folder, name), now, aloud
        self._who, self._lock = name or "worker", threading.Lock()
        self._due = 0.0
        self._fault, self._loud_at = "", 0.0
        self._said: dict[str, str] = {}
        self.state = State(os.getpid(), now(), now())
        if before:
            kills = before.kills if before.ended else (*before.kills[-_KILLS_KEPT:], now())
            self.state = replace(self.state, checks=before.checks, kills=kills)

    @property
    def path(self) -> Path:
        """The file of this process."""
        return self._file.path

    def tell(self, checks: Iterable[Check], *, loss: Loss | None = None, jump: Jump | None = None) -> State:
        """Take in how the process is doing now; leave it in the run folder if that is due.

        Args:
            checks: All of them, each time.
            loss: Of a worker: what waits and what was lost, as the spool says it.
            jump: Of the background process: what it knows of a jump of the clock.
        """
        with self._lock:
            now = self._now()
            before = {check.name: check for check in self.state.checks}
            dated = tuple(_dated(check, before.get(check.name), now) for check in checks)
            if self._aloud:
                self._print_changes(dated, now)
            kept = self.state.loss if loss is None else _told(loss, self.state.loss, now)
            if self._aloud:
                self._print_loss(self.state.loss, kept)
            self.state = replace(self.state, at=now, checks=dated, loss=kept, jump=jump)
            turned = any(check.ok != before[check.name].ok for check in dated if check.name in before)
            if turned or time.monotonic() >= self._due:
                self._due = time.monotonic() + TELL_SECONDS
                self._write()
            return self.state

    def close(self) -> None:
        """Leave the last word. A state without a loss is of no use any more, unless a next one needs it."""
        with self._lock:
            loss = self.state.loss
            self.state = replace(self.state, at=self._now(), ended=True)
            self._write()
            self._file.close(remove=self._who == "worker" and not (loss.lost or loss.waiting))

    def _write(self) -> None:
        try:
            self._file.write(self.state)
        except OSError as error:
            fault = error.strerror or str(error)  # a full disk, before the file was ever made
            if fault != self._fault:
                self._print(f"its state cannot be written: {fault}")
            self._fault = fault
        else:
            self._fault = ""

    def _print_changes(self, checks: tuple[Check, ...], now: float) -> None:
        for check in checks:
            said = self._said.get(check.name)
            if not check.ok and check.says != said and not self._may_settle(check, now):
                self._said[check.name] = check.says
                self._print(f"{check.name}: {check.text()}")
            elif check.ok and said is not None:
                del self._said[check.name]
                self._print(f"{check.name}: in order again")

    def _may_settle(self, check: Check, now: float) -> bool:
        since = check.since or now
        return since - self.state.began < BORN_SECONDS and now - since < SETTLED_SECONDS

    def _print_loss(self, before: Loss, now: Loss) -> None:
        if now.waiting and not before.waiting:
            self._print(f"hits wait in memory, as the disk takes none: {now.why}")
        elif before.waiting and not now.waiting:
            self._print("all hits that waited are stored")
        if now.lost > before.lost and time.monotonic() >= self._loud_at:
            self._loud_at = time.monotonic() + LOUD_SECONDS
            self._print(f"{now.lost} hits are lost for ever: the disk took none for too long ({now.why})")

    def _print(self, text: str) -> None:
        print(f"Signet {self._who}: {text}", file=sys.stderr, flush=True)


def _dated(check: Check, before: Check | None, now: float) -> Check:
    if check.ok or check.since:
        return check
    return replace(check, since=before.since if before and not before.ok and before.since else now)


def _told(loss: Loss, before: Loss, now: float) -> Loss:
    """Note since when hits wait and when some were lost; why stays known when the disk takes hits again."""
    why = loss.why or before.why
    since = (before.waiting_since or now) if loss.waiting else 0.0
    if loss.lost <= before.lost:
        return replace(before, waiting=loss.waiting, waiting_since=since, why=why)
    return Loss(loss.waiting, since, loss.lost, before.since or now, now, why)
