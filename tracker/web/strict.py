"""What the headers of all pages say, made with Flask or without: none is framed, guessed, kept or found."""

from __future__ import annotations

STRICT = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
OURS = "style-src 'self'; img-src 'self'; font-src 'self'"
"""A page may have our style sheets, pictures and faces."""


def policy(sources: str, forms: str = "'none'") -> str:
    """Return a ``Content-Security-Policy``.

    Args:
        sources: Its directives about what the page may have, beyond nothing.
        forms: Where its forms may lead.
    """
    return f"default-src 'none'; {sources}; base-uri 'none'; frame-ancestors 'none'; form-action {forms}"


def headers_of(content: bytes, sources: str) -> list[tuple[str, str]]:
    """Return all headers of a page that is sent as it is, without Flask.

    Args:
        content: HTML in UTF-8.
        sources: As for `policy`.
    """
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", policy(sources)),
        *STRICT,
    ]
