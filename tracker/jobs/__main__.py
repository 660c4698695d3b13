"""The process that does jobs beside a service: ``python -m tracker.jobs SETTINGS PARENT``."""

from __future__ import annotations

import os
import signal
import sys
import threading

from tracker.config import Config
from tracker.health.state import FOLDER, JOBS, read_state
from tracker.health.telling import Teller
from tracker.jobs.runner import Runner
from tracker.locks import only_one
from tracker.standing_back import wait_for_others

LOCK = "jobs.lock"
LOOK_SECONDS, WORKING_SECONDS = 0.5, 0.2
LOCK_SECONDS, RETRY_SECONDS = 0.5, 1.0


def run(config: Config, parent: int) -> None:
    """Work until the parent process ends or asks to stop (SIGTERM)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    wait_for_others()  # niceness is given by the service; the disk follows it by itself
    while os.getppid() == parent and not stop.is_set():
        try:
            with only_one(config.run_folder / LOCK, wait_seconds=LOCK_SECONDS) as alone:
                if alone:
                    _work(config, parent, stop)
        except OSError as error:
            print(f"Signet jobs: run folder: {error.strerror or error}", file=sys.stderr, flush=True)
            stop.wait(RETRY_SECONDS)


def _work(config: Config, parent: int, stop: threading.Event) -> None:
    found = read_state(config.run_folder / FOLDER / JOBS)
    teller = Teller(config.run_folder, JOBS, before=found.state if found else None)
    runner = Runner(config)
    while os.getppid() == parent and not stop.is_set():
        busy = runner.step()
        teller.tell([runner.check()])
        stop.wait(WORKING_SECONDS if busy else LOOK_SECONDS)
    runner.close()
    teller.tell([runner.check()])
    teller.close()


if __name__ == "__main__":
    run(Config.from_json(sys.argv[1]), int(sys.argv[2]))
