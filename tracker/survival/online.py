"""Looking from outside: whether the printed addresses lead to this service, over https and http.

Only HEAD is asked for a code, which is no hit.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from sqlite_utils import Database

from tracker.config import Config
from tracker.serve import local_url
from tracker.survival.findings import Finding, mend, note, ok
from tracker.survival.patient import Patient
from tracker.survival.serving import minted_bases
from tracker.web.client import SILENT_PROXY

ANSWER_SECONDS = 10.0
DAYS_LEFT = 14
"""Certificates are renewed a month before they end; with two weeks left that has failed more than once."""
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, where it leads, and when the certificate ends (0 without one)."""

    status: int
    location: str
    ends: float = 0.0


def look_online(patient: Patient, db: Database) -> Iterator[Finding]:
    """Yield whether the addresses on paper, and that of the settings, lead here."""
    bases = minted_bases(db)
    for base, code in sorted(bases.items()):
        yield from _look_at_base(patient, base, f"/{code}")
    if patient.config.base_url and patient.config.base_url not in bases:
        yield from _look_at_base(patient, patient.config.base_url, "/healthz")
    if patient.config.base_url and patient.config.proxies and patient.runs:
        yield _proxy_says_for_whom(patient.config)


def ask(url: str, *, method: str = "HEAD") -> Answer:
    """Ask for a page and follow nothing.

    Raises:
        OSError: It cannot be reached, or its certificate is not valid.
        HTTPException: The answer is no HTTP.
    """
    where = urlsplit(url)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    connection = kind(where.hostname or "", where.port, timeout=ANSWER_SECONDS)
    try:
        connection.connect()
        ends = _certificate_ends(connection.sock)
        connection.request(method, where.path or "/", headers={"User-Agent": "Signet-doctor"})
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("Location") or "", ends)
    finally:
        connection.close()


def _look_at_base(patient: Patient, base: str, path: str) -> Iterator[Finding]:
    host = urlsplit(base).hostname or ""
    try:
        found = sorted({str(one[4][0]) for one in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except OSError as error:
        says = f"{host} leads to no machine ({error.strerror or error})."
        yield mend("online", says, "Set its A and AAAA records to the address of this server.")
        return
    try:
        answer = ask(base + path)
    except (OSError, HTTPException) as error:
        says = f"{base} ({', '.join(found)}) cannot be asked: {_reason(error)}."
        yield mend(
            "online", says, "See whether the proxy runs, has a valid certificate, and the ports are open."
        )
        return
    yield _same_as_here(patient, base, path, answer)
    if base.startswith("https:"):
        yield _certificate(base, answer)
        if urlsplit(base).port is None:
            yield look_at_plain_http(base, path)


def _same_as_here(patient: Patient, base: str, path: str, answer: Answer) -> Finding:
    """Compare what the world is told with what this service says."""
    if not patient.runs:
        return note("online", f"{base} answers ({answer.status}); no service runs here to compare.")
    try:
        here = ask(local_url(patient.config) + path)
    except (OSError, HTTPException):
        return note("online", f"{base} answers ({answer.status}); the service here does not.")
    if (answer.status, answer.location) == (here.status, here.location):
        return ok("online", f"{base} leads to this service")
    said = f"{answer.status} {answer.location}".strip()
    return mend(
        "online",
        f"{base}{path} is answered otherwise ({said}) than by this service ({here.status} {here.location}).",
        "See whether name and proxy lead to this server and not to another one.",
    )


def _certificate(base: str, answer: Answer) -> Finding:
    days = (answer.ends - time.time()) / _DAY
    says = f"The certificate of {base} ends in {days:.0f} days."
    if days < DAYS_LEFT:
        return mend("certificate", says, "See why it was not renewed: journalctl -u caddy, or certbot renew")
    return ok("certificate", says)


def look_at_plain_http(base: str, path: str) -> Finding:
    """Return whether http is sent on: typed links have no scheme, and many browsers try http first."""
    plain = f"http://{urlsplit(base).hostname}{path}"
    try:
        answer = ask(plain)
    except (OSError, HTTPException) as error:
        says = f"{plain} cannot be asked: {_reason(error)}. Typed links begin there in many browsers."
        return mend("plain-http", says, "Open port 80 as well; the proxy sends visitors on to https.")
    if answer.location.rstrip("/") == base + path:
        return ok("plain-http", f"http is sent on to {base}")
    says = f"{plain} is answered with {answer.status} {answer.location}".strip()
    return mend("plain-http", f"{says}.", f"Send it on to {base}{path}; see docs/deploy.")


def _proxy_says_for_whom(config: Config) -> Finding:
    """Fetch a page through the proxy, and see whether the service noted that it was not told for whom."""
    noted = config.run_folder / SILENT_PROXY
    before = _changed(noted)
    try:
        ask(f"{config.base_url}/staff/sign-in", method="GET")
    except (OSError, HTTPException) as error:
        return note("forwarded", f"{config.base_url}/staff/sign-in cannot be asked: {_reason(error)}.")
    if _changed(noted) == before:
        return ok("forwarded", f"the proxy says for whom it asks ({config.forwarded_header})")
    says = f"The proxy does not send {config.forwarded_header}, so that nobody's network is known."
    return mend("forwarded", says, "Let it set the header, as the files in docs/deploy do.")


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _certificate_ends(connected: socket.socket | None) -> float:
    if isinstance(connected, ssl.SSLSocket):
        certificate = connected.getpeercert() or {}
        return float(ssl.cert_time_to_seconds(str(certificate["notAfter"])))
    return 0.0


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message})"
    return str(getattr(error, "strerror", None) or error or type(error).__name__).rstrip(".")
