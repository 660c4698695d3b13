"""The benchmark of the snapshot runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_benchmark_of_the_snapshot_measures_both_processes() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "snapshot.py"), "--codes", "2000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    assert rows[0] == ["codes", "2,000"]
    figures = {name: float(value.replace(",", "")) for name, value in rows[1:]}
    assert len(figures) == 12
    assert figures["retarget of a batch, CPU ms"] > 0
    assert 0 < figures["code that is known, µs"] < 100
