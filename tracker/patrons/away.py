"""The page for the time in which no other can be made: needs no Flask, no database, no style sheet.

It is shown to patrons and staff alike, in both languages, and says what is wrong as /healthz says it. It does
not load itself again: whoever reads what to do, or listens to it, is not to be interrupted.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape

from tracker.health.check import Check
from tracker.web.strict import headers_of

RETRY_SECONDS = 10

_STYLE = (
    "body{margin:12vh auto 4rem;max-width:32rem;padding:0 1.5rem;font:1.0625rem/1.55 system-ui,sans-serif;"
    "color:#1c2628;background:#f7f4ec}h1{font-size:1.6rem;line-height:1.2}section{margin-top:2rem;color:#55615f}"
    "summary{cursor:pointer}dd{margin:0 0 .6rem}dt{font-weight:700}"
    "a{color:#0b5163}@media(prefers-color-scheme:dark){body{color:#ece8df;background:#12191b}"
    "section{color:#a9b3b1}a{color:#7cc7d8}}"
)
_PAGE = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<title>Einen Augenblick, bitte · One moment, please</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<style>{style}</style>
</head>
<body>
<main>
<h1>Diese Seite ist gerade nicht erreichbar.</h1>
<p>Gedruckte Codes führen weiterhin zum Ziel. <a href="">Noch einmal versuchen</a></p>
<section lang="en">
<p>This page cannot be shown at the moment. Printed codes go on working. <a href="">Try again</a></p>
{details}</section>
</main>
</body>
</html>
"""
_DETAILS = """<details>
<summary><span lang="de">Für alle, die Signet betreuen</span> · For whoever runs Signet</summary>
<dl>
{lines}</dl>
</details>
"""
_SOURCES = f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"


def away_page(checks: Iterable[Check] = ()) -> tuple[list[tuple[str, str]], bytes]:
    """Return headers and content.

    Args:
        checks: How the service is doing; those that fail are told.
    """
    lines = "".join(
        f"<dt>{escape(check.text())}</dt>\n<dd>{escape(check.do)}</dd>\n" for check in checks if not check.ok
    )
    details = _DETAILS.format(lines=lines) if lines else ""
    content = _PAGE.format(style=_STYLE, details=details).encode()
    return [*headers_of(content, _SOURCES), ("Retry-After", str(RETRY_SECONDS))], content
