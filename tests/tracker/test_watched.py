"""Processes beside the workers: started again when they die, also where none could be started for a while."""

from __future__ import annotations

import subprocess
import sys

HELPERS = """
import resource, sys, threading
from pathlib import Path
from tracker.config import make_config
from tracker.watched import Helper, Watched

config = make_config(Path(sys.argv[1]) / "campaigns.db")
watched = Watched(config, threading.Event(), Helper("this", "the helper", 0, 0.05))
most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
for line in sys.stdin:
    resource.setrlimit(resource.RLIMIT_NOFILE, (3 if line == "none\\n" else most, hard))
"""
"""A helper that ends at once; ``none`` on the standard input takes everything away that another one needs."""


def test_a_helper_is_started_again_once_there_is_room_for_a_process(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", HELPERS, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    with process:
        try:
            _hear(process, "the helper ended (0); starting it again.")
            print("none", file=process.stdin)
            _hear(process, "the helper cannot be started: Too many open files")
            print("enough", file=process.stdin)
            _hear(process, "the helper ended (0); starting it again.")
        finally:
            process.kill()


def _hear(process, words):
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError(f"{words!r} was never said")
