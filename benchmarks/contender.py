"""Lets one contender print in a process of its own, and says on standard output what that took.

Usage: contender.py MODULE PIECES OUT.pdf. Seconds count from when everything is imported.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from pathlib import Path

from order import Order


def main(module: str, pieces: str, out: str) -> None:
    """Print, and say what it took: processor seconds (with those of helpers) and seconds by the clock."""
    contender = importlib.import_module(module)
    before, begun = _processor_seconds(), time.perf_counter()
    contender.write(Order(int(pieces)), Path(out))
    took = {"wall": time.perf_counter() - begun, "cpu": _processor_seconds() - before}
    sys.stdout.write(json.dumps(took))


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(*sys.argv[1:])
