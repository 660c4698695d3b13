"""From the states in the run folder to the lines of /healthz and of the staff's pages."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from tracker.health.check import Check, together
from tracker.health.state import (
    BACKGROUND,
    BESIDE,
    FOLDER,
    JOBS,
    STUDIO,
    Found,
    Loss,
    State,
    found_in,
    read_state,
)
from tracker.health.words import LOOK_INTO_MESSAGES, MAKE_ROOM, N_

STALE_SECONDS = 15.0
"""A process says every second that it is alive; after this it is taken for silent."""
LOUD_SECONDS = 86_400.0
"""A loss fails for a day after the last lost hit: nobody can mend it, but somebody has to know."""
KILLS_SECONDS = 600.0
KILLS, WORKER_KILLS = 3, 6


def checks_of(
    run_folder: Path, workers: int, own: tuple[Path, State] | None = None, now: float | None = None
) -> tuple[Check, ...]:
    """Return all that the processes of a service say.

    Args:
        run_folder: Of the service.
        workers: How many workers it has.
        own: What the worker that asks says of itself at this moment, and its file.
        now: The time, in seconds since 1970.
    """
    now = time.time() if now is None else now
    found = [one for one in found_in(run_folder) if one.path.name not in BESIDE]
    if own:
        found = [Found(*own, lives=True), *(one for one in found if one.path != own[0])]
    alive = [one.state for one in found if one.lives]
    lines = together(check for state in alive for check in state.checks)
    return (
        *lines,
        *_spool(found, now),
        _workers(found, workers, now),
        *_background(read_state(run_folder / FOLDER / BACKGROUND), now),
        *_jobs(read_state(run_folder / FOLDER / JOBS), now),
        *_studio(read_state(run_folder / FOLDER / STUDIO), now),
    )


def workers_alive(run_folder: Path) -> int:
    """Return how many workers live and have said how they are."""
    return sum(one.lives and one.path.name not in BESIDE for one in found_in(run_folder))


def _spool(found: Sequence[Found], now: float) -> tuple[Check, ...]:
    """Say what waits in the memory of living workers, and what was lost, also by those that ended."""
    waiting = [one.state.loss for one in found if one.lives and one.state.loss.waiting]
    lines = []
    if waiting:
        says = N_("%(waiting)s hits wait in memory, as the disk takes none: %(why)s.")
        counts = (("waiting", sum(loss.waiting for loss in waiting)),)
        since = min(loss.waiting_since for loss in waiting)
        lines.append(Check("spool", False, says, counts, _why(waiting), MAKE_ROOM, since))
    lost = sum(one.lost for one in map(_lost, found))
    losses = [one for one in map(_lost, found) if one.lost]
    until = max((loss.until for loss in losses), default=0.0)
    if losses and now - until < LOUD_SECONDS:
        says = N_("%(lost)s hits are lost for ever: the disk took none for too long (%(why)s).")
        since = min(loss.since for loss in losses)
        do = N_("They are missing from the figures. This line stays for a day. Watch the room on the disk.")
        lines.append(Check("spool", False, says, (("lost", lost),), _why(losses), do, since, until))
    if not lines:
        says = "%(waiting)s hits wait in memory, %(lost)s lost"
        lines.append(Check("spool", True, says, (("waiting", 0), ("lost", lost))))
    return tuple(lines)


def _lost(found: Found) -> Loss:
    """Return what a worker lost; what waited in the memory of one that ended is lost as well."""
    loss = found.state.loss
    if found.lives or not loss.waiting:
        return loss
    since, until = loss.since or loss.waiting_since, max(loss.until, found.state.at)
    return replace(loss, waiting=0, lost=loss.lost + loss.waiting, since=since, until=until)


def _why(losses: Iterable[Loss]) -> tuple[tuple[str, str], ...]:
    return (("why", " / ".join(sorted({loss.why for loss in losses if loss.why})) or "?"),)


def _workers(found: Sequence[Found], workers: int, now: float) -> Check:
    """Say whether all workers are there, are heard of, and live long enough."""
    alive = [one.state for one in found if one.lives]
    silent = [state for state in alive if now - state.at > STALE_SECONDS]
    ended = [one.state.at for one in found if not one.lives]
    coming = any(now - state.began < STALE_SECONDS for state in alive) or any(
        now - at < STALE_SECONDS for at in ended
    )
    killed = sum(now - at < KILLS_SECONDS for at in ended)
    counts = (("workers", workers),)
    if silent:
        says = N_("%(silent)s of %(workers)s workers have not been heard of for a while.")
        since = min(state.at for state in silent)
        return Check(
            "workers", False, says, (("silent", len(silent)), *counts), (), LOOK_INTO_MESSAGES, since
        )
    if len(alive) < workers and not coming:
        says = N_("%(missing)s of %(workers)s workers do not say how they are.")
        return Check(
            "workers", False, says, (("missing", workers - len(alive)), *counts), (), LOOK_INTO_MESSAGES
        )
    if killed >= WORKER_KILLS:
        says = N_("Workers were killed %(killed)s times in ten minutes.")
        return Check("workers", False, says, (("killed", killed),), (), LOOK_INTO_MESSAGES)
    return Check("workers", True, "%(alive)s of %(workers)s answer", (("alive", len(alive)), *counts))


def _background(found: Found | None, now: float) -> tuple[Check, ...]:
    """Say how the background process is, and if it is there, what it says."""
    if found is None:
        says = N_("The background process has not begun; hits wait in the spool.")
        return (Check("background", False, says, do=LOOK_INTO_MESSAGES),)
    state = found.state
    if now - state.at > STALE_SECONDS:
        says = (
            N_("The background process is silent; hits wait in the spool.")
            if found.lives
            else N_("The background process has ended; hits wait in the spool.")
        )
        return (Check("background", False, says, (), (), LOOK_INTO_MESSAGES, state.at),)
    kills = _kills(state, now)
    if len(kills) >= KILLS:
        says = N_("The background process was killed %(killed)s times in ten minutes.")
        told = Check("background", False, says, (("killed", len(kills)),), (), LOOK_INTO_MESSAGES, min(kills))
    elif kills:
        told = Check("background", True, "runs; it was killed, and started again")
    else:
        told = Check("background", True, "runs")
    return (told, *state.checks)


def _jobs(found: Found | None, now: float) -> tuple[Check, ...]:
    """Say how the process of print orders is; one that has not begun yet has nothing to do either."""
    if found is None:
        return (Check("jobs", True, "has not begun"),)
    state = found.state
    if now - state.at > STALE_SECONDS:
        says = N_("The process of print orders is silent or has ended; orders wait.")
        return (Check("jobs", False, says, (), (), LOOK_INTO_MESSAGES, state.at),)
    kills = _kills(state, now)
    if len(kills) >= KILLS:
        says = N_("The process of print orders was killed %(killed)s times in ten minutes.")
        return (Check("jobs", False, says, (("killed", len(kills)),), (), LOOK_INTO_MESSAGES, min(kills)),)
    return state.checks


def _studio(found: Found | None, now: float) -> tuple[Check, ...]:
    """Say how the studio is; the service keeps its door, so it is silent only if something holds that up."""
    if found is None:
        return (Check("studio", True, "has not begun"),)
    if now - found.state.at > STALE_SECONDS:
        says = N_("The studio, which draws designs, is silent; designs cannot be drawn or ordered.")
        return (Check("studio", False, says, (), (), LOOK_INTO_MESSAGES, found.state.at),)
    return found.state.checks


def _kills(state: State, now: float) -> list[float]:
    return [at for at in state.kills if now - at < KILLS_SECONDS]
