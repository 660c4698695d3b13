"""The studio as a process: started when asked, bounded, replaced when it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from printkit.errors import SignetError
from tracker.studio.client import OvertakenError, Studio, StudioAwayError, StudioError, StudioFailedError
from tracker.studio.frames import SOCKET
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
    assert os.getpriority(os.PRIO_PROCESS, porter.pid) == 10
    porter.close()
    assert porter.pid is None
    assert not (run_folder / SOCKET).exists()


def test_a_folder_with_a_long_name_has_a_studio_too(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    made = Porter(folder)
    try:
        assert Catalogue.from_json(Studio(folder).draw("catalogue", b"")).designs
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


def test_killed_in_the_middle_the_next_request_works(porter: Porter, studio: Studio, until: Until) -> None:
    studio.draw("catalogue", b"")
    killed = porter.pid
    assert killed is not None
    os.kill(killed, signal.SIGSTOP)  # a request is on its way when it dies
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(studio.draw, "catalogue", b"")
        time.sleep(0.1)
        os.kill(killed, signal.SIGKILL)
        assert Catalogue.from_json(asked.result(60)).designs  # it waited in the porter's queue
    until(lambda: porter.pid not in (None, killed))


@pytest.mark.slow
def test_what_takes_too_long_is_ended_and_others_are_not(porter: Porter, studio: Studio) -> None:
    studio.draw("catalogue", b"")
    before = porter.pid
    with ThreadPoolExecutor() as pool:
        hung = pool.submit(studio.draw, "catalogue", b"", seconds=0.0001)
        others = [pool.submit(studio.draw, "catalogue", b"") for _ in range(4)]
        with pytest.raises(StudioFailedError):
            hung.result(60)
        assert all(other.result(60) for other in others)
    assert porter.pid != before


@pytest.mark.slow
def test_of_two_hundred_quick_changes_few_are_drawn_and_the_last_is(studio: Studio, run_folder: Path) -> None:
    studio.draw("look", job(run_folder, order()))
    ends: dict[int, str] = {}

    def change(number: int) -> None:
        payload = job(run_folder, order(headline=f"Nummer {number}"))
        try:
            ends[number] = Look.from_json(studio.draw("look", payload, lane="draft-1")).key
        except OvertakenError:
            ends[number] = ""
        except StudioError as error:  # its queue is full: nobody waits for an older one
            ends[number] = "" if number < 199 else repr(error)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(199)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    change(199)
    for thread in threads:
        thread.join()
    drawn = [number for number, key in ends.items() if key]
    assert len(ends) == 200
    assert ends[199]
    assert len(drawn) < 60
    assert list((run_folder / "pictures").glob(f"1-{ends[199]}-front-small.webp"))
