"""What /healthz answers: 200 while all is well, else 503, and a line for each check as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from tracker.health.check import Check


def report(checks: Iterable[Check]) -> tuple[int, bytes]:
    """Return the HTTP status, 200 or 503, and the JSON of a report."""
    by_name: dict[str, list[Check]] = {}
    for check in checks:
        by_name.setdefault(check.name, []).append(check)
    ok = all(check.ok for said in by_name.values() for check in said)
    content = {
        "status": "ok" if ok else "failing",
        "checks": {name: _plain(said) for name, said in by_name.items()},
    }
    return (200 if ok else 503), json.dumps(content).encode()


def _plain(said: list[Check]) -> dict[str, object]:
    failing = [check for check in said if not check.ok]
    plain: dict[str, object] = {"ok": not failing, "says": " ".join(check.text() for check in said)}
    begun = [check.since for check in failing if check.since]
    if begun:
        plain["since"] = _moment(min(begun))
    if any(check.until for check in failing) and all(check.until for check in failing):
        plain["until"] = _moment(max(check.until for check in failing))
    if do := " ".join(dict.fromkeys(check.do for check in failing if check.do)):
        plain["do"] = do
    return plain


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
