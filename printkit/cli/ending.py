"""Long work that is told to end: by a closed terminal, by `kill`, by a system that shuts down."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGHUP, signal.SIGTERM)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let these signals break the work off as Ctrl-C does: otherwise files that were begun stay for ever.

    Whoever ignores a signal (``nohup``) or has a handler of his own keeps that.
    """
    if threading.current_thread() is not threading.main_thread():  # only there handlers can be set
        yield
        return
    ours = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _break_off)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _break_off(number: int, _: FrameType | None) -> None:
    raise KeyboardInterrupt
