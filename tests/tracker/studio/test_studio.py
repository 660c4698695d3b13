"""The studio as a process: started when asked, bounded, replaced when it dies."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from printkit.errors import SignetError
from tracker.studio.client import Studio, StudioAwayError, StudioFailedError
from tracker.studio.frames import BEGUN, SOCKET, Request, Status, read_answer, send_request
from tracker.studio.orders import Job, Look, LookOrder
from tracker.studio.porter import Porter
from tracker.studio.shown import Catalogue

Until = Callable[..., float]
BASE = "https://qr.example.de"


def order(design: str = "wish-bookmark", **texts: str) -> LookOrder:
    return LookOrder(1, design, "", tuple(texts.items()), None, BASE, 6, samples=True)


def job(run_folder: Path, wanted: LookOrder, size: str = "small") -> bytes:
    return Job(str(run_folder), size, wanted).to_bytes()


def test_nothing_runs_until_somebody_asks(porter: Porter, studio: Studio, run_folder: Path) -> None:
    assert porter.pid is None
    assert (run_folder / SOCKET).stat().st_mode & 0o777 == 0o600
    found = Catalogue.from_json(studio.draw("catalogue", b""))
    assert found.find("wish-bookmark") is not None
    assert porter.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, porter.pid) == min(os.getpriority(os.PRIO_PROCESS, 0) + 10, 19)
    porter.close()
    assert porter.pid is None
    assert not (run_folder / SOCKET).exists()


@pytest.mark.slow
def test_a_folder_with_a_long_name_has_a_studio_too(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    made = Porter(folder)
    try:
        assert Catalogue.from_json(Studio(folder, patience=120).draw("catalogue", b"")).designs
    finally:
        made.close()


def test_without_a_studio_that_is_said(run_folder: Path) -> None:
    with pytest.raises(StudioAwayError):
        Studio(run_folder).draw("catalogue", b"")


def test_what_cannot_be_used_comes_back_as_problems(studio: Studio, run_folder: Path) -> None:
    for name in ("gone", "../designs/wish-bookmark", str(Path("designs/wish-bookmark").absolute())):
        with pytest.raises(SignetError) as fault:
            studio.draw("look", job(run_folder, order(name)))
        assert [problem.rule for problem in fault.value.problems] == ["unknown-design"]


def test_an_unknown_kind_or_rubbish_ends_nothing(porter: Porter, studio: Studio) -> None:
    studio.draw("catalogue", b"")
    before = porter.pid
    for kind, payload in (("nonsense", b""), ("look", b"\xff\x00"), ("logo", b"")):
        with pytest.raises(StudioFailedError):
            studio.draw(kind, payload)
    assert porter.pid == before


@pytest.mark.slow
def test_killed_in_the_middle_the_next_request_works(porter: Porter, studio: Studio, until: Until) -> None:
    studio.draw("catalogue", b"")
    killed = porter.pid
    assert killed is not None
    os.kill(killed, signal.SIGSTOP)  # a request is on its way when it dies
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(studio.draw, "catalogue", b"")
        time.sleep(0.1)
        os.kill(killed, signal.SIGKILL)
        assert Catalogue.from_json(asked.result(150)).designs  # it waited in the porter's queue
    until(lambda: porter.pid not in (None, killed))


@pytest.mark.slow
def test_what_takes_too_long_is_ended_and_others_are_not(porter: Porter, studio: Studio) -> None:
    studio.draw("catalogue", b"")
    before = porter.pid
    with ThreadPoolExecutor() as pool:
        hung = pool.submit(studio.draw, "catalogue", b"", seconds=0.0001)
        others = [pool.submit(studio.draw, "catalogue", b"") for _ in range(4)]
        with pytest.raises(StudioFailedError):
            hung.result(150)
        assert all(other.result(150) for other in others)
    assert porter.pid != before


def test_of_two_hundred_quick_changes_the_last_is_drawn_and_no_older_one_after_it(
    studio: Studio, run_folder: Path
) -> None:
    studio.draw("look", job(run_folder, order()))
    ends = []
    with ExitStack() as stack:
        connections = [stack.enter_context(socket.socket(socket.AF_UNIX)) for _ in range(201)]
        for connection, number in zip(connections, (*range(199), 200, 199), strict=True):  # one comes late
            connection.connect(str(run_folder / SOCKET))  # waits while the queue is full
            connection.settimeout(120)
            payload = job(run_folder, order(headline=f"Nummer {number}"))
            send_request(connection, Request("look", payload, 10, "draft-1", asked=float(number + 1)))
        for connection in connections:
            assert connection.recv(1) == BEGUN
            ends.append(read_answer(connection))
    assert ends[-1][0] is Status.OVERTAKEN
    status, answer = ends[-2]
    assert status is Status.DONE
    assert list((run_folder / "pictures").glob(f"1-{Look.from_json(answer).key}-front-small.webp"))
    assert {status for status, _ in ends} == {Status.DONE, Status.OVERTAKEN}


@pytest.mark.slow
def test_a_full_queue_is_waited_for(porter: Porter, studio: Studio, until: Until) -> None:
    studio.draw("catalogue", b"")
    stopped = porter.pid
    assert stopped is not None
    os.kill(stopped, signal.SIGSTOP)
    with ThreadPoolExecutor(90) as pool:
        asked = [pool.submit(studio.draw, "catalogue", b"") for _ in range(90)]
        time.sleep(0.2)
        os.kill(stopped, signal.SIGCONT)
        assert all(one.result(150) for one in asked)
