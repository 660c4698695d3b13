"""Problems as bytes, to send what cannot be used from the studio to whoever asked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from printkit.errors import Problem


def to_bytes(problems: Iterable[Problem]) -> bytes:
    """Return problems as JSON."""
    return json.dumps([asdict(problem) for problem in problems]).encode()


def problems_from(data: bytes) -> tuple[Problem, ...]:
    """Return what `to_bytes` wrote."""
    return tuple(Problem(**entry) for entry in json.loads(data))
