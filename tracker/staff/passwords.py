"""Passwords: what a new one must be like, how it is kept, and a check that takes the same time for all."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from printkit.errors import SignetError

SHORTEST, ADVISED, LONGEST = 8, 15, 1_000
"""Characters. OWASP ASVS 5.0.0, 6.2.1 and 6.2.9; the upper bound only limits the work of one request."""


def check_new_password(password: str, email: str) -> None:
    """Refuse a password that cannot protect an account.

    Raises:
        SignetError: It is too short, too long, or can be guessed from the account.
    """
    wrong = ""
    if len(password) < SHORTEST:
        wrong = f"The password has fewer than {SHORTEST} characters."
    elif len(password) > LONGEST:
        wrong = f"The password has more than {LONGEST:,} characters."
    elif len(set(password.strip())) < 3 or password.strip().lower() in (email, email.partition("@")[0]):
        wrong = "The password can be guessed at once."
    if wrong:
        remedy = f"Use {SHORTEST} characters or more; {ADVISED} or more, such as four words, are safe."
        raise SignetError.of("password", wrong, remedy)


def hash_password(password: str) -> str:
    """Return what is kept of a password (Argon2id)."""
    return _hasher().hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Whether a password belongs to a hash; without a hash it says no after the same work."""
    try:
        _hasher().verify(hashed or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


def needs_rehash(hashed: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(hashed)


def warm_up() -> None:
    """Make what the first check would otherwise be slower by."""
    _nobody()


@cache
def _hasher() -> PasswordHasher:
    # OWASP Password Storage Cheat Sheet: 19 MiB, two passes. More memory would let a few sign-ins at once
    # push a small machine into its swap, and the redirects with it.
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobody() -> str:
    return _hasher().hash("the password of nobody")
