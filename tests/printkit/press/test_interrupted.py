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

BUILD = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from conftest import _design, _pieces
from printkit.press.job import PrintJob
from printkit.press.pdf import print_job
from printkit.press.imposing.sheet import load_sheet
from printkit.press.output.splitting import Splitting
job = PrintJob("Batch 3", _design(), _pieces(1600), minted_on="2026-11-22")
print_job(job, load_sheet("a4"), Path(sys.argv[1]), splitting=Splitting(20), processes=2, note=print)
"""


def start(out: Path) -> subprocess.Popen[str]:
    code = BUILD.format(folder=str(Path(__file__).parent))
    environment = {**os.environ, "SIGNET_TRIAL": str(out)}
    command = [sys.executable, "-c", code, str(out)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )


def alive(out: Path) -> Iterator[int]:
    """Yield the processes that belong to a run started above."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"SIGNET_TRIAL={out}".encode() in path.read_bytes():
                yield int(path.parent.name)
        except OSError:
            continue


def gone(out: Path) -> bool:
    for _ in range(50):
        if not list(alive(out)):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_killed_at_random_again_and_again_the_run_is_what_it_would_have_been(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    whole, cut = tmp_path / "whole" / "a.pdf", tmp_path / "cut" / "a.pdf"
    first = start(whole)
    assert first.communicate(timeout=120)[1] == ""
    assert len(list(whole.parent.iterdir())) == 40
    chance = random.Random(1)
    for _ in range(4):
        finished = len(list(job_folder(cut).glob("*.pdf")))
        run = start(cut)
        while len(list(job_folder(cut).glob("*.pdf"))) < finished + chance.randint(1, 3):
            assert run.poll() is None
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.05))
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert run.returncode == -signal.SIGKILL
        assert gone(cut)
    said, errors = start(cut).communicate(timeout=120)
    assert "Continuing" in said
    assert errors == ""
    assert {path.name: path.read_bytes() for path in cut.parent.iterdir()} == {
        path.name: path.read_bytes() for path in whole.parent.iterdir()
    }


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["helper", "interrupt"])
def test_a_helper_that_dies_and_ctrl_c_are_said_and_nothing_is_lost(tmp_path: Path, victim: str) -> None:
    out = tmp_path / "a.pdf"
    run = start(out)
    while len(list(job_folder(out).glob("*.pdf"))) < 2 or len(list(alive(out))) < 2:
        assert run.poll() is None
        time.sleep(0.01)
    if victim == "helper":
        helper = next(pid for pid in alive(out) if pid != run.pid)
        os.kill(helper, signal.SIGKILL)
    else:
        run.send_signal(signal.SIGINT)
    said, errors = run.communicate(timeout=60)
    assert run.returncode != 0
    assert gone(out)
    assert {path.name for path in tmp_path.iterdir()} == {"a.job"}
    if victim == "helper":
        assert re.search(r"process that (drew a-0\d\d.pdf|helped) stopped", errors)
    said_of_kept = errors if victim == "helper" else said
    assert f"Finished files are kept in {job_folder(out)}: " in said_of_kept
    assert "The same command goes on; or delete that folder." in said_of_kept
    again = start(out)
    said, errors = again.communicate(timeout=120)
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
    code = FULL + BUILD.format(folder=str(Path(__file__).parent)).replace("note=print", "progress=fill")
    code = code.replace("processes=2", "processes=1")
    run = subprocess.run([sys.executable, "-c", code, str(out)], capture_output=True, text=True, check=False)
    assert "The PDFs cannot all be written (File too large)" in run.stderr
    assert f"Finished files are kept in {job_folder(out)}: 1." in run.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"a.job"}
    said, errors = start(out).communicate(timeout=120)
    assert errors == ""
    assert "Continuing: 1 of 20 files were finished already." in said
    assert len(list(tmp_path.iterdir())) == 40


@pytest.mark.slow
def test_two_processes_never_print_into_the_same_files(tmp_path: Path) -> None:
    first = start(tmp_path / "a.pdf")
    while not (job_folder(tmp_path / "a.pdf") / "journal").exists():
        assert first.poll() is None
        time.sleep(0.01)
    second = start(tmp_path / "a.pdf")
    assert "Another process is printing a.pdf just now" in second.communicate(timeout=60)[1]
    assert first.communicate(timeout=120)[1] == ""
    assert len(list(tmp_path.iterdir())) == 40
