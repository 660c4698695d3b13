"""Kills at random moments under load: what was answered is counted, once. Slow.

``SIGNET_ROUNDS=100 pytest -m slow tests/hurt/test_kills.py`` does a hundred rounds of each.
"""

import os
import random
import signal
import time

import pytest

pytestmark = pytest.mark.slow


def victims(service, chance):
    """Return whom to kill: a worker, all workers, the background process, the parent, or everybody."""
    workers, background = service.workers(), service.background()
    return chance.choice(
        [workers[:1], workers[-1:], workers, background, [service.process.pid], service.everybody()]
    )


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_every_redirect_is_counted_once_over_kills(house, rounds, workers):
    chance = random.Random(workers)
    service = house.start(workers=workers)
    try:
        with house.load() as load:
            for _ in range(rounds(8)):
                time.sleep(chance.uniform(0.02, 0.7))
                killed = victims(service, chance)
                for pid in killed:
                    os.kill(pid, signal.SIGKILL)
                if service.process.pid in killed or chance.random() < 0.1:
                    service.stop()
                    service = house.start(workers=workers)
            time.sleep(0.5)
        house.wait_until_folded()
        house.until(lambda: house.health()[0] == 200)
    finally:
        service.stop()
    assert sum(load.received.values()) > 200
    house.books().agree_with(load)
    assert load.targets.keys() == {b"https://www.example.org/"}
