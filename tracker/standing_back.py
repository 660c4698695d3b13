"""How processes that draw stand back behind those that answer visitors, where the system lets them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_OOM = Path("/proc/self/oom_score_adj")
_OOM_SCORE = "800"
"""Of 1,000; what visitors wait for has 0."""


def wait_for_others() -> None:
    """Push no process aside when this one wakes; its own processes inherit that."""
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def take_what_is_left() -> None:
    """Work only when nobody else wants to, for good: so nobody should wait for what this process holds."""
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def end_first() -> None:
    """Where memory runs out, let this process and its own go before any other of the service."""
    with suppress(OSError):
        _OOM.write_text(_OOM_SCORE)
