"""Kills at random moments under load: what was answered is counted, once. Slow.

``SIGNET_ROUNDS=100 pytest -m slow tests/hurt/test_kills.py`` does a hundred rounds of each.
"""

import os
import random
import signal
import time
from contextlib import suppress

import pytest

from tracker.config import Durability

pytestmark = pytest.mark.slow


def victims(service, chance):
    """Return whom to kill: a worker, all workers, the background process, the parent, or everybody."""
    workers, background = service.workers(), service.background()
    return chance.choice(
        [workers[:1], workers[-1:], workers, background, [service.process.pid], service.everybody()]
    )


def faults_of(house):
    """Return the names of the checks that fail."""
    _, checks = house.health()
    return {name for name, check in checks.items() if not check["ok"]} if checks else {"no answer"}


@pytest.mark.parametrize(
    ("workers", "durability"),
    [(1, Durability.PROCESS), (2, Durability.PROCESS), (4, Durability.PROCESS), (2, Durability.POWER)],
)
def test_every_redirect_is_counted_once_over_kills(house, rounds, workers, durability):
    chance = random.Random(f"{workers} {durability}")
    service = house.start(workers=workers, durability=durability)
    try:
        with house.load() as load:
            for _ in range(rounds(6)):
                time.sleep(chance.uniform(0.02, 0.7))
                killed = victims(service, chance)
                for pid in killed:
                    with suppress(ProcessLookupError):  # some end by themselves when their parent is gone
                        os.kill(pid, signal.SIGKILL)
                if service.process.pid in killed or chance.random() < 0.1:
                    service.stop()
                    service = house.start(workers=workers, durability=durability)
            load.wait_for_more(200)
        house.wait_until_folded()
        house.until(lambda: faults_of(house) <= {"background", "workers"})  # killed often, and says so
    finally:
        service.stop()
    house.books().agree_with(load)
    assert load.targets.keys() == {b"https://www.example.org/"}
