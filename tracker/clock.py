"""What time it is: the system's clock, or in the demo the time that its own client sends along.

The demo lets a season of hits pass in seconds over real HTTP. Its server is started with a secret in the
environment; a request that carries the same secret may say what time it is. A server started without it
believes nobody.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TOKEN_VARIABLE = "SIGNET_CLOCK_TOKEN"  # noqa: S105 (the name of a variable)
HEADER = "X-Signet-Clock"
EARLIEST, LATEST = 946_684_800.0, 4_102_444_800.0
"""The years 2000 to 2100: what the demo may say."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of a request. ``token`` is the demo's secret, ``""`` in production."""

    token: str = ""

    @classmethod
    def from_environment(cls) -> Clock:
        """Return the clock that this process was started with."""
        return cls(os.environ.get(TOKEN_VARIABLE, ""))

    def now(self, environ: Mapping[str, Any]) -> float:
        """Return the time of a WSGI request in seconds since 1970."""
        if self.token:
            said = environ.get("HTTP_X_SIGNET_CLOCK")
            if said:
                return self._believed(said)
        return time.time()

    def header(self, at: float) -> str:
        """Return the value of the header `HEADER` with which a client says what time it is."""
        return f"{self.token} {at:.3f}"

    def _believed(self, said: str) -> float:
        token, _, text = said.partition(" ")
        if hmac.compare_digest(token.encode("latin-1", "replace"), self.token.encode()):
            try:
                at = float(text)
            except ValueError:
                return time.time()
            if EARLIEST <= at <= LATEST:
                return at
        return time.time()
