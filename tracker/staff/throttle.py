"""Slow down who guesses passwords: attempts are counted in the database, so for all workers together."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from sqlite_utils import Database

from printkit.store.database import transaction

WINDOW_SECONDS = 15 * 60
PER_ACCOUNT = 5
PER_NETWORK = 20
PER_PROXY = 200
"""Failed attempts in a window. A loopback address is a proxy of ours, behind which everybody looks alike."""


class Attempt:
    """One attempt to sign in, noted before the password is looked at, so that many at once are all counted.

    Args:
        db: The database.
        key: The service's secret; without it nobody can tell from the table whom an attempt was about.
        email: What was typed.
        address: The network address of the visitor, or ``""``.
    """

    def __init__(self, db: Database, key: bytes, email: str, address: str) -> None:
        network, self._network_limit = _network(address)
        self._db = db
        self._account = _subject(key, f"account {email.strip().lower()}")
        self._network = _subject(key, f"network {network}")

    def begin(self, now: float) -> int:
        """Note the attempt.

        Returns:
            0 if it may go on, or for how many seconds no more attempts are taken.
        """
        at = int(now)
        with transaction(self._db):
            self._db.execute("DELETE FROM sign_in_attempt WHERE at <= ?", [at - WINDOW_SECONDS])
            wait = max(
                self._wait(self._account, PER_ACCOUNT, at), self._wait(self._network, self._network_limit, at)
            )
            if not wait:
                self._db.conn.executemany(
                    "INSERT INTO sign_in_attempt (subject, at) VALUES (?, ?)",
                    [(self._account, at), (self._network, at)],
                )
        return wait

    def succeeded(self) -> None:
        """Forget the failures of this account, and of its network this one attempt."""
        with transaction(self._db):
            self._db.execute("DELETE FROM sign_in_attempt WHERE subject = ?", [self._account])
            self._db.execute(
                "DELETE FROM sign_in_attempt WHERE id = "
                "(SELECT max(id) FROM sign_in_attempt WHERE subject = ?)",
                [self._network],
            )

    def _wait(self, subject: bytes, limit: int, at: int) -> int:
        """Return the seconds until fewer than the limit lie in the window."""
        row = self._db.execute(
            "SELECT at FROM sign_in_attempt WHERE subject = ? ORDER BY at DESC LIMIT 1 OFFSET ?",
            [subject, limit - 1],
        ).fetchone()
        return 0 if row is None else max(1, row[0] + WINDOW_SECONDS - at)


def _subject(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)[:16]


def _network(address: str) -> tuple[str, int]:
    """Return the network to count by (/24 or /64: what one customer has) and its limit."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown", PER_PROXY
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return "loopback", PER_PROXY
    prefix = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network((parsed, prefix), strict=False)), PER_NETWORK
