"""The staff pass: a cookie that makes the hits of a member of staff's telephone tests.

Only pages of the staff give it, on a button; patrons never get a cookie. It says until when it holds and
nothing else: neither whose it is nor which telephone, so nobody can follow a colleague's scans. It is signed
with a key of the run folder; a new key ends all passes at once, and so does removing it.

The lean path looks at it only where a request has the cookie. Nothing here knows Flask or a database.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from printkit.files import mark_of, replace_file

KEY_FILE = "pass-key"
KEY_BYTES = 32
PASS_SECONDS = 90 * 86_400
MOST_REMEMBERED = 256
_LONGEST_COOKIES = 4096


def cookie_name(https: bool) -> str:
    """Return the name of the cookie; with https it is bound to the very host."""
    return "__Host-signet-pass" if https else "signet-pass"


def make_pass(key: bytes, ends_at: int) -> str:
    """Return the value of the cookie.

    Args:
        key: The content of `KEY_FILE`.
        ends_at: Until when it holds, in seconds since 1970.
    """
    return f"{ends_at}.{_signature(key, str(ends_at))}"


def end_of(key: bytes, value: str) -> int:
    """Return until when a pass holds, in seconds since 1970; 0 for what was not signed with the key."""
    ends_at, _, signature = value.partition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(key, ends_at).encode()):
        return 0
    return int(ends_at) if ends_at.isascii() and ends_at.isdecimal() else 0


def _signature(key: bytes, text: str) -> str:
    return hmac.digest(key, b"staff-pass " + text.encode("utf-8", "replace"), sha256).hex()[:32]


class StaffPasses:
    """Tells for one worker which requests have a pass.

    Args:
        run_folder: Where the key lies.
        https: Whether the service is reached over https.
    """

    def __init__(self, run_folder: Path, https: bool) -> None:
        self._path, self._name = run_folder / KEY_FILE, cookie_name(https)
        self._seen: tuple[int, int, int] | None = None
        self._key = b""
        self._known: dict[str, int] = {}
        self.refresh()

    def has_one(self, environ: Mapping[str, Any], now: float) -> bool:
        """Whether a WSGI request comes with a pass that holds."""
        cookies = environ.get("HTTP_COOKIE")
        if cookies is None or self._name not in cookies or not self._key:
            return False
        value = _value_of(cookies[:_LONGEST_COOKIES], self._name)
        ends_at = self._known.get(value)
        if ends_at is None:
            ends_at = end_of(self._key, value)
            if not ends_at:
                return False
            if len(self._known) >= MOST_REMEMBERED:
                self._known = {}
            self._known[value] = ends_at
        return now < ends_at

    def refresh(self) -> None:
        """Look for another key; call it several times a second."""
        seen = mark_of(self._path)
        if seen != self._seen:
            self._key = _read(self._path)
            self._known, self._seen = {}, seen


def pass_key(run_folder: Path) -> bytes:
    """Return the key that signs passes, made at first use.

    Raises:
        OSError: The run folder cannot be used.
    """
    found = _read(run_folder / KEY_FILE)
    return found or end_passes(run_folder)


def end_passes(run_folder: Path) -> bytes:
    """Make a new key, so that no pass given before holds any more; return it.

    Raises:
        OSError: The run folder cannot be used.
    """
    key = secrets.token_bytes(KEY_BYTES)
    replace_file(run_folder / KEY_FILE, key)
    return key


def _read(path: Path) -> bytes:
    """Return the key of a file, or nothing if there is none."""
    try:
        key = path.read_bytes()
    except OSError:
        return b""
    return key if len(key) == KEY_BYTES else b""


def _value_of(cookies: str, name: str) -> str:
    for pair in cookies.split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value.strip('"')
    return ""
