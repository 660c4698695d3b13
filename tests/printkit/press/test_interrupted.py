"""Runs of several files in processes of their own, which are killed, interrupted or find no room."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from printkit.press.output.journal import job_folder

PATIENCE_SECONDS = 300
SHEETS = 400
BUILD = """
import os, sys
from pathlib import Path
from threading import Timer
sys.path.insert(0, {folder!r})
from conftest import _design, _pieces
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.press.imposing.sheet import load_sheet
from printkit.press.output.splitting import Splitting
sheet, number, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
def watch(done, _):
    global sheet
    if done >= sheet:
        sheet = sys.maxsize
        if seconds:
            Timer(seconds, os.kill, (os.getpid(), number)).start()
        else:
            os.kill(os.getpid(), number)
job = PrintJob("Batch 3", _design(), _pieces(1600), minted_on="2026-11-22")
out = Path(sys.argv[1])
print_job(job, load_sheet("a4"), out, watch, splitting=Splitting(20), processes=2, note=print)
"""


def start(
    out: Path, signal_to_itself: int = 0, *, sheet: int = SHEETS + 1, seconds: float = 0
) -> subprocess.Popen[str]:
    """Start a run of 400 sheets in 20 files.

    It sends itself a signal, at once or some time after a sheet is drawn: on no machine is it over before.
    """
    code = BUILD.format(folder=str(Path(__file__).parent))
    environment = {**os.environ, "SIGNET_TRIAL": str(out)}
    command = [sys.executable, "-c", code, str(out), str(sheet), str(int(signal_to_itself)), str(seconds)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def start_until(out: Path, *, sheet: int) -> subprocess.Popen[str]:
    """Start such a run and wait until it has drawn so many sheets; it stands still until SIGCONT."""
    run = start(out, signal.SIGSTOP, sheet=sheet)
    _, status = os.waitpid(run.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    return run


def alive(out: Path) -> Iterator[int]:
    """Yield the processes that belong to a run started above."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"SIGNET_TRIAL={out}".encode() in path.read_bytes():
                yield int(path.parent.name)
        except OSError:
            continue


def gone(out: Path) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while list(alive(out)):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.slow
def test_killed_at_random_again_and_again_the_run_is_what_it_would_have_been(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    whole, cut = tmp_path / "whole" / "a.pdf", tmp_path / "cut" / "a.pdf"
    first = start(whole)
    assert first.communicate(timeout=PATIENCE_SECONDS)[1] == ""
    assert len(list(whole.parent.iterdir())) == 40
    chance = random.Random(1)
    for number in range(1, 5):
        sheet = 60 * number + chance.randint(-15, 15)
        run = start(cut, signal.SIGKILL, sheet=sheet, seconds=chance.uniform(0.001, 0.05))
        run.communicate(timeout=PATIENCE_SECONDS)
        assert run.returncode == -signal.SIGKILL
        assert gone(cut)
        assert list(job_folder(cut).glob("*.pdf"))
    said, errors = start(cut).communicate(timeout=PATIENCE_SECONDS)
    assert "Continuing" in said
    assert errors == ""
    assert {path.name: path.read_bytes() for path in cut.parent.iterdir()} == {
        path.name: path.read_bytes() for path in whole.parent.iterdir()
    }


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["helper", "interrupt"])
def test_a_helper_that_dies_and_ctrl_c_are_said_and_nothing_is_lost(tmp_path: Path, victim: str) -> None:
    out = tmp_path / "a.pdf"
    run = start_until(out, sheet=60)
    if victim == "helper":
        helper = next(pid for pid in alive(out) if pid != run.pid)
        os.kill(helper, signal.SIGKILL)
    else:
        run.send_signal(signal.SIGINT)
    run.send_signal(signal.SIGCONT)
    said, errors = run.communicate(timeout=PATIENCE_SECONDS)
    assert run.returncode != 0
    assert gone(out)
    assert {path.name for path in tmp_path.iterdir()} == {"a.job"}
    if victim == "helper":
        assert re.search(r"process that (drew a-0\d\d.pdf|helped) stopped", errors)
    said_of_kept = errors if victim == "helper" else said
    assert f"Finished files are kept in {job_folder(out)}: " in said_of_kept
    assert "The same command goes on; or delete that folder." in said_of_kept
    again = start(out)
    said, errors = again.communicate(timeout=PATIENCE_SECONDS)
    assert (again.returncode, errors) == (0, "")
    assert "Continuing: " in said
    assert len(list(tmp_path.iterdir())) == 40


FULL = """
import resource
def fill(done, _):
    if done == 30:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
"""


@pytest.mark.slow
def test_a_full_disk_keeps_what_is_finished(tmp_path: Path) -> None:
    """A limit on the size of files, set in the middle of the second file, stands for the disk."""
    out = tmp_path / "a.pdf"
    code = FULL + BUILD.format(folder=str(Path(__file__).parent)).replace("out, watch", "out, fill")
    command = [sys.executable, "-c", code.replace("processes=2", "processes=1"), str(out), "0", "0", "0"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "The PDFs cannot all be written (File too large)" in run.stderr
    assert f"Finished files are kept in {job_folder(out)}: 1." in run.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a.job"}
    said, errors = start(out).communicate(timeout=PATIENCE_SECONDS)
    assert errors == ""
    assert "Continuing: 1 of 20 files were finished already." in said
    assert len(list(tmp_path.iterdir())) == 40


@pytest.mark.slow
def test_two_processes_never_print_into_the_same_files(tmp_path: Path) -> None:
    first = start_until(tmp_path / "a.pdf", sheet=1)
    second = start(tmp_path / "a.pdf")
    assert "Another process is printing a.pdf just now" in second.communicate(timeout=PATIENCE_SECONDS)[1]
    first.send_signal(signal.SIGCONT)
    assert first.communicate(timeout=PATIENCE_SECONDS)[1] == ""
    assert len(list(tmp_path.iterdir())) == 40
