"""Slow down who guesses: attempts are counted in the database, so for all workers together.

An attacker who knows an address can use up its attempts, but shuts nobody out for long: a browser in which
this person has signed in before (`tracker.staff.known_browser`) has attempts of its own (OWASP, "Slow down
online guessing attacks with device cookies").
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from printkit.store.database import transaction

WINDOW_SECONDS = 15 * 60
PER_ACCOUNT = 5
PER_BROWSER = 5
PER_NETWORK = 20
PER_PROXY = 200
"""Failed attempts in a window. A loopback address is a proxy of ours, behind which everybody looks alike."""
LINKS_PER_NETWORK = 30


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts of a subject are taken in a window."""

    subject: str
    most: int


class Throttle:
    """Attempts of subjects of which nobody can tell from the table who they are.

    Args:
        db: The database.
        key: The service's secret.
    """

    def __init__(self, db: Database, key: bytes) -> None:
        self._db, self._key = db, key

    def wait(self, limits: Sequence[Limit], now: float) -> int:
        """Return for how many seconds no more attempts are taken; 0 if one may go on."""
        return max(self._wait(limit, int(now)) for limit in limits)

    def begin(self, limits: Sequence[Limit], now: float) -> int:
        """Note an attempt before it is looked at, so that many at once are all counted.

        Returns:
            0 if it may go on, or for how many seconds no more attempts are taken.
        """
        at = int(now)
        with transaction(self._db):
            forget_attempts(self._db, now)
            wait = self.wait(limits, now)
            if not wait:
                self._db.conn.executemany(
                    "INSERT INTO sign_in_attempt (subject, at) VALUES (?, ?)",
                    [(self._hidden(limit.subject), at) for limit in limits],
                )
        return wait

    def forget(self, subject: str) -> None:
        """Forget the attempts of a subject that is now known to be right."""
        with transaction(self._db):
            self._db.execute("DELETE FROM sign_in_attempt WHERE subject = ?", [self._hidden(subject)])

    def forget_last(self, subject: str) -> None:
        """Forget the last attempt only: others of the same network may be somebody else's."""
        with transaction(self._db):
            self._db.execute(
                "DELETE FROM sign_in_attempt WHERE id = "
                "(SELECT max(id) FROM sign_in_attempt WHERE subject = ?)",
                [self._hidden(subject)],
            )

    def _wait(self, limit: Limit, at: int) -> int:
        """Return the seconds until fewer than the limit lie in the window."""
        row = self._db.execute(
            "SELECT at FROM sign_in_attempt WHERE subject = ? AND at <= ? ORDER BY at DESC LIMIT 1 OFFSET ?",
            [self._hidden(limit.subject), at + WINDOW_SECONDS, limit.most - 1],
        ).fetchone()
        return 0 if row is None else min(WINDOW_SECONDS, max(0, row[0] + WINDOW_SECONDS - at))

    def _hidden(self, subject: str) -> bytes:
        text = subject.encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, text, hashlib.sha256)[:16]


class Attempt:
    """One attempt to sign in.

    Args:
        db: The database.
        key: The service's secret.
        email: What was typed.
        address: The network address of the visitor, or ``""``.
        browser: What the browser is known by to have signed in as this person before, or ``""``.
    """

    def __init__(self, db: Database, key: bytes, email: str, address: str, browser: str = "") -> None:
        self._throttle = Throttle(db, key)
        self._account = Limit(f"account {email.strip().lower()}", PER_ACCOUNT)
        self._network = _network(address, PER_NETWORK)
        self._browser = Limit(f"browser {browser}", PER_BROWSER) if browser else None

    def begin(self, now: float) -> int:
        """Note the attempt.

        Returns:
            0 if it may go on, or for how many seconds no more attempts are taken.
        """
        if self._browser and not self._throttle.begin([self._browser], now):
            return 0
        self._browser = None  # from now on this is a browser like others
        return self._throttle.begin([self._account, self._network], now)

    def succeeded(self) -> None:
        """Forget the failures of this account, and of its network this one attempt."""
        if self._browser:
            self._throttle.forget(self._browser.subject)
            return
        self._throttle.forget(self._account.subject)
        self._throttle.forget_last(self._network.subject)


class Guesses:
    """Links with tokens that do not exist. They cannot be guessed, and trying costs us little: it ends soon.

    A link that exists always opens: visitors of a library come by the same network as its staff, and nobody
    there is to shut the others out.

    Args:
        db: The database.
        key: The service's secret.
        address: The network address of the visitor, or ``""``.
    """

    def __init__(self, db: Database, key: bytes, address: str) -> None:
        self._throttle = Throttle(db, key)
        network = _network(address, LINKS_PER_NETWORK)
        self._limit = Limit(f"links {network.subject}", network.most)

    def failed(self, now: float) -> int:
        """Note that there is no such link; return for how many seconds too many were tried, 0 if not."""
        limits = [self._limit]  # a flood is answered by looking: it keeps nobody who writes waiting
        return self._throttle.wait(limits, now) or self._throttle.begin(limits, now)


def forget_attempts(db: Database, now: float) -> None:
    """Delete the attempts that count no more, and those of a clock that has been put right meanwhile."""
    db.execute(
        "DELETE FROM sign_in_attempt WHERE at <= ? OR at > ?",
        [int(now) - WINDOW_SECONDS, int(now) + WINDOW_SECONDS],
    )


def _network(address: str, most: int) -> Limit:
    """Return the network to count by (/24 or /64: what one customer has) and its limit."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return Limit("network unknown", PER_PROXY)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return Limit("network loopback", PER_PROXY)
    prefix = 24 if parsed.version == 4 else 64
    return Limit(f"network {ipaddress.ip_network((parsed, prefix), strict=False)}", most)
