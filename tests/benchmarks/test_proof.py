"""The benchmark of the proof runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_benchmark_of_the_proof_measures_every_way() -> None:
    words = ["--pieces", "12", "--designs", "channels-bookmark"]
    script = str(ROOT / "benchmarks" / "proof.py")
    done = subprocess.run([sys.executable, script, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [(row[0].strip("| "), row[1]) for row in rows[1:]] == [
        ("drawn, one process", "12"),
        ("paths, one process", "12"),
        ("proof as a whole", "12"),
    ]
