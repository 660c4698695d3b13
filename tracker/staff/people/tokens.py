"""Tokens of links that let somebody in: of each only a digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Token:
    """A new token: the text for the link, and the digest for the database."""

    text: str
    digest: bytes


def make_token() -> Token:
    """Return a token of 256 random bits."""
    text = secrets.token_urlsafe(32)
    return Token(text, digest(text))


def digest(text: str) -> bytes:
    """Return what is kept of a token.

    Rows are found by it. How long that takes says nothing that helps: nobody can choose digests.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
