"""What the server loads in each worker process: the lean path, and the pages behind it."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.util import Finalize

from tracker.clock import Clock
from tracker.config import Config
from tracker.health.check import Check, together
from tracker.health.looking import checks_of
from tracker.health.serving import pages
from tracker.patrons.away import away_page
from tracker.scans.agents import Agents
from tracker.scans.durable import Committer, Durability
from tracker.scans.redirect import Application, Environ, Redirect, StartResponse
from tracker.scans.snapshot.reading import SnapshotFile
from tracker.scans.spool import Spool

TEND_SECONDS = 0.2
MOST_PAGES, MOST_FORMS = 16, 8
"""Pages, and among them forms, that a worker makes at a time. Fewer than it has threads: a client that never
sends the rest of its form, or a locked database, holds a page's thread, and redirects must still find one."""
RETRY_SECONDS = 2.0
SWITCH_SECONDS = 0.0005
KEPT_VARIABLES = ("TZ", "TMPDIR", "SQLITE_TMPDIR")


def load(config_json: str, parent: int) -> Application:
    """Return the WSGI application of this worker process.

    Args:
        config_json: From `Config.to_json`.
        parent: The process that started the worker; when it is gone, the worker ends too.
    """
    # Ctrl-C reaches every process of the terminal, but the service is to end its workers, in its order.
    # (A worker that is started later, for one that died, does not inherit it.)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    config = Config.from_json(config_json)
    if config.durability is Durability.PROCESS:  # else whoever waited for the disk is to go on at once
        _work_in_batches()
    agents = Agents()
    spool = Spool(
        config.spool_folder,
        committer=Committer() if config.durability is Durability.POWER else None,
    )
    # These are run before the functions of atexit.
    Finalize(None, spool.close, exitpriority=10)
    behind = Pages(config)
    redirect = Redirect(
        SnapshotFile(config.snapshot_file),
        spool,
        agents,
        Clock.from_environment(),
        behind,
        config,
        behind.checks,
    )
    Finalize(None, redirect.finish, exitpriority=20)  # before the spool
    Finalize(None, redirect.close, exitpriority=5)  # after the spool
    atexit.register(_leave)
    threading.Thread(target=_tend, args=(redirect, parent), name="signet-tend", daemon=True).start()
    _forget_environment()
    return redirect


def _leave() -> None:
    """End the process at once: all that it had to finish is finished.

    Python would be taken apart under the server's threads. One that lets go of its last request then finds
    it gone, and dies with a panic that looks like a fault.
    """
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(0)


class Pages:
    """The pages of patrons and staff; made again and again until it works, while codes are redirected.

    They are made beside the redirects from the beginning: a worker that takes the place of a killed one
    redirects half a second earlier than it has pages.

    Args:
        config: The settings of the service.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._many, self._forms = threading.Semaphore(MOST_PAGES), threading.Semaphore(MOST_FORMS)
        self._retry_at = 0.0
        self._fault = ""
        self._pages: Application | None = None
        threading.Thread(target=self._make_in_time, name="signet-pages", daemon=True).start()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with a page."""
        limits = (self._many, self._forms) if _has_body(environ) else (self._many,)
        taken = [limit for limit in limits if limit.acquire(blocking=False)]
        try:
            if len(taken) < len(limits):
                return _away(start_response)
            if self._pages is None:
                self._make()
            if self._pages is None:
                told = checks_of(self._config.run_folder, self._config.workers)
                return _away(start_response, together((*self.checks(), *told)))
            return self._pages(environ, start_response)
        finally:
            for limit in taken:
                limit.release()

    def checks(self) -> tuple[Check, ...]:
        """Say whether there are pages, or will be in a moment."""
        return (pages(made=self._pages is not None or not self._fault),)

    def _make_in_time(self) -> None:
        """Make the pages, though nobody asks for one: /healthz says that they are missing."""
        while self._pages is None:
            self._make()
            time.sleep(RETRY_SECONDS)

    def _make(self) -> None:
        with self._lock:
            if self._pages is not None or time.monotonic() < self._retry_at:
                return
            try:
                from tracker.app import create_app  # noqa: PLC0415 (a fault in there must not cost a redirect)

                self._pages = create_app(self._config)
            except Exception as error:
                if str(error) != self._fault:
                    print("Signet: the pages cannot be shown; codes are redirected.", file=sys.stderr)
                    traceback.print_exc()
                self._fault = str(error)
            self._retry_at = time.monotonic() + RETRY_SECONDS


def _work_in_batches() -> None:
    """Let no thread of this process, all of which begin later, push another aside when it wakes.

    The server's thread hands each request to one of Python's and takes the answer back. If the one that
    wakes goes first, that is two changes of threads a request; in turns it is two for all that wait, and a
    third more requests are answered in the same time. Beside other programs an answer may come 3 ms later.

    Python's own lock is passed on sooner than usual instead: whoever waits for it has a redirect in hand.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    if hasattr(os, "sched_setscheduler"):  # Linux
        with suppress(OSError):  # not everybody is allowed to
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _forget_environment() -> None:
    """Drop the variables of the process: the server copies them into each request, as if they were its."""
    for name in set(os.environ) - set(KEPT_VARIABLES):
        del os.environ[name]


def _has_body(environ: Environ) -> bool:
    return environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _tend(redirect: Redirect, parent: int) -> None:
    while os.getppid() == parent:
        try:
            redirect.tend()
        except Exception:
            traceback.print_exc()
        time.sleep(TEND_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _away(start_response: StartResponse, checks: Iterable[Check] = ()) -> Iterable[bytes]:
    headers, content = away_page(checks)
    start_response("503 Service Unavailable", headers)
    return [content]
