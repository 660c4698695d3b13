"""The benchmark runs, reads what everybody printed, and puts its tables where they belong."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARKS = "<!-- benchmarks/print.py begins -->\n<!-- benchmarks/print.py ends -->\n"


def benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "print.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
def test_everybody_prints_and_the_tables_are_put_into_the_document(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(f"before\n{MARKS}after\n", "utf-8")
    ran = benchmark("--pieces", "13", "--rounds", "1", "--large", "20", "--into", str(document))
    assert ran.returncode == 0, ran.stderr
    text = document.read_text("utf-8")
    assert text.startswith("before\n<!--")
    assert text.endswith("-->\nafter\n")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    contest = [row for row in rows if "zxing-cpp" in row or "qrcode" in row or "widget" in row]
    assert len(contest) == 4
    assert all(row.count("|") == 7 and "not run" not in row for row in contest)
    assert any("segno" in row for row in rows)
    assert ("not run" in text) == (importlib.util.find_spec("segno") is None)
    assert [row.split("|")[1].strip() for row in rows if row.startswith(("| 20 ", "| 1,000 "))] == [
        "20",
        "1,000",
    ]


def test_a_document_without_marks_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "other.md"
    document.write_text("nothing\n", "utf-8")
    ran = benchmark("--into", str(document))
    assert ran.returncode == 1
    assert "no place for the tables" in ran.stderr
    assert document.read_text("utf-8") == "nothing\n"
