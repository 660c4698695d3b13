"""Passwords: what a new one must be like, how it is kept, and a check that takes the same time for all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from printkit.errors import SignetError
from tracker.health.words import N_
from tracker.staff.guessable import can_be_guessed

SHORTEST, ADVISED, LONGEST = 12, 15, 1_000
"""Characters. NIST SP 800-63B-4 asks for 15 where a password alone protects, OWASP ASVS 5.0.0 (6.2.1, 6.2.9)
for 8, and advises 15. From 12 on, trying what a stolen hash may come from costs more than it opens (a core
makes 30 a second), unless everybody thinks of it (`tracker.staff.guessable`). LONGEST only limits the work of
one request."""

TOO_SHORT = N_("The password has fewer than %(shortest)s characters.")
TOO_LONG = N_("The password has more than %(longest)s characters.")
GUESSABLE = N_(
    "This password can be guessed: it is made of what many people use, or of what is known about you."
)
ADVICE = N_(
    "Use %(shortest)s characters or more; four words that have nothing to do with one another are safe."
)


def weakness(password: str, about: Iterable[str]) -> str:
    """Return why a password cannot protect an account, ``""`` if it can: a text to be translated and filled.

    Args:
        password: What somebody would like to use.
        about: What is known of the account: e-mail address, name, the library's name.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    return GUESSABLE if can_be_guessed(password, about) else ""


def bounds() -> dict[str, int]:
    """Return what fills the texts of this module."""
    return {"shortest": SHORTEST, "longest": LONGEST}


def check_new_password(password: str, *about: str) -> None:
    """Refuse a password that cannot protect an account.

    Raises:
        SignetError: It is too short, too long, or can be guessed.
    """
    if wrong := weakness(password, about):
        raise SignetError.of("password", wrong % bounds(), ADVICE % bounds())


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
