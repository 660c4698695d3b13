import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from printkit.cli.output import SignetGroup, counted, database_option, json_option, print_table, progress
from printkit.errors import Problem, SignetError
from printkit.store.database import connect


@click.group(cls=SignetGroup)
def cli() -> None:
    pass


@cli.command()
@json_option
def faulty(as_json: bool) -> None:
    raise SignetError(
        [Problem("a-rule", "It is wrong.", "Mend it.", "file.toml", "key", "7"), Problem("b", "Too.")]
    )


@cli.command()
@click.argument("path")
def unwritable(path: str) -> None:
    open(path, "w")  # noqa: SIM115


def test_every_fault_is_said_and_the_exit_is_1() -> None:
    result = CliRunner().invoke(cli, ["faulty"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "Error: file.toml: key: It is wrong. Mend it.\nError: Too.\n"


def test_faults_are_json_where_json_was_asked_for() -> None:
    result = CliRunner().invoke(cli, ["faulty", "--json"])
    assert result.exit_code == 1
    assert '"rule": "a-rule"' in result.stdout
    assert "It is wrong." in result.stderr


def test_what_the_system_refuses_is_said_without_a_trace() -> None:
    result = CliRunner().invoke(cli, ["unwritable", "/nowhere/at/all"])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: /nowhere/at/all: No such file or directory.")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["list"], ["list", "--json"], ["check", "channels-bookmark", "--json"]])
def test_results_that_find_no_room_are_said_without_a_trace(tmp_path: Path, words: list[str]) -> None:
    connect(tmp_path / "campaigns.db").close()
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "printkit.cli.main", *words],
            check=False, stdout=full, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: No space left on device.")
    assert "Traceback" not in ran.stderr


def test_tables_align(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("name", "n"), [("Köln", 7), ("x", 1234)], right=(1,))
    assert capsys.readouterr().out == "name     n\nKöln     7\nx     1234\n"


def test_tables_align_in_the_cells_of_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a", "b"), [("📚", "x"), ("e\u0301e", "x"), ("abc", "x")])
    assert capsys.readouterr().out == "a    b\n📚   x\ne\u0301e   x\nabc  x\n"


def test_numbers_take_their_noun_along() -> None:
    assert [counted(number, "piece") for number in (0, 1, 5000)] == ["0 pieces", "1 piece", "5,000 pieces"]
    assert counted(2, "copy", "copies") == "2 copies"


LONG_WORK = """
import time
from printkit.cli.output import progress
with progress("Printing Batch 1 · " + "Frühling 📚 " * 9) as show:
    time.sleep(0.6)
    show(4_200, 5_000)
"""


LONG_NAME = """
from printkit.cli.output import print_table
print_table(("name", "leads to"), [("Ä" * 120, "https://www.example.de/" + "a" * 60), ("B", "x")])
"""


def on_a_terminal(script: str, **variables: str) -> str:
    """Return what a script prints where both its outputs are a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONUTF8": "1", **variables}
    subprocess.run([sys.executable, "-c", script], stdout=theirs, stderr=theirs, env=environment, check=True)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # nobody has the other end any more, and all is read
        while part := os.read(ours, 10_000):
            shown += part
    os.close(ours)
    return shown.decode()


def test_one_long_name_does_not_push_a_table_off_the_terminal() -> None:
    lines = click.unstyle(on_a_terminal(LONG_NAME)).splitlines()
    assert [line.rindex("  ") for line in lines] == [32, 32, 32]
    assert lines[1] == f"{'Ä' * 31}…  https://www.example.de/{'a' * 60}"


@pytest.mark.parametrize("columns", [30, 80])
def test_progress_fits_the_terminal_and_is_wiped_off(columns: int) -> None:
    shown = on_a_terminal(LONG_WORK, COLUMNS=str(columns))
    assert shown.endswith("\r\x1b[2K")
    line = shown.replace("\x1b[2K", "").strip("\r")
    assert "…" in line
    assert "4,200 of 5,000" in line
    assert len(line) + line.count("📚") < columns


def test_short_work_shows_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Work") as show:
        show(1, 2)
    assert capsys.readouterr().err == ""


@cli.command()
@database_option
def locked(database: Path) -> None:
    with connect(database) as db:
        db.execute("PRAGMA busy_timeout = 1")
        other = sqlite3.connect(database, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            db.execute("BEGIN IMMEDIATE")
        finally:
            other.close()


def test_a_locked_database_is_said_without_a_trace(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["locked", "--database", str(tmp_path / "x.db")])
    assert result.exit_code == 1
    assert "x.db: Another program held the database" in result.stderr
