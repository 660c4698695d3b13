"""The file in which a process says how it is: readable at any moment, also on a full disk."""

import os
import subprocess
import sys
import threading

import pytest

from tracker.health.check import Check
from tracker.health.jumps import Jump
from tracker.health.state import FOLDER, LENGTH, Loss, State, StateFile, found_in, read_state

WHOLE = State(
    17, 1.5, 2.5, (Check("spool", False, "%(n)s wait", (("n", 3),), (("why", "ü"),), "Do it.", 1.0, 2.0),),
    Loss(3, 1.0, 4, 1.0, 2.0, "the disk is full"), (1.0, 2.0), Jump(86_400.0, 3.0, True), True,
)  # fmt: skip


@pytest.mark.parametrize("state", [WHOLE, State(1, 2.0, 3.0)])
def test_what_is_written_is_read(state):
    assert len(state.to_bytes()) == LENGTH
    assert State.from_bytes(state.to_bytes()) == state


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * LENGTH, b"00000000 {}", WHOLE.to_bytes().replace(b"full", b"fool"), b"x y", b"[]"],
)
def test_what_is_damaged_is_nobodys_state(content):
    assert State.from_bytes(content) is None


def test_a_state_with_too_much_to_say_still_says_that_its_process_lives():
    long = State(1, 2.0, 3.0, (Check("spool", False, "x" * LENGTH),), Loss(lost=5))
    assert State.from_bytes(long.to_bytes()) == State(1, 2.0, 3.0, (), Loss(lost=5))


def test_whoever_is_alive_holds_the_file(tmp_path):
    program = (
        "import sys, time; from pathlib import Path; from tracker.health.state import *\n"
        "file = StateFile(Path(sys.argv[1])); file.write(State(7, 1.0, 2.0))\n"
        "print('x', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        (found,) = found_in(tmp_path)
        assert (found.state.pid, found.lives) == (7, True)
        process.kill()
        process.wait()
        (found,) = found_in(tmp_path)
        assert (found.state.pid, found.lives) == (7, False)


def test_a_state_is_read_whole_while_it_is_overwritten(tmp_path):
    file, ended, wrong = StateFile(tmp_path, "background"), threading.Event(), []
    file.write(State(0, 0.0, 0.0))

    def read() -> None:
        while not ended.is_set():
            found = read_state(file.path)
            if found is not None and found.state.pid != found.state.began:
                wrong.append(found)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(3000):
        file.write(State(number, float(number), 0.0, WHOLE.checks * (number % 5)))
    ended.set()
    reader.join()
    assert wrong == []
    file.close(remove=False)


def test_a_removed_file_is_made_again(tmp_path):
    file = StateFile(tmp_path)
    file.write(State(1, 1.0, 1.0))
    file.path.unlink()
    file.write(State(1, 1.0, 2.0))
    assert [found.state.at for found in found_in(tmp_path)] == [2.0]
    file.close(remove=True)
    assert found_in(tmp_path) == ()


def test_what_else_lies_there_is_left_alone(tmp_path):
    folder = tmp_path / FOLDER
    (folder / "worker-folder").mkdir(parents=True)
    (folder / "worker-text").write_text("hello")
    os.mkfifo(folder / "worker-pipe")
    (folder / "worker-link").symlink_to("/etc/passwd")
    assert found_in(tmp_path) == ()
    assert len(list(folder.iterdir())) == 4


def test_a_full_disk_takes_what_is_overwritten(mounted, tmp_path):
    folder = mounted("size=1m")
    file = StateFile(folder)
    file.write(State(1, 1.0, 1.0))
    with pytest.raises(OSError, match="No space"):
        (folder / "filler").write_bytes(bytes(2**20))
    file.write(WHOLE)
    assert [found.state for found in found_in(folder)] == [WHOLE]
    with pytest.raises(OSError, match="No space"):
        StateFile(folder).write(WHOLE)
    file.close(remove=True)
