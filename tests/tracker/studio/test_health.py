"""What /healthz says of the studio: its door, its starts, and how often it ended in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.health.check import Check
from tracker.health.looking import STALE_SECONDS, checks_of
from tracker.health.state import FOLDER, STUDIO, read_state
from tracker.studio.client import Studio
from tracker.studio.frames import SOCKET
from tracker.studio.health import ENDS, ENDS_SECONDS, Troubles
from tracker.studio.porter import Porter, studio_over

Until = Callable[..., float]


def line(run_folder: Path, later: float = 0.0) -> Check:
    found = read_state(run_folder / FOLDER / STUDIO)
    now = found.state.at + later if found else 0.0
    return next(check for check in checks_of(run_folder, 1, now=now) if check.name == "studio")


def test_a_service_without_one_yet_is_well(run_folder: Path) -> None:
    assert line(run_folder).ok


def test_it_is_well_while_nobody_asks(porter: Porter, run_folder: Path) -> None:
    assert line(run_folder).text() == "draws when somebody asks; ended 0 times in the middle in ten minutes"


def test_a_door_that_cannot_be_made_is_said_and_tried_again(run_folder: Path, until: Until) -> None:
    (run_folder / SOCKET).mkdir()
    (run_folder / SOCKET / "in-the-way").touch()
    said: list[str] = []
    porter = Porter(run_folder, said.append)
    try:
        assert line(run_folder).text().startswith("Designs cannot be drawn or ordered: the run folder takes")
        assert len(said) == 1
        (run_folder / SOCKET / "in-the-way").unlink()
        (run_folder / SOCKET).rmdir()
        until(lambda: line(run_folder).ok)
        assert (run_folder / SOCKET).is_socket()
    finally:
        porter.close()


def test_a_door_that_somebody_removed_is_made_again(run_folder: Path, until: Until) -> None:
    with studio_over(run_folder):
        (run_folder / SOCKET).unlink()
        until((run_folder / SOCKET).is_socket)
    assert not (run_folder / SOCKET).exists()


@pytest.mark.slow
def test_an_end_in_the_middle_is_counted(
    porter: Porter, studio: Studio, run_folder: Path, until: Until
) -> None:
    studio.draw("catalogue", b"")
    assert porter.pid is not None
    os.kill(porter.pid, signal.SIGKILL)
    until(lambda: "ended 1 times" in line(run_folder).text())
    assert line(run_folder).ok


def test_one_that_ends_again_and_again_is_not_well() -> None:
    troubles = Troubles()
    for number in range(ENDS):
        assert troubles.check(float(number)).ok
        troubles.ends.append((float(number), "SIGKILL"))
    check = troubles.check(float(ENDS))
    assert (check.ok, check.text()) == (
        False,
        f"The studio, which draws designs, ended {ENDS} times in ten minutes (SIGKILL).",
    )
    assert troubles.check(ENDS_SECONDS).ok  # the first of them is over


def test_one_that_cannot_be_started_is_not_well() -> None:
    check = Troubles(start="Cannot allocate memory").check(0.0)
    assert not check.ok
    assert "cannot be started (Cannot allocate memory)" in check.text()


def test_a_porter_that_is_silent_is_not_well(porter: Porter, run_folder: Path) -> None:
    assert not line(run_folder, STALE_SECONDS + 1).ok
