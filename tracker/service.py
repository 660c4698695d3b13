"""Starting and watching every process of a service: the workers, and those beside them.

`tracker.serve` starts this module as a process of its own, so that the workers, which the server spawns
anew, load this small module and not the whole command line. The workers share the port by SO_REUSEPORT; a
socket that is bound but never listens keeps the port ours, and other services off it.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing import resource_tracker
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from printkit.errors import SignetError
from tracker.config import Config
from tracker.database import connect
from tracker.health.looking import workers_alive
from tracker.locks import only_one
from tracker.scans.durable import Durability
from tracker.serve import is_ready, local_url, reserve_port
from tracker.staff.people.set_up import can_be_needed, make_link
from tracker.studio.porter import studio_over
from tracker.survival.running import running_services
from tracker.watched import HELPERS, KILL_SECONDS, Watched, stop_all
from tracker.worker import load

BACKPRESSURE = 1024
"""Connections of a worker. Below the number of open ones, idle clients shut everybody else out."""
THREADS = {Durability.PROCESS: 24, Durability.POWER: 64}
"""Python threads of a worker: a redirect needs one for 10 µs, or for as long as the disk takes; a page with a
slow database for longer."""
HEADER_MILLISECONDS = 10_000
LARGEST_HEAD = 32 * 1024
"""Bytes of a request line with its headers, give or take what is read at once; of headers, 100."""
RESPAWN_SECONDS = 0.5
"""A worker that dies again within this time is started again only after it."""
READY_SECONDS = 30.0
LOCK = "service.lock"
SET_UP_SECONDS = 2.0
"""How long the announcement of a service waits for a locked database to make a link for the first start."""
TAKE_OVER_SECONDS = 3.0
"""How long a start waits for the service before it, which may still be ending."""
_TO_STDERR = {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}
LOG = {"handlers": {"console": _TO_STDERR, "access": _TO_STDERR}}


def main(config_json: str, *, as_json: bool, parent: int | None) -> int:
    """Run a service until SIGTERM or SIGINT, or until its parent is gone; return the exit code."""
    multiprocessing.set_start_method("spawn")
    config = Config.from_json(config_json)
    with _only_service(config), reserve_port(config) as reserved:
        _prepare(config)
        host, port = reserved.getsockname()[:2]  # the server takes no names, such as localhost
        return _run(replace(config, host=host, port=port), as_json=as_json, parent=parent)


def _run(config: Config, *, as_json: bool, parent: int | None) -> int:
    stopping = threading.Event()
    beside = [Watched(config, stopping, helper) for helper in HELPERS]
    announcer = threading.Thread(target=_announce, args=(config, as_json, stopping), daemon=True)
    announcer.start()
    if parent:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        with studio_over(config.run_folder):
            return _serve(config, stopping)
    finally:
        stopping.set()
        stop_all(beside)


@contextmanager
def _only_service(config: Config) -> Iterator[None]:
    """Be the one service over a run folder, for as long as the block lasts and however this process ends.

    Raises:
        SignetError: Another one is running there; it goes on undisturbed.
    """
    with ExitStack() as stack:
        # What cannot be locked (no such folder, a disk without writes) is said by whoever needs it next.
        with suppress(OSError):
            if config.database.parent.is_dir() and not stack.enter_context(
                only_one(config.run_folder / LOCK, wait_seconds=TAKE_OVER_SECONDS)
            ):
                raise _runs_already(config)
        yield


def _runs_already(config: Config) -> SignetError:
    others = [one.pid for one in running_services(config.run_folder) or () if one.pid != os.getpid()]
    named = f" (process {', '.join(map(str, others))})" if others else ""
    return SignetError.of(
        "service-twice",
        f"A service runs over this database already{named}; it goes on undisturbed.",
        "Stop that one first (systemctl stop signet, or Ctrl-C in its terminal), or name another database.",
        file=str(config.database),
    )


def _prepare(config: Config) -> None:
    """Make run folder and database.

    A service that has a snapshot redirects without its database. So it waits neither for a lock nor for an
    upgrade of ten million hits: the background process opens the database, and says what hinders it.
    """
    if not config.snapshot_file.exists():
        connect(config).close()
    config.run_folder.mkdir(mode=0o700, exist_ok=True)
    config.spool_folder.mkdir(mode=0o700, exist_ok=True)


def _serve(config: Config, stopping: threading.Event) -> int:
    """Run the workers; begin again should the server give up."""
    while True:
        server = _make_server(config)
        # A closed terminal ends the service; the server by itself would begin its workers anew.
        server.on_startup(partial(signal.signal, signal.SIGHUP, server.signal_handler_interrupt))
        try:
            server.serve(target_loader=partial(load, config.to_json(), os.getpid()), wrap_loader=False)
        except SystemExit:
            if server.interrupt_signal:  # it was told to end when a worker had just died
                return 0
            print("Signet: the workers ended; starting them again.", file=sys.stderr)
        if server.interrupt_signal or stopping.wait(0.5) or server.interrupt_signal:
            return 0


class _Server(MPServer):
    """The server, with workers that the terminal's Ctrl-C does not reach even while they load.

    One that dies again and again is started again and again; by itself the server would end all the others.
    """

    def startup(self, *arguments: Any) -> None:
        """Start the workers; they inherit that the signals are blocked."""
        resource_tracker.ensure_running()  # else it is started in between, and unblocks them
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        try:
            super().startup(*arguments)  # type: ignore[no-untyped-call]
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _respawn_workers(self, *arguments: Any, **options: Any) -> None:
        """Start workers that died; those that die at once do not keep a processor busy."""
        super()._respawn_workers(*arguments, **options | {"delay": RESPAWN_SECONDS})
        self.respawned_wrks.clear()


def _make_server(config: Config) -> MPServer:
    return _Server(
        "tracker.worker",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # "auto" waits without end for the first byte, to tell the version
        workers=config.workers,
        blocking_threads=THREADS[config.durability],
        backpressure=BACKPRESSURE,
        backlog=1024,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=LARGEST_HEAD),
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=LOG,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    )


def _end_with(parent: int) -> None:
    """End the service when the process that it belongs to is gone."""
    while os.getppid() == parent:
        time.sleep(0.25)
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(config: Config, as_json: bool, stopping: threading.Event) -> None:
    """Say where the service is, once all its workers really answer."""
    until = time.monotonic() + READY_SECONDS
    while not (ready := _is_up(config)) and time.monotonic() < until:
        if stopping.wait(0.05):
            return
    if not ready:
        print("Warning: the service is not fully up; see /healthz.", file=sys.stderr)
    url, set_up = local_url(config), _set_up_link(config)
    if as_json:
        said = {"url": url, "pid": os.getpid(), "workers": config.workers, "set_up": set_up}
        print(json.dumps(said), flush=True)
        return
    print(f"Signet answers at {config.base_url or url}")
    print(f"  staff    {config.base_url or url}/staff/")
    print(f"  health   {url}/healthz")
    if set_up:
        print("Nobody has an account yet. Set the library up in your browser, within a day:")
        print(f"  set up   {set_up}")
    print("Stop it with Ctrl-C.", flush=True)


def _set_up_link(config: Config) -> str | None:
    """Return a new link with which the first admin gets an account, ``None`` if somebody has one."""
    if not can_be_needed(config.database):
        return None
    try:
        with connect(config, create=False, wait_seconds=SET_UP_SECONDS) as db:
            path = make_link(db, time.time())
    except (SignetError, sqlite3.Error):  # what is wrong with the database is said by the background process
        return None
    return f"{config.base_url or local_url(config)}{path}" if path else None


def _is_up(config: Config) -> bool:
    return workers_alive(config.run_folder) >= config.workers and is_ready(config)


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tracker.service")
    parser.add_argument("config")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--parent", type=int)
    return parser.parse_args(words)


if __name__ == "__main__":
    logging.captureWarnings(True)
    options = _options(sys.argv[1:])
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        sys.exit(main(options.config, as_json=options.json, parent=options.parent))
    except SignetError as fault:
        print(f"Error: {fault}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:  # before it served anybody
        sys.exit(0)
