"""The plain page for a code that does not exist: sent as it is, where too many such codes are asked for.

It says what the page made for one patron says (`templates/patrons/unknown.html`), in both languages.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracker.web.strict import OURS, headers_of

_PAGE = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<title>Code nicht gefunden · Code not found</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="/favicon.ico" type="image/svg+xml">
<link rel="stylesheet" href="/static/signet.css">
</head>
<body class="patron">
<main id="main" class="leaf">
<h1>Diesen Code kennen wir nicht.</h1>
<p class="lead">Bitte vergleichen Sie ihn Zeichen für Zeichen mit dem gedruckten Link.{german} Jeder richtige
Code führt sofort zum Ziel.</p>
<p><a href="/">Code eintippen</a></p>
<section lang="en">
<h2>We do not know this code.</h2>
<p>Please compare it letter by letter with the printed link.{english} Every right code takes you on at
once.</p>
<p><a href="/">Type a code</a></p>
</section>
</main>
</body>
</html>
"""
_GERMAN = (
    " Aus Ihrem Netz kamen eben viele Codes, die es nicht gibt; die nächsten sehen wir uns erst in {} an."
)
_ENGLISH = " Many codes that do not exist came from your network; we look at the next ones in {}."


def plain_page(wait: int) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return status line, headers and content.

    Args:
        wait: For how many seconds the patron's network is to wait; 0 if it did not ask for too many.
    """
    page = _PAGE.format(
        german=_said(_GERMAN, wait, _WAIT_GERMAN), english=_said(_ENGLISH, wait, _WAIT_ENGLISH)
    )
    content = page.encode()
    headers = headers_of(content, OURS)
    if not wait:
        return "404 Not Found", headers, content
    return "429 Too Many Requests", [*headers, ("Retry-After", str(wait))], content


_WAIT_GERMAN, _WAIT_ENGLISH = ("Sekunden", "einer Minute", "Minuten"), ("seconds", "a minute", "minutes")


def _said(text: str, wait: int, words: Iterable[str]) -> str:
    seconds, minute, minutes = words
    if not wait:
        return ""
    if wait < 50:
        return text.format(f"{max(2, wait)} {seconds}")
    return text.format(minute if wait < 90 else f"{-(-wait // 60)} {minutes}")
