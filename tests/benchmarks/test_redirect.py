"""The benchmark of the redirect runs, loses no hit, and puts its tables where they belong."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARKS = "<!-- benchmarks/redirect.py begins -->\n<!-- benchmarks/redirect.py ends -->\n"


@pytest.mark.slow
def test_everybody_redirects_and_every_redirect_of_ours_is_recorded(tmp_path: Path, need_program) -> None:
    need_program("wrk")
    need_program("nginx")
    document = tmp_path / "benchmarks.md"
    document.write_text(f"before\n{MARKS}after\n", "utf-8")
    options = ("--seconds", "1", "--rounds", "1", "--codes", "1000", "--into", str(document))
    command = [sys.executable, str(ROOT / "benchmarks" / "redirect.py"), *options]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    text = document.read_text("utf-8")
    assert text.startswith("before\n<!--")
    assert text.endswith("-->\nafter\n")
    rows = {
        cells[1].strip(): cells[2:-1]
        for cells in (line.split("|") for line in text.splitlines() if "|" in line)
    }
    for name in ("nginx, no log", "nginx, access log", "bare Flask, granian"):
        assert "not run" not in rows[name][0]
    assert ("not run" in rows["bare Flask, gunicorn"][0]) == (importlib.util.find_spec("gunicorn") is None)
    for name in ("**Signet**", "**Signet**, `power`", "1,000"):
        received, recorded = (int(cell.replace(",", "")) for cell in rows[name][-2:])
        assert 0 < received <= recorded <= received + 64
