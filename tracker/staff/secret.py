"""The secret of one service: signs cookies and hides whom a sign-in attempt was about."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from printkit.errors import SignetError

FILE = "session-key"
LENGTH = 32


def session_key(run_folder: Path) -> bytes:
    """Return the secret key kept in the run folder, made at first use; all processes get the same one.

    Removing the file signs everybody out and does no other harm.

    Raises:
        SignetError: The file is not a key.
        OSError: The folder cannot be used.
    """
    path = run_folder / FILE
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:  # a copied folder may have lost its rights
        path.chmod(0o600)
    key = path.read_bytes()
    if len(key) != LENGTH:
        raise SignetError.of(
            "session-key",
            "This is not a session key.",
            "Remove it; a new one is made and staff sign in again.",
            file=str(path),
        )
    return key


def _make(path: Path) -> None:
    """Write a whole key beside its place and link it there, which only the first of several can do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{FILE}.{os.getpid()}.{secrets.token_hex(8)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        pass  # another process was first: its key holds
    finally:
        temporary.unlink(missing_ok=True)
