"""A command that prints is told to end: by a closed terminal, by ``kill``, in the middle of its only file."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_what_was_begun_is_removed(mint: Callable[..., Any], tmp_path: Path, number: signal.Signals) -> None:
    mint(copies=20_000)
    # Everybody else goes first, this test as well: else it may be over before its beginning is seen.
    command = [
        "nice",
        "-n",
        "19",
        sys.executable,
        "-m",
        "printkit.cli.main",
        "print",
        "1",
        "--sheet",
        "sra3",
        "-o",
        "a.pdf",
    ]
    run = subprocess.Popen([*command, "--split-sheets", "0"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while not any(path.stat().st_size for path in tmp_path.glob(".signet-*")):
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(number)
    assert "Aborted!" in run.communicate(timeout=300)[1]
    assert run.returncode == 1
    assert [path.name for path in tmp_path.iterdir() if "campaigns.db" not in path.name] == []


def test_nobody_can_interrupt_what_ignores_a_closed_terminal(tmp_path: Path) -> None:
    script = (
        "import os, signal\nfrom printkit.cli.ending import ending_in_order\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "with ending_in_order():\n    os.kill(os.getpid(), signal.SIGHUP)\n"
        "try:\n    with ending_in_order():\n        os.kill(os.getpid(), signal.SIGTERM)\n"
        "except KeyboardInterrupt:\n    print('ended', signal.getsignal(signal.SIGTERM).name)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "ended SIG_DFL\n"
