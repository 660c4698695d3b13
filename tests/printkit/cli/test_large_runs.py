"""Runs of several files, from the command line."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from printkit.cli.output import progress
from printkit.manifest import read_manifest

Run = Callable[..., Any]


def test_a_batch_in_several_files_is_one_print_run(printkit: Run, mint: Run, tmp_path: Path) -> None:
    codes = mint(copies=33).json["codes"]
    ran = printkit("print", 1, "--sheet", "a4", "-o", "b.pdf", "--split-sheets", 1, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["files"] == [f"b-00{n}.pdf" for n in range(1, 10)]
    rows = [row for name in ran.json["manifests"] for row in read_manifest(tmp_path / name)]
    assert [row.code for row in rows] == codes
    assert [row.position for row in rows] == list(range(1, 34))
    with closing(sqlite3.connect(tmp_path / "campaigns.db")) as db:
        assert db.execute("SELECT pieces, sheets FROM print_run").fetchall() == [(33, 9)]


def test_many_files_are_named_by_a_pattern(printkit: Run, mint: Run) -> None:
    mint(copies=33)
    ran = printkit("print", 1, "--sheet", "a4", "-o", "my batch.pdf", "--split-sheets", 1)
    lines = ran.out.splitlines()
    assert lines[0] == "33 pieces on 9 sheets:"
    assert lines[1:7] == [
        "  my batch-001.pdf", "  …", "  my batch-009.pdf", "  my batch-001.csv", "  …", "  my batch-009.csv",
    ]  # fmt: skip
    assert lines[-1] == "Next: printkit proof 'my batch'-???.pdf"


def test_a_reprint_has_its_positions_in_order(printkit: Run, mint: Run, tmp_path: Path) -> None:
    codes = mint(copies=33).json["codes"]
    ran = printkit(
        "reprint", 1, "--positions", "30-33,2,9", "--sheet", "a4", "-o", "r.pdf", "--split-sheets", 1
    )
    assert ran.code == 0, ran.err
    rows = [*read_manifest(tmp_path / "r-001.csv"), *read_manifest(tmp_path / "r-002.csv")]
    assert [row.position for row in rows] == [2, 9, 30, 31, 32, 33]
    assert [row.code for row in rows] == [codes[row.position - 1] for row in rows if row.position]
    assert "Next: printkit proof r-001.pdf r-002.pdf" in ran.out


@pytest.mark.parametrize(("options", "words"), [
    (("--split-size", "many"), "'many' is no size of a file. Write it as 100MB."),
    (("--split-size", "0MB"), "is no size of a file"),
    (("--split-sheets", "-1"), "-1 is not in the range"),
    (("--processes", "0"), "0 is not in the range"),
])  # fmt: skip
def test_odd_numbers_are_refused(printkit: Run, options: tuple[str, ...], words: str) -> None:
    ran = printkit("print", 1, "--sheet", "a4", "-o", "b.pdf", *options)
    assert ran.code == 2
    assert words in ran.err


def test_files_end_before_a_size(printkit: Run, mint: Run, tmp_path: Path) -> None:
    mint(copies=33)
    whole = printkit("print", 1, "--sheet", "a4", "-o", "w.pdf", "--split-sheets", 0, "--json").json["files"]
    size = (tmp_path / whole[0]).stat().st_size
    assert len(whole) == 1
    limit = f"{(size - 3_000) / 1e6:.3f} MB"
    files = printkit("print", 1, "--sheet", "a4", "-o", "b.pdf", "--split-size", limit, "--json").json[
        "files"
    ]
    assert len(files) == 2
    assert all((tmp_path / file).stat().st_size < size - 2_900 for file in files)
    ran = printkit("print", 1, "--sheet", "a4", "-o", "c.pdf", "--split-size", "1kB")
    assert ran.code == 1
    assert "A file with a single sheet is larger than 1,000 bytes. Allow" in ran.err


def test_each_repeated_link_is_said_with_its_first_line(printkit: Run, tmp_path: Path) -> None:
    links = [f"https://s.example.de/{number % 40}" for number in range(43)]
    (tmp_path / "links.csv").write_text("\n".join(["link", *links, "nonsense"]), encoding="utf-8")
    ran = printkit(
        "print", "--links", "links.csv", "--design", "channels-bookmark", "--sheet", "a4", "-o", "l.pdf"
    )
    assert ran.code == 1
    found = re.findall(r"line (\d+): The link stands in line (\d+) already", ran.err)
    assert found == [("42", "2"), ("43", "3"), ("44", "4")]
    assert "line 45" in ran.err


def test_progress_says_how_fast_and_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Printing", "pieces") as show:
        show.__self__.next_time = 0.0  # type: ignore[attr-defined]  # as after ten seconds
        begun = time.monotonic()
        show(50_000, 100_000)
        time.sleep(0.1)
        show.__self__.next_time = 0.0  # type: ignore[attr-defined]
        show(60_000, 100_000)
        took = time.monotonic() - begun
    first, second = capsys.readouterr().err.splitlines()
    assert first == "Printing: 50,000 of 100,000 pieces (50%)"
    match = re.fullmatch(r"Printing: 60,000 of 100,000 pieces, ([\d,]+)/s, \d+:\d\d left \(60%\)", second)
    assert match
    assert 10_000 / took - 1 < int(match[1].replace(",", "")) < 101_000
