"""The lean path: a known code is answered here; everything else goes to the application behind.

It imports neither Flask nor anything of printing, and needs no database: the snapshot is in memory, the hit
goes to the spool. Trouble with counting is kept, counted and said on /healthz; it never costs a redirect.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from tracker.clock import Clock
from tracker.config import Config
from tracker.health.check import Check
from tracker.health.looking import checks_of
from tracker.health.report import report
from tracker.health.serving import classes, demo, destinations, guesses, power, redirects
from tracker.health.state import Loss, State
from tracker.health.telling import Teller
from tracker.patrons.plain import plain_page
from tracker.privacy.keys import DeviceKeys
from tracker.privacy.salt import SALT_FILE, DaySalt
from tracker.scans.agents import Agents
from tracker.scans.guessing import Guessing
from tracker.scans.malformed import METHODS, is_malformed, refuse
from tracker.scans.senders import Senders, entry_of
from tracker.scans.snapshot.head import Target
from tracker.scans.snapshot.reading import Snapshot, SnapshotFile
from tracker.scans.spool import Spool
from tracker.scans.staff_pass import StaffPasses
from tracker.scans.unknown import UnknownCodes

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

ANSWER, CODE = "signet.answer", "signet.code"
"""Keys of the WSGI environment that tell the application behind: ``unknown`` or ``retired``, and the code."""
UNKNOWN, RETIRED = "unknown", "retired"

ALLOWED = "GET, HEAD, OPTIONS"
_PATH = re.compile(r"/([2-9BCDFGHJKMNPQRSTVWXYZ]{6,16})/?", re.IGNORECASE | re.ASCII)
_LOCATION = re.compile(r"https?://[\x21-\x7e]+")
# no-referrer: the destination learns neither the code on somebody's piece nor the page (a webmail, a chat)
# in which it was clicked. no-store: a cached redirect is a scan lost and a retarget not seen.
_ALWAYS: Headers = [
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex"),
    ("Referrer-Policy", "no-referrer"),
]
REMEMBERED = 8192
"""Codes that a worker has found of late and need not look up again."""
_NO_BODY = [b""]
_EMPTY: Headers = [("Content-Length", "0")]
_PLAIN: Headers = [("Content-Type", "text/plain; charset=utf-8")]


class _Found(NamedTuple):
    """A code that was found: as it was written, in capitals, whose it is, and the headers of its answer."""

    written: str
    code: str
    organisation_id: int
    headers: Headers | None


class _Answers(NamedTuple):
    """A snapshot with the headers of its targets, in one value, so that no thread mixes two snapshots.

    With it goes what was found in it of late, by path.
    """

    snapshot: Snapshot
    headers: tuple[Headers | None, ...]
    broken: int
    found: dict[str, _Found]


class Redirect:
    """WSGI application of one worker.

    Args:
        snapshot: What every code answers.
        spool: Where hits go.
        agents: Tells who a request is from.
        clock: Tells when it is.
        behind: Answers all that is not the redirect of a known code.
        config: The settings of the service.
        more_checks: What whoever answers the rest says of itself on /healthz.
    """

    def __init__(
        self,
        snapshot: SnapshotFile,
        spool: Spool,
        agents: Agents,
        clock: Clock,
        behind: Application,
        config: Config,
        more_checks: Callable[[], tuple[Check, ...]] = tuple,
    ) -> None:
        self._file, self._spool, self._clock = snapshot, spool, clock
        self._behind, self._config, self._more_checks = behind, config, more_checks
        proxies = config.believed_proxies()
        keys = DeviceKeys(DaySalt(config.run_folder / SALT_FILE), proxies)
        self._senders, self._proxies = Senders(agents, keys, proxies), proxies
        self._passes = StaffPasses(config.run_folder, config.base_url.lower().startswith("https://"))
        self._unknown = UnknownCodes(spool, Guessing(config.workers))
        self._answers: _Answers | None = None
        self._teller = Teller(config.run_folder)
        self._take_snapshot()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if is_malformed(environ):
            return refuse(start_response)
        path, answers = environ["PATH_INFO"], self._answers
        found = answers.found.get(path) if answers is not None else None
        if found is None:
            return self._look_up(environ, start_response, path)
        return self._known(environ, start_response, found)

    def _look_up(self, environ: Environ, start_response: StartResponse, path: str) -> Iterable[bytes]:
        match = _PATH.fullmatch(path)
        if match is None:
            return self._no_code(environ, start_response)
        answers = self._answers
        if answers is None:
            return _not_yet(start_response)
        written = match[1]
        code = written.upper()
        number = answers.snapshot.find(code)
        if number < 0:
            if not answers.snapshot.whole:  # the code may stand in the part that cannot be read
                return _not_yet(start_response)
            return self._not_known(environ, start_response, written, code)
        target, headers = answers.snapshot.targets[number], answers.headers[number]
        found = _Found(written, code, target.organisation_id, headers)
        if len(answers.found) >= REMEMBERED:
            answers.found.clear()
        answers.found[path] = found
        return self._known(environ, start_response, found)

    def _no_code(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/healthz":
            return self._health(environ, start_response)
        if environ["REQUEST_METHOD"] not in METHODS:
            return _other_method(start_response, environ["REQUEST_METHOD"])
        return self._behind(environ, start_response)

    def tend(self) -> None:
        """Look for a new snapshot, a new salt and hits that wait; call it every quarter of a second."""
        self._file.refresh()
        self._take_snapshot()
        self._senders.refresh()
        self._passes.refresh()
        self._unknown.tend(time.monotonic())
        self._spool.tend()
        self._tell()

    def finish(self) -> None:
        """Record what was only summed up; call it before the spool is closed."""
        self._unknown.write_sums()

    def close(self) -> None:
        """Leave the last word; call it when the spool is closed."""
        self._tell()
        self._teller.close()

    def _take_snapshot(self) -> None:
        """Make the headers of a new snapshot's targets; of thousands, most are those of the one before."""
        snapshot, answers = self._file.snapshot, self._answers
        if snapshot is None or (answers is not None and answers.snapshot is snapshot):
            return
        known = dict(zip(map(id, answers.snapshot.targets), answers.headers, strict=True)) if answers else {}
        headers = tuple(known.get(id(target)) or headers_to(target) for target in snapshot.targets)
        pairs = zip(snapshot.targets, headers, strict=True)
        broken = sum(answer is None and not target.retired for target, answer in pairs)
        self._answers = _Answers(snapshot, headers, broken, {})

    def _known(self, environ: Environ, start_response: StartResponse, found: _Found) -> Iterable[bytes]:
        written, code, organisation_id, headers = found
        method = environ["REQUEST_METHOD"]
        if method == "GET":
            at = self._clock.now(environ)
            staff = "HTTP_COOKIE" in environ and self._passes.has_one(environ, at)
            self._spool.add_line(
                self._senders.line(environ, written, code, at, staff=staff, organisation_id=organisation_id)
            )
        elif method != "HEAD":
            return _other_method(start_response, method)
        if headers is None:
            environ[ANSWER], environ[CODE] = RETIRED, code
            return self._behind(environ, start_response)
        start_response("302 Found", headers)
        return _NO_BODY

    def _not_known(
        self, environ: Environ, start_response: StartResponse, written: str, code: str
    ) -> Iterable[bytes]:
        """Show a page about a code that does not exist, a plain one where too many are asked for."""
        at, method = self._clock.now(environ), environ["REQUEST_METHOD"]
        reply = self._unknown.ask(
            code,
            entry_of(written),
            self._proxies.client_of(environ),
            partial(self._senders.class_of, environ, code, at),
            at,
            time.monotonic(),
            counts=method == "GET",
        )
        if reply.page:
            environ[ANSWER], environ[CODE] = UNKNOWN, code
            return self._behind(environ, start_response)
        status, headers, content = plain_page(reply.wait)
        start_response(status, headers)
        return _NO_BODY if method == "HEAD" else [content]

    def _health(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _other_method(start_response, environ["REQUEST_METHOD"])
        own = (self._teller.path, self._tell())
        status, body = report(checks_of(self._config.run_folder, self._config.workers, own))
        line = "200 OK" if status == 200 else "503 Service Unavailable"
        length = ("Content-Length", str(len(body)))
        start_response(line, [("Content-Type", "application/json"), length, *_ALWAYS])
        return [body if environ["REQUEST_METHOD"] == "GET" else b""]

    def _tell(self) -> State:
        spool = self._spool.state()
        loss = Loss(waiting=spool.waiting, lost=spool.lost, why=spool.fault)
        return self._teller.tell(self._own_checks(), loss=loss)

    def _own_checks(self) -> tuple[Check, ...]:
        """Return how this worker is; what the spool says is told apart, since the hits of all are summed."""
        snapshot, fault = self._file.snapshot, self._file.fault
        senders, unknown = self._senders.state(), self._unknown.state()
        durable = self._spool.state().durable
        return (
            redirects(snapshot.codes if snapshot else None, snapshot.revision if snapshot else 0, fault),
            destinations(self._answers.broken if self._answers else 0),
            classes(senders.unclassified, senders.busy, senders.bursts),
            guesses(unknown.asked, unknown.refused),
            *self._more_checks(),
            *([power(durable.unsafe, durable.fault)] if durable else []),
            *([demo()] if self._clock.token else []),
        )


def headers_to(target: Target) -> Headers | None:
    """Return the headers of the redirect, or ``None`` where there is nothing to redirect to.

    The destination was checked when it was stored. It is checked again: nothing but http and https, in
    ASCII without blanks or line ends, may ever stand in ``Location``.
    """
    if target.retired or target.kind != "url" or not _LOCATION.fullmatch(target.reference):
        return None
    return [("Location", target.reference), *_ALWAYS, *_EMPTY]


def _other_method(start_response: StartResponse, method: str) -> Iterable[bytes]:
    status = "204 No Content" if method == "OPTIONS" else "405 Method Not Allowed"
    length = [] if method == "OPTIONS" else _EMPTY
    start_response(status, [("Allow", ALLOWED), *_ALWAYS, *length])
    return [b""]


def _not_yet(start_response: StartResponse) -> Iterable[bytes]:
    """Answer while there is no whole snapshot: in the first second of a first start, or if it was lost."""
    body = b"Einen Augenblick, bitte gleich noch einmal versuchen.\nOne moment, please try again.\n"
    headers = [*_PLAIN, *_ALWAYS, ("Retry-After", "2"), ("Content-Length", str(len(body)))]
    start_response("503 Service Unavailable", headers)
    return [body]
