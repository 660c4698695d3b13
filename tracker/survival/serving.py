"""The running service: one, alive, with room for its connections, reached as its settings say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from sqlite_utils import Database

from printkit.store.links import not_for_print_reason
from tracker.config import Config
from tracker.serve import local_url
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient

OPEN_FILES = 4096
"""A worker holds up to 1,024 connections, each perhaps with a file, and some files of its own."""
ANSWER_SECONDS = 5.0
_LOCAL = ("127.", "::1", "localhost")
_DOC = "docs/operate.md tells what it means and what to do."


def look_at_service(patient: Patient) -> Iterator[Finding]:
    """Yield whether exactly one service runs, and as whom."""
    if patient.services is None:
        yield note("service", "This system does not tell which processes run.")
        return
    if not patient.services:
        yield note(
            "service", "No service runs over this database.", "tracker serve, or systemctl start signet"
        )
        return
    numbers = ", ".join(str(one.pid) for one in patient.services)
    if len(patient.services) > 1:
        says = f"{len(patient.services)} services run over this database (processes {numbers})."
        yield mend("service", says, "Stop all but one. Hits are counted once all the same.")
    elif patient.services[0].config is None:
        says = "The service that runs was started by another version of Signet."
        yield mend("service", says, "Start it again: systemctl restart signet")
    else:
        yield ok("service", f"runs (process {numbers})")
    if any(one.uid == 0 for one in patient.services):
        says = "The service runs as root, which it has no need to."
        yield note("service", says, "Give it a user of its own; see docs/operate.md.")


def look_at_limits(patient: Patient) -> Iterator[Finding]:
    """Yield whether each process may have as many connections open as it takes."""
    for one in patient.services or ():
        if one.open_files is None:
            continue
        if one.open_files < OPEN_FILES:
            says = (
                f"The service may open {one.open_files} files; idle visitors could shut everybody else out."
            )
            yield mend(
                "limits",
                says,
                f"In the unit: LimitNOFILE={OPEN_FILES * 16}; in a shell: ulimit -n {OPEN_FILES}",
            )
        else:
            yield ok("limits", f"{one.open_files} open files")


def look_at_health(patient: Patient) -> Iterator[Finding]:
    """Yield what the running service itself says on /healthz."""
    if not patient.runs:
        return
    checks = _health(patient.config)
    if checks is None:
        says = f"The service does not answer at {local_url(patient.config)}/healthz."
        yield mend("health", says, "Look into its messages (journalctl -u signet), then start it again.")
        return
    failing = [(name, says) for name, (is_ok, says) in checks.items() if not is_ok]
    for name, says in failing:
        yield mend("health", f"{name}: {says}", _DOC)
    if not failing:
        yield ok("health", f"all {len(checks)} checks are in order")


def look_at_address(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether the settings fit what is printed on paper."""
    config = patient.config
    minted = minted_bases(db)
    reason = not_for_print_reason(f"{config.base_url}/") if config.base_url else ""
    if not config.base_url:
        says = "The service does not know its address, so its cookies are not bound to https."
        yield note("base-url", says, "tracker serve --base-url https://qr.example.de (SIGNET_BASE_URL)")
    elif config.base_url.startswith("http:") and not is_local(config.base_url):
        says = f"{config.base_url} is not encrypted: passwords of staff can be read on the way."
        yield mend("base-url", says, "Put a proxy with HTTPS in front, and say https; see docs/operate.md.")
    elif reason:
        yield note("base-url", f"{config.base_url} is for tests: {reason}.")
    else:
        yield ok("base-url", config.base_url)
    others = sorted(base for base in minted if config.base_url and base != config.base_url)
    if others:
        says = f"Codes are printed with other addresses as well: {', '.join(others)}."
        yield note(
            "base-url", says, "They must lead to this service as long as the paper is around; try --online."
        )
    yield from _proxies(config)


def minted_bases(db: Database) -> dict[str, str]:
    """Return the base URLs of all batches, each with a code that is printed with it."""
    rows = db.execute(
        "SELECT base_url, min(code) FROM batch JOIN code ON code.batch_id = batch.id GROUP BY base_url"
    )
    return {str(base): str(code) for base, code in rows.fetchall()}


def is_local(url: str) -> bool:
    """Whether a URL leads to this machine."""
    return (urlsplit(url).hostname or "").startswith(_LOCAL)


def _proxies(config: Config) -> Iterator[Finding]:
    if config.base_url.startswith("https:") and not config.host.startswith(_LOCAL):
        says = f"The service listens on {config.host}, so that it can be reached past the proxy, unencrypted."
        yield note(
            "listen", says, "With the proxy on this machine: --host 127.0.0.1. Else close the port to others."
        )
    if config.proxies:
        yield ok("proxies", f"{config.proxies} are believed ({config.forwarded_header}); --online tries it")
    elif config.base_url.startswith("https:"):
        says = "A proxy is in front (https), but none is named: all visitors look like one network."
        yield note(
            "proxies", says, "tracker serve --proxies loopback (SIGNET_PROXIES), or the proxy's address"
        )
    else:
        yield ok("proxies", "none is believed")


def _health(config: Config) -> dict[str, tuple[bool, str]] | None:
    where = urlsplit(local_url(config))
    connection = HTTPConnection(where.hostname or "", config.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz")
        checks = json.loads(connection.getresponse().read())["checks"]
        return {str(name): (bool(check["ok"]), str(check["says"])) for name, check in checks.items()}
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return None
    finally:
        connection.close()
